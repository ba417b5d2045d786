"""Conditions of a module to slot objects: the explicit table `CONDITION_TYPES`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from simulator.kernel.clock import day_of
from simulator.machine import schema
from simulator.machine.conditions import (
    Always,
    And,
    AttributeIs,
    Condition,
    Count,
    Fixed,
    Gender,
    Not,
    Or,
    PriorState,
    Race,
    SymptomIs,
    VitalSignIs,
)
from simulator.machine.conditions_record import Active, ObservationIs
from simulator.machine.conditions_time import Age, DateIs, YearIs
from simulator.machine.context import concept_of_code
from simulator.machine.values import duration_seconds

_MANY = 1 << 30


def compile_condition(model: schema.Condition) -> Condition:
    """The slot object of a condition."""
    return CONDITION_TYPES[type(model)](model)


def _several(models: list[schema.Condition]) -> list[Condition]:
    return [compile_condition(model) for model in models]


def _value(value: object, code: schema.Code | None) -> object:
    return concept_of_code(code) if code is not None else value


def _codes(codes: list[schema.Code] | None) -> tuple[str, ...]:
    return tuple(code.code for code in codes or ())


def _date(model: schema.DateCondition) -> Condition:
    if model.year is not None:
        return YearIs(model.operator, model.year)
    moment = (0, 0)
    if model.date is not None:
        at = model.date
        day = day_of(date(at.year, at.month, at.day))
        moment = (day, at.hour * 3600 + at.minute * 60 + at.second)
    return DateIs(model.operator, model.month, moment)


def _observation(model: schema.ObservationCondition) -> Condition:
    value = _value(model.value, model.value_code)
    return ObservationIs(_codes(model.codes), model.referenced_by_attribute or "", model.operator, value)


def _prior_state(model: schema.PriorStateCondition) -> Condition:
    within = 0 if model.within is None else duration_seconds(model.within)
    return PriorState(model.name, model.since or "", within)


def _active(kind: str) -> Callable[..., Condition]:
    return lambda model: Active(kind, _codes(model.codes), model.referenced_by_attribute or "")


#: Model of a condition → what compiles it.
CONDITION_TYPES: dict[type, Callable[..., Condition]] = {
    schema.GenderCondition: lambda model: Gender(model.gender),
    schema.AgeCondition: lambda model: Age(model.operator, float(model.quantity), model.unit),
    schema.DateCondition: _date,
    schema.SocioeconomicStatusCondition: lambda model: Fixed("socioeconomic_category", model.category),
    schema.RaceCondition: lambda model: Race(model.race),
    schema.SymptomCondition: lambda model: SymptomIs(model.symptom, model.operator, float(model.value or 0)),
    schema.ObservationCondition: _observation,
    schema.VitalSignCondition: lambda model: VitalSignIs(model.vital_sign, model.operator, float(model.value or 0)),
    schema.ActiveConditionCondition: _active("condition"),
    schema.ActiveAllergyCondition: _active("allergy"),
    schema.ActiveMedicationCondition: _active("medication"),
    schema.ActiveCarePlanCondition: _active("care_plan"),
    schema.AttributeCondition: lambda model: AttributeIs(model.attribute, model.operator, _value(model.value, model.value_code)),
    schema.PriorStateCondition: _prior_state,
    schema.AndCondition: lambda model: And(_several(model.conditions)),
    schema.OrCondition: lambda model: Or(_several(model.conditions)),
    schema.NotCondition: lambda model: Not(compile_condition(model.condition)),
    schema.AtLeastCondition: lambda model: Count(_several(model.conditions), model.minimum, _MANY),
    schema.AtMostCondition: lambda model: Count(_several(model.conditions), 0, model.maximum),
    schema.TrueCondition: lambda model: Always(True),
    schema.FalseCondition: lambda model: Always(False),
}
