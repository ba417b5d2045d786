"""Height, weight, body mass index and head circumference of a person at a time, from lifelong z-scores.

Children follow WHO and CDC standards for height; body mass follows the percentiles of US people as measured in NHANES from
two years to old age, which are well above CDC's charts. Adults keep their height and shrink in old age.
"""

from __future__ import annotations

from math import sqrt
from typing import Final

from simulator.body.growth import (
    DAYS_PER_YEAR,
    INFANCY_DAYS,
    JOINED_DAYS,
    standard_head_circumference_cm,
    standard_height_cm,
    standard_weight_kg,
)
from simulator.body.noise import normal
from simulator.body.reference import interpolate, percentiles, place
from simulator.body.state import BodyState
from simulator.body.traits import Traits

#: Numbers of the keyed noise used here; never reused.
_BODY_MASS_DRIFT: Final = 1
_WEIGHT_NOISE: Final = 2

_BMI: Final = percentiles("bmi")

#: Birth length correlates 0.5 with adult height (Sørensen, Am J Epidemiol 1999;149:726): children move to
#: their own channel in the first 2.5 years (Smith, J Pediatr 1976;89:225).
_CHANNEL_DAYS: Final = 2.5 * DAYS_PER_YEAR
_ADULT_DAYS: Final = 20.0 * DAYS_PER_YEAR
#: US children now mature earlier than CDC's reference of 1963–94: difference of medians, in SD, by age in years. From Fryar,
#: Vital Health Stat 3(50), 2025, table 5 (both sexes) and NHANES 2009–2012 (girls).
_OFFSET_YEARS: Final[tuple[float, ...]] = (2.0, 3.0, 5.0, 7.5, 9.0, 10.7, 12.0, 13.5, 15.0, 17.0, 20.0)
_OFFSET_MALE: Final[tuple[float, ...]] = (0.0, 0.05, 0.2, 0.15, 0.15, 0.35, 0.5, 0.5, 0.15, 0.0, -0.08)
_OFFSET_FEMALE: Final[tuple[float, ...]] = (0.0, 0.1, 0.25, 0.2, 0.25, 0.6, 0.35, 0.0, -0.12, -0.1, -0.05)
#: Adult height of a birth cohort relative to cohorts from 1975 on: NCD Risk Factor Collaboration, eLife 2016;5:e13410, US men
#: 171 → 177 cm and women 159 → 163.5 cm from 1896 to 1996.
_COHORT_BIRTH_YEARS: Final[tuple[float, ...]] = (1896.0, 1920.0, 1940.0, 1960.0, 1975.0)
_COHORT_MALE: Final[tuple[float, ...]] = (0.967, 0.980, 0.993, 0.999, 1.0)
_COHORT_FEMALE: Final[tuple[float, ...]] = (0.973, 0.982, 0.993, 0.998, 1.0)
_COHORT_FULL_AGE_YEARS: Final = 5.0
#: Height lost by age, cm: shape of Sorkin, Muller, Andres, Am J Epidemiol 1999;150:969; size fitted to the means by age of
#: Fryar, Vital Health Stat 3(50), 2025, table 7 (men 80+ 170.5 cm, women 80+ 156.8 cm).
_LOSS_YEARS: Final[tuple[float, ...]] = (30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0)
_LOSS_MALE: Final[tuple[float, ...]] = (0.0, 0.2, 0.6, 1.1, 2.2, 4.1, 6.2, 8.2)
_LOSS_FEMALE: Final[tuple[float, ...]] = (0.0, 0.2, 0.8, 1.6, 2.8, 4.1, 5.9, 7.8)

#: Share of body mass that lasts a lifetime: tracking from childhood to adulthood of 0.6 (Singh, Obes Rev 2008;9:474;
#: Simmonds, Obes Rev 2016;17:95). The rest drifts between independent knots eight years apart.
_LASTING: Final = 0.8
_DRIFTING: Final = sqrt(1.0 - _LASTING * _LASTING)
_DRIFT_YEARS: Final = 8.0
#: Body mass of earlier years, in SD from today's: obesity 13.4, 14.5, 15.0, 23.3, 30.5, 35.7 % of adults in NHES 1960–62,
#: NHANES 1971–74, 1976–80, 1988–94, 1999–2000, 2009–10 against 40.3 % in 2021–23 (Fryar, NCHS Health E-Stats 2018 and 2024).
_TREND_YEARS: Final[tuple[float, ...]] = (1940.0, 1961.0, 1978.0, 1991.0, 2000.0, 2010.0, 2016.0)
_TREND_SD: Final[tuple[float, ...]] = (-0.85, -0.80, -0.73, -0.42, -0.20, -0.06, 0.0)
#: Weight for age of infants: parts of height and body mass, a correlation of length and weight of 0.6.
_INFANT_HEIGHT_PART: Final = 0.6
_INFANT_MASS_PART: Final = 0.8
#: Birth weights below WHO's standard are more spread, as they include preterm births: US births, 10th percentile 2,552 g,
#: median 3,251 g, 90th 3,862 g in girls (NCHS natality). The excess is caught up in the first six months.
_SMALL_BIRTH_SPREAD: Final = 1.28
_CATCH_UP_DAYS: Final = 180.0
#: Day-to-day variation of weight, 0.5 % (Orsama, Obes Facts 2014;7:36).
_WEIGHT_NOISE_SHARE: Final = 0.005
#: Mean weight gained over a pregnancy's course: half of 13 kg at term (IOM 2009, Weight Gain During Pregnancy).
_PREGNANCY_KG: Final = 6.5

