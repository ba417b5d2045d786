"""Growth standards by sex and exact age: length or stature, weight, head circumference, and the percentiles of each.

WHO Child Growth Standards (2006) to 730 days, CDC 2000 growth charts from there to 20 years, as CDC recommends for US
children (Grummer-Strawn, Reinold, Krebs, MMWR Recomm Rep 2010;59(RR-9)). WHO measures lying length and CDC standing
stature, some 0.7 cm less, so that the two do not meet: between 24 and 36 months values pass linearly, in ratio, from the
one to the other. Everything here is a pure function of (sex, age in days, z-score); people are in `physique.py`.
"""

from __future__ import annotations

from math import erf, sqrt
from typing import Final

from simulator.body.reference import Lms, interpolate, read_lms

DAYS_PER_YEAR: Final = 365.25
DAYS_PER_MONTH: Final = DAYS_PER_YEAR / 12
#: WHO's table of the first two years ends here.
INFANCY_DAYS: Final = 730
#: From here on CDC's charts alone hold.
JOINED_DAYS: Final = 1096
#: CDC's charts end at 240 months; adults keep the 20-year curve.
ADULT_MONTHS: Final = 240.0
#: CDC's weight-for-length table covers 45 to 103.5 cm, birth to four years at median height; visits record it through age 3.
WEIGHT_FOR_LENGTH_MONTHS: Final = 48

_WHO: Final = read_lms("growth_who_2006_lms.csv", "age_days")
_CDC: Final = read_lms("growth_cdc_2000_lms.csv", "x")
_SQRT2: Final = sqrt(2.0)

#: Median head circumference by age in years past CDC's 36 months, ratio to the median at 36 months (Rollins, Collins,
#: Holden, J Pediatr 2010;156:907-13, US growth reference of head circumference, medians at 3, 6, 10, 18 years, rounded).
_HEAD_YEARS: Final[tuple[float, ...]] = (3.0, 6.0, 10.0, 14.0, 18.0)
_HEAD_RATIO_MALE: Final[tuple[float, ...]] = (1.0, 1.042, 1.070, 1.104, 1.136)
_HEAD_RATIO_FEMALE: Final[tuple[float, ...]] = (1.0, 1.045, 1.082, 1.115, 1.132)


def percentile_of(z: float) -> float:
    """The percentile, 0 to 100, of a z-score."""
    return 50.0 * (1.0 + erf(z / _SQRT2))


def _months(age_days: float) -> float:
    return min(age_days / DAYS_PER_MONTH, ADULT_MONTHS)


def _joined(who: Lms, cdc: Lms, age_days: float, z: float) -> float:
    if age_days <= INFANCY_DAYS:
        return who.value(max(age_days, 0.0), z)
    value = cdc.value(_months(age_days), z)
    if age_days >= JOINED_DAYS:
        return value
    rest = (JOINED_DAYS - age_days) / (JOINED_DAYS - INFANCY_DAYS)
    ratio = who.value(INFANCY_DAYS, z) / cdc.value(_months(INFANCY_DAYS), z)
    return value * (1.0 + (ratio - 1.0) * rest)


def _joined_z(who: Lms, cdc: Lms, age_days: float, value: float) -> float:
    if age_days <= INFANCY_DAYS:
        return who.z(max(age_days, 0.0), value)
    z = cdc.z(_months(age_days), value)
    if age_days >= JOINED_DAYS:
        return z
    rest = (JOINED_DAYS - age_days) / (JOINED_DAYS - INFANCY_DAYS)
    return z + (who.z(INFANCY_DAYS, value) - cdc.z(_months(INFANCY_DAYS), value)) * rest


def standard_height_cm(male: bool, age_days: float, z: float) -> float:
    """Lying length to 24 months, standing stature from 36 months, at a z-score; the 20-year curve for adults."""
    return _joined(_WHO["length", male], _CDC["stature", male], age_days, z)


def standard_weight_kg(male: bool, age_days: float, z: float) -> float:
    """Weight at a z-score; the 20-year curve for adults."""
    return _joined(_WHO["weight", male], _CDC["weight", male], age_days, z)


def standard_head_circumference_cm(male: bool, age_days: float, z: float) -> float:
    """Head circumference at a z-score: WHO, CDC to 36 months, then Rollins's medians with CDC's spread at 36 months."""
    value = _joined(_WHO["head_circumference", male], _CDC["head_circumference", male], min(age_days, JOINED_DAYS), z)
    if age_days <= JOINED_DAYS:
        return value
    return value * _head_ratio(male, age_days)


def _head_ratio(male: bool, age_days: float) -> float:
    return interpolate(_HEAD_YEARS, _HEAD_RATIO_MALE if male else _HEAD_RATIO_FEMALE, age_days / DAYS_PER_YEAR)


def height_percentile(male: bool, age_days: float, height_cm: float) -> float:
    """The percentile of a height for age and sex."""
    return percentile_of(_joined_z(_WHO["length", male], _CDC["stature", male], age_days, height_cm))


def weight_percentile(male: bool, age_days: float, weight_kg: float) -> float:
    """The percentile of a weight for age and sex."""
    return percentile_of(_joined_z(_WHO["weight", male], _CDC["weight", male], age_days, weight_kg))


def head_circumference_percentile(male: bool, age_days: float, circumference_cm: float) -> float:
    """The percentile of a head circumference for age and sex."""
    if age_days > JOINED_DAYS:
        circumference_cm /= _head_ratio(male, age_days)
        age_days = float(JOINED_DAYS)
    who, cdc = _WHO["head_circumference", male], _CDC["head_circumference", male]
    return percentile_of(_joined_z(who, cdc, age_days, circumference_cm))


def bmi_percentile(male: bool, age_days: float, bmi: float) -> float:
    """CDC's percentile of a body mass index in kg/m² for age and sex, from 24 months; the 20-year curve for adults."""
    return percentile_of(_CDC["bmi", male].z(max(_months(age_days), 24.0), bmi))


def weight_for_length_percentile(male: bool, length_cm: float, weight_kg: float) -> float:
    """CDC's percentile of a weight for the length, whatever the age; lengths are clamped to 45–103.5 cm."""
    return percentile_of(_CDC["weight_for_length", male].z(length_cm, weight_kg))
