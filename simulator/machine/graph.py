"""A module as a graph: which state leads to which, by what, and how likely.

The questions asked at every start (reachable states, circles) are answered on plain dicts, in a few milliseconds for a
whole library; `network` gives the same graph to networkx for whatever else one wants to know or draw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from simulator.machine.schema import BaseState, Module
from simulator.machine.schema_conditions import (
    AndCondition,
    AtLeastCondition,
    AtMostCondition,
    NotCondition,
    OrCondition,
)
from simulator.machine.schema_flow import PhysiologyState
from simulator.machine.schema_transitions import ComplexOption, DistributedOption, NamedDistribution
from simulator.machine.schema_values import Code, Element


class Edge(NamedTuple):
    """One way from a state to another.

    `kind` is the transition without its ending ("direct", "distributed", "conditional", "complex", "lookup_table",
    "type_of_care", "alt_direct"). `share` is the probability once the condition holds, None where only a run can tell.
    `condition` is None where there is none. `path` leads to the target's name within the state.
    """

    source: str
    target: str
    kind: str
    share: float | None
    condition: Element | None
    path: tuple[str | int, ...]

    @property
    def condition_text(self) -> str:
        """The condition in one line, for people; "" for none."""
        return condition_text(self.condition)


class ModuleGraph:
    """The states of a module and the ways between them; targets that are no states are left out of `successors`."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.edges = [edge for name, state in module.states.items() for edge in edges_of(name, state)]

    @cached_property
    def successors(self) -> dict[str, list[str]]:
        """State → the states that it may lead to, each once, in the order written."""
        found: dict[str, dict[str, None]] = {name: {} for name in self.module.states}
        for edge in self.edges:
            if edge.target in found:
                found[edge.source][edge.target] = None
        return {name: list(targets) for name, targets in found.items()}

    @cached_property
    def reachable(self) -> frozenset[str]:
        """The states that Initial can lead to, itself included."""
        return reach(("Initial",), self.successors)

    def circles(self, within: Callable[[str], bool]) -> list[list[str]]:
        """Groups of states that lead to one another through such states alone; each in the order written."""
        allowed = {name: [t for t in targets if within(t)] for name, targets in self.successors.items() if within(name)}
        order = {name: index for index, name in enumerate(self.module.states)}
        groups = [g for g in strong_components(allowed) if len(g) > 1 or g[0] in allowed[g[0]]]
        return sorted((sorted(group, key=order.__getitem__) for group in groups), key=lambda group: order[group[0]])

    @cached_property
    def network(self) -> Any:
        """The graph as a `networkx.DiGraph`: nodes with `type`; edges with `ways`, the `Edge`s between two states."""
        import networkx as nx  # type: ignore[import-untyped]

        network = nx.DiGraph()
        for name, state in self.module.states.items():
            network.add_node(name, type=type(state).__name__.removesuffix("State"))
        for edge in self.edges:
            if edge.target in self.module.states:
                if not network.has_edge(edge.source, edge.target):
                    network.add_edge(edge.source, edge.target, ways=[])
                network.edges[edge.source, edge.target]["ways"].append(edge)
        return network


def reach(starts: Iterable[str], successors: dict[str, list[str]]) -> frozenset[str]:
    """Everything that the starts lead to, those among `successors` included."""
    found = {name for name in starts if name in successors}
    waiting = list(found)
    while waiting:
        for target in successors[waiting.pop()]:
            if target not in found:
                found.add(target)
                waiting.append(target)
    return frozenset(found)


