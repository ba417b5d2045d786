"""Observation (hl7.org/fhir/R4/observation.html; US Core's vital signs, laboratory, clinical result, survey and social history)."""

from __future__ import annotations

from typing import Any, Final

from simulator.fhir.canonical import DATA_ABSENT_REASON, OBSERVATION_CATEGORY, OBSERVATION_INTERPRETATION, US_CORE_CATEGORY
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Part, Resource, codeable, whole, without
from simulator.fhir.document_reference import attachment_reference
from simulator.fhir.profiles import DIASTOLIC, SOCIAL_HISTORY, SYSTOLIC, is_vital_sign, observation_profile
from simulator.fhir.rendered import Rendered
from simulator.fhir.specimen import specimen_reference
from simulator.kernel.clock import YEAR
from simulator.record.results import Component, ObservationMade, SampledData, Value
from simulator.resources.fragments import once
from simulator.terminology.concept import Concept, concept
from simulator.terminology.crosswalks import observation_codings
from simulator.terminology.reference_ranges import ADULT_YEARS, ReferenceRange, reference_range
from simulator.terminology.systems import LOINC, UCUM
from simulator.terminology.ucum import readable, ucum
from simulator.terminology.value_sets import OBSERVATION_CATEGORIES, SCREENING_CATEGORIES, SOCIAL_QUESTIONS

_SYSTOLIC: Final = concept(LOINC, SYSTOLIC, "Systolic blood pressure")
_DIASTOLIC: Final = concept(LOINC, DIASTOLIC, "Diastolic blood pressure")
_PRESSURES: Final = frozenset({SYSTOLIC, DIASTOLIC})

#: A reference range, and how it is written.
Range = tuple[ReferenceRange, Part]
_ADULT_SECONDS: Final = ADULT_YEARS * YEAR
_INTERPRETATIONS: Final[dict[str, Part]] = {
    "H": once([codeable(OBSERVATION_INTERPRETATION, "H", "High")]),
    "L": once([codeable(OBSERVATION_INTERPRETATION, "L", "Low")]),
    "N": once([codeable(OBSERVATION_INTERPRETATION, "N", "Normal")]),
}

_UNKNOWN: Final = once(codeable(DATA_ABSENT_REASON, "unknown", "Unknown"))

#: The Python type of a value → the value[x] that it becomes.
_KINDS: Final[dict[type[Any], str]] = {
    bool: "Boolean",
    float: "Quantity",
    int: "Quantity",
    str: "String",
    Concept: "CodeableConcept",
}
#: … and the element that holds it.
_NAMES: Final[dict[str, str]] = {kind: f"value{kind}" for kind in _KINDS.values()} | {"": "dataAbsentReason"}


class ComponentShape:
    """What all components of one code and unit share."""

    __slots__ = ("code", "unit", "unit_text")

    def __init__(self, rendered: Rendered, concepts: list[Concept], unit: str) -> None:
        self.unit = ucum(unit)
        self.unit_text = readable(self.unit) or self.unit
        self.code = rendered.codeable(concepts)

    def quantity(self, value: int | float) -> Resource:
        """A Quantity in this unit; whole numbers are written as such, however they were computed."""
        return {"value": whole(value), "unit": self.unit_text, "system": UCUM, "code": self.unit}


class Shape(ComponentShape):
    """What all observations of one code, category, unit and kind of value share."""

    __slots__ = ("category", "meta", "ranges")

    def __init__(self, rendered: Rendered, concepts: list[Concept], category: str, unit: str, kind: str) -> None:
        codings = observation_codings(concepts, category)
        super().__init__(rendered, codings, unit)
        codes = [each.code for each in codings if each.system == LOINC]
        self.meta = rendered.metas[observation_profile(codes, category, self.unit, kind)]
        self.category = once(_categories(codes, category))
        self.ranges: dict[str, Range] | None = None
        if category == "laboratory" and kind == "Quantity":
            self.ranges = _ranges(codes, self)


def _ranges(codes: list[str], shape: ComponentShape) -> dict[str, Range] | None:
    """Sex → the reference range in adults and how it is written; None where there is none in this unit."""
    found = {}
    for sex in ("F", "M"):
        reference = next((each for each in (reference_range(code, sex, shape.unit) for code in codes) if each is not None), None)
        if reference is None:
            return None
        written: Resource = {}
        if reference.low is not None:
            written["low"] = shape.quantity(reference.low)
        if reference.high is not None:
            written["high"] = shape.quantity(reference.high)
        written["text"] = _range_text(reference)
        found[sex] = (reference, once([written]))
    return found


def _range_text(reference: ReferenceRange) -> str:
    unit = readable(reference.unit)
    low = None if reference.low is None else whole(reference.low)
    high = None if reference.high is None else whole(reference.high)
    if low is None:
        return f"at most {high} {unit}"
    return f"at least {low} {unit}" if high is None else f"{low} to {high} {unit}"


