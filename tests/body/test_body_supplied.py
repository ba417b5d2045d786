"""Attributes that the body supplies to modules."""

from __future__ import annotations

from itertools import pairwise
from statistics import mean

import pytest

from simulator.body.smoking import ever_smokers, smoking
from simulator.body.state import HEALTHY, BodyState
from simulator.body.supplied import cardiovascular_risks, heart_attack_recalibration, supplied_attributes
from simulator.body.vitals import Body

YEAR = 31_557_600
NOW = 1_700_000_000
RISKS = ("mi_risk", "ihd_risk", "stroke_risk", "atrial_fibrillation_risk")


def bodies(age: float, count: int = 400, sex: str = "MF", race: str = "white") -> list[Body]:
    return [Body(23, number, sex[number % len(sex)], race, NOW - int(age * YEAR)) for number in range(count)]


def attributes(body: Body, age: float, state: BodyState = HEALTHY) -> dict[str, object]:
    return supplied_attributes(body, body.birth + int(age * YEAR), state)


def test_supplying_twice_and_out_of_order_gives_the_same() -> None:
    body = bodies(90, 1)[0]
    state = BodyState({"hypertension": True, "smoker": True}, (), ("314076",), ())
    ages = [3.0, 15.5, 25.0, 50.2, 50.9, 70.0]
    forward = [attributes(body, age, state) for age in ages]
    other = Body(23, 0, "M", "white", body.birth)
    assert [attributes(other, age, state) for age in reversed(ages)] == forward[::-1]


def test_what_applies_to_an_age_is_there_and_nothing_else() -> None:
    body = bodies(90, 1)[0]
    inborn = {"sexual_orientation", "RH_NEG", "adherence", "weight_loss_adherence"}
    smokes = {"smoker", "quit smoking age"}
    assert set(attributes(body, 1.0)) == inborn | {"current_weight_length_percentile"}
    assert set(attributes(body, 3.0)) == inborn | {"current_weight_length_percentile", "bmi_percentile"}
    assert set(attributes(body, 10.0)) == inborn | {"bmi_percentile"}
    assert set(attributes(body, 40.0)) - smokes == inborn | set(RISKS)
    assert set(attributes(body, 70.0)) - smokes == inborn | set(RISKS) | {"probability_of_fall_injury"}


def test_percentiles_run_from_0_to_100_and_the_heavy_are_above_the_95th() -> None:
    values = [attributes(body, 9.0)["bmi_percentile"] for body in bodies(9)]
    assert all(isinstance(value, float) and 0.0 <= value <= 100.0 for value in values)
    # CDC: obesity 20.7 % at 6–11 years, 2017–March 2020.
    assert sum(value >= 95.0 for value in values if isinstance(value, float)) / 400 == pytest.approx(0.19, abs=0.06)
    lengths = [attributes(body, 1.0)["current_weight_length_percentile"] for body in bodies(1)]
    assert 30.0 < mean(value for value in lengths if isinstance(value, float)) < 70.0


def test_rhesus_negative_blood_is_as_common_as_its_source_says() -> None:
    for race, share in (("white", 0.15), ("black", 0.07), ("asian", 0.017)):
        found = mean(attributes(body, 30.0)["RH_NEG"] is True for body in bodies(30, 3000, race=race))
        assert found == pytest.approx(share, abs=0.02)


def test_adherence_matches_its_source_and_scales_drug_effects() -> None:
    shares = [body.adherence for body in bodies(50, 2000)]
    assert mean(share >= 0.8 for share in shares) == pytest.approx(0.61, abs=0.04)
    assert min(shares) >= 0.1
    assert max(shares) == 1.0


def test_sexual_orientation_is_for_life_and_mostly_heterosexual() -> None:
    found = [attributes(body, 20.0)["sexual_orientation"] for body in bodies(20, 3000)]
    assert mean(orientation == "heterosexual" for orientation in found) == pytest.approx(0.977, abs=0.012)
    assert set(found) == {"heterosexual", "homosexual", "bisexual"}
    body = bodies(20, 1)[0]
    assert attributes(body, 1.0)["sexual_orientation"] == attributes(body, 80.0)["sexual_orientation"]


@pytest.mark.parametrize(
    ("year", "sex", "low", "high", "current"),
    # 1965, 1990: NHIS (Surgeon General 2014); 2018: between NHANES 2017–March 2020 and NHIS 2018–2021.
    [
        (1965, "M", 20, 80, 0.52),
        (1965, "F", 20, 80, 0.33),
        (1990, "M", 20, 80, 0.28),
        (1990, "F", 20, 80, 0.23),
        (2018, "M", 18, 40, 0.21),
        (2018, "F", 18, 40, 0.15),
        (2018, "M", 40, 60, 0.17),
        (2018, "F", 40, 60, 0.15),
        (2018, "M", 60, 85, 0.11),
        (2018, "F", 60, 85, 0.085),
    ],
)
def test_smoking_follows_the_published_history(year: int, sex: str, low: float, high: float, current: float) -> None:
    moment = int((year + 0.5 - 1970) * YEAR)
    found = []
    for number in range(2500):
        age = low + (high - low) * (number + 0.5) / 2500
        start, stop = smoking(Body(3, number, sex, "white", moment - int(age * YEAR)))
        found.append(start <= age < stop)
    assert mean(found) == pytest.approx(current, abs=0.045)


