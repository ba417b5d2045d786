"""Records that reach back only so far, of real lives: closed, and with the last states of the whole record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from simulator.config import RunConfig
from simulator.kernel.clock import HOUR, day_of, zone
from simulator.resources.folding import last_states
from simulator.resources.references import key_of, references, with_references
from simulator.run.history import history_begins
from simulator.run.prepare import prepare

#: Of every age, some of them dead at the date.
PERSONS = (2, 4, 7, 12, 24, 30)
NEW_YORK = zone("America/New_York")


@pytest.mark.parametrize(
    ("end", "years", "first"),
    [("2026-01-01", 10, "2016-01-01"), ("2024-02-29", 1, "2023-02-28"), ("2024-02-29", 4, "2020-02-29")],
)
def test_history_begins_so_many_calendar_years_before(end: str, years: int, first: str) -> None:
    last = NEW_YORK.at(day_of(date.fromisoformat(end)), 15 * HOUR)
    assert history_begins(years, NEW_YORK, last) == NEW_YORK.at(day_of(date.fromisoformat(first)))


@dataclass
class Record:
    """A life's lines as plain dicts, and the entries of what they refer to."""

    lines: list[dict[str, Any]]
    shared: list[dict[str, Any]]


def _lives(**options: Any) -> list[Record]:
    lives = prepare(RunConfig.of(persons=PERSONS, **options)).lives
    return [Record([line.bundle for line in lived.lines], lived.shared) for lived in map(lives.live, PERSONS)]


@pytest.fixture(scope="module")
def whole() -> list[Record]:
    """The lives with all their history."""
    return _lives()


@pytest.mark.parametrize("years", [1, 20])
def test_what_is_rendered_is_closed_and_ends_as_in_the_whole_record(whole: list[Record], years: int) -> None:
    compared = 0
    for long, short in zip(whole, _lives(years_of_history=years), strict=True):
        known = {key_of(entry["resource"]) for entry in short.shared}
        for bundle in short.lines:
            known |= {key_of(entry["resource"]) for entry in bundle["entry"]}
            for entry in bundle["entry"]:
                assert set(references(entry["resource"])) <= known, entry["fullUrl"]
        states, origins = last_states(short.lines), {_origin(short.lines)}
        expected = last_states(long.lines)
        for key in states.keys() - (origins if len(short.lines) < len(long.lines) else set()):
            assert states[key] == _displayed(expected[key], known), key
            compared += 1
    assert compared > 500


def _origin(lines: list[dict[str, Any]]) -> str:
    """The Provenance of the first line, which tells when and of what the record was begun."""
    return key_of(lines[0]["entry"][-1]["resource"])


def _displayed(resource: dict[str, Any], known: Iterable[str]) -> Any:
    """A resource whose references to what isn't known are displays."""
    keys = set(known)

    def change(reference: dict[str, Any]) -> dict[str, Any]:
        target = str(reference["reference"])
        return reference if target in keys else {"display": reference.get("display", target.split("/")[0])}

    return with_references(resource, change)


def test_the_first_line_is_of_the_first_day_and_of_what_stands(whole: list[Record]) -> None:
    for long, short in zip(whole, _lives(years_of_history=10), strict=True):
        first = {key_of(entry["resource"]): entry["resource"] for entry in short.lines[0]["entry"]}
        if len(short.lines) == len(long.lines):
            assert short.lines == long.lines
            continue
        begun = first[_origin(short.lines)]["recorded"]
        assert begun.endswith(("T00:00:00-08:00", "T00:00:00-07:00"))
        before = last_states(bundle for bundle in long.lines if _recorded(bundle) < begun)
        for key, resource in before.items():
            if key.startswith(("Condition/", "AllergyIntolerance/")):
                assert (key in first) == (resource["clinicalStatus"]["coding"][0]["code"] == "active"), key
            if key.startswith(("MedicationRequest/", "Device/", "CarePlan/", "Coverage/")):
                assert (key in first) == (resource["status"] == "active"), key
            if key.startswith("Immunization/"):
                assert key in first
        assert not any(key.startswith(("Encounter/", "Observation/", "Procedure/")) for key in first)


def _recorded(bundle: dict[str, Any]) -> str:
    """When a line was recorded, with its offset left out: days apart it makes no difference."""
    return str(bundle["entry"][-1]["resource"]["recorded"])
