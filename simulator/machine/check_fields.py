"""What is wrong inside single states: fields that need one another, codes, probabilities, ranges, units, misspelt names.

`check_states` walks over every element of a module once, and asks the rules of the element's class.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, ForwardRef, get_args

from simulator.machine.check_json import Finding, Path
from simulator.machine.check_shape import ACCEPTED_FIELDS, accepted_words, near, place_text
from simulator.machine.check_units import unit_slip
from simulator.machine.schema import TRANSITION_FIELDS, Module
from simulator.machine.schema_conditions import (
    ActiveAllergyCondition,
    ActiveCarePlanCondition,
    ActiveConditionCondition,
    ActiveMedicationCondition,
    AttributeCondition,
    CalendarTime,
    DateCondition,
    ObservationCondition,
    SymptomCondition,
    VitalSignCondition,
)
from simulator.machine.schema_findings import (
    DiagnosticReportState,
    EmbeddedObservation,
    ImagingSeries,
    ImagingStudyState,
    MultiObservationState,
    ObservationFields,
    ObservationState,
)
from simulator.machine.schema_flow import (
    BaseState,
    DeathState,
    DelayState,
    EncounterState,
    SymptomState,
    TerminalState,
    VitalSignState,
)
from simulator.machine.schema_orders import (
    AllergyOnsetState,
    AllergyReaction,
    CarePlanStartState,
    ConditionOnsetState,
    Goal,
    GoalObservation,
    MedicationOrderState,
    Prescription,
    ProcedureState,
    VaccineState,
)
from simulator.machine.schema_transitions import ComplexOption, DistributedOption, LookupOption, NamedDistribution
from simulator.machine.schema_values import DISTRIBUTION_PARAMETERS, Code, Distribution, DurationRange, Element, Range
from simulator.machine.values import UNIT_SECONDS
from simulator.terminology.systems import SYSTEM_URIS, system_uri

#: Sums of probabilities this near to 1 are 1: thirds are written with two or three digits.
SUM_TOLERANCE = 0.0011
#: Fields that Synthea's modules carry and nothing reads: never a slip of another name.
_DEAD_FIELDS = frozenset({"name", "number_of_observations", "value", "unit", "value_set", "version", "id", "comment"})

#: Nobody takes a medicine for longer; in seconds.
_LONGEST_SUPPLY = 100 * UNIT_SECONDS["years"]

Rule = Callable[[Element, Path], Iterator[Finding]]


def check_states(module: Module) -> list[Finding]:
    """The findings inside the states of a module, in the order written."""
    findings: list[Finding] = list(_unknown_fields(module, ()))
    for name, state in module.states.items():
        _check(state, ("states", name), findings)
        findings += _transition_findings(state, ("states", name))
    return findings


def _check(element: Element, path: Path, findings: list[Finding]) -> None:
    kind = type(element)
    if element.__pydantic_extra__:
        findings += _unknown_fields(element, path)
    for rule in _RULES.get(kind, ()):
        findings += rule(element, path)
    values = element.__dict__
    for name in _children(kind):
        value = values[name]
        if value is None:
            continue
        if isinstance(value, list):
            if value and isinstance(value[0], (DistributedOption, LookupOption)):
                findings += _sum_finding(value, (*path, name))
            for index, part in enumerate(value):
                _check(part, (*path, name, index), findings)
        elif isinstance(value, Element):
            _check(value, (*path, name), findings)


@cache
def _children(kind: type[Element]) -> tuple[str, ...]:
    """The fields of a model that hold elements or lists of them."""
    return tuple(name for name, field in kind.model_fields.items() if _holds_elements(field.annotation))


def _holds_elements(annotation: Any) -> bool:
    if isinstance(annotation, ForwardRef):  # conditions within conditions: the one kind that is named before it is made
        return True
    if isinstance(annotation, type) and not get_args(annotation):
        return issubclass(annotation, Element)
    return any(_holds_elements(part) for part in get_args(annotation) if part is not annotation)


def _unknown_fields(element: Element, path: Path) -> Iterator[Finding]:
    known = type(element).model_fields
    for name in element.model_extra or ():
        if name in _DEAD_FIELDS:
            continue
        meant = [word for word in near(name, known, 1) if word not in element.model_fields_set]
        if meant and _is_slip(name, meant[0]):
            yield Finding((*path, name), f'unknown field "{name}"{_within(path)}', f'did you mean "{meant[0]}"?', "warning")


def _within(path: Path) -> str:
    return f" in {place_text(path)}" if len(path) > 2 else ""


def _is_slip(name: str, meant: str) -> bool:
    """Whether one letter more, less, other or swapped, or case and underscores, tell two names apart."""
    if name.lower().replace("_", "").replace("-", "") == meant.replace("_", ""):
        return True
    if abs(len(name) - len(meant)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(name, meant, strict=False)) if a != b), min(len(name), len(meant)))
    rest, other = name[start:], meant[start:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])


def _transition_findings(state: BaseState, path: Path) -> Iterator[Finding]:
    values = state.__dict__
    given = [name for name in TRANSITION_FIELDS if values[name] is not None]
    if len(given) == 1 or isinstance(state, TerminalState):
        return
    if not given and not getattr(state, "alt_direct_transition", None):
        yield Finding(path, "the state has no transition", f"one of {', '.join(TRANSITION_FIELDS)}")
    if len(given) > 1:
        found = f"{len(given)} transitions: {', '.join(given)}"
        yield Finding((*path, given[1]), found, f"one; {given[0]} is taken", "warning")


def _sum_finding(options: Sequence[DistributedOption | LookupOption], path: Path) -> Iterator[Finding]:
    total = 0.0
    for option in options:
        share = option.default_probability if isinstance(option, LookupOption) else option.distribution
        total += share.default if isinstance(share, NamedDistribution) else share
    if abs(total - 1) > SUM_TOLERANCE:
        found = f"the probabilities of {place_text(path)} have the sum {total:.6g}"
        yield Finding(path, found, "1; what is missing falls to the last option, what is too much is cut off", "warning")


def _code(code: Element, path: Path) -> Iterator[Finding]:
    if isinstance(code, Code) and system_uri(code.system) is None:
        found = f'unknown code system "{code.system}"{_within(path)}'
        yield Finding((*path, "system"), found, f"{accepted_words(code.system, list(SYSTEM_URIS), 99)}, or a URI")


def _distribution(element: Element, path: Path) -> Iterator[Finding]:
    assert isinstance(element, Distribution)
    needed, allowed = DISTRIBUTION_PARAMETERS[element.kind]
    place = (*path, "parameters")
    for name in needed:
        if name not in element.parameters:
            found = f"{element.kind} without the parameter {place_text((*place, name))}"
            yield Finding(place, found, ", ".join((*needed, *(f"{other} (optional)" for other in allowed))))
    for low, high in (("low", "high"), ("min", "max")):
        if low in element.parameters and high in element.parameters:
            yield from _order(element.parameters[low], element.parameters[high], place)
    for name in ("standardDeviation", "mean"):
        negative = element.parameters.get(name, 0) < 0 and (name != "mean" or element.kind == "EXPONENTIAL")
        if negative and name in needed:
            yield Finding((*place, name), f"{place_text((*place, name))} is {element.parameters[name]}", "0 or more")


def _range(element: Element, path: Path) -> Iterator[Finding]:
    assert isinstance(element, (Range, DurationRange))
    yield from _order(element.low, element.high, path)


def _order(low: float, high: float, path: Path) -> Iterator[Finding]:
    if low > high:
        yield Finding(path, f"low {low} is above high {high} in {place_text(path)}", "low first; they are swapped", "warning")


def _one_of(*fields: str, unless: Callable[[Element], bool] = lambda _: False) -> Rule:
    """The rule that one of these fields must be there."""

    def rule(element: Element, path: Path) -> Iterator[Finding]:
        if not unless(element) and all(getattr(element, name) is None for name in fields):
            names = ", ".join(f'"{name}"' for name in fields)
            found = f"the required field {names} is missing" if len(fields) == 1 else f"none of the fields {names} is there"
            accepted = "one of them" if len(fields) > 1 else ACCEPTED_FIELDS.get(fields[0], "")
            yield Finding(path, found + _within(path), accepted)

    return rule


def _is_nil_test(element: Element) -> bool:
    return getattr(element, "operator", "") in ("is nil", "is not nil")


def _timed_distribution(element: Element, path: Path) -> Iterator[Finding]:
    assert isinstance(element, (DelayState, ProcedureState))
    if element.distribution is not None and element.unit is None:
        yield Finding(path, 'the required field "unit" is missing beside "distribution"', "a unit of time, such as days")


def _filled(field: str, accepted: str) -> Rule:
    """The rule that a list holds something."""

    def rule(element: Element, path: Path) -> Iterator[Finding]:
        if getattr(element, field) == []:
            yield Finding((*path, field), f'"{field}" is empty{_within(path)}', accepted)

    return rule


def _supply(element: Element, path: Path) -> Iterator[Finding]:
    assert isinstance(element, Prescription)
    lasting = element.duration
    if lasting is not None and not 0 <= lasting.quantity * UNIT_SECONDS[lasting.unit] <= _LONGEST_SUPPLY:
        found = f"the prescription lasts {lasting.quantity} {lasting.unit}"
        yield Finding((*path, "duration", "quantity"), found, "a length of time from 0 to 100 years")


def _says_something(element: Element, path: Path) -> Iterator[Finding]:
    assert isinstance(element, Goal)
    if not element.says_something:
        yield Finding(path, f"the goal{_within(path)} says nothing, and is left out", "text, an observation or codes", "warning")


def _observation(element: Element, path: Path) -> Iterator[Finding]:
    assert isinstance(element, ObservationFields)
    exact = element.exact is not None and not isinstance(element.exact.quantity, str)
    if element.unit is None and (exact or element.range is not None):
        field = "exact" if exact else "range"
        yield Finding(path, f'the required field "unit" is missing beside "{field}"{_within(path)}', 'a unit of UCUM, or ""')
    yield from _unit(element, path)


def _unit(element: Element, path: Path) -> Iterator[Finding]:
    unit = getattr(element, "unit", None)
    better = unit_slip(unit) if isinstance(unit, str) else None
    if better:
        yield Finding((*path, "unit"), f'unknown unit "{unit}"{_within(path)}', better, "warning")


def _complex_option(element: Element, path: Path) -> Iterator[Finding]:
    assert isinstance(element, ComplexOption)
    if not element.transition and not element.distributions:
        yield Finding(path, f"{place_text(path)} leads nowhere", "transition, or distributions")


def _severities(element: Element, path: Path) -> Iterator[Finding]:
    assert isinstance(element, AllergyReaction)
    total = sum(severity.value for severity in element.possible_severities)
    if total > 1 + SUM_TOLERANCE:
        found = f"the probabilities of {place_text((*path, 'possible_severities'))} have the sum {total:.6g}"
        yield Finding((*path, "possible_severities"), found, "1 or less; they are divided by it", "warning")


def _calendar_day(element: Element, path: Path) -> Iterator[Finding]:
    assert isinstance(element, CalendarTime)
    last = monthrange(element.year, element.month)[1]
    if element.day > last:
        found = f"there is no day {element.day} in {element.year}-{element.month:02}"
        yield Finding((*path, "day"), found, f"1 to {last}")


def _wellness(element: Element) -> bool:
    return getattr(element, "wellness", None) is True


_CODED = _one_of("codes", "referenced_by_attribute")
_CODES = _filled("codes", "a code or more")
_RULES: dict[type[Element], tuple[Rule, ...]] = {
    Code: (_code,),
    Distribution: (_distribution,),
    Range: (_range,),
    DurationRange: (_range,),
    DelayState: (_one_of("exact", "range", "distribution"), _timed_distribution),
    AllergyOnsetState: (_CODES,),
    CarePlanStartState: (_CODES,),
    ConditionOnsetState: (_CODES,),
    DiagnosticReportState: (_CODES,),
    Goal: (_says_something,),
    GoalObservation: (_CODES,),
    ImagingSeries: (_filled("instances", "an instance or more"),),
    ImagingStudyState: (_filled("series", "a series or more"),),
    MedicationOrderState: (_CODES,),
    MultiObservationState: (_CODES,),
    Prescription: (_supply,),
    ProcedureState: (_timed_distribution, _CODES),
    VaccineState: (_CODES,),
    EncounterState: (_one_of("codes", unless=_wellness),),
    SymptomState: (_one_of("exact", "range", "distribution"),),
    VitalSignState: (_one_of("exact", "range", "distribution", "expression"), _unit),
    DeathState: (),
    ObservationState: (_observation, _CODES),
    EmbeddedObservation: (_observation, _CODES),
    AllergyReaction: (_severities,),
    ComplexOption: (_complex_option,),
    ActiveConditionCondition: (_CODED,),
    ActiveAllergyCondition: (_CODED,),
    ActiveMedicationCondition: (_CODED,),
    ActiveCarePlanCondition: (_CODED,),
    ObservationCondition: (_CODED, _one_of("value", "value_code", unless=_is_nil_test)),
    AttributeCondition: (_one_of("value", "value_code", unless=_is_nil_test),),
    SymptomCondition: (_one_of("value", unless=_is_nil_test),),
    VitalSignCondition: (_one_of("value", unless=_is_nil_test),),
    CalendarTime: (_calendar_day,),
    DateCondition: (_one_of("year", "month", "date"),),
}
