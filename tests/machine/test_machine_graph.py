"""Modules as graphs: edges with shares and conditions, reachable states, circles."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simulator.machine.graph import ModuleGraph, condition_text, reach, strong_components
from simulator.machine.schema import Module


def _graph(states: dict[str, dict[str, Any]]) -> ModuleGraph:
    return ModuleGraph(Module.model_validate({"name": "x", "states": states}))


AGE = {"condition_type": "Age", "operator": ">=", "quantity": 18, "unit": "years"}
END = {"type": "Terminal"}


def test_every_transition_gives_its_edges() -> None:
    graph = _graph(
        {
            "Initial": {"type": "Initial", "direct_transition": "B"},
            "B": {
                "type": "Simple",
                "distributed_transition": [{"transition": "C", "distribution": 0.25}, {"transition": "D", "distribution": 0.5}],
            },
            "C": {"type": "Simple", "conditional_transition": [{"condition": AGE, "transition": "D"}, {"transition": "E"}]},
            "D": {
                "type": "Simple",
                "complex_transition": [
                    {"condition": AGE, "distributions": [{"transition": "E", "distribution": 1}]},
                    {"transition": "F"},
                ],
            },
            "E": {
                "type": "Simple",
                "lookup_table_transition": [{"transition": "F", "default_probability": 1, "lookup_table_name": "t.csv"}],
            },
            "F": {"type": "Simple", "type_of_care_transition": {"ambulatory": "G", "emergency": "G", "telemedicine": "H"}},
            "G": {"type": "Physiology", "direct_transition": "H", "alt_direct_transition": "I"},
            "H": END,
            "I": END,
        }
    )
    told = [(e.source, e.target, e.kind, e.share, e.condition_text) for e in graph.edges]
    assert told == [
        ("Initial", "B", "direct", 1.0, ""),
        ("B", "C", "distributed", 0.25, ""),
        ("B", "D", "distributed", 0.75, ""),
        ("C", "D", "conditional", 1.0, "Age >= 18 years"),
        ("C", "E", "conditional", 1.0, ""),
        ("D", "E", "complex", 1.0, "Age >= 18 years"),
        ("D", "F", "complex", 1.0, ""),
        ("E", "F", "lookup_table", None, ""),
        ("F", "G", "type_of_care", None, ""),
        ("F", "G", "type_of_care", None, ""),
        ("F", "H", "type_of_care", None, ""),
        ("G", "I", "alt_direct", 1.0, ""),
        ("G", "H", "direct", 1.0, ""),
    ]
    assert graph.reachable == frozenset("BCDEFGHI") | {"Initial"}
    network = graph.network
    assert network.nodes["F"] == {"type": "Simple"}
    assert [way.kind for way in network.edges["F", "G"]["ways"]] == ["type_of_care", "type_of_care"]


def test_shares_above_one_are_cut_off_and_unknown_ones_are_none() -> None:
    options = [{"transition": "E", "distribution": 0.8}, {"transition": "E", "distribution": 0.8}]
    named = [{"transition": "E", "distribution": {"attribute": "p", "default": 0.5}}, {"transition": "E", "distribution": 0.5}]
    graph = _graph(
        {
            "Initial": {"type": "Initial", "distributed_transition": options},
            "Named": {"type": "Simple", "distributed_transition": named},
            "E": END,
        }
    )
    assert [round(edge.share, 9) if edge.share is not None else None for edge in graph.edges] == [0.8, 0.2, None, None]


def test_targets_that_are_no_states_are_no_successors() -> None:
    graph = _graph({"Initial": {"type": "Initial", "direct_transition": "Nowhere"}})
    assert graph.successors == {"Initial": []}
    assert list(graph.network.edges) == []


def test_circles_run_through_allowed_states_alone() -> None:
    states = {
        "Initial": {"type": "Initial", "direct_transition": "A"},
        "A": {"type": "Simple", "direct_transition": "B"},
        "B": {"type": "Simple", "direct_transition": "A"},
        "C": {"type": "Simple", "direct_transition": "C"},
    }
    assert _graph(states).circles(lambda name: True) == [["A", "B"], ["C"]]
    assert _graph(states).circles(lambda name: name != "B") == [["C"]]


def test_conditions_read_as_one_line() -> None:
    condition = {
        "condition_type": "And",
        "conditions": [
            AGE,
            {"condition_type": "Not", "condition": {"condition_type": "Gender", "gender": "F"}},
            {
                "condition_type": "Or",
                "conditions": [
                    {"condition_type": "Active Condition", "codes": [{"system": "SNOMED-CT", "code": 1, "display": "Flu"}]},
                    {
                        "condition_type": "At Least",
                        "minimum": 1,
                        "conditions": [
                            {"condition_type": "PriorState", "name": "A", "within": {"quantity": 2, "unit": "days"}},
                        ],
                    },
                ],
            },
        ],
    }
    graph = _graph(
        {"Initial": {"type": "Initial", "conditional_transition": [{"condition": condition, "transition": "E"}]}, "E": END}
    )
    assert (
        graph.edges[0].condition_text
        == "(Age >= 18 years and not Gender F and (ActiveCondition Flu or at least 1 of (PriorState A 2 days)))"
    )
    assert condition_text(None) == ""


_GRAPHS = st.lists(st.lists(st.integers(0, 7), max_size=4), min_size=8, max_size=8)


@given(_GRAPHS)
def test_strong_components_are_those_that_lead_to_one_another(lists: list[list[int]]) -> None:
    successors = {str(node): [str(target) for target in targets] for node, targets in enumerate(lists)}
    components = strong_components(successors)
    assert sorted(name for component in components for name in component) == sorted(successors)
    seen = {name: reach((name,), successors) for name in successors}
    for component in components:
        for name in component:
            assert {other for other in seen[name] if name in seen[other]} == set(component)
