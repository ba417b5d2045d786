"""Blood pressure: untreated usual pressure from lifelong traits and hypertension, what treatment takes off, the day's reading.

`reference.csv` holds the percentiles of untreated pressure: NHANES with the fall that treatment causes given back. Whoever
has the attribute `hypertension` sits in the upper part of that distribution, in the share of people who have hypertension
at that age (130/80 or medication), everybody else in the lower part; so the two parts together are what NHANES measures,
and both a person's rank and the moment of onset are the modules' own affair.
"""

from __future__ import annotations

from math import erf, sqrt
from statistics import NormalDist
from typing import Final

from simulator.body.drugs import acting, pressure_on_treatment
from simulator.body.noise import normals
from simulator.body.reference import Curve, Place, percentiles, place
from simulator.body.state import BodyState
from simulator.body.traits import Traits

#: Number of the keyed noise used here; never reused. Its three parts: systolic, diastolic, common to both.
_NOISE: Final = 10

SYSTOLIC: Final = 0
DIASTOLIC: Final = 1
_PERCENTILES: Final = (percentiles("systolic"), percentiles("diastolic"))
_QUANTILE: Final = NormalDist().inv_cdf
_SQRT2: Final = sqrt(2.0)

#: Share of people with hypertension (130/80 or medication) by age: Fryar, NCHS Data Brief 511, 2024, August 2021–August 2023:
#: men 30.0, 55.9, women 16.4, 49.0, all 71.6 % at 18–39, 40–59, 60+; within the bands by the slope between them.
_PREVALENCE: Final = (
    Curve({17: 0.0, 18: 0.04, 25: 0.11, 33: 0.22, 40: 0.33, 50: 0.49, 60: 0.62, 70: 0.71, 80: 0.79, 90: 0.82}),
    Curve({17: 0.0, 18: 0.13, 25: 0.24, 33: 0.37, 40: 0.45, 50: 0.56, 60: 0.66, 70: 0.73, 80: 0.78, 90: 0.80}),
)
#: Severe hypertension (160/100) is a sixth of untreated hypertension (NHANES 2017–March 2020).
SEVERE_SHARE: Final = 0.16

#: How closely usual systolic and diastolic pressure follow the liability to hypertension; their product is the correlation
#: of the two. NHANES: r(systolic, diastolic) about 0.6 in adults, falling with age as arteries stiffen (Franklin,
#: Circulation 1997;96:308).
_SYSTOLIC_ON_LIABILITY: Final = 0.88
_SYSTOLIC_OWN: Final = sqrt(1.0 - _SYSTOLIC_ON_LIABILITY * _SYSTOLIC_ON_LIABILITY)
_DIASTOLIC_ON_LIABILITY: Final = Curve({0: 0.75, 45: 0.82, 60: 0.74, 80: 0.60})
#: Share of the SD of one visit's reading that is the visit's own: visit-to-visit SD 8 to 10 mmHg of 15 to 18 (Muntner,
#: Hypertension 2011;57:160; Rosner, Polk, J Chronic Dis 1979;32:451), half of it common to both pressures.
_NOISE_SHARE: Final = 0.5
_USUAL_SHARE: Final = sqrt(1.0 - _NOISE_SHARE * _NOISE_SHARE)
_COMMON: Final = sqrt(0.5)

#: Lifestyle counselling under a care plan: PREMIER, JAMA 2003;289:2083, established recommendations against advice only.
LIFESTYLE_PLANS: Final[tuple[str, ...]] = ("443402002", "313204009")
_LIFESTYLE_FALL: Final[tuple[float, ...]] = (3.7, 1.7)
#: Mid-pregnancy against before: Loerup, BMC Pregnancy Childbirth 2019;19:236.
_PREGNANCY_FALL: Final[tuple[float, ...]] = (3.0, 3.5)
#: A module's `blood_pressure_controlled` means usual pressure at the goal of 140/90 or below: the excess is nearly lost.
_CONTROLLED: Final[tuple[float, ...]] = (132.0, 82.0)
_CONTROLLED_EXCESS: Final = 0.15
#: Nobody who walks into a clinic is outside: lowest usual values.
_FLOOR: Final[tuple[float, ...]] = (70.0, 38.0)
_INFANT_FLOOR: Final[tuple[float, ...]] = (45.0, 22.0)
_FLOOR_FROM: Final = place(3.0)[0]
_LEAST_PULSE_PRESSURE: Final = 15.0


