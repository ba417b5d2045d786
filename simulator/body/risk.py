"""Published risk equations and clinical formulas, as pure functions of measurements.

* CKD-EPI 2021: Inker et al., N Engl J Med 2021;385:1737 (race-free creatinine equation), and its inverse.
* CKiD U25: Pierce et al., Kidney Int 2021;99:948 (children and young adults), inverse.
* Pooled cohort equations: Goff et al., 2013 ACC/AHA Guideline, Circulation 2014;129:S49, table A.
* Stroke: D'Agostino et al., Stroke 1994;25:40 (points after Wolf et al., Stroke 1991;22:312).
* Atrial fibrillation: Schnabel et al., Lancet 2009;373:739 (points).

Probabilities are 0 to 1, ages in years, pressures in mmHg, cholesterol and creatinine in mg/dL, eGFR in mL/min/1.73 m².
"""

from __future__ import annotations

from itertools import pairwise
from math import exp, log
from typing import Final

from simulator.body.reference import interpolate

#: CKD-EPI 2021: creatinine at the bend, exponent below it, by sex; common exponent above, factor per year, women's factor.
_BEND_MALE: Final = 0.9
_BELOW_MALE: Final = -0.302
_BEND_FEMALE: Final = 0.7
_BELOW_FEMALE: Final = -0.241
_ABOVE: Final = -1.200
_PER_YEAR: Final = 0.9938
_FEMALE_FACTOR: Final = 1.012
_CKD_EPI: Final = 142.0


def egfr_ckd_epi(creatinine: float, age_years: float, male: bool) -> float:
    """Estimated filtration rate of an adult from serum creatinine, CKD-EPI 2021."""
    bend, below = (_BEND_MALE, _BELOW_MALE) if male else (_BEND_FEMALE, _BELOW_FEMALE)
    ratio = creatinine / bend
    slope: float = ratio**below if ratio < 1.0 else ratio**_ABOVE
    return slope * _at_bend(age_years, male)


def creatinine_ckd_epi(egfr: float, age_years: float, male: bool) -> float:
    """The serum creatinine at which CKD-EPI 2021 gives `egfr`."""
    bend, below = (_BEND_MALE, _BELOW_MALE) if male else (_BEND_FEMALE, _BELOW_FEMALE)
    ratio = egfr / _at_bend(age_years, male)
    return float(bend * (ratio ** (1.0 / below) if ratio > 1.0 else ratio ** (1.0 / _ABOVE)))


def _at_bend(age_years: float, male: bool) -> float:
    return float(_CKD_EPI * _PER_YEAR**age_years * (1.0 if male else _FEMALE_FACTOR))


def creatinine_ckid(egfr: float, age_years: float, male: bool, height_cm: float) -> float:
    """The serum creatinine at which CKiD U25 gives `egfr`, ages 1 to 25; younger children as at one year."""
    age = min(max(age_years, 1.0), 25.0)
    if male:
        k = 39.0 * 1.008 ** (age - 12.0) if age < 12.0 else 39.0 * 1.045 ** (min(age, 18.0) - 12.0)
    else:
        k = 36.1 * 1.008 ** (age - 12.0) if age < 12.0 else 36.1 * 1.023 ** (min(age, 18.0) - 12.0)
    return float(k * height_cm / 100.0 / egfr)


#: Pooled cohort equations: ln age, ln² age, ln TC, ln age × ln TC, ln HDL, ln age × ln HDL, ln treated SBP, ln age × ln treated
#: SBP, ln untreated SBP, ln age × ln untreated SBP, smoker, ln age × smoker, diabetes; mean of the sum; baseline survival.
_POOLED: Final[dict[tuple[bool, bool], tuple[tuple[float, ...], float, float]]] = {
    (False, False): (
        (-29.799, 4.884, 13.540, -3.114, -13.578, 3.149, 2.019, 0.0, 1.957, 0.0, 7.574, -1.665, 0.661),
        -29.18,
        0.9665,
    ),
    (False, True): (
        (17.114, 0.0, 0.940, 0.0, -18.920, 4.475, 29.291, -6.432, 27.820, -6.087, 0.691, 0.0, 0.874),
        86.61,
        0.9533,
    ),
    (True, False): (
        (12.344, 0.0, 11.853, -2.664, -7.990, 1.769, 1.797, 0.0, 1.764, 0.0, 7.837, -1.795, 0.658),
        61.18,
        0.9144,
    ),
    (True, True): ((2.469, 0.0, 0.302, 0.0, -0.307, 0.0, 1.916, 0.0, 1.809, 0.0, 0.549, 0.0, 0.645), 19.54, 0.8954),
}
#: Ages for which the equations were made.
POOLED_AGES: Final[tuple[float, ...]] = (40.0, 79.0)
#: Slope of the log hazard outside them: coronary heart disease doubles every seven to eight years before 40 (Framingham), and
#: rises by half a decade's doubling after 79 (AHA Heart Disease and Stroke Statistics, incidence by age).
_YOUNGER_SLOPE: Final = 0.09
_OLDER_SLOPE: Final = 0.04
_TOTAL_RANGE: Final[tuple[float, ...]] = (130.0, 320.0)
_HDL_RANGE: Final[tuple[float, ...]] = (20.0, 100.0)
_SYSTOLIC_RANGE: Final[tuple[float, ...]] = (90.0, 200.0)


