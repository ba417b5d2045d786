"""What people share: kept once each, and read in an order in which nothing comes before what it refers to."""

from __future__ import annotations

from typing import Any

from simulator.run.shared import SharedEntries, bundles, entry_key, in_order


def _entry(kind: str, name: str, *targets: str) -> dict[str, Any]:
    links = [{"reference": target} for target in targets]
    return {"fullUrl": f"x/{kind}/{name}", "resource": {"resourceType": kind, "id": name, "link": links}}


ENTRIES = [
    _entry("PractitionerRole", "a", "Practitioner/b", "Organization/c", "Location/z"),
    _entry("Location", "z", "Organization/c"),
    _entry("Practitioner", "b"),
    _entry("Organization", "c", "Organization/elsewhere"),
]
ORDER = ["Organization/c", "Practitioner/b", "Location/z", "PractitionerRole/a"]


def test_nothing_comes_before_what_it_refers_to() -> None:
    assert [entry_key(each) for each in in_order({entry_key(each): each for each in ENTRIES})] == ORDER


def test_what_is_kept_is_read_in_that_order_as_often_as_it_is_asked_for() -> None:
    shared = SharedEntries()
    for entry in [*ENTRIES, *ENTRIES]:
        shared.add(entry_key(entry), entry)
    assert [entry_key(each) for each in shared] == ORDER
    assert list(shared) == list(shared) == in_order({entry_key(each): each for each in ENTRIES})
    assert shared.types() == {"Organization": 1, "Practitioner": 1, "Location": 1, "PractitionerRole": 1}


def test_bundles_hold_two_hundred_entries_at_most() -> None:
    entries = [_entry("Practitioner", str(number)) for number in range(401)]
    assert [len(bundle["entry"]) for bundle in bundles(entries)] == [200, 200, 1]
