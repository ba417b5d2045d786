"""The rule of agreement: near in ratio, or within chance; ours weighted to the reference's ages."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.testing import live
from tests.agreement import schedule
from tests.agreement.comparison import Explanation, Row, compare, encounter_rates, visit_rates
from tests.agreement.counts import BANDS, Counts, coarse

CODE = "Condition|44054006"


def sample(people: list[int], had: list[int]) -> Counts:
    counts = Counts("test")
    for age_years, number, ill in zip((10.0, 30.0, 50.0, 70.0), people, had, strict=True):
        for person in range(number):
            codes = [(CODE, "Diabetes mellitus type 2")] if person < ill else []
            counts.add(age_years, codes, ["office"] if person < ill else [])
    return counts


def test_ours_are_weighted_to_the_reference_s_ages() -> None:
    reference = sample([100, 100, 100, 100], [0, 0, 20, 40])
    ours = sample([1000, 1000, 500, 100], [0, 0, 100, 40])
    (row,) = compare(reference, ours)
    assert row.ours == pytest.approx(row.reference) == 0.15
    assert row.agrees


def test_codes_of_few_are_not_compared() -> None:
    assert compare(sample([100] * 4, [0, 0, 9, 10]), sample([100] * 4, [0] * 4)) == []


def test_chance_agrees_and_certainty_does_not() -> None:
    reference = sample([500] * 4, [0, 0, 10, 15])
    (few,) = compare(reference, sample([50] * 4, [0, 0, 0, 1]))
    assert few.agrees, "three are expected, one is there"
    (many,) = compare(reference, sample([2000] * 4, [0, 0, 10, 20]))
    assert not many.agrees


def test_nobody_in_a_small_sample_is_no_certainty() -> None:
    reference = sample([500] * 4, [0, 0, 0, 20])
    (row,) = compare(reference, sample([20] * 4, [0, 0, 0, 0]))
    assert row.ours == 0.0
    assert row.agrees


def test_encounters_are_counted_by_person_year() -> None:
    ((name, theirs, mine),) = encounter_rates(sample([100] * 4, [0, 50, 0, 0]), sample([200] * 4, [0, 200, 0, 0]))
    assert name == "office"
    assert mine == pytest.approx(2 * theirs)


def test_an_explanation_names_the_code_and_the_size() -> None:
    row = Row(CODE, "", 40, 0.10, 0.03, 0.01)
    assert Explanation("risks", CODE, "", 0.0, 0.5, "").fits(row, frozenset())
    assert not Explanation("risks", CODE, "", 0.5, 0.8, "").fits(row, frozenset())
    assert Explanation("risks", "", "heart/cabg", 0.0, 0.5, "").fits(row, frozenset({"heart/cabg"}))
    assert not Explanation("risks", "", "gout", 0.0, 0.5, "").fits(row, frozenset({"heart/cabg"}))


def test_counts_survive_being_written(tmp_path: Path) -> None:
    counts = sample([3, 4, 5, 6], [1, 1, 1, 1])
    counts.add(12.0, [], ["office|185345009|"], ["office|gout|Visit"])
    counts.write(tmp_path / "counts.json")
    again = Counts.read(tmp_path / "counts.json")
    assert (again.people, dict(again.codes), dict(again.encounters)) == (counts.people, dict(counts.codes), dict(counts.encounters))
    assert (dict(again.visits), dict(again.writers)) == (dict(counts.visits), dict(counts.writers))
    assert len(again.people) == len(BANDS)
    assert coarse(again.people) == [4, 4, 5, 6]


def test_encounters_are_told_by_type_and_reason_the_most_different_first() -> None:
    reference, ours = Counts("reference"), Counts("ours")
    for counts, visits in ((reference, ["office|185345009|", "emergency|50849002|"]), (ours, ["office|185345009|"] * 5)):
        counts.add(50.0, [], visits, [f"{visit}x" for visit in visits])
    (most, theirs, mine), (other, one, none) = visit_rates(reference, ours)
    assert (most, theirs, mine) == ("office|185345009|", pytest.approx(0.02), pytest.approx(0.1))
    assert (other, one, none) == ("emergency|50849002|", pytest.approx(0.02), 0.0)


def test_the_reference_s_schedule_gives_every_dose_once_in_its_window() -> None:
    """A dose that is due before there was the product is given when there is, within four years, and never after."""
    dose = {"code": "121", "display": "zoster vaccine, live"}
    zoster = schedule.module("zoster", dose, [600, 606], 2006)
    born_1957 = live(zoster, birth="1957-03-01T08:00", until="2015-01-01", sex="F")
    given = [born_1957.entered(f"Dose {number}") for number in (0, 1)]
    assert [len(one) for one in given] == [1, 1]
    assert "2007-03" <= given[0][0] < given[1][0] < "2011-09"
    born_1950 = live(zoster, birth="1950-03-01T08:00", until="2015-01-01", sex="F")
    assert born_1950.entered("Dose 0") == [] == born_1950.entered("Dose 1")