def _clamped(value: float, bounds: tuple[float, ...]) -> float:
    return min(max(value, bounds[0]), bounds[1])


def pooled_cohort_risk(
    age_years: float,
    male: bool,
    black: bool,
    total_cholesterol: float,
    hdl: float,
    systolic: float,
    treated: bool,
    smoker: bool,
    diabetes: bool,
) -> float:
    """10-year risk of a first hard atherosclerotic event (heart attack, coronary death, stroke).

    Measurements are clamped to the guideline's ranges (130–320, 20–100, 90–200). Below 40 and above 79 years the hazard at 40
    or 79 is carried on with a constant slope of its logarithm, so that the risk is continuous and never negative.
    """
    age = _clamped(age_years, POOLED_AGES)
    weights, mean, survival = _POOLED[male, black]
    ln_age, ln_total = log(age), log(_clamped(total_cholesterol, _TOTAL_RANGE))
    ln_hdl, ln_systolic = log(_clamped(hdl, _HDL_RANGE)), log(_clamped(systolic, _SYSTOLIC_RANGE))
    pressure = weights[6] + weights[7] * ln_age if treated else weights[8] + weights[9] * ln_age
    total = (
        ln_age * (weights[0] + weights[1] * ln_age)
        + ln_total * (weights[2] + weights[3] * ln_age)
        + ln_hdl * (weights[4] + weights[5] * ln_age)
        + ln_systolic * pressure
        + (weights[10] + weights[11] * ln_age if smoker else 0.0)
        + (weights[12] if diabetes else 0.0)
    )
    hazard = -log(survival) * exp(total - mean)
    return 1.0 - exp(-hazard * _outside(age_years, POOLED_AGES, _YOUNGER_SLOPE, _OLDER_SLOPE))


def _outside(age_years: float, ages: tuple[float, ...], younger: float, older: float) -> float:
    if age_years < ages[0]:
        return exp(younger * (age_years - ages[0]))
    return exp(older * (age_years - ages[1])) if age_years > ages[1] else 1.0


#: Framingham stroke points: first value of each band of age, untreated and treated systolic pressure (points 0, 1, …) and
#: points of diabetes, smoking, cardiovascular disease, atrial fibrillation, left ventricular hypertrophy; women, men.
STROKE_AGES: Final[tuple[float, ...]] = (54.0, 86.0)
_STROKE_AGE_BANDS: Final[tuple[tuple[int, ...], ...]] = (
    (54, 57, 60, 63, 65, 68, 71, 74, 77, 79, 82, 85),
    (54, 57, 60, 63, 66, 69, 73, 76, 79, 82, 85, 88),
)
_STROKE_UNTREATED: Final[tuple[tuple[int, ...], ...]] = (
    (83, 95, 107, 119, 131, 144, 156, 168, 181, 193, 205, 217),
    (97, 106, 116, 126, 136, 146, 156, 166, 176, 186, 196, 206),
)
_STROKE_TREATED: Final[tuple[tuple[int, ...], ...]] = (
    (84, 95, 107, 114, 120, 126, 132, 140, 149, 161, 205, 217),
    (97, 106, 113, 118, 124, 130, 136, 143, 151, 162, 177, 206),
)
_STROKE_POINTS: Final[tuple[tuple[float, ...], ...]] = ((3.0, 3.0, 2.0, 6.0, 4.0), (2.0, 3.0, 4.0, 4.0, 5.0))
_POINTS: Final = tuple(float(point) for point in range(31))
#: 10-year probability in percent by points: 1 to 30 (men), 1 to 27 (women), carried on to 0 and to 30.
_STROKE_MEN: Final[tuple[float, ...]] = (
    *(2.2, 2.6, 3.0, 3.5, 4.0, 4.7, 5.4, 6.3, 7.3, 8.4, 9.7, 11.2, 12.9, 14.8, 17.0, 19.5, 22.4, 25.5, 29.0),
    *(32.9, 37.1, 41.7, 46.6, 51.8, 57.3, 62.8, 68.4, 73.8, 79.0, 83.7, 87.9),
)
_STROKE_WOMEN: Final[tuple[float, ...]] = (
    *(0.9, 1.1, 1.3, 1.6, 2.0, 2.4, 2.9, 3.5, 4.3, 5.2, 6.3, 7.6, 9.2, 11.1, 13.3, 16.0, 19.1, 22.8, 27.0),
    *(31.9, 37.3, 43.4, 50.0, 57.0, 64.2, 71.4, 78.2, 84.4, 88.0, 91.0, 93.0),
)
_STROKE_YOUNGER: Final = 0.085
_STROKE_OLDER: Final = 0.04


