"""Risk equations against published worked examples."""

from __future__ import annotations

from itertools import pairwise

import pytest

from simulator.body import risk


@pytest.mark.parametrize(
    ("male", "black", "percent"), [(False, False, 2.1), (False, True, 3.0), (True, False, 5.3), (True, True, 6.1)]
)
def test_pooled_cohort_equations_give_the_guidelines_example(male: bool, black: bool, percent: float) -> None:
    # Goff 2013, table 4: age 55, total cholesterol 213, HDL 50, untreated systolic pressure 120, no smoking, no diabetes.
    found = risk.pooled_cohort_risk(55, male, black, 213, 50, 120, False, False, False)
    assert 100 * found == pytest.approx(percent, abs=0.1)


@pytest.mark.parametrize("male", [True, False])
@pytest.mark.parametrize("black", [True, False])
def test_pooled_risk_is_continuous_and_positive_at_every_age(male: bool, black: bool) -> None:
    risks = [risk.pooled_cohort_risk(age / 4, male, black, 200, 50, 130, False, False, False) for age in range(80, 420)]
    assert all(0.0 < value < 1.0 for value in risks)
    assert all(later > earlier for earlier, later in pairwise(risks))
    assert all(later < 1.2 * earlier for earlier, later in pairwise(risks))


def test_pooled_risk_answers_to_each_factor() -> None:
    base = risk.pooled_cohort_risk(60, True, False, 200, 50, 130, False, False, False)
    assert risk.pooled_cohort_risk(60, True, False, 260, 50, 130, False, False, False) > base
    assert risk.pooled_cohort_risk(60, True, False, 200, 35, 130, False, False, False) > base
    assert risk.pooled_cohort_risk(60, True, False, 200, 50, 160, False, False, False) > base
    assert risk.pooled_cohort_risk(60, True, False, 200, 50, 130, True, False, False) > base
    assert risk.pooled_cohort_risk(60, True, False, 200, 50, 130, False, True, False) > 1.5 * base
    assert risk.pooled_cohort_risk(60, True, False, 200, 50, 130, False, False, True) > 1.5 * base


@pytest.mark.parametrize(
    ("creatinine", "age", "male", "egfr"),
    # National Kidney Foundation's calculator, CKD-EPI 2021.
    [(1.0, 50, True, 92), (0.8, 60, False, 84), (2.0, 70, True, 35), (0.5, 25, False, 133), (1.5, 45, False, 43)],
)
def test_filtration_is_ckd_epi_2021(creatinine: float, age: float, male: bool, egfr: float) -> None:
    assert risk.egfr_ckd_epi(creatinine, age, male) == pytest.approx(egfr, abs=1.0)


@pytest.mark.parametrize("egfr", [5.0, 29.9, 60.0, 95.0, 130.0])
@pytest.mark.parametrize("male", [True, False])
def test_creatinine_inverts_filtration(egfr: float, male: bool) -> None:
    for age in (20.0, 55.5, 90.0):
        assert risk.egfr_ckd_epi(risk.creatinine_ckd_epi(egfr, age, male), age, male) == pytest.approx(egfr)


def test_childrens_creatinine_is_ckid_u25() -> None:
    # Pierce 2021: girls 12 years, k = 36.1; boys from 18 years, k = 50.8.
    assert risk.creatinine_ckid(100.0, 12.0, False, 150.0) == pytest.approx(0.5415)
    assert risk.creatinine_ckid(100.0, 19.0, True, 175.0) == pytest.approx(0.889, abs=0.001)


@pytest.mark.parametrize(
    ("male", "age", "systolic", "treated", "flags", "percent"),
    [
        # Men: 55 (0) + 100 (0): 0 points; 70 (5) + 120 (2) + diabetes (2) = 9 points: 8.4 %.
        (True, 70.0, 120.5, False, (True, False, False, False, False), 8.4),
        # Men: 74 (6) + treated 127 (4) + smoking (3) + fibrillation (4) = 17 points: 25.5 %.
        (True, 74.0, 126.5, True, (False, True, False, True, False), 25.5),
        # Women: 69 (5) + 137 (4) = 9 points: 5.2 %.
        (False, 69.0, 137.0, False, (False, False, False, False, False), 5.2),
        # Women: 75 (7) + treated 143.5 (7) + diabetes (3) = 17 points: 22.8 %.
        (False, 75.0, 143.5, True, (True, False, False, False, False), 22.8),
    ],
)
def test_stroke_risk_is_framinghams_points(
    male: bool, age: float, systolic: float, treated: bool, flags: tuple[bool, ...], percent: float
) -> None:
    found = risk.framingham_stroke_risk(age, male, systolic, treated, *flags)
    assert 100 * found == pytest.approx(percent, rel=0.06)


@pytest.mark.parametrize(
    ("male", "age", "bmi", "systolic", "treated", "pr", "failure", "percent"),
    [
        # Schnabel 2009: man 67 (5) + obesity (1) + treatment (1) = 7 points: 12 %.
        (True, 67.5, 32.0, 140.0, True, 150.0, False, 11.9),
        # Woman 62 (1) + PR 170 (1) = 2 points: 2 %.
        (False, 62.5, 25.0, 130.0, False, 170.0, False, 2.2),
        # Man 47 (1) + heart failure (10) = 11 points: over 30 %.
        (True, 47.5, 25.0, 120.0, False, 150.0, True, 36.0),
    ],
)
def test_fibrillation_risk_is_schnabels_points(
    male: bool, age: float, bmi: float, systolic: float, treated: bool, pr: float, failure: bool, percent: float
) -> None:
    found = risk.framingham_fibrillation_risk(age, male, bmi, systolic, treated, pr, failure)
    assert 100 * found == pytest.approx(percent, rel=0.06)


def test_stroke_and_fibrillation_are_continuous_over_age() -> None:
    flags = (False, False, False, False, False)
    for male in (True, False):
        strokes = [risk.framingham_stroke_risk(age / 4, male, 130, False, *flags) for age in range(80, 420)]
        fibrillations = [risk.framingham_fibrillation_risk(age / 4, male, 27, 130, False, 150, False) for age in range(80, 420)]
        for risks in (strokes, fibrillations):
            assert all(earlier <= later < 1.25 * earlier for earlier, later in pairwise(risks))


def test_probabilities_are_converted_at_a_constant_hazard() -> None:
    monthly = risk.over_months(0.2, 1.0)
    assert 1 - (1 - monthly) ** 120 == pytest.approx(0.2)
    assert risk.over_months(0.0, 1.0) == 0.0
