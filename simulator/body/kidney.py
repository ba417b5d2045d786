"""Kidney: filtration rate, creatinine, albumin in urine and urea, from the lifelong rank and the stage of kidney disease."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import Final

from simulator.body.drugs import acting
from simulator.body.noise import normal
from simulator.body.physique import height_cm
from simulator.body.reference import percentiles
from simulator.body.risk import creatinine_ckd_epi, creatinine_ckid
from simulator.body.state import BodyState
from simulator.body.traits import Traits

#: Numbers of the keyed noise used here; never reused.
_FILTRATION_NOISE: Final = 40
_ALBUMINURIA_NOISE: Final = 41
_UREA_NOISE: Final = 42

_EGFR: Final = percentiles("egfr")
_ACR: Final = percentiles("acr")
_UREA: Final = percentiles("urea")

#: Filtration of the stages G1 to G5: KDIGO 2012 (Kidney Int Suppl 2013;3:1), table 5. Within a stage the rank decides.
_STAGE_EGFR: Final[tuple[tuple[float, ...], ...]] = ((90.0, 115.0), (60.0, 89.0), (30.0, 59.0), (15.0, 29.0), (5.0, 14.0))
_STAGE_NOISE_SHARE: Final = 0.06
#: Within-person share of the SD: creatinine 4.5 % within, 14.1 % between people (EFLM); albumin/creatinine about half
#: (Waikar, Am J Kidney Dis 2018;72:775); urea 13.9 and 21 %.
_FILTRATION_SHARE: Final = 0.30
_ALBUMINURIA_SHARE: Final = 0.5
_UREA_SHARE: Final = 0.52
_USUAL_FILTRATION: Final = sqrt(1.0 - _FILTRATION_SHARE * _FILTRATION_SHARE)
_USUAL_ALBUMINURIA: Final = sqrt(1.0 - _ALBUMINURIA_SHARE * _ALBUMINURIA_SHARE)
_USUAL_UREA: Final = sqrt(1.0 - _UREA_SHARE * _UREA_SHARE)
#: Albumin/creatinine, mg/g, by stage: median and log SD. KDIGO: without loss of filtration, stages 1 and 2 are kidney disease
#: only by a marker of damage, mostly albuminuria from 30; medians rise to A3 (300) in stage 5.
_STAGE_ACR: Final[tuple[tuple[float, ...], ...]] = ((70.0, 0.7), (80.0, 0.8), (90.0, 1.1), (250.0, 1.1), (700.0, 1.0))
_STAGE_LOWEST_ACR: Final[tuple[float, ...]] = (30.0, 30.0, 4.0, 8.0, 30.0)
#: Attributes of the GMF modules: A2 and A3 of KDIGO.
_MICROALBUMINURIA: Final[tuple[float, ...]] = (30.0, 299.0)
_PROTEINURIA: Final[tuple[float, ...]] = (300.0, 3500.0)
#: Geometric mean ratio with diabetes and with hypertension: NHANES (Jones, Am J Kidney Dis 2002;39:445); inhibitors of the
#: renin system take a third off (Kunz, Ann Intern Med 2008;148:30), SGLT2 inhibitors as much (Neuen, Lancet Diabetes 2019;7:845).
_DIABETES_ACR: Final = 1.8
_HYPERTENSION_ACR: Final = 1.25
_ACR_KEPT: Final = {"ace_inhibitor": 0.67, "arb": 0.67, "neprilysin_inhibitor": 1.0, "sglt2_inhibitor": 0.7}
#: Pregnancy: filtration +40 % (Cheung, Lafayette, Adv Chronic Kidney Dis 2013;20:209), so that creatinine falls to 0.5 mg/dL.
_PREGNANT_FILTRATION: Final = 1.4
#: Urea rises as filtration falls below what the age has, and below 75 mL/min; +25 % in heart failure and on loop diuretics,
#: −30 % in pregnancy.
_UREA_FREE_EGFR: Final = 75.0
_UREA_POWER: Final = 0.75
_FAILURE_UREA: Final = 1.25
_PREGNANT_UREA: Final = 0.70
#: Below 17 years creatinine follows CKiD U25, from 20 CKD-EPI 2021, in between a mixture.
_CHILD_YEARS: Final = 17.0
_ADULT_YEARS: Final = 20.0


def stage(state: BodyState) -> int:
    """Stage of chronic kidney disease, 0 (none) to 5, from `ckd` or `end_stage_renal_disease`."""
    if state.has("end_stage_renal_disease"):
        return 5
    if not state.attributes.get("ckd"):
        return 0
    return min(max(state.level("ckd"), 0), 5)


def _share(z: float) -> float:
    return 1.0 / (1.0 + exp(-1.702 * z))


def filtration(traits: Traits, now: int, state: BodyState, noise: float) -> float:
    """Filtration rate, mL/min/1.73 m², with the day's noise given (0 for the usual value)."""
    grade = stage(state)
    if grade:
        low, high = _STAGE_EGFR[grade - 1]
        rank = _share(traits.z_filtration) + _STAGE_NOISE_SHARE * noise
        return low + (high - low) * min(max(rank, 0.0), 1.0)
    z = _USUAL_FILTRATION * traits.z_filtration + _FILTRATION_SHARE * noise
    value = _EGFR[traits.male].at(traits.place(now), z)
    if state.has("pregnant"):
        value *= _PREGNANT_FILTRATION
    return max(value, 10.0)


