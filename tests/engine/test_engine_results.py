"""When results come: at once where nobody makes them, else after a laboratory's time."""

from __future__ import annotations

import statistics

import pytest
from living import idle_walk, instant, local, module, person

from simulator.engine.results import COURIER, ROUTINE, URGENT, URGENT_CLASSES, result_times
from simulator.kernel.clock import MINUTE
from simulator.machine.subject import Subject
from simulator.record.encounters import EncounterOpened

pytestmark = pytest.mark.stand_in
NOON = instant("2021-06-15T12:00")


def somebody() -> Subject:
    return idle_walk(module(), person()).subject


def encounter(encounter_class: str) -> EncounterOpened:
    place = type("Place", (), {"organization": None})()
    return EncounterOpened("a", "V", 0, NOON, encounter_class, [], None, None, place)  # type: ignore[arg-type]


def minutes(encounter_class: str, number: int, at: int = NOON) -> tuple[float, float]:
    """Minutes from the order to the specimen, and from the specimen to the result."""
    collected, issued = result_times(somebody(), "laboratory", encounter(encounter_class), at, f"key {number}")
    return (collected - at) / MINUTE, (issued - collected) / MINUTE


@pytest.mark.parametrize("category", ["vital-signs", "survey", "imaging", "exam", "procedure", ""])
def test_what_no_laboratory_makes_is_there_at_once(category: str) -> None:
    assert result_times(somebody(), category, encounter("ambulatory"), NOON, "key") == (NOON, NOON)


@pytest.mark.parametrize("encounter_class", URGENT_CLASSES)
def test_urgent_results_have_the_published_median_and_90th_percentile(encounter_class: str) -> None:
    waits = sorted(minutes(encounter_class, number)[1] for number in range(400))
    assert statistics.median(waits) == pytest.approx(URGENT[0], rel=0.1)
    assert waits[360] == pytest.approx(80, rel=0.15)


def test_routine_results_wait_for_the_evening_and_then_for_their_time() -> None:
    evening = instant("2021-06-15T18:00")
    waits = []
    for number in range(400):
        collected, issued = result_times(somebody(), "laboratory", encounter("ambulatory"), NOON, f"key {number}")
        waits.append((issued - evening) / MINUTE)
        assert issued > evening > collected
    assert statistics.median(waits) == pytest.approx(ROUTINE[0], rel=0.1)
    assert sorted(waits)[360] == pytest.approx(350, rel=0.15)


def test_after_the_courier_has_come_the_time_begins_with_the_specimen() -> None:
    late = instant("2021-06-15T19:30")
    collected, issued = result_times(somebody(), "laboratory", encounter("home"), late, "key")
    assert collected < issued < collected + 24 * 60 * MINUTE
    assert local(collected).hour * 3600 > COURIER


def test_specimens_are_taken_within_minutes() -> None:
    taken = [minutes("emergency", number)[0] for number in range(100)]
    assert 2 <= min(taken) <= max(taken) <= 10


def test_times_are_their_orders_own() -> None:
    assert minutes("emergency", 1) == minutes("emergency", 1)
    assert minutes("emergency", 1) != minutes("emergency", 2)


def test_without_an_encounter_results_are_routine() -> None:
    _, issued = result_times(somebody(), "laboratory", None, NOON, "key")
    assert issued > instant("2021-06-15T18:00")
