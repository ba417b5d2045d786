"""HbA1c and fasting glucose: one hidden sugar metabolism behind both, set by prediabetes, diabetes, its severity and drugs.

The three states are the American Diabetes Association's (Diabetes Care 2024;47:S20): HbA1c below 5.7 %, 5.7–6.4 %, from 6.5 %
untreated. Within a state the person's lifelong rank decides.
"""

from __future__ import annotations

from math import exp, sqrt
from typing import Final

from simulator.body.drugs import HBA1C_FALL, acting
from simulator.body.noise import normal
from simulator.body.reference import percentiles, place
from simulator.body.state import BodyState
from simulator.body.traits import Traits

#: Numbers of the keyed noise used here; never reused.
_HBA1C_NOISE: Final = 30
_GLUCOSE_NOISE: Final = 31

_HBA1C: Final = percentiles("hba1c")
_GLUCOSE: Final = percentiles("glucose")

#: HbA1c varies 1.6 % within a person (EFLM), in percentage points at 5.4 % and in proportion above.
_HBA1C_VARIATION: Final = 0.016
#: Fasting glucose varies 5.0 % within and 8.1 % between people without diabetes (EFLM): half of the variance is the day's.
_GLUCOSE_SHARE: Final = 0.53
_USUAL_GLUCOSE: Final = sqrt(1.0 - _GLUCOSE_SHARE * _GLUCOSE_SHARE)
#: Bounds of a printed value in people without prediabetes, and with it.
_NORMAL_HIGHEST: Final = 5.64
_PREDIABETES: Final[tuple[float, ...]] = (5.66, 6.44)
_PREDIABETES_CENTRE: Final = 5.94
_PREDIABETES_SD: Final = 0.19
#: Untreated diabetes: 6.1 + 1.35 exp(0.88 z) %: median 7.5, 10th percentile 6.5, 90th 10.3 %. UKPDS 33 (Lancet 1998;352:837): 7.1 %
#: after, 9.1 % before diet at diagnosis; undiagnosed diabetes in NHANES below 7 % in most.
_DIABETES_BASE: Final = 6.1
_DIABETES_SCALE: Final = 1.35
_DIABETES_SPREAD: Final = 0.88
#: Diabetes worsens, HbA1c by 0.2 points a year whatever the treatment (UKPDS 33): excess by `diabetes_severity` 0 to 5.
_SEVERITY_EXCESS: Final[tuple[float, ...]] = (1.0, 1.0, 1.1, 1.25, 1.4, 1.5)
#: A drug's effect grows with the starting HbA1c (Bloomgarden, Diabetes Care 2006;29:2137): falls in `HBA1C_FALL` hold at 8.3 %,
#: and are taken in proportion to the excess over 5.7 %.
_REFERENCE_EXCESS: Final = 8.3 - 5.7
_NON_DIABETIC: Final = 5.7
_LOWEST_TREATED_KEPT: Final = 0.15
#: Systemic glucocorticoids: about +0.6 points in diabetes (Liu, Allergy Asthma Clin Immunol 2013;9:30, review).
_GLUCOCORTICOID_RISE: Final = 0.6
#: Younger people with diabetes are less controlled: NHANES 2017–March 2020, median 7.5 % at 18–44, 6.9 % at 45–64, 6.8 % at 65+.
_YOUNG_EXCESS: Final = 1.2
_OLD_EXCESS: Final = 0.88
#: Fasting glucose in diabetes at an HbA1c: Nathan, Diabetes Care 2008;31:1473 (ADAG: mean glucose 28.7 × HbA1c − 46.7), fasting
#: 145 mg/dL at 7 %, 200 at 9 % (Wei, Diabetes Care 2014;37:1048).
_FASTING_SLOPE: Final = 27.5
_FASTING_INTERCEPT: Final = -47.5
_DIABETIC_GLUCOSE_VARIATION: Final = 0.14
#: Ranks of fasting glucose within people without diabetes: those with prediabetes by HbA1c stand higher, but half of them are
#: below 100–110 mg/dL (fasting and HbA1c criteria overlap by half: ADA 2024, section 2).
_NORMAL_GLUCOSE_SD: Final = -0.2
_PREDIABETES_GLUCOSE_SD: Final = 0.7
#: Fasting glucose falls by 2 mg/dL in the first trimester and stays (Mills, Metabolism 1998;47:1140).
_PREGNANCY_GLUCOSE_FALL: Final = 4.0
_LOWEST_GLUCOSE: Final = 45.0
_HIGHEST_HBA1C: Final = 16.0


