"""Growth standards against their published anchors, and people's growth across the joins."""

from __future__ import annotations

from itertools import pairwise

import pytest

from simulator.body import growth
from simulator.body.physique import height_cm, usual_bmi, usual_weight_kg
from simulator.body.state import HEALTHY
from simulator.body.vitals import Body

DAY, YEAR = 86_400, 31_557_600
BORN = 1_000_000_000


@pytest.mark.parametrize(
    ("male", "days", "kg"),
    [(True, 0, 3.3464), (False, 0, 3.2322), (True, 182, 7.9), (False, 365, 8.95), (True, 730, 12.15), (False, 730, 11.48)],
)
def test_median_weight_of_infants_is_that_of_who(male: bool, days: int, kg: float) -> None:
    assert growth.standard_weight_kg(male, days, 0.0) == pytest.approx(kg, abs=0.06 if days else 0.0001)


def test_lying_length_at_730_days_is_that_of_who() -> None:
    assert growth.standard_height_cm(True, 730, 0.0) == pytest.approx(87.80, abs=0.005)
    assert growth.standard_height_cm(True, 0, 0.0) == pytest.approx(49.8842, abs=0.0001)
    assert growth.standard_height_cm(False, 0, 0.0) == pytest.approx(49.1477, abs=0.0001)


@pytest.mark.parametrize(
    ("male", "months", "cm", "kg"),
    [
        (True, 60.5, 109.2, 18.5),
        (False, 60.5, 108.0, 18.0),
        (True, 120.5, 138.8, 32.2),
        (False, 120.5, 138.5, 33.2),
        (True, 240.0, 176.85, 70.6),
        (False, 240.0, 163.34, 58.2),
    ],
)
def test_medians_from_three_years_are_those_of_cdc(male: bool, months: float, cm: float, kg: float) -> None:
    days = months * growth.DAYS_PER_MONTH
    assert growth.standard_height_cm(male, days, 0.0) == pytest.approx(cm, abs=0.3)
    assert growth.standard_weight_kg(male, days, 0.0) == pytest.approx(kg, abs=0.3)


@pytest.mark.parametrize("male", [True, False])
@pytest.mark.parametrize("z", [-2.5, -1.0, 0.0, 1.0, 2.5])
def test_standards_have_no_step_at_the_joins(male: bool, z: float) -> None:
    for days in (730, 1096, 20 * 365.25):
        for standard in (growth.standard_height_cm, growth.standard_weight_kg, growth.standard_head_circumference_cm):
            before, after = standard(male, days - 0.5, z), standard(male, days + 0.5, z)
            assert after == pytest.approx(before, rel=0.001)


@pytest.mark.parametrize("days", [0, 100, 700, 1500, 5000, 7300])
def test_percentiles_invert_the_standards(days: int) -> None:
    for male in (True, False):
        for z in (-1.2816, 0.0, 1.2816):
            wanted = growth.percentile_of(z)
            if not 730 < days < 1096:
                height = growth.standard_height_cm(male, days, z)
                assert growth.height_percentile(male, days, height) == pytest.approx(wanted, abs=0.01)
                weight = growth.standard_weight_kg(male, days, z)
                assert growth.weight_percentile(male, days, weight) == pytest.approx(wanted, abs=0.01)
            head = growth.standard_head_circumference_cm(male, days, z)
            assert growth.head_circumference_percentile(male, days, head) == pytest.approx(wanted, abs=0.01)


def test_body_mass_percentile_is_that_of_cdc() -> None:
    # CDC's 95th percentile of boys at 120.5 months is 22.15 kg/m², the median 16.6.
    days = 120.5 * growth.DAYS_PER_MONTH
    assert growth.bmi_percentile(True, days, 22.15) == pytest.approx(95.0, abs=0.3)
    assert growth.bmi_percentile(True, days, 16.65) == pytest.approx(50.0, abs=1.0)


def test_weight_for_length_percentile_is_that_of_cdc() -> None:
    # CDC's table, boys 75.5 cm long: median 9.742 kg, coefficient of variation 7.77 %.
    assert growth.weight_for_length_percentile(True, 75.5, 9.742) == pytest.approx(50.0, abs=0.1)
    assert growth.weight_for_length_percentile(True, 75.5, 9.742 * 1.0777) == pytest.approx(82.5, abs=1.5)


def people() -> list[Body]:
    return [Body(7, number, "MF"[number % 2], "white", BORN) for number in range(60)]


@pytest.mark.parametrize("days", [730, 731, 1096, 20 * 365.25])
def test_people_grow_without_steps(days: float) -> None:
    for body in people():
        moment = BORN + int(days * DAY)
        before, after = moment - DAY // 2, moment + DAY // 2
        assert height_cm(body, after) == pytest.approx(height_cm(body, before), rel=0.001)
        assert usual_weight_kg(body, after, HEALTHY) == pytest.approx(usual_weight_kg(body, before, HEALTHY), rel=0.003)


def test_children_never_shrink() -> None:
    for body in people():
        heights = [height_cm(body, BORN + month * YEAR // 12) for month in range(12 * 16)]
        assert all(later > earlier - 0.15 for earlier, later in pairwise(heights))


def test_the_old_are_shorter_and_the_young_adult_keep_their_height() -> None:
    for sex, least, most in (("M", 3.0, 6.0), ("F", 3.0, 6.5)):
        body = Body(7, 1, sex, "white", BORN)
        at = {age: height_cm(body, BORN + age * YEAR) for age in (21, 30, 80)}
        assert at[21] == pytest.approx(at[30], abs=0.01)
        assert least < at[30] - at[80] < most


def test_earlier_cohorts_are_shorter_and_lighter() -> None:
    early, late = -60 * YEAR, 20 * YEAR
    heights, masses = [], []
    for number in range(40):
        old, young = Body(7, number, "M", "white", early), Body(7, number, "M", "white", late)
        heights.append(height_cm(young, late + 30 * YEAR) - height_cm(old, early + 30 * YEAR))
        masses.append(usual_bmi(young, late + 30 * YEAR, HEALTHY) / usual_bmi(old, early + 30 * YEAR, HEALTHY))
    assert 2.0 < sum(heights) / 40 < 5.0
    assert 1.08 < sum(masses) / 40 < 1.25


def test_body_mass_tracks_from_childhood_to_adulthood() -> None:
    bodies = [Body(3, number, "F", "white", BORN) for number in range(600)]
    pairs = [(usual_bmi(b, BORN + 10 * YEAR, HEALTHY), usual_bmi(b, BORN + 40 * YEAR, HEALTHY)) for b in bodies]
    young = sorted(range(600), key=lambda index: pairs[index][0])
    old = sorted(range(600), key=lambda index: pairs[index][1])
    rank = {person: place for place, person in enumerate(old)}
    gap = sum((place - rank[person]) ** 2 for place, person in enumerate(young))
    spearman = 1 - 6 * gap / (600 * (600**2 - 1))
    assert 0.45 < spearman < 0.75