_SECONDS_PER_YEAR: Final = 31_557_600.0


def _year(now: int) -> float:
    return 1970.0 + now / _SECONDS_PER_YEAR


def _height_z(traits: Traits, age_days: float) -> float:
    years = age_days / DAYS_PER_YEAR
    offset = interpolate(_OFFSET_YEARS, _OFFSET_MALE if traits.male else _OFFSET_FEMALE, years)
    if age_days >= _CHANNEL_DAYS:
        return traits.z_height + offset
    own = age_days / _CHANNEL_DAYS
    return traits.z_birth_size * (1.0 - own) + traits.z_height * own + offset


def _grown_height_cm(traits: Traits, age_days: float) -> float:
    """Height before the losses of old age."""
    height = standard_height_cm(traits.male, age_days, _height_z(traits, age_days))
    born = _year(traits.birth)
    if born >= _COHORT_BIRTH_YEARS[-1]:
        return height
    cohort = interpolate(_COHORT_BIRTH_YEARS, _COHORT_MALE if traits.male else _COHORT_FEMALE, born)
    return height * (1.0 - (1.0 - cohort) * min(age_days / DAYS_PER_YEAR / _COHORT_FULL_AGE_YEARS, 1.0))


def height_cm(traits: Traits, now: int) -> float:
    """Height, lying to 24 months and standing from 36 months, in cm."""
    age_days = traits.age_days(now)
    if age_days < _ADULT_DAYS:
        return _grown_height_cm(traits, age_days)
    adult = traits.adult_height_cm
    if adult is None:
        adult = traits.adult_height_cm = _grown_height_cm(traits, _ADULT_DAYS)
    years = age_days / DAYS_PER_YEAR
    if years <= _LOSS_YEARS[0]:
        return adult
    return adult - interpolate(_LOSS_YEARS, _LOSS_MALE if traits.male else _LOSS_FEMALE, years)


def body_mass_z(traits: Traits, now: int) -> float:
    """Body mass in SD among today's people of the same age and sex: lasting part, slow drift and the secular trend.

    The last one is kept, for half of the readings of a visit ask for it.
    """
    if now == traits.mass_at:
        return traits.mass_z
    position = max(now - traits.birth, 0) / (_SECONDS_PER_YEAR * _DRIFT_YEARS)
    knot = int(position)
    later = position - knot
    earlier = 1.0 - later
    before = normal(traits.key, _BODY_MASS_DRIFT, knot)
    after = normal(traits.key, _BODY_MASS_DRIFT, knot + 1)
    drift = (before * earlier + after * later) / sqrt(earlier * earlier + later * later)
    trend = 0.0 if now >= 1_451_606_400 else interpolate(_TREND_YEARS, _TREND_SD, _year(now))
    traits.mass_at = now
    traits.mass_z = _LASTING * traits.z_body_mass + _DRIFTING * drift + trend
    return traits.mass_z


def _grown_weight_kg(traits: Traits, age_days: float, mass_z: float, height: float) -> float:
    bmi = _BMI[traits.male].at(place(age_days / DAYS_PER_YEAR), mass_z)
    return bmi * height * height / 10_000.0


def _infant_weight_kg(traits: Traits, age_days: float, mass_z: float) -> float:
    z = _INFANT_HEIGHT_PART * _height_z(traits, age_days) + _INFANT_MASS_PART * mass_z
    if z < 0.0 and age_days < _CATCH_UP_DAYS:
        z *= 1.0 + (_SMALL_BIRTH_SPREAD - 1.0) * (1.0 - age_days / _CATCH_UP_DAYS)
    return standard_weight_kg(traits.male, age_days, z)


def usual_weight_kg(traits: Traits, now: int, state: BodyState) -> float:
    """Weight in kg without day-to-day variation."""
    age_days = traits.age_days(now)
    mass_z = body_mass_z(traits, now)
    if age_days <= INFANCY_DAYS:
        return _infant_weight_kg(traits, age_days, mass_z)
    weight = _grown_weight_kg(traits, age_days, mass_z, height_cm(traits, now))
    if age_days < JOINED_DAYS:
        rest = (JOINED_DAYS - age_days) / (JOINED_DAYS - INFANCY_DAYS)
        second_birthday = traits.birth + INFANCY_DAYS * 86_400
        grown = _grown_weight_kg(traits, INFANCY_DAYS, mass_z, height_cm(traits, second_birthday))
        weight *= 1.0 + (_infant_weight_kg(traits, INFANCY_DAYS, mass_z) / grown - 1.0) * rest
    elif state.has("pregnant"):
        weight += _PREGNANCY_KG
    return weight


def weight_kg(traits: Traits, now: int, state: BodyState) -> float:
    """Weight in kg on a day."""
    noise = normal(traits.key, _WEIGHT_NOISE, now // 86_400)
    return usual_weight_kg(traits, now, state) * (1.0 + _WEIGHT_NOISE_SHARE * noise)


def usual_bmi(traits: Traits, now: int, state: BodyState) -> float:
    """Body mass index in kg/m² without day-to-day variation."""
    height = height_cm(traits, now)
    return usual_weight_kg(traits, now, state) * 10_000.0 / (height * height)


def head_circumference_cm(traits: Traits, now: int) -> float:
    """Head circumference in cm."""
    return standard_head_circumference_cm(traits.male, traits.age_days(now), traits.z_head)
