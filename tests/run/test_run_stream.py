"""Bundles in memory: in an order in which they can be posted as they come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.config import RunConfig
from simulator.resources.references import references
from simulator.run.shared import bundles, in_order
from simulator.run.stream import stream


def test_what_people_share_comes_before_the_first_who_refers_to_it_and_once(fake_lives: Callable[[RunConfig], Any]) -> None:
    config = RunConfig.of(patients=20)
    given: list[str] = []
    for bundle in stream(config, fake_lives(config)):
        for entry in bundle["entry"]:
            for target in references(entry["resource"]):
                assert target in given
            given.append(entry["request"]["url"])
    assert len(given) == len(set(given))
    assert sum(url.startswith("Patient/") for url in given) == 27
    assert sum(url.startswith("Organization/") for url in given) == 3


def test_only_the_living_come_where_only_they_are_asked_for(fake_lives: Callable[[RunConfig], Any]) -> None:
    config = RunConfig.of(patients=3, living_only=True)
    patients = [
        entry["request"]["url"]
        for bundle in stream(config, fake_lives(config))
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "Patient"
    ]
    assert patients == ["Patient/p0001", "Patient/p0002", "Patient/p0003"]


def _resource(key: str, *targets: str) -> dict[str, Any]:
    kind, name = key.split("/")
    links = [{"reference": target} for target in targets]
    return {"resource": {"resourceType": kind, "id": name, "link": links}, "request": {"method": "PUT", "url": key}}


def test_shared_resources_are_sorted_but_for_what_must_come_first() -> None:
    entries = {
        "A/1": _resource("A/1", "C/1", "B/2"),
        "B/1": _resource("B/1"),
        "B/2": _resource("B/2", "C/2", "X/9"),
        "C/1": _resource("C/1", "C/1"),
        "C/2": _resource("C/2"),
    }
    assert [entry["request"]["url"] for entry in in_order(entries)] == ["B/1", "C/1", "C/2", "B/2", "A/1"]


def test_bundles_hold_at_most_200_entries() -> None:
    sizes = [len(bundle["entry"]) for bundle in bundles(_resource(f"A/{number}") for number in range(401))]
    assert sizes == [200, 200, 1]