def _points(bands: tuple[int, ...], value: float) -> float:
    """Points by linear interpolation between the middles of the bands, so that the risk has no steps."""
    middles = tuple((low + high - 1) / 2.0 for low, high in pairwise(bands))
    return interpolate(middles, _POINTS[: len(middles)], value)


def framingham_stroke_risk(
    age_years: float,
    male: bool,
    systolic: float,
    treated: bool,
    diabetes: bool,
    smoker: bool,
    cardiovascular_disease: bool,
    atrial_fibrillation: bool,
    left_ventricular_hypertrophy: bool,
) -> float:
    """10-year probability of stroke; below 54 and above 86 years the hazard is carried on with a constant log slope."""
    age = _clamped(age_years, STROKE_AGES)
    bands = (_STROKE_TREATED if treated else _STROKE_UNTREATED)[male]
    points = _points(_STROKE_AGE_BANDS[male], age) + _points(bands, systolic)
    flags = (diabetes, smoker, cardiovascular_disease, atrial_fibrillation, left_ventricular_hypertrophy)
    points += sum(point for point, present in zip(_STROKE_POINTS[male], flags, strict=True) if present)
    probability = interpolate(_POINTS, _STROKE_MEN if male else _STROKE_WOMEN, points) / 100.0
    outside = _outside(age_years, STROKE_AGES, _STROKE_YOUNGER, _STROKE_OLDER)
    return 1.0 - exp(log(1.0 - probability) * outside)


#: Schnabel 2009: age bands and points of women and men; heart failure and murmur weigh less with age.
FIBRILLATION_AGES: Final[tuple[float, ...]] = (45.0, 95.0)
_FIBRILLATION_MIDDLES: Final[tuple[float, ...]] = (47.5, 52.5, 57.5, 62.5, 67.5, 72.5, 77.5, 82.5, 90.0)
_FIBRILLATION_AGE_POINTS: Final[tuple[tuple[float, ...], ...]] = (
    (-3.0, -2.0, 0.0, 1.0, 3.0, 4.0, 6.0, 7.0, 8.0),
    (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 7.0, 8.0),
)
_FAILURE_MIDDLES: Final[tuple[float, ...]] = (50.0, 60.0, 70.0, 80.0)
_FAILURE_POINTS: Final[tuple[float, ...]] = (10.0, 6.0, 2.0, 0.0)
#: 10-year probability in percent by points, 0 or less to 10 and more; below 0 halved about every two points.
_FIBRILLATION_SCORES: Final[tuple[float, ...]] = (-4.0, -2.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 14.0)
_FIBRILLATION_PERCENT: Final[tuple[float, ...]] = (0.2, 0.5, 1.0, 1.6, 2.2, 3.0, 4.2, 5.8, 8.4, 11.9, 16.0, 22.0, 30.0, 55.0)
_FIBRILLATION_YOUNGER: Final = 0.10
_FIBRILLATION_OLDER: Final = 0.0


def framingham_fibrillation_risk(
    age_years: float,
    male: bool,
    bmi: float,
    systolic: float,
    treated: bool,
    pr_interval_ms: float,
    heart_failure: bool,
) -> float:
    """10-year probability of atrial fibrillation (no heart murmur); below 45 years carried on with a constant log slope."""
    age = _clamped(age_years, FIBRILLATION_AGES)
    points = interpolate(_FIBRILLATION_MIDDLES, _FIBRILLATION_AGE_POINTS[male], age)
    points += (bmi >= 30.0) + (systolic >= 160.0) + treated
    points += 2.0 if pr_interval_ms >= 200.0 else 1.0 if pr_interval_ms >= 160.0 else 0.0
    if heart_failure:
        points += interpolate(_FAILURE_MIDDLES, _FAILURE_POINTS, age)
    probability = interpolate(_FIBRILLATION_SCORES, _FIBRILLATION_PERCENT, points) / 100.0
    outside = _outside(age_years, FIBRILLATION_AGES, _FIBRILLATION_YOUNGER, _FIBRILLATION_OLDER)
    return 1.0 - exp(log(1.0 - probability) * outside)


def over_months(probability: float, months: float, of_months: float = 120.0) -> float:
    """The probability within `months` of an event whose probability within `of_months` is given, at a constant hazard."""
    return 1.0 - float((1.0 - probability) ** (months / of_months))
