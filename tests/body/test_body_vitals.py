"""Every vital sign: names, rounding, repeatability, and that each answers to age, disease or drug as its source says."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import mean

import pytest

from simulator.body.drugs import HBA1C_FALL, PRESSURE_FALL, PRESSURE_SLOPE, PRESSURE_START, drug_classes
from simulator.body.glucose import usual_hba1c
from simulator.body.state import HEALTHY, BodyState
from simulator.body.vitals import VITAL_SIGNS, Body

YEAR = 31_557_600
NOW = 1_700_000_000

GMF_NAMES = (
    "Height",
    "Weight",
    "Height Percentile",
    "Weight Percentile",
    "BMI",
    "Head Circumference",
    "Head Circumference Percentile",
    "Systolic Blood Pressure",
    "Diastolic Blood Pressure",
    "Total Cholesterol",
    "Triglycerides",
    "LDL",
    "HDL",
    "Blood Glucose",
    "Glucose",
    "EGFR",
    "Creatinine",
    "Microalbumin Creatinine Ratio",
    "Urea Nitrogen",
    "Calcium",
    "Sodium",
    "Potassium",
    "Chloride",
    "Carbon Dioxide",
    "Oxygen Saturation",
    "Heart Rate",
    "Respiration Rate",
    "Left ventricular Ejection fraction",
)

LISINOPRIL, LOSARTAN, AMLODIPINE, THIAZIDE = "314076", "979492", "197361", "310798"
METOPROLOL, METFORMIN, GLIPIZIDE, ATORVASTATIN_40 = "866412", "861007", "310490", "617311"
FENOFIBRATE, SPIRONOLACTONE, FUROSEMIDE = "310288", "313096", "313988"


def bodies(age: float, sex: str = "MF", count: int = 600) -> list[Body]:
    return [Body(11, number, sex[number % len(sex)], "white", NOW - int(age * YEAR)) for number in range(count)]


def state(*drugs: str, conditions: tuple[str, ...] = (), plans: tuple[str, ...] = (), **attributes: object) -> BodyState:
    return BodyState(attributes, conditions, drugs, plans)


def average(name: str, age: float, given: BodyState = HEALTHY, sex: str = "MF") -> float:
    return mean(body.value(name, NOW, given) for body in bodies(age, sex))


def change(name: str, age: float, given: BodyState, before: BodyState = HEALTHY) -> float:
    return average(name, age, given) - average(name, age, before)


def test_the_table_holds_the_28_of_gmf_and_body_temperature() -> None:
    assert list(VITAL_SIGNS) == [*GMF_NAMES, "Body Temperature"]


def test_unknown_names_are_refused_with_the_accepted_ones() -> None:
    with pytest.raises(KeyError, match=r'"Sistolic".*accepted: Height, .*Body Temperature'):
        bodies(40)[0].value("Sistolic", NOW, HEALTHY)


def test_unknown_sexes_are_refused() -> None:
    with pytest.raises(ValueError, match='"male"'):
        Body(1, 1, "male", "white", 0)


def _vital_signs(found: object) -> Iterator[str]:
    if isinstance(found, dict):
        name = found.get("vital_sign")
        if isinstance(name, str):
            yield name
        for value in found.values():
            yield from _vital_signs(value)
    elif isinstance(found, list):
        for value in found:
            yield from _vital_signs(value)


def test_every_vital_sign_of_the_corpus_is_known() -> None:
    shared = os.environ.get("SIMULATOR_SHARED")
    if not shared:
        pytest.skip("the corpus of modules is found through SIMULATOR_SHARED, which is not set")
    paths = sorted((Path(shared) / "gmf" / "modules").rglob("*.json"))
    names = {name for path in paths for name in _vital_signs(json.loads(path.read_text(encoding="utf-8")))}
    assert len(names) > 20
    assert names <= set(VITAL_SIGNS)


@pytest.mark.parametrize("name", VITAL_SIGNS)
@pytest.mark.parametrize("age", [0.0, 0.01, 0.7, 2.0, 4.5, 13.0, 19.9, 35.0, 72.0, 104.0])
def test_every_value_is_plausible_and_rounded_at_every_age(name: str, age: float) -> None:
    low, high = PLAUSIBLE[name]
    decimals = VITAL_SIGNS[name][1]
    sick = state(LISINOPRIL, METFORMIN, hypertension=True, hypertension_severe=True, diabetes=True, ckd=4, chf=True)
    for body in bodies(age, count=40):
        for given in (HEALTHY, sick):
            value = body.value(name, NOW, given)
            assert low <= value <= high
            assert value == round(value, decimals)


PLAUSIBLE = {
    "Height": (38.0, 210.0),
    "Weight": (1.3, 260.0),
    "Height Percentile": (0.0, 100.0),
    "Weight Percentile": (0.0, 100.0),
    "BMI": (8.0, 75.0),
    "Head Circumference": (29.0, 65.0),
    "Head Circumference Percentile": (0.0, 100.0),
    "Systolic Blood Pressure": (45.0, 240.0),
    "Diastolic Blood Pressure": (20.0, 135.0),
    "Total Cholesterol": (28.0, 480.0),
    "Triglycerides": (15.0, 1500.0),
    "LDL": (5.0, 320.0),
    "HDL": (10.0, 140.0),
    "Blood Glucose": (3.8, 16.5),
    "Glucose": (35.0, 600.0),
    "EGFR": (5.0, 160.0),
    "Creatinine": (0.05, 12.0),
    "Microalbumin Creatinine Ratio": (0.5, 12000.0),
    "Urea Nitrogen": (2.0, 150.0),
    "Calcium": (7.0, 12.5),
    "Sodium": (125.0, 152.0),
    "Potassium": (2.6, 7.0),
    "Chloride": (88.0, 118.0),
    "Carbon Dioxide": (10.0, 36.0),
    "Oxygen Saturation": (70.0, 100.0),
    "Heart Rate": (38.0, 200.0),
    "Respiration Rate": (8.0, 75.0),
    "Left ventricular Ejection fraction": (8.0, 80.0),
    "Body Temperature": (35.0, 39.0),
}


@pytest.mark.parametrize("name", VITAL_SIGNS)
def test_reading_twice_gives_the_same_and_moves_nothing(name: str) -> None:
    given = state(LISINOPRIL, hypertension=True, smoker=True)
    fresh = {other: Body(5, 77, "F", "black", NOW - 50 * YEAR).value(other, NOW, given) for other in VITAL_SIGNS}
    body = Body(5, 77, "F", "black", NOW - 50 * YEAR)
    for moment in (NOW - 9 * YEAR, NOW, NOW + 86_400, NOW):
        body.value(name, moment, HEALTHY)
    assert {other: body.value(other, NOW, given) for other in VITAL_SIGNS} == fresh


@pytest.mark.parametrize("name", VITAL_SIGNS)
def test_a_value_stays_for_a_day_and_differs_between_people(name: str) -> None:
    age = 1.0 if "Circumference" in name else 45.0
    midnight = NOW - NOW % 86_400
    values = set()
    for body in bodies(age, count=60):
        morning, evening = body.value(name, midnight + 100, HEALTHY), body.value(name, midnight + 80_000, HEALTHY)
        assert morning == pytest.approx(evening, abs=0.3)
        values.add(morning)
    assert len(values) >= 4


def test_readings_vary_from_day_to_day_around_the_persons_own_level() -> None:
    for body in bodies(50, count=10):
        days = [body.value("Systolic Blood Pressure", NOW + day * 86_400, HEALTHY) for day in range(200)]
        spread = (sum((day - mean(days)) ** 2 for day in days) / 200) ** 0.5
        assert 3.0 < spread < 14.0


@pytest.mark.parametrize(
    ("name", "young", "old", "least"),
    [
        ("Height", 5.0, 12.0, 30.0),
        ("Weight", 5.0, 12.0, 20.0),
        ("BMI", 6.0, 45.0, 8.0),
        ("Head Circumference", 0.1, 1.0, 6.0),
        ("Systolic Blood Pressure", 1.0, 10.0, 8.0),
        ("Diastolic Blood Pressure", 1.0, 35.0, 15.0),
        ("Total Cholesterol", 10.0, 50.0, 20.0),
        ("Triglycerides", 10.0, 50.0, 20.0),
        ("LDL", 20.0, 55.0, 20.0),
        ("Blood Glucose", 20.0, 60.0, 0.1),
        ("Glucose", 20.0, 60.0, 6.0),
        ("Microalbumin Creatinine Ratio", 30.0, 80.0, 3.0),
        ("Urea Nitrogen", 25.0, 80.0, 4.0),
        ("Potassium", 30.0, 82.0, 0.1),
        ("Creatinine", 3.0, 30.0, 0.4),
        ("Carbon Dioxide", 1.0, 40.0, 2.0),
    ],
)
def test_values_that_rise_with_age(name: str, young: float, old: float, least: float) -> None:
    assert average(name, old) - average(name, young) > least


@pytest.mark.parametrize(
    ("name", "young", "old", "least"),
    [
        ("Height", 30.0, 85.0, 3.0),
        ("EGFR", 30.0, 75.0, 25.0),
        ("Heart Rate", 0.3, 5.0, 30.0),
        ("Heart Rate", 5.0, 30.0, 15.0),
        ("Respiration Rate", 0.3, 10.0, 15.0),
        ("Oxygen Saturation", 25.0, 85.0, 0.8),
        ("Calcium", 3.0, 40.0, 0.3),
        ("Chloride", 2.0, 80.0, 2.0),
        ("Body Temperature", 0.2, 80.0, 0.3),
        ("Diastolic Blood Pressure", 52.0, 85.0, 3.0),
    ],
)
def test_values_that_fall_with_age(name: str, young: float, old: float, least: float) -> None:
    assert average(name, young) - average(name, old) > least


@pytest.mark.parametrize(
    ("name", "given", "low", "high"),
    [
        ("Systolic Blood Pressure", state(hypertension=True), 12.0, 35.0),
        ("Diastolic Blood Pressure", state(hypertension=True), 6.0, 20.0),
        ("Triglycerides", state(diabetes=True), 15.0, 60.0),
        ("HDL", state(diabetes=True), -8.0, -2.0),
        ("HDL", state(smoker=True), -6.0, -1.5),
        ("HDL", state(FENOFIBRATE), 2.0, 7.0),
        ("Total Cholesterol", state(ATORVASTATIN_40), -70.0, -35.0),
        ("LDL", state(conditions=("55822004",)), 20.0, 70.0),
        ("Blood Glucose", state(prediabetes=True), 0.4, 0.8),
        ("Blood Glucose", state(diabetes=True), 1.6, 3.2),
        ("Glucose", state(prediabetes=True), 5.0, 14.0),
        ("Glucose", state(diabetes=True), 45.0, 95.0),
        ("EGFR", state(ckd=3), -65.0, -40.0),
        ("EGFR", state(end_stage_renal_disease=True), -95.0, -75.0),
        ("Creatinine", state(ckd=4), 1.7, 3.0),
        ("Microalbumin Creatinine Ratio", state(ckd=5), 400.0, 2500.0),
        ("Microalbumin Creatinine Ratio", state(diabetes=True), 2.0, 60.0),
        ("Urea Nitrogen", state(ckd=4), 12.0, 40.0),
        ("Calcium", state(ckd=5), -0.7, -0.3),
        ("Sodium", state(THIAZIDE), -1.4, -0.6),
        ("Sodium", state(chf=True), -2.0, -1.0),
        ("Potassium", state(ckd=5), 0.5, 0.9),
        ("Potassium", state(THIAZIDE), -0.4, -0.2),
        ("Potassium", state(SPIRONOLACTONE), 0.2, 0.4),
        ("Chloride", state(FUROSEMIDE), -2.2, -0.8),
        ("Carbon Dioxide", state(ckd=5), -5.5, -3.5),
        ("Oxygen Saturation", state(chf=True), -2.2, -0.8),
        ("Oxygen Saturation", state(conditions=("233604007",)), -5.0, -3.0),
        ("Heart Rate", state(METOPROLOL), -10.5, -8.0),
        ("Heart Rate", state(pregnant=True), 6.0, 8.0),
        ("Respiration Rate", state(conditions=("233604007",)), 6.0, 12.0),
        ("Left ventricular Ejection fraction", state(chf=True), -26.0, -12.0),
        ("Left ventricular Ejection fraction", state(conditions=("22298006",)), -9.0, -7.0),
        ("Body Temperature", state(conditions=("6142004",)), 1.7, 2.1),
        ("Weight", state(pregnant=True), 6.0, 7.0),
        ("Creatinine", state(pregnant=True), -0.5, -0.1),
    ],
)
def test_values_answer_to_disease_and_drug(name: str, given: BodyState, low: float, high: float) -> None:
    assert low < change(name, 50.0, given) < high


def test_percentiles_answer_to_the_measure_they_rank() -> None:
    for name, measure in (("Height Percentile", "Height"), ("Weight Percentile", "Weight")):
        ranked = sorted(bodies(8.0, "M"), key=lambda body: body.value(measure, NOW, HEALTHY))
        values = [body.value(name, NOW, HEALTHY) for body in ranked]
        assert all(later > earlier - 1.0 for earlier, later in pairwise(values))
        assert values[0] < 20.0 < 80.0 < values[-1]
    ranked = sorted(bodies(1.0, "F"), key=lambda body: body.value("Head Circumference", NOW, HEALTHY))
    heads = [body.value("Head Circumference Percentile", NOW, HEALTHY) for body in ranked]
    assert heads[0] < 20.0 < 80.0 < heads[-1]
    assert mean(heads) == pytest.approx(50.0, abs=6.0)


@pytest.mark.parametrize("drug", [LISINOPRIL, LOSARTAN, AMLODIPINE, THIAZIDE, METOPROLOL])
def test_one_drug_at_standard_dose_lowers_pressure_as_published(drug: str) -> None:
    ((name, factor),) = drug_classes(drug)
    assert factor == pytest.approx(1.0, abs=0.01)
    for component, vital in enumerate(("Systolic Blood Pressure", "Diastolic Blood Pressure")):
        reading = VITAL_SIGNS[vital][2]
        for body in bodies(60, count=30):
            before = reading(body, NOW, state(hypertension=True))
            after = reading(body, NOW, state(drug, hypertension=True))
            wanted = PRESSURE_FALL[name][component] + PRESSURE_SLOPE[component] * (before - PRESSURE_START[component])
            if component == 0 or before < reading(body, NOW, HEALTHY) - 20:
                assert before - after == pytest.approx(body.adherence * max(wanted, 0.0), abs=1e-6)


def test_each_further_antihypertensive_adds_less() -> None:
    hypertension = {"hypertension": True, "hypertension_severe": True}
    drugs = (LISINOPRIL, AMLODIPINE, THIAZIDE)
    levels = [average("Systolic Blood Pressure", 60.0, BodyState(hypertension, (), drugs[:count], ())) for count in range(4)]
    falls = [earlier - later for earlier, later in pairwise(levels)]
    assert falls[0] > falls[1] > falls[2] > 3.0


def test_severe_hypertension_lies_above_and_control_below() -> None:
    vital = "Systolic Blood Pressure"
    plain, severe = state(hypertension=True), state(hypertension=True, hypertension_severe=True)
    controlled = state(hypertension=True, hypertension_severe=True, blood_pressure_controlled=True)
    assert average(vital, 55.0, severe) > 155.0 > average(vital, 55.0, plain)
    assert average(vital, 55.0, controlled) < 140.0
    plan = state(plans=("443402002",), hypertension=True)
    assert average(vital, 55.0, plan) - average(vital, 55.0, plain) == pytest.approx(-3.7, abs=0.3)


@pytest.mark.parametrize(("drug", "name"), [(METFORMIN, "metformin"), (GLIPIZIDE, "sulfonylurea")])
def test_a_glucose_lowering_drug_lowers_hba1c_as_published_at_its_baseline(drug: str, name: str) -> None:
    found = 0
    for body in bodies(55, count=200):
        before, after = (usual_hba1c(body, NOW, given) for given in (state(diabetes=True), state(drug, diabetes=True)))
        if 8.1 < before < 8.5:
            assert before - after == pytest.approx(body.adherence * HBA1C_FALL[name], rel=0.08)
            found += 1
    assert found > 3


def test_hba1c_and_glucose_go_together_and_worsen_with_severity() -> None:
    people = bodies(60, count=300)
    given = state(diabetes=True)
    sugar = [body.value("Blood Glucose", NOW, given) for body in people]
    plasma = [body.value("Glucose", NOW, given) for body in people]
    top = {index for index in range(300) if sugar[index] > sorted(sugar)[200]}
    assert mean(plasma[index] for index in top) > 1.3 * mean(plasma[i] for i in range(300) if i not in top)
    levels = [average("Blood Glucose", 60.0, state(diabetes=True, diabetes_severity=level)) for level in (1, 3, 5)]
    assert levels == sorted(levels)
    assert levels[2] - levels[0] > 0.8


def test_states_of_sugar_metabolism_keep_their_diagnostic_bounds() -> None:
    for body in bodies(60, count=200):
        assert body.value("Blood Glucose", NOW, HEALTHY) < 5.7
        assert 5.7 <= body.value("Blood Glucose", NOW, state(prediabetes=True)) <= 6.4


@pytest.mark.parametrize(("stage", "low", "high"), [(1, 90, 120), (2, 60, 89), (3, 30, 59), (4, 15, 29), (5, 5, 14)])
def test_filtration_stays_within_the_stage_of_kidney_disease(stage: int, low: float, high: float) -> None:
    for body in bodies(66, count=80):
        assert low <= body.value("EGFR", NOW, state(ckd=stage)) <= high


@pytest.mark.parametrize(
    ("drug", "share"), [("617312", 0.37), ("617310", 0.43), (ATORVASTATIN_40, 0.49), ("312961", 0.32), ("859749", 0.43)]
)
def test_statins_lower_ldl_by_their_intensity(drug: str, share: float) -> None:
    reading = VITAL_SIGNS["LDL"][2]
    for body in bodies(60, count=30):
        before, after = reading(body, NOW, HEALTHY), reading(body, NOW, state(drug))
        assert after == pytest.approx(max(before * (1 - share * body.adherence), 15.0))


def test_friedewalds_equation_holds_as_printed() -> None:
    for body in bodies(50, count=100):
        total, low, high, fat = (body.value(name, NOW, HEALTHY) for name in ("Total Cholesterol", "LDL", "HDL", "Triglycerides"))
        assert low == total - high - round(fat / 5)


def test_bmi_is_weight_over_height_as_printed() -> None:
    for age in (3.0, 12.0, 40.0):
        for body in bodies(age, count=40):
            height, weight = body.value("Height", NOW, HEALTHY), body.value("Weight", NOW, HEALTHY)
            assert body.value("BMI", NOW, HEALTHY) == pytest.approx(weight / (height / 100) ** 2, abs=0.051)


def test_the_order_of_drugs_does_not_matter() -> None:
    drugs = (LISINOPRIL, AMLODIPINE, THIAZIDE, METFORMIN, ATORVASTATIN_40)
    forward = BodyState({"hypertension": True, "diabetes": True}, (), drugs, ())
    backward = BodyState({"hypertension": True, "diabetes": True}, (), tuple(reversed(drugs)), ())
    for body in bodies(60, count=10):
        for name in VITAL_SIGNS:
            assert body.value(name, NOW, forward) == body.value(name, NOW, backward)


def test_people_differ_by_seed_and_number_alone() -> None:
    def read(seed: int, person: int) -> list[float]:
        body = Body(seed, person, "M", "white", NOW - 40 * YEAR)
        return [body.value(name, NOW, HEALTHY) for name in VITAL_SIGNS]

    assert read(1, 1) == read(1, 1)
    assert read(1, 1) != read(1, 2)
    assert read(1, 1) != read(2, 1)