def strong_components(successors: dict[str, list[str]]) -> list[list[str]]:
    """The strongly connected components of a graph (Tarjan 1972), without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    components: list[list[str]] = []
    for start in successors:
        if start in index:
            continue
        work = [(start, iter(successors[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(successors[target])))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    cut = stack.index(node)
                    components.append(stack[cut:])
                    on_stack.difference_update(stack[cut:])
                    del stack[cut:]
    return components


def edges_of(name: str, state: BaseState) -> list[Edge]:
    """The ways out of a state: of its first transition, and a Physiology state's two."""
    edges: list[Edge] = []
    if isinstance(state, PhysiologyState) and state.alt_direct_transition:
        target = state.alt_direct_transition
        edges.append(Edge(name, target, "alt_direct", 1.0, None, ("alt_direct_transition",)))
    if state.direct_transition:
        edges.append(Edge(name, state.direct_transition, "direct", 1.0, None, ("direct_transition",)))
    elif state.distributed_transition:
        path = ("distributed_transition",)
        edges += _distributed(name, state.distributed_transition, "distributed", None, path)
    elif state.conditional_transition:
        for index, option in enumerate(state.conditional_transition):
            place = ("conditional_transition", index, "transition")
            edges.append(Edge(name, option.transition, "conditional", 1.0, option.condition, place))
    elif state.complex_transition:
        for index, choice in enumerate(state.complex_transition):
            edges += _complex(name, choice, ("complex_transition", index))
    elif state.lookup_table_transition:
        for index, row in enumerate(state.lookup_table_transition):
            place = ("lookup_table_transition", index, "transition")
            edges.append(Edge(name, row.transition, "lookup_table", None, None, place))
    elif state.type_of_care_transition:
        for field in ("ambulatory", "emergency", "telemedicine"):
            target = getattr(state.type_of_care_transition, field)
            edges.append(Edge(name, target, "type_of_care", None, None, ("type_of_care_transition", field)))
    return edges


def _complex(name: str, option: ComplexOption, path: tuple[str | int, ...]) -> list[Edge]:
    condition = option.condition
    if option.transition:
        return [Edge(name, option.transition, "complex", 1.0, condition, (*path, "transition"))]
    return _distributed(name, option.distributions or [], "complex", condition, (*path, "distributions"))


def _distributed(
    name: str, options: Sequence[DistributedOption], kind: str, condition: Element | None, path: tuple[str | int, ...]
) -> list[Edge]:
    return [
        Edge(name, option.transition, kind, share, condition, (*path, index, "transition"))
        for index, (option, share) in enumerate(zip(options, shares(options), strict=True))
    ]


def shares(options: Sequence[DistributedOption]) -> list[float | None]:
    """The probability with which each option is taken: what is missing to 1 falls to the last; None if unknown."""
    if any(isinstance(option.distribution, NamedDistribution) for option in options):
        return [None] * len(options)
    left = 1.0
    found: list[float | None] = []
    for option in options:
        share = min(float(option.distribution), left) if not isinstance(option.distribution, NamedDistribution) else 0.0
        left = max(0.0, left - share)
        found.append(share)
    if found:
        found[-1] = (found[-1] or 0.0) + left
    return found


_JOINED = {AndCondition: " and ", OrCondition: " or "}


def condition_text(condition: Element | None) -> str:
    """A condition in one line, for people; "" for none."""
    if condition is None:
        return ""
    if isinstance(condition, (AndCondition, OrCondition)):
        parts = [condition_text(part) for part in condition.conditions]
        return "(" + _JOINED[type(condition)].join(parts) + ")"
    if isinstance(condition, NotCondition):
        return f"not {condition_text(condition.condition)}"
    if isinstance(condition, (AtLeastCondition, AtMostCondition)):
        some = f"at least {condition.minimum}" if isinstance(condition, AtLeastCondition) else f"at most {condition.maximum}"
        return f"{some} of (" + ", ".join(condition_text(part) for part in condition.conditions) + ")"
    name = type(condition).__name__.removesuffix("Condition")
    values = {field: value for field, value in condition if field not in ("condition_type", "remarks") and value is not None}
    return " ".join([name, *(_value_text(value) for field, value in values.items() if field not in (condition.model_extra or {}))])


def _value_text(value: Any) -> str:
    if isinstance(value, Code):
        return value.display or value.code
    if isinstance(value, list):
        return " | ".join(_value_text(part) for part in value)
    if isinstance(value, Element):
        return " ".join(_value_text(part) for field, part in value if field != "remarks" and part is not None)
    return str(value)