def _categories(codes: list[str], category: str) -> list[Resource]:
    """The category, and the one that the code's profile asks for."""
    found = [_category(category)] if category else []
    if category != "vital-signs" and is_vital_sign(codes):
        found.append(_category("vital-signs"))
    if category != "social-history" and not SOCIAL_HISTORY.keys().isdisjoint(codes):
        found.append(_category("social-history"))
    if category != "sdoh" and not SOCIAL_QUESTIONS.isdisjoint(codes):
        found.append(_category("sdoh"))
    return found or [_category("exam")]


def _category(word: str) -> Resource:
    if word in SCREENING_CATEGORIES:
        return codeable(US_CORE_CATEGORY, word, SCREENING_CATEGORIES[word])
    if word in OBSERVATION_CATEGORIES:
        return codeable(OBSERVATION_CATEGORY, word, OBSERVATION_CATEGORIES[word])
    return {"text": word}


def _component_shape(context: Context, component: Component) -> ComponentShape:
    concepts = component.concepts
    key = (concepts[0] if len(concepts) == 1 else tuple(concepts), component.unit)
    found: ComponentShape | None = context.rendered.shapes.get(key)
    if found is None:
        found = context.rendered.shapes[key] = ComponentShape(context.rendered, concepts, component.unit)
    return found


def _shape(context: Context, concepts: list[Concept], category: str, unit: str, kind: str) -> Shape:
    shapes = context.rendered.shapes
    key = (concepts[0] if len(concepts) == 1 else tuple(concepts), category, unit, kind)
    found: Shape | None = shapes.get(key)
    if found is None:
        found = shapes[key] = Shape(context.rendered, concepts, category, unit, kind)
    return found


def observation(entry: ObservationMade, context: Context) -> list[Resource]:
    """A value as it was observed, a panel of components, a series of samples, or that the value is absent."""
    value, components = entry.value, entry.components
    if not components and entry.concepts[0].code in _PRESSURES:
        value, components = None, _pressures(entry)
    kind = _KINDS.get(type(value), "")
    shape = _shape(context, entry.concepts, entry.category, entry.unit, "components" if components else kind)
    visit = context.visits[entry.encounter]
    made: Resource = {
        "resourceType": "Observation",
        "id": context.ids[entry],
        "meta": shape.meta,
        "status": "final",
        "category": shape.category,
        "code": shape.code,
        "subject": context.patient,
        "encounter": visit.reference,
        "effectiveDateTime": context.instants[entry.time],
        "issued": context.instants[entry.recorded],
        "performer": visit.performers,
        _NAMES[kind]: shape.quantity(value) if kind == "Quantity" else _value(value, context),  # type: ignore[arg-type]
    }
    if entry.encounter is None:
        without(made, "encounter", "performer")
    if shape.ranges is not None:
        _interpret(made, value, shape.ranges, entry, context)  # type: ignore[arg-type]
    if not kind and not components:
        _give_other(made, entry, context)
    if entry.report is not None:
        reference = specimen_reference(entry.report, context)
        if reference is not None:
            made["specimen"] = reference
    if components:
        if not kind:
            del made["dataAbsentReason"]
        made["component"] = [_component(each, context) for each in components]
    return [made]


def _value(value: Value, context: Context) -> Any:
    """Any value but a number; what is absent, is unknown."""
    if isinstance(value, Concept):
        return context.codeable_of(value)
    return _UNKNOWN if value is None else value


def _interpret(made: Resource, value: float, ranges: dict[str, Range], entry: ObservationMade, context: Context) -> None:
    """Writes an adult's reference range, and whether the value lies in it."""
    person = context.person
    if entry.time - person.birth < _ADULT_SECONDS:
        return
    reference, rendered = ranges[person.sex]
    made["interpretation"] = _INTERPRETATIONS[reference.interpret(value)]
    made["referenceRange"] = rendered


def _give_other(made: Resource, entry: ObservationMade, context: Context) -> None:
    """Samples, or an attachment with its title, in the place of an absent value."""
    if entry.sampled is not None:
        del made["dataAbsentReason"]
        made["valueSampledData"] = _sampled(entry.sampled)
    if entry.attachment is not None:
        if entry.attachment.title and entry.sampled is None:
            del made["dataAbsentReason"]
            made["valueString"] = entry.attachment.title
        made["derivedFrom"] = [attachment_reference(entry, context)]


def _pressures(entry: ObservationMade) -> list[Component]:
    """The components of a systolic or diastolic pressure that was written alone: FHIR's profile wants both in a panel."""
    return [
        Component([each], entry.value if each.code == entry.concepts[0].code else None, entry.unit or "mm[Hg]")
        for each in (_SYSTOLIC, _DIASTOLIC)
    ]


def _component(component: Component, context: Context) -> Resource:
    kind = _KINDS.get(type(component.value), "")
    shape = _component_shape(context, component)
    value = component.value
    return {"code": shape.code, _NAMES[kind]: shape.quantity(value) if kind == "Quantity" else _value(value, context)}  # type: ignore[arg-type]


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
