"""What is wrong with the ways through a module: targets, states that nobody reaches, circles, End states naming nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from simulator.machine.check_json import Finding, Path
from simulator.machine.check_shape import near
from simulator.machine.graph import Edge
from simulator.machine.library import LoadedModule
from simulator.machine.schema import BaseState
from simulator.machine.schema_conditions import PriorStateCondition, TrueCondition
from simulator.machine.schema_flow import (
    CallSubmoduleState,
    DeathState,
    DelayState,
    EncounterEndState,
    EncounterState,
    GuardState,
    TerminalState,
    TimeToEventState,
)
from simulator.machine.schema_orders import (
    AllergyEndState,
    AllergyOnsetState,
    CarePlanEndState,
    CarePlanStartState,
    ConditionEndState,
    ConditionOnsetState,
    DeviceEndState,
    DeviceState,
    MedicationEndState,
    MedicationOrderState,
    ProcedureState,
)
from simulator.machine.schema_values import Element

#: End state → the field that names what it ends, and the states that it can end.
_ENDS: dict[type[BaseState], tuple[str, type[BaseState]]] = {
    ConditionEndState: ("condition_onset", ConditionOnsetState),
    AllergyEndState: ("allergy_onset", AllergyOnsetState),
    MedicationEndState: ("medication_order", MedicationOrderState),
    CarePlanEndState: ("careplan", CarePlanStartState),
    DeviceEndState: ("device", DeviceState),
    DeathState: ("condition_onset", ConditionOnsetState),
}
_MAY_TAKE_TIME = frozenset(
    {
        DelayState,
        ProcedureState,
        GuardState,
        CallSubmoduleState,
        DeathState,
        EncounterState,
        TerminalState,
        TimeToEventState,
    }
)
_MOST_NAMED = 6


def check_graph(module: LoadedModule, passes_time: Callable[[str], bool]) -> list[Finding]:
    """The findings about a module's ways; `passes_time` tells whether a submodule, by key, may let time pass."""
    findings = [*_initial(module), *_targets(module), *_ends(module), *_prior_states(module)]
    if not module.unreadable and "Initial" in module.model.states:
        findings += _unreachable(module)
    findings += _circles(module, passes_time)
    return findings


def _initial(module: LoadedModule) -> Iterator[Finding]:
    if "Initial" not in module.model.states and "Initial" not in module.unreadable:
        yield Finding(("states",), 'no state is named "Initial"', "every module begins in its state Initial")


def _targets(module: LoadedModule) -> Iterator[Finding]:
    states = module.model.states
    for edge in module.graph.edges:
        if edge.target not in states and edge.target not in module.unreadable:
            meant = near(edge.target, states, 1)
            accepted = f'did you mean "{meant[0]}"?' if meant else "the name of a state of this module"
            found = f'the transition leads to "{edge.target}", which is no state'
            yield Finding(("states", edge.source, *edge.path), found, accepted)


def _unreachable(module: LoadedModule) -> Iterator[Finding]:
    for name in module.model.states:
        if name not in module.graph.reachable:
            yield Finding(("states", name), "nothing leads to this state", "a way from Initial", "warning")


def _ends(module: LoadedModule) -> Iterator[Finding]:
    states = module.model.states
    for name, state in states.items():
        field, ended = _ENDS.get(type(state), ("", BaseState))
        if not field:
            continue
        named = getattr(state, field)
        other = getattr(state, "referenced_by_attribute", None) or getattr(state, "codes", None)
        kind = ended.__name__.removesuffix("State")
        if named is None and not other and not isinstance(state, DeathState):
            accepted = f"{field}, referenced_by_attribute or codes"
            yield Finding(("states", name), "the state ends nothing", accepted, "warning")
        elif named is not None and named not in module.unreadable and not isinstance(states.get(named), ended):
            what = f"of type {type(states[named]).__name__.removesuffix('State')}" if named in states else "no state of this module"
            yield Finding(("states", name, field), f'"{field}" names "{named}", {what}', f"the name of a {kind} state", "warning")


