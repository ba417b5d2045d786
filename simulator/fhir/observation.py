"""Observation (hl7.org/fhir/R4/observation.html; US Core's vital signs, laboratory, clinical result, survey and social history)."""

from __future__ import annotations

from typing import Any

from simulator.fhir.canonical import DATA_ABSENT_REASON, OBSERVATION_CATEGORY, US_CORE_CATEGORY
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, codeable
from simulator.fhir.profiles import SOCIAL_HISTORY, observation_profile
from simulator.fhir.rendered import Rendered
from simulator.record.results import Component, ObservationMade, SampledData, Value
from simulator.terminology.concept import Concept
from simulator.terminology.systems import UCUM
from simulator.terminology.ucum import readable, ucum
from simulator.terminology.value_sets import OBSERVATION_CATEGORIES, SCREENING_CATEGORIES

_UNKNOWN = codeable(DATA_ABSENT_REASON, "unknown", "Unknown")

#: The Python type of a value → the value[x] that it becomes.
_KINDS: dict[type[Any], str] = {
    bool: "Boolean",
    float: "Quantity",
    int: "Quantity",
    str: "String",
    Concept: "CodeableConcept",
}


class Shape:
    """What all observations of one code, category, unit and kind of value share."""

    __slots__ = ("category", "code", "meta", "unit", "unit_text")

    def __init__(self, rendered: Rendered, concepts: list[Concept], category: str, unit: str, kind: str) -> None:
        self.unit = ucum(unit)
        self.unit_text = readable(self.unit) or self.unit
        profile = observation_profile(concepts[0].code, category, self.unit, kind)
        self.meta = rendered.meta(profile)
        self.category = _categories(concepts[0].code, category)
        self.code = rendered.codeable(concepts)

    def quantity(self, value: float) -> Resource:
        """A Quantity in this unit."""
        return {"value": value, "unit": self.unit_text, "system": UCUM, "code": self.unit}


def _categories(code: str, category: str) -> list[Resource]:
    """The category, and the one that the code's profile asks for."""
    found = [_category(category)]
    if code in SOCIAL_HISTORY and category != "social-history":
        found.append(_category("social-history"))
    return found


def _category(word: str) -> Resource:
    if word in SCREENING_CATEGORIES:
        return codeable(US_CORE_CATEGORY, word, SCREENING_CATEGORIES[word])
    if word in OBSERVATION_CATEGORIES:
        return codeable(OBSERVATION_CATEGORY, word, OBSERVATION_CATEGORIES[word])
    return {"text": word}


def _shape(context: Context, concepts: list[Concept], category: str, unit: str, kind: str) -> Shape:
    shapes = context.rendered.shapes
    key = (concepts[0] if len(concepts) == 1 else tuple(concepts), category, unit, kind)
    found: Shape | None = shapes.get(key)
    if found is None:
        found = shapes[key] = Shape(context.rendered, concepts, category, unit, kind)
    return found


def observation(entry: ObservationMade, context: Context) -> list[Resource]:
    """A value as it was observed, a panel of components, a series of samples, or that the value is absent."""
    kind = _KINDS.get(type(entry.value), "components" if entry.components else "")
    shape = _shape(context, entry.concepts, entry.category, entry.unit, kind)
    encounter = entry.encounter
    made: Resource = {
        "resourceType": "Observation",
        "id": context.id(entry),
        "meta": shape.meta,
        "status": "final",
        "category": shape.category,
        "code": shape.code,
        "subject": context.patient,
    }
    if encounter is not None:
        made["encounter"] = context.reference(encounter)
    made["effectiveDateTime"] = context.instant(entry.time)
    made["issued"] = context.instant(entry.recorded)
    if encounter is not None:
        made["performer"] = [context.practitioner(encounter.clinician)]
    if kind == "Quantity":
        made["valueQuantity"] = shape.quantity(entry.value)  # type: ignore[arg-type]
    elif kind and kind != "components":
        made[f"value{kind}"] = _value(entry.value, context)
    elif entry.sampled is not None:
        made["valueSampledData"] = _sampled(entry.sampled)
    elif not entry.components:
        made["dataAbsentReason"] = _UNKNOWN
    if entry.components:
        made["component"] = [_component(each, entry.category, context) for each in entry.components]
    return [made]


def _value(value: Value, context: Context) -> Any:
    return context.rendered.codeable_of(value) if isinstance(value, Concept) else value


def _component(component: Component, category: str, context: Context) -> Resource:
    kind = _KINDS.get(type(component.value), "")
    shape = _shape(context, component.concepts, category, component.unit, kind)
    if kind == "Quantity":
        return {"code": shape.code, "valueQuantity": shape.quantity(component.value)}  # type: ignore[arg-type]
    if kind:
        return {"code": shape.code, f"value{kind}": _value(component.value, context)}
    return {"code": shape.code, "dataAbsentReason": _UNKNOWN}


def _sampled(sampled: SampledData) -> Resource:
    code = ucum(sampled.unit)
    made: Resource = {
        "origin": {"value": sampled.origin, "unit": readable(code) or code, "system": UCUM, "code": code},
        "period": sampled.period_milliseconds,
    }
    if sampled.factor is not None:
        made["factor"] = sampled.factor
    if sampled.lower_limit is not None:
        made["lowerLimit"] = sampled.lower_limit
    if sampled.upper_limit is not None:
        made["upperLimit"] = sampled.upper_limit
    made["dimensions"] = sampled.dimensions
    made["data"] = sampled.data
    return made