def _age_excess(age_years: float) -> float:
    share = min(max((age_years - 35.0) / 35.0, 0.0), 1.0)
    return _YOUNG_EXCESS + (_OLD_EXCESS - _YOUNG_EXCESS) * share


def _treated(traits: Traits, hba1c_percent: float, state: BodyState) -> float:
    if not state.active_medications:
        return hba1c_percent
    kept = 1.0
    classes = acting(state.active_medications)
    for name in classes:
        kept *= 1.0 - traits.adherence * HBA1C_FALL.get(name, 0.0) / _REFERENCE_EXCESS
    treated = _NON_DIABETIC + (hba1c_percent - _NON_DIABETIC) * max(kept, _LOWEST_TREATED_KEPT)
    return treated + (_GLUCOCORTICOID_RISE if "glucocorticoid" in classes else 0.0)


def usual_hba1c(traits: Traits, now: int, state: BodyState) -> float:
    """Usual HbA1c in %, on the treatment in use."""
    age = traits.age_years(now)
    z = traits.z_hba1c
    if state.has("diabetes"):
        severity = _SEVERITY_EXCESS[min(max(state.level("diabetes_severity"), 0), 5)]
        excess = _DIABETES_BASE - _NON_DIABETIC + _DIABETES_SCALE * exp(_DIABETES_SPREAD * z)
        return min(_treated(traits, _NON_DIABETIC + excess * severity * _age_excess(age), state), _HIGHEST_HBA1C)
    if state.has("prediabetes"):
        return min(max(_PREDIABETES_CENTRE + _PREDIABETES_SD * z, _PREDIABETES[0]), _PREDIABETES[1])
    return min(_HBA1C[traits.male].at(place(age), z), _NORMAL_HIGHEST)


def hba1c(traits: Traits, now: int, state: BodyState) -> float:
    """HbA1c of the day in % (NGSP); GMF calls it Blood Glucose. Without diabetes it stays within the state's bounds."""
    usual = usual_hba1c(traits, now, state)
    value = usual * (1.0 + _HBA1C_VARIATION * normal(traits.key, _HBA1C_NOISE, now // 86_400))
    if state.has("diabetes"):
        return value
    if state.has("prediabetes"):
        return min(max(value, _PREDIABETES[0]), _PREDIABETES[1])
    return min(value, _NORMAL_HIGHEST)


def glucose(traits: Traits, now: int, state: BodyState) -> float:
    """Fasting plasma glucose of the day in mg/dL."""
    noise = normal(traits.key, _GLUCOSE_NOISE, now // 86_400)
    if state.has("diabetes"):
        centre = _FASTING_SLOPE * usual_hba1c(traits, now, state) + _FASTING_INTERCEPT
        value = centre * (1.0 + _DIABETIC_GLUCOSE_VARIATION * (0.6 * traits.z_glucose + 0.8 * noise))
    else:
        shift = _PREDIABETES_GLUCOSE_SD if state.has("prediabetes") else _NORMAL_GLUCOSE_SD
        z = _USUAL_GLUCOSE * traits.z_glucose + shift + _GLUCOSE_SHARE * noise
        value = _GLUCOSE[traits.male].at(traits.place(now), z)
    if state.has("pregnant"):
        value -= _PREGNANCY_GLUCOSE_FALL
    return max(value, _LOWEST_GLUCOSE)