def _prior_states(module: LoadedModule) -> Iterator[Finding]:
    """PriorState conditions that ask for a state which nobody can have been in."""
    for name, state in module.model.states.items():
        path: Path = ("states", name)
        fields = state.__dict__
        if isinstance(state, GuardState):
            yield from _prior_states_in(state.allow, (*path, "allow"), module)
        for transition in ("conditional_transition", "complex_transition"):
            for index, option in enumerate(fields[transition] or ()):
                yield from _prior_states_in(option.condition, (*path, transition, index, "condition"), module)


def _prior_states_in(condition: Element | None, path: Path, module: LoadedModule) -> Iterator[Finding]:
    if condition is None:
        return
    if isinstance(condition, PriorStateCondition):
        known = module.model.states.keys() | module.unreadable
        for field in ("name", "since"):
            named = getattr(condition, field)
            if named is not None and named not in known:
                meant = near(named, module.model.states, 1)
                accepted = f'did you mean "{meant[0]}"?' if meant else "the name of a state of this module"
                yield Finding((*path, field), f'the prior state "{named}" is no state', accepted, "warning")
    fields = condition.__dict__
    yield from _prior_states_in(fields.get("condition"), (*path, "condition"), module)
    for index, part in enumerate(fields.get("conditions") or ()):
        yield from _prior_states_in(part, (*path, "conditions", index), module)


def takes_time(state: BaseState, passes_time: Callable[[str], bool]) -> bool:
    """Whether time may pass in a state, whatever the person's data are; false only where it never can."""
    if type(state) not in _MAY_TAKE_TIME:
        return False
    if isinstance(state, DelayState):
        return _longest(state) != 0
    if isinstance(state, ProcedureState):
        return state.duration is not None or state.distribution is not None
    if isinstance(state, GuardState):
        return not isinstance(state.allow, TrueCondition)
    if isinstance(state, CallSubmoduleState):
        return passes_time(state.submodule)
    if isinstance(state, DeathState):
        return state.exact is None and state.range is None
    return True


def _longest(state: DelayState) -> float:
    """The longest that a delay can take, in its own unit; 1 where that isn't plain."""
    if state.exact is not None:
        return state.exact.quantity
    if state.range is not None:
        return max(state.range.low, state.range.high)
    if state.distribution is not None and state.distribution.kind in ("EXACT", "UNIFORM"):
        return max(state.distribution.parameters.values(), default=1)
    return 1


def _circles(module: LoadedModule, passes_time: Callable[[str], bool]) -> Iterator[Finding]:
    """States that lead to one another while no time passes: an error where no way leads out, else left to chance."""
    states = module.model.states
    instant = {name for name, state in states.items() if not takes_time(state, passes_time)}
    for circle in module.graph.circles(instant.__contains__):
        ways_out = _ways_out(module, circle)
        names = _named(circle)
        if not ways_out:
            found = f"a circle without a way out, in which no time passes: {names}"
            yield Finding(("states", circle[0]), found, "a way out, or a Delay")
        elif all(edge.condition is None and edge.share != 1 for edge in ways_out):
            found = f"a circle that only chance leaves, in which no time passes: {names}"
            yield Finding(("states", circle[0]), found, "a Delay", "warning")


def _ways_out(module: LoadedModule, circle: Sequence[str]) -> list[Edge]:
    inside = set(circle)
    return [e for e in module.graph.edges if e.source in inside and e.target not in inside and e.share != 0]


def _named(circle: Sequence[str]) -> str:
    names = ", ".join(f'"{name}"' for name in circle[:_MOST_NAMED])
    return names if len(circle) <= _MOST_NAMED else f"{names} and {len(circle) - _MOST_NAMED} more"


def may_pass_time(module: LoadedModule, passes_time: Callable[[str], bool]) -> bool:
    """Whether time may pass between a module's beginning and its end."""
    states = module.model.states
    waits = (EncounterEndState, EncounterState, TimeToEventState)
    return any(
        isinstance(states[name], waits) or (takes_time(states[name], passes_time) and not isinstance(states[name], TerminalState))
        for name in module.graph.reachable
    )