def egfr(traits: Traits, now: int, state: BodyState) -> float:
    """Estimated filtration rate of the day, mL/min/1.73 m²."""
    return filtration(traits, now, state, normal(traits.key, _FILTRATION_NOISE, now // 86_400))


def creatinine(traits: Traits, now: int, state: BodyState) -> float:
    """Serum creatinine of the day in mg/dL: the value at which the equation of that age gives the day's eGFR."""
    rate = egfr(traits, now, state)
    age = traits.age_years(now)
    if age >= _ADULT_YEARS:
        return creatinine_ckd_epi(rate, age, traits.male)
    child = creatinine_ckid(rate, age, traits.male, height_cm(traits, now))
    if age <= _CHILD_YEARS:
        return child
    share = (age - _CHILD_YEARS) / (_ADULT_YEARS - _CHILD_YEARS)
    return child + (creatinine_ckd_epi(rate, age, traits.male) - child) * share


def albumin_creatinine_ratio(traits: Traits, now: int, state: BodyState) -> float:
    """Albumin/creatinine ratio of a urine sample of the day, mg/g."""
    noise = normal(traits.key, _ALBUMINURIA_NOISE, now // 86_400)
    z = _USUAL_ALBUMINURIA * traits.z_albuminuria + _ALBUMINURIA_SHARE * noise
    grade = stage(state)
    bounds: tuple[float, ...] = (0.5, 12_000.0)
    if grade:
        median, spread = _STAGE_ACR[grade - 1]
        value = median * exp(spread * z)
        bounds = (_STAGE_LOWEST_ACR[grade - 1], 12_000.0)
    else:
        value = _ACR[traits.male].at(traits.place(now), z)
        if state.has("diabetes"):
            value *= _DIABETES_ACR
        if state.has("hypertension"):
            value *= _HYPERTENSION_ACR
    for name in acting(state.active_medications) if state.active_medications else ():
        value *= _ACR_KEPT.get(name, 1.0)
    if state.has("proteinuria"):
        bounds = _PROTEINURIA
    elif state.has("microalbuminuria"):
        bounds = _MICROALBUMINURIA
    if bounds[0] >= 30.0 and value < bounds[0]:
        value = bounds[0] * exp(0.4 * min(log(max(value, 1.0)) / log(bounds[0]), 1.0))
    return min(max(value, bounds[0]), bounds[1])


def urea_nitrogen(traits: Traits, now: int, state: BodyState) -> float:
    """Blood urea nitrogen of the day, mg/dL."""
    noise = normal(traits.key, _UREA_NOISE, now // 86_400)
    z = _USUAL_UREA * traits.z_urea + _UREA_SHARE * noise
    where = traits.place(now)
    value = _UREA[traits.male].at(where, z)
    if stage(state) >= 3:
        free = min(_UREA_FREE_EGFR, _EGFR[traits.male].at(where, 0.0))
        value *= max(float((free / filtration(traits, now, state, 0.0)) ** _UREA_POWER), 1.0)
    if state.has("chf") or (state.active_medications and "loop_diuretic" in acting(state.active_medications)):
        value *= _FAILURE_UREA
    if state.has("pregnant"):
        value *= _PREGNANT_UREA
    return max(value, 3.0)
