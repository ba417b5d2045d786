"""Why a state of a module was not reached, as far as the modules' text and the counts of a run can say.

What can be decided is decided from below: a condition cannot hold that reads what nobody sets; what only states could set that were
not reached themselves waits for those, and shares their cause.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, Final

from simulator.machine.check_attributes import SUPPLIED_ATTRIBUTES
from simulator.machine.check_library import submodules_of
from simulator.machine.conditions import COMPARISONS
from simulator.machine.graph import Edge
from simulator.machine.library import LoadedModule, ModuleLibrary
from simulator.machine.schema import BaseState
from simulator.machine.schema_conditions import (
    ActiveAllergyCondition,
    ActiveCarePlanCondition,
    ActiveConditionCondition,
    ActiveMedicationCondition,
    AndCondition,
    AtLeastCondition,
    AttributeCondition,
    FalseCondition,
    ObservationCondition,
    OrCondition,
    PriorStateCondition,
    RaceCondition,
)
from simulator.machine.schema_findings import ObservationFields
from simulator.machine.schema_flow import CounterState, DeathState, GuardState, PhysiologyState, SetAttributeState
from simulator.machine.schema_orders import AllergyOnsetState, CarePlanStartState, ConditionOnsetState, MedicationOrderState
from simulator.machine.schema_transitions import NamedDistribution
from simulator.machine.schema_values import Code, Element

#: A state: its module's key and its name.
State = tuple[str, str]

DEAD: Final = "dead in the module itself"
RARE: Final = "rare by the module's own numbers"
UNMET: Final = "on a condition that nobody met"
#: With fewer than this many people expected at a state, that nobody came is chance (e^-3 = 5 %).
EXPECTED_LEAST: Final = 3.0
#: Where fewer were asked, that nobody met a condition says nothing: even one that holds for a seventh may fail (0.86^20 = 5 %).
ASKED_LEAST: Final = 20

_WRITTEN_BY: Final[dict[type[Element], type[BaseState]]] = {
    ActiveAllergyCondition: AllergyOnsetState,
    ActiveCarePlanCondition: CarePlanStartState,
    ActiveConditionCondition: ConditionOnsetState,
    ActiveMedicationCondition: MedicationOrderState,
}


class Writers:
    """Which states set an attribute, and to what; and which write a code."""

    def __init__(self, library: ModuleLibrary) -> None:
        #: attribute → (state, its fixed value; None where only a run can tell)
        self.attributes: dict[str, list[tuple[State, object]]] = defaultdict(list)
        #: (kind of state, code) → states
        self.codes: dict[tuple[type[BaseState], str], list[State]] = defaultdict(list)
        #: codes of observations → states
        self.observed: dict[str, list[State]] = defaultdict(list)
        for module in library:
            for name, state in module.model.states.items():
                self._take((module.key, name), state)

    def _take(self, key: State, state: BaseState) -> None:
        if isinstance(state, SetAttributeState):
            drawn = any(state.__dict__[field] is not None for field in _DRAWN)
            value = None if drawn else state.value_code or state.value
            if drawn or value is not None:
                self.attributes[state.attribute].append((key, value))
        elif isinstance(state, CounterState):
            self.attributes[state.attribute].append((key, None))
        elif isinstance(state, PhysiologyState):
            for output in state.outputs or ():
                self.attributes[output.to].append((key, None))
        if assigned := state.__dict__.get("assign_to_attribute"):
            self.attributes[assigned].append((key, None))
        for kind in _WRITTEN_BY.values():
            if isinstance(state, kind):
                for code in state.__dict__["codes"]:
                    self.codes[kind, code.code].append(key)
        for observation in (state, *(state.__dict__.get("observations") or ())):
            if isinstance(observation, ObservationFields):
                for code in observation.codes or ():
                    self.observed[code.code].append(key)


_DRAWN: Final = ("range", "distribution", "expression", "value_attribute", "series_data")


class Causes:
    """The causes of all states that nobody reached. `people` are those who came to each state, `visits` how often they did."""

    def __init__(self, library: ModuleLibrary, people: Counter[State], visits: Counter[State]) -> None:
        self._library = library
        self._modules = {module.key: module for module in library}
        self._people = people
        self._visits = visits
        self._writers = Writers(library)
        self._callers: dict[str, list[State]] = defaultdict(list)
        for module in library:
            for called in submodules_of(module):
                states = [name for name, state in module.model.states.items() if state.__dict__.get("submodule") == called]
                self._callers[called] += [(module.key, name) for name in states]
        self._found: dict[State, str] = {}
        self._missed = [
            (module.key, name) for module in library for name in module.model.states if (module.key, name) not in people
        ]
        self._settle()

    def all(self) -> list[tuple[str, str, str]]:
        """Module key, state and cause, in the order of the modules."""
        return [(key, name, self._found[key, name]) for key, name in self._missed]

    def asked(self, key: State) -> str:
        """What a state whose condition nobody met was asked for, in one line: from where, how often, and the condition."""
        edges = [edge for edge in self._ways(key) if (key[0], edge.source) in self._people]
        return "; ".join(
            f'from "{edge.source}" ({self._visits[key[0], edge.source]} times) {edge.kind} {edge.condition_text}'.rstrip()
            for edge in edges
        )

    def _settle(self) -> None:
        """What waits for a state that was not reached has its cause: asked again until nothing changes; what waits in a circle is
        dead."""
        waiting: dict[State, list[State]] = {}
        for key in self._missed:
            answer = self._why(key)
            if isinstance(answer, str):
                self._found[key] = answer
            else:
                waiting[key] = answer
        changed = True
        while changed and waiting:
            changed = False
            for key, others in list(waiting.items()):
                known = [self._found[other] for other in others if other in self._found]
                if UNMET in known or RARE in known or len(known) == len(others):
                    self._found[key] = next(cause for cause in (UNMET, RARE, DEAD) if cause in known or cause == DEAD)
                    del waiting[key]
                    changed = True
        self._found.update(dict.fromkeys(waiting, DEAD))

    def _why(self, key: State) -> str | list[State]:
        """The cause, or the states that this one waits for."""
        module = self._modules[key[0]]
        if key[1] not in module.graph.reachable:
            return DEAD
        if key[1] == "Initial":
            return list(self._callers[key[0]]) or DEAD
        waits: list[State] = []
        expected, decided = 0.0, False
        for edge in self._ways(key):
            source = (key[0], edge.source)
            if source not in self._people:
                waits.append(source)
                continue
            answer = self._of_edge(module, edge, self._visits[source])
            if answer == UNMET:
                return RARE if self._visits[source] < ASKED_LEAST else UNMET
            if isinstance(answer, float):
                expected, decided = expected + answer, True
            elif isinstance(answer, list):
                waits += answer
        if expected >= EXPECTED_LEAST:
            return UNMET
        if decided and expected > 0.0:
            return RARE
        return waits or DEAD

    def _ways(self, key: State) -> Iterator[Edge]:
        return (edge for edge in self._modules[key[0]].graph.edges if edge.target == key[1])

    def _of_edge(self, module: LoadedModule, edge: Edge, visits: int) -> str | float | list[State]:
        """How many are expected at most by a way from a state that was reached; or the states that it waits for; or UNMET."""
        source = module.model.states[edge.source]
        if isinstance(source, DeathState) and source.exact is None and source.range is None:
            return 0.0
        if isinstance(source, PhysiologyState) and source.alt_direct_transition and edge.kind != "alt_direct":
            return 0.0
        if isinstance(source, GuardState) and not self._left(module, edge.source):
            return self._of_condition(module, source.allow) or (UNMET if visits >= ASKED_LEAST else 1.0)
        if self._always_before(source, edge):
            return 0.0
        if edge.condition is not None:
            held = self._of_condition(module, edge.condition)
            if held is not None:
                return held
        if edge.kind == "lookup_table":
            return visits * self._usual(module, edge)
        share = edge.share if edge.share is not None else self._named(source, edge)
        if share is None:
            return UNMET
        if edge.condition is not None and share * visits >= EXPECTED_LEAST:
            return UNMET
        return share * visits

    def _left(self, module: LoadedModule, name: str) -> bool:
        return any((module.key, target) in self._people for target in module.graph.successors[name])

    def _usual(self, module: LoadedModule, edge: Edge) -> float:
        """The mean probability that a table's rows have for a way, for want of knowing who asked."""
        options = module.model.states[edge.source].lookup_table_transition or []
        table = self._library.table(module, options[0].lookup_table_name)
        default = max((option.default_probability for option in options if option.transition == edge.target), default=0.0)
        if table is None:
            return default
        view = table.transition_view([option.transition for option in options])
        column = view.value_columns.index(edge.target)
        return sum(row.values[column] for row in view.rows) / len(view.rows) if view.rows else default

    def _named(self, source: BaseState, edge: Edge) -> float | None:
        """The default of a named probability whose attribute nobody sets; None where only a run can tell."""
        if edge.kind == "type_of_care":
            return None
        found: Any = source
        for step in edge.path[:-1]:
            found = found[step] if isinstance(step, int) else getattr(found, step)
        distribution = found.distribution
        if isinstance(distribution, NamedDistribution):
            known = distribution.attribute in self._writers.attributes or distribution.attribute in SUPPLIED_ATTRIBUTES
            return None if known else float(distribution.default)
        return float(distribution)

    def _always_before(self, source: BaseState, edge: Edge) -> bool:
        """Whether an option that always holds stands before this one, so that nobody is asked."""
        options = source.conditional_transition or source.complex_transition
        if not options:
            return False
        index = edge.path[1]
        return any(self._always(option.condition) for option in options[: index if isinstance(index, int) else 0])

    def _always(self, condition: Element | None) -> bool:
        """Whether there is no condition, or one that asks whether what nobody sets is unset."""
        if isinstance(condition, AttributeCondition) and condition.operator == "is nil":
            return condition.attribute not in SUPPLIED_ATTRIBUTES and not self._writers.attributes[condition.attribute]
        return condition is None

    def _of_condition(self, module: LoadedModule, condition: Element) -> float | list[State] | None:
        """0 for a condition that cannot hold, the states that it waits for, None for one that may hold as far as can be told."""
        if isinstance(condition, FalseCondition) or (isinstance(condition, RaceCondition) and condition.race == "hispanic"):
            return 0.0
        if isinstance(condition, AndCondition):
            return self._all([self._of_condition(module, part) for part in condition.conditions])
        if isinstance(condition, OrCondition):
            return self._any([self._of_condition(module, part) for part in condition.conditions], 1)
        if isinstance(condition, AtLeastCondition):
            return self._any([self._of_condition(module, part) for part in condition.conditions], condition.minimum)
        if isinstance(condition, PriorStateCondition):
            return self._of_states([(module.key, condition.name)] if condition.name in module.model.states else [])
        if isinstance(condition, AttributeCondition):
            return self._of_attribute(condition)
        if isinstance(condition, ObservationCondition) and condition.codes and condition.operator != "is nil":
            return self._of_states([key for code in condition.codes for key in self._writers.observed[code.code]])
        kind = _WRITTEN_BY.get(type(condition))
        if kind is not None and condition.__dict__["codes"]:
            return self._of_states([key for code in condition.__dict__["codes"] for key in self._writers.codes[kind, code.code]])
        return None

    def _all(self, parts: list[float | list[State] | None]) -> float | list[State] | None:
        """Of parts that all must hold: one that cannot, else what they wait for."""
        if any(part == 0.0 for part in parts if not isinstance(part, list)):
            return 0.0
        return next((part for part in parts if part is not None), None)

    def _any(self, parts: list[float | list[State] | None], least: int) -> float | list[State] | None:
        """Of parts of which so many must hold."""
        if sum(part is None for part in parts) >= least:
            return None
        waits = [part for part in parts if isinstance(part, list)]
        if sum(part is None for part in parts) + len(waits) < least:
            return 0.0
        return [key for part in waits for key in part]

    def _of_states(self, states: list[State]) -> float | list[State] | None:
        if not states:
            return 0.0
        return None if any(key in self._people for key in states) else states

    def _of_attribute(self, condition: AttributeCondition) -> float | list[State] | None:
        if condition.attribute in SUPPLIED_ATTRIBUTES or condition.operator == "is nil":
            return None
        fitting = [key for key, value in self._writers.attributes[condition.attribute] if _may_fit(value, condition)]
        return self._of_states(fitting)


def _may_fit(value: object, condition: AttributeCondition) -> bool:
    """Whether an attribute of a fixed value satisfies a condition; True where only a run can tell."""
    wanted = condition.value_code or condition.value
    if value is None or wanted is None or condition.operator == "is not nil":
        return True
    if isinstance(value, Code) and isinstance(wanted, Code):
        return (value.code == wanted.code) == (condition.operator == "==")
    try:
        return COMPARISONS[condition.operator](value, wanted)
    except TypeError:
        return True
