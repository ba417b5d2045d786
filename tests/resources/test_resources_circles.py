"""Circles of references: found, put in order, and opened."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simulator.resources.closing import openings, without_references
from simulator.resources.components import components
from simulator.resources.foreign import resources_of
from simulator.resources.persons import person_of, persons_of

GRAPHS = st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefghxy"), max_size=4), max_size=8)


@given(GRAPHS)
def test_a_group_stands_after_all_that_it_refers_to(targets: dict[str, list[str]]) -> None:
    seen: set[str] = set()
    for group in components(targets):
        seen.update(group)
        assert {target for key in group for target in targets[key] if target in targets} <= seen
    assert seen == targets.keys()


@given(GRAPHS)
def test_an_opened_circle_can_be_put_one_by_one(targets: dict[str, list[str]]) -> None:
    for group in components(targets):
        inside = {key: targets[key] for key in group}
        order, opened = openings(inside)
        assert sorted(order) == sorted(group)
        for number, key in enumerate(order):
            if key not in opened:
                assert {target for target in targets[key] if target in inside and target != key} <= set(order[:number])


def test_a_long_chain_needs_no_recursion() -> None:
    chain = {str(number): [str(number + 1)] for number in range(20_000)}
    assert components(chain)[0] == ["19999"]


def test_whoever_most_refer_to_is_opened() -> None:
    circle = {"Encounter/e": ["Condition/a", "Condition/b"], "Condition/a": ["Encounter/e"], "Condition/b": ["Encounter/e"]}
    assert openings(circle) == (["Encounter/e", "Condition/a", "Condition/b"], ["Encounter/e"])


def test_what_requires_the_reference_is_left_out_with_it() -> None:
    encounter = {
        "resourceType": "Encounter",
        "diagnosis": [{"condition": {"reference": "Condition/a"}, "rank": 1}],
        "reasonReference": [{"reference": "Condition/a"}, {"reference": "Condition/b"}],
    }
    assert without_references(encounter, {"Condition/a"}) == {
        "resourceType": "Encounter",
        "reasonReference": [{"reference": "Condition/b"}],
    }


def test_entries_are_named_by_their_url_their_id_their_full_url_or_what_they_say() -> None:
    entries = [
        {"resource": {"resourceType": "Patient", "id": "x"}, "request": {"method": "PUT", "url": "Patient/a"}},
        {"resource": {"resourceType": "Patient", "id": "b"}, "request": {"method": "POST", "url": "Patient"}},
        {"resource": {"resourceType": "Patient"}, "fullUrl": "urn:uuid:c", "request": {"method": "POST", "url": "Patient"}},
        {"resource": {"resourceType": "Observation", "subject": {"reference": "urn:uuid:c"}}},
    ]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    first, again = resources_of(bundle), resources_of(bundle)
    assert [each["id"] for each in first[:3]] == ["a", "b", "c"]
    assert first[3]["subject"] == {"reference": "Patient/c"}
    assert first[3]["id"] == again[3]["id"]


def test_a_resource_belongs_to_whom_it_is_about() -> None:
    patient = {"resourceType": "Patient", "id": "p"}
    observation = {"resourceType": "Observation", "id": "o", "subject": {"reference": "Patient/p"}}
    provenance = {"resourceType": "Provenance", "id": "v", "target": [{"reference": "Observation/o"}]}
    doctor = {"resourceType": "Practitioner", "id": "d"}
    group = {"resourceType": "Group", "id": "g", "member": [{"entity": {"reference": f"Patient/{each}"}} for each in "pq"]}
    assert persons_of([provenance, observation, patient, doctor]) == ["Patient/p", "Patient/p", "Patient/p", None]
    assert person_of(group) == "*"