def test_smokers_start_in_adolescence_and_former_smokers_keep_the_age_at_which_they_stopped() -> None:
    starts, formers = [], 0
    for body in bodies(80, 1200):
        start, stop = smoking(body)
        if start < 900:
            starts.append(start)
            assert "smoker" not in attributes(body, start - 0.1)
            assert attributes(body, start + 0.01)["smoker"] is (stop > start + 0.01)
            if stop < 79:
                formers += 1
                after = attributes(body, stop + 0.01)
                assert after["smoker"] is False
                assert after["quit smoking age"] == int(stop)
    assert len(starts) / 1200 == pytest.approx(mean([ever_smokers(True, 1944), ever_smokers(False, 1944)]), abs=0.05)
    assert 16.5 < mean(starts) < 18.5
    assert formers > 300


def monthly(name: str, age: float, **given: object) -> float:
    state = BodyState(given)
    return mean(cardiovascular_risks(body, NOW, state)[name] for body in bodies(age, 80))


@pytest.mark.parametrize("name", RISKS)
def test_risks_are_monthly_probabilities_that_rise_with_age(name: str) -> None:
    levels = [monthly(name, age) for age in (25.0, 45.0, 55.0, 65.0, 75.0, 88.0)]
    assert all(earlier < later for earlier, later in pairwise(levels))
    assert levels[0] > 1e-6
    assert levels[-1] < 0.01


@pytest.mark.parametrize(
    ("name", "factor"),
    [
        ("mi_risk", "diabetes"),
        ("mi_risk", "smoker"),
        ("mi_risk", "hypertension"),
        ("ihd_risk", "diabetes"),
        ("stroke_risk", "hypertension"),
        ("stroke_risk", "diabetes"),
        ("stroke_risk", "atrial_fibrillation"),
        ("stroke_risk", "left_ventricular_hypertrophy"),
        ("atrial_fibrillation_risk", "chf"),
    ],
)
def test_risks_answer_to_their_factors(name: str, factor: str) -> None:
    assert monthly(name, 62.0, **{factor: True}) > 1.15 * monthly(name, 62.0)


def test_yearly_incidence_is_that_of_the_heart_associations_statistics() -> None:
    # First heart attacks at 55–64: men some 3 to 5, women 1 to 2.5 per 1,000 a year, healthy people about half; strokes 2 to 4.
    for sex, low, high in (("M", 1.4, 6.0), ("F", 0.5, 3.0)):
        yearly = 12_000 * mean(cardiovascular_risks(body, NOW, HEALTHY)["mi_risk"] for body in bodies(60, 100, sex))
        assert low < yearly < high
    assert 1.0 < 12_000 * monthly("stroke_risk", 60.0) < 4.0


def test_heart_attacks_became_rarer_since_the_cohorts_of_the_equations() -> None:
    before, now = (heart_attack_recalibration(int((year - 1970) * YEAR)) for year in (1985, 2020))
    assert (before, now) == (1.0, 0.5)
    between = [heart_attack_recalibration(int((year - 1970) * YEAR)) for year in range(1994, 2009)]
    assert between == sorted(between, reverse=True)


def test_risks_are_kept_within_a_year_of_age_and_renewed_by_a_change_of_state() -> None:
    body = bodies(60, 1)[0]
    first = attributes(body, 55.1)
    assert attributes(body, 55.9)["mi_risk"] == first["mi_risk"]
    treated = attributes(body, 55.9, BodyState({"diabetes": True}))
    assert treated["mi_risk"] != first["mi_risk"]
    assert attributes(body, 55.9)["mi_risk"] == first["mi_risk"]


def test_falls_break_more_bones_with_age_osteoporosis_and_sedatives() -> None:
    def probability(age: float, state: BodyState = HEALTHY, sex: str = "F") -> float:
        value = attributes(bodies(96, 1, sex)[0], age, state)["probability_of_fall_injury"]
        assert isinstance(value, float)
        return value

    assert 0.02 < probability(66.0) < probability(80.0) < probability(90.0) < 0.1
    assert probability(75.0, sex="M") < probability(75.0)
    assert probability(75.0, BodyState({"osteoporosis": True})) == pytest.approx(2 * probability(75.0), rel=0.01)
    assert probability(75.0, BodyState({}, (), ("197591",))) == pytest.approx(1.5 * probability(75.0), rel=0.01)
    assert probability(75.0, BodyState({}, (), ("314076",))) == pytest.approx(1.24 * probability(75.0), rel=0.01)
