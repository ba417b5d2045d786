"""Walks over plain-dict resources."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simulator.resources.folding import last_states
from simulator.resources.ordering import dependency_order, forward_references
from simulator.resources.references import key_of, references, with_references


def resource(kind: str, name: str, *targets: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": name, "link": [{"target": {"reference": target}} for target in targets], **more}


def test_references_are_found_at_any_depth_and_in_order() -> None:
    found = resource("A", "1", "B/2", "C/3", subject={"reference": "P/1", "display": "B/9"}, note={"text": "reference"})
    assert list(references(found)) == ["B/2", "C/3", "P/1"]


def test_a_reference_that_only_displays_is_none() -> None:
    assert list(references({"subject": {"display": "Somebody", "identifier": {"value": "7"}}})) == []


def test_rewriting_references_leaves_the_original_alone() -> None:
    original = resource("A", "1", "B/2")
    changed = with_references(original, lambda found: {"display": found["reference"]})
    assert changed["link"] == [{"target": {"display": "B/2"}}]
    assert original["link"] == [{"target": {"reference": "B/2"}}]


def test_what_is_referred_to_comes_first() -> None:
    ordered = dependency_order([resource("A", "1", "B/1"), resource("B", "1", "C/1"), resource("C", "1")])
    assert [key_of(each) for each in ordered] == ["C/1", "B/1", "A/1"]


def test_independent_resources_keep_their_order() -> None:
    given_order = [resource("B", "2"), resource("A", "1"), resource("C", "3")]
    assert dependency_order(given_order) == given_order


def test_a_circle_of_references_ends() -> None:
    ordered = dependency_order([resource("Encounter", "1", "Condition/1"), resource("Condition", "1", "Encounter/1")])
    assert sorted(key_of(each) for each in ordered) == ["Condition/1", "Encounter/1"]


def test_a_long_chain_of_references_needs_no_recursion() -> None:
    chain = [resource("A", str(number), f"A/{number + 1}") for number in range(5000)]
    assert key_of(dependency_order(chain)[0]) == "A/4999"


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40))
def test_no_reference_leads_forward_when_none_is_circular(edges: list[tuple[int, int]]) -> None:
    targets: dict[int, list[str]] = {number: [] for number in range(13)}
    for first, second in edges:
        if first < second:
            targets[first].append(f"A/{second}")
    ordered = dependency_order(resource("A", str(number), *targets[number]) for number in range(13))
    assert len(ordered) == 13
    assert forward_references(ordered) == []


def test_forward_references_are_told_with_their_targets() -> None:
    found = forward_references([resource("A", "1", "B/1", "P/1"), resource("B", "1")], known=["P/1"])
    assert found == [("A/1", "B/1")]


def test_folding_keeps_the_last_state_of_each() -> None:
    bundles = [
        {"entry": [{"resource": resource("A", "1", status="active")}, {"resource": resource("B", "1")}]},
        {"entry": [{"resource": resource("A", "1", status="completed")}]},
    ]
    states = last_states(bundles)
    assert list(states) == ["A/1", "B/1"]
    assert states["A/1"]["status"] == "completed"
