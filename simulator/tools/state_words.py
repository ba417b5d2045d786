"""A module's states and transitions in few words, for pictures and terminals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from simulator.machine import schema
from simulator.machine.graph import Edge, condition_text


class Family(NamedTuple):
    """A family of state types: its name, and how it looks: a sign in text, a colour there, a fill and a shape in pictures."""

    name: str
    sign: str
    colour: str
    fill: str
    shape: str


FLOW = Family("flow", "·", "bright_black", "#eeeeee", "ellipse")
TIME = Family("time", "~", "yellow", "#fff2c4", "hexagon")
PERSON = Family("person", "=", "magenta", "#ead9f7", "parallelogram")
VISIT = Family("visit", "#", "blue", "#cfe3fa", "box")
PROBLEM = Family("problem", "!", "red", "#f9d0cc", "octagon")
TREATMENT = Family("treatment", "+", "green", "#d3efd2", "box")
FINDING = Family("finding", "?", "cyan", "#cdeef0", "note")
DEATH = Family("death", "x", "bright_red", "#b9b3b3", "doubleoctagon")

#: State type → its family.
FAMILIES: dict[str, Family] = {
    "Initial": FLOW,
    "Simple": FLOW,
    "Terminal": FLOW,
    "CallSubmodule": FLOW,
    "Physiology": FLOW,
    "Delay": TIME,
    "Guard": TIME,
    "TimeToEvent": TIME,
    "SetAttribute": PERSON,
    "Counter": PERSON,
    "Symptom": PERSON,
    "VitalSign": PERSON,
    "Encounter": VISIT,
    "EncounterEnd": VISIT,
    "ConditionOnset": PROBLEM,
    "ConditionEnd": PROBLEM,
    "AllergyOnset": PROBLEM,
    "AllergyEnd": PROBLEM,
    "MedicationOrder": TREATMENT,
    "MedicationEnd": TREATMENT,
    "CarePlanStart": TREATMENT,
    "CarePlanEnd": TREATMENT,
    "Procedure": TREATMENT,
    "Vaccine": TREATMENT,
    "Device": TREATMENT,
    "DeviceEnd": TREATMENT,
    "SupplyList": TREATMENT,
    "Observation": FINDING,
    "MultiObservation": FINDING,
    "DiagnosticReport": FINDING,
    "ImagingStudy": FINDING,
    "Death": DEATH,
}


def detail(state: schema.BaseState) -> str:
    """What a state does beyond its type, in a few words; "" where there is nothing to say."""
    return _DETAILS.get(type(state), _coded)(state)


def edge_text(edge: Edge) -> str:
    """When a way is taken: its share, its condition, its table; "" where it is always taken."""
    said = []
    if edge.condition is not None:
        said.append(f"if {edge.condition_text}")
    elif edge.kind in ("conditional", "complex") and edge.path[1] != 0:
        said.append("else")
    if edge.kind == "lookup_table":
        said.append("by table")
    elif edge.kind == "type_of_care":
        said.append(f"as {edge.path[-1]}")
    elif edge.share is None:
        said.append("by attribute")
    elif edge.kind == "distributed" or (edge.kind == "complex" and edge.share < 1.0):
        said.append(share_text(edge.share))
    return ", ".join(said)


def share_text(share: float) -> str:
    """A probability in per cent, to three significant digits."""
    return f"{share * 100:.3g} %"


def _amount(state: Any) -> str:
    """The amount that a state gives in one of the format's notations, with its unit."""
    exact, between, drawn = (getattr(state, name, None) for name in ("exact", "range", "distribution"))
    between = between or getattr(state, "duration", None)
    unit = getattr(exact, "unit", "") or getattr(between, "unit", "") or getattr(state, "unit", "") or ""
    if drawn is not None:
        return f"{drawn.kind.lower()} {', '.join(f'{name} {value:g}' for name, value in drawn.parameters.items())} {unit}".strip()
    if between is not None:
        return f"{between.low:g}–{between.high:g} {unit}".strip()
    if exact is not None:
        return f"{exact.quantity} {unit}".strip()
    return ""


def _coded(state: Any) -> str:
    codes = getattr(state, "codes", None) or [
        code for name in ("code", "procedure_code") if (code := getattr(state, name, None)) is not None
    ]
    return codes[0].display or codes[0].code if codes else ""


def _value(state: schema.SetAttributeState) -> str:
    if state.value_code is not None:
        return f"{state.attribute} = {state.value_code.display or state.value_code.code}"
    said = state.expression or _amount(state) or state.value_attribute or state.series_data
    if said is None or said == "":
        said = "nothing" if state.value is None else str(state.value)
    return f"{state.attribute} = {said}"


def _counted(state: schema.CounterState) -> str:
    return f"{state.attribute} {'+' if state.action == 'increment' else '−'} {state.amount or 1:g}"


def _visit(state: schema.EncounterState) -> str:
    if state.wellness:
        return "wellness"
    return ", ".join(part for part in (state.encounter_class or "", _coded(state)) if part)


def _event(state: schema.TimeToEventState) -> str:
    risk = state.relative_risk
    factor = "" if risk is None else f" × {risk.attribute if isinstance(risk, schema.NamedRisk) else f'{risk:g}'}"
    return f"{state.incidence.table}{factor}"


def _death(state: schema.DeathState) -> str:
    cause = _coded(state) or state.condition_onset or state.referenced_by_attribute or ""
    return " ".join(part for part in (cause, f"in {_amount(state)}" if _amount(state) else "") if part)


def _end(field: str) -> Callable[[Any], str]:
    return lambda state: getattr(state, field) or state.referenced_by_attribute or _coded(state)


_DETAILS: dict[type[schema.BaseState], Callable[[Any], str]] = {
    schema.DelayState: _amount,
    schema.GuardState: lambda state: f"until {condition_text(state.allow)}",
    schema.TimeToEventState: _event,
    schema.SetAttributeState: _value,
    schema.CounterState: _counted,
    schema.SymptomState: lambda state: f"{state.symptom} {_amount(state)}".strip(),
    schema.VitalSignState: lambda state: f"{state.vital_sign} {_amount(state)}".strip(),
    schema.CallSubmoduleState: lambda state: str(state.submodule),
    schema.EncounterState: _visit,
    schema.EncounterEndState: lambda state: "" if state.discharge_disposition is None else state.discharge_disposition.display,
    schema.ConditionEndState: _end("condition_onset"),
    schema.AllergyEndState: _end("allergy_onset"),
    schema.MedicationEndState: _end("medication_order"),
    schema.CarePlanEndState: _end("careplan"),
    schema.DeviceEndState: _end("device"),
    schema.DeathState: _death,
    schema.SupplyListState: lambda state: ", ".join(supply.code.display for supply in state.supplies),
}