def hypertension_prevalence(male: bool, age_years: float) -> float:
    """The share of people of an age who have hypertension, treated or not (0 to 1)."""
    return _PREVALENCE[male].at(place(age_years))


def _liability(traits: Traits, where: Place, state: BodyState) -> float:
    """Rank of the person's blood pressure, a standard normal number in people as they are mixed at that age.

    The last one is kept: both pressures of a visit ask for it, three times, and it takes half of their time.
    """
    hypertensive, severe = state.has("hypertension"), state.has("hypertension_severe")
    if where == traits.liability_at and (hypertensive, severe) == traits.liability_of:
        return traits.liability
    traits.liability_at, traits.liability_of = where, (hypertensive, severe)
    traits.liability = liability = _ranked(traits, _PREVALENCE[traits.male].at(where), hypertensive, severe)
    return liability


def _ranked(traits: Traits, prevalence: float, hypertensive: bool, severe: bool) -> float:
    if prevalence <= 0.0 and not hypertensive:
        return traits.z_pressure
    share = 0.5 * (1.0 + erf(traits.z_pressure / _SQRT2))
    if not hypertensive:
        share *= 1.0 - prevalence
    else:
        if severe:
            share = 1.0 - SEVERE_SHARE * (1.0 - share)
        else:
            share *= 1.0 - SEVERE_SHARE
        prevalence = max(prevalence, 0.04)
        share = 1.0 - prevalence * (1.0 - share)
    return _QUANTILE(min(max(share, 1e-6), 1.0 - 1e-6))


def _untreated_z(traits: Traits, where: Place, component: int, liability: float) -> float:
    if component == SYSTOLIC:
        return _SYSTOLIC_ON_LIABILITY * liability + _SYSTOLIC_OWN * traits.z_systolic
    follow = _DIASTOLIC_ON_LIABILITY.at(where)
    return follow * liability + sqrt(1.0 - follow * follow) * traits.z_diastolic


def _on_treatment(traits: Traits, pressure: float, component: int, state: BodyState) -> float:
    if state.active_medications:
        pressure = pressure_on_treatment(pressure, component, acting(state.active_medications), traits.adherence)
    for plan in LIFESTYLE_PLANS:
        if plan in state.active_care_plans:
            pressure -= _LIFESTYLE_FALL[component]
            break
    if state.has("pregnant"):
        pressure -= _PREGNANCY_FALL[component]
    if state.has("blood_pressure_controlled") and pressure > _CONTROLLED[component]:
        pressure = _CONTROLLED[component] + (pressure - _CONTROLLED[component]) * _CONTROLLED_EXCESS
    return pressure


def usual_pressure(traits: Traits, now: int, component: int, state: BodyState) -> float:
    """Usual systolic (0) or diastolic (1) pressure in mmHg, on the treatment in use, without the day's variation."""
    where = traits.place(now)
    z = _untreated_z(traits, where, component, _liability(traits, where, state))
    return _on_treatment(traits, _PERCENTILES[component][traits.male].at(where, z), component, state)


def _reading(
    traits: Traits, where: Place, component: int, state: BodyState, liability: float, noises: tuple[float, float, float]
) -> float:
    noise = _COMMON * (noises[component] + noises[2])
    z = _USUAL_SHARE * _untreated_z(traits, where, component, liability) + _NOISE_SHARE * noise
    pressure = _on_treatment(traits, _PERCENTILES[component][traits.male].at(where, z), component, state)
    return max(pressure, (_FLOOR if where[0] >= _FLOOR_FROM else _INFANT_FLOOR)[component])


def systolic(traits: Traits, now: int, state: BodyState) -> float:
    """Systolic blood pressure of the day, mmHg."""
    where = traits.place(now)
    noises = normals(traits.key, _NOISE, now // 86_400)
    return _reading(traits, where, SYSTOLIC, state, _liability(traits, where, state), noises)


def diastolic(traits: Traits, now: int, state: BodyState) -> float:
    """Diastolic blood pressure of the day, mmHg; at least 15 below the systolic."""
    where = traits.place(now)
    noises = normals(traits.key, _NOISE, now // 86_400)
    liability = _liability(traits, where, state)
    value = _reading(traits, where, DIASTOLIC, state, liability, noises)
    return min(value, _reading(traits, where, SYSTOLIC, state, liability, noises) - _LEAST_PULSE_PRESSURE)
