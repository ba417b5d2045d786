"""Attributes that the body supplies to modules: smoking, cardiovascular risks, percentiles, falls and what is inborn.

`supplied_attributes` gives all of them as of a moment; an attribute that doesn't apply is absent, and the engine unsets it. Modules
ask for the four cardiovascular risks once a month, so that they are monthly probabilities.
"""

from __future__ import annotations

from typing import Final

from simulator.body.circulation import pr_interval_ms
from simulator.body.drugs import PRESSURE_FALL, acting
from simulator.body.growth import WEIGHT_FOR_LENGTH_MONTHS, bmi_percentile, weight_for_length_percentile
from simulator.body.lipids import LIPID_CONDITIONS, usual_total_and_hdl
from simulator.body.physique import height_cm, usual_bmi, usual_weight_kg
from simulator.body.pressure import LIFESTYLE_PLANS, SYSTOLIC, usual_pressure
from simulator.body.reference import interpolate
from simulator.body.risk import (
    framingham_fibrillation_risk,
    framingham_stroke_risk,
    over_months,
    pooled_cohort_risk,
)
from simulator.body.smoking import smoking
from simulator.body.state import BodyState
from simulator.body.traits import Traits
from simulator.kernel.clock import YEAR

_ORIENTATION: Final = 1300
_RHESUS: Final = 1301
_WEIGHT_LOSS: Final = 1302

#: Share who are RhD negative by race: Garratty, Glynn, McEntire, Transfusion 2004;44:703 (2.2 million US donors): white 15 to 17 %,
#: black 7 %, Asian 1.7 %, American Indian 10 %; all others as the mean of Hispanic and other donors, 8 %.
RHESUS_NEGATIVE: Final = {"white": 0.15, "black": 0.071, "asian": 0.017, "native": 0.099}
_RHESUS_NEGATIVE_OTHER: Final = 0.08
#: Adults who call themselves gay or lesbian, and bisexual: Ward, Natl Health Stat Rep 77, 2014 (NHIS 2013):
#: men 1.8 and 0.4 %, women 1.5 and 0.9 %.
_GAY: Final[tuple[float, ...]] = (0.015, 0.018)
_BISEXUAL: Final[tuple[float, ...]] = (0.009, 0.004)
#: Families that keep to a weight-loss programme: 60 % attend at least 80 % of sessions (MEND: Sacher, Obesity 2010;18:S62, and its
#: US roll-out).
_WEIGHT_LOSS_ADHERENCE: Final = 0.60

#: Falls a year per person by age, and share of falls that break a bone: Bergen, Stevens, Burns, MMWR 2016;65:993 (0.67 falls a year
#: at 65+, rising by half to 85) and Rubenstein, Age Ageing 2006;35:ii37 (5 % of falls).
_FALL_AGES: Final[tuple[float, ...]] = (65.0, 70.0, 77.5, 85.0, 95.0)
_FALLS: Final[tuple[float, ...]] = (0.55, 0.58, 0.68, 0.95, 1.20)
_FRACTURE_SHARE: Final = 0.05
#: Women break bones 1.3 times, men 0.65 times as often as both sexes; osteoporosis doubles it (Kanis, Osteoporos Int 2005;16:581).
#: Sedatives and antidepressants multiply falls by 1.5 and 1.7, antihypertensives by 1.24 (Woolcott, Arch Intern Med 2009;169:1952).
_FRACTURE_SEX: Final[tuple[float, ...]] = (1.3, 0.65)
_OSTEOPOROSIS: Final = 2.0
_FALL_DRUGS: Final = {"sedative": 1.5, "antidepressant": 1.7}
_FALL_ANTIHYPERTENSIVE: Final = 1.24
_FALL_FROM_YEARS: Final = 65.0

#: Heart attack and coronary death among the pooled cohort equations' events, women and men; the rest is stroke (Framingham and ARIC
#: events of Goff 2014).
_HEART_ATTACK_SHARE: Final[tuple[float, ...]] = (0.55, 0.70)
#: Heart attacks that come into care over those of the equations, by calendar year. The equations' cohorts were entered until 1993
#: and followed for ten years, so that they hold as they are until about then (Goff, Circulation 2014;129:S49); of 2000 to 2013 they
#: overestimate events twofold (DeFilippis, Ann Intern Med 2015;162:266; Rana, J Am Coll Cardiol 2016;67:2118).
_HEART_ATTACK_YEARS: Final[tuple[float, ...]] = (1995.0, 2006.0)
_HEART_ATTACK_RECALIBRATION: Final[tuple[float, ...]] = (1.0, 0.5)
#: Strokes over those of Framingham's equation: fitted to 610,000 first strokes a year in US adults (AHA Heart Disease and Stroke
#: Statistics 2024), in adults of the census of 2020 with NHANES's risk factors.
_STROKE_RECALIBRATION: Final = 0.49
#: New stable angina per first heart attack: first presentations in Framingham (Lerner, Kannel, Am Heart J 1986;111:383): women 47 %
#: angina to 29 % heart attack, men 32 to 43 %.
_ANGINA_PER_ATTACK: Final[tuple[float, ...]] = (1.6, 0.75)
_RISKS_FROM_YEARS: Final = 20.0
_RISK_DECIMALS: Final = 8

_RISK_ATTRIBUTES: Final[tuple[str, ...]] = (
    "atrial_fibrillation",
    "blood_pressure_controlled",
    "chf",
    "coronary_heart_disease",
    "diabetes",
    "hypertension",
    "hypertension_severe",
    "left_ventricular_hypertrophy",
    "pregnant",
    "smoker",
)


def sexual_orientation(traits: Traits) -> str:
    """ "heterosexual", "homosexual" or "bisexual", for life."""
    share = traits.lifelong_share(_ORIENTATION)
    if share < _GAY[traits.male]:
        return "homosexual"
    return "bisexual" if share < _GAY[traits.male] + _BISEXUAL[traits.male] else "heterosexual"


def rhesus_negative(traits: Traits) -> bool:
    """Whether the person's blood is RhD negative."""
    return traits.lifelong_share(_RHESUS) < RHESUS_NEGATIVE.get(traits.race, _RHESUS_NEGATIVE_OTHER)


def fall_fracture_probability(traits: Traits, age_years: float, state: BodyState) -> float:
    """Yearly probability, from 65 years on, that a fall breaks a bone; 0 before."""
    if age_years < _FALL_FROM_YEARS:
        return 0.0
    probability = interpolate(_FALL_AGES, _FALLS, age_years) * _FRACTURE_SHARE * _FRACTURE_SEX[traits.male]
    if state.has("osteoporosis"):
        probability *= _OSTEOPOROSIS
    classes = acting(state.active_medications)
    for name, ratio in _FALL_DRUGS.items():
        if name in classes:
            probability *= ratio
    if any(name in PRESSURE_FALL for name in classes):
        probability *= _FALL_ANTIHYPERTENSIVE
    return min(probability, 0.5)


def cardiovascular_risks(traits: Traits, now: int, state: BodyState) -> dict[str, float]:
    """Monthly probabilities of a first heart attack, stable ischaemic heart disease, stroke and atrial fibrillation."""
    age = traits.age_years(now)
    total, hdl = usual_total_and_hdl(traits, now, state)
    systolic = usual_pressure(traits, now, SYSTOLIC, state)
    treated = any(name in PRESSURE_FALL for name in acting(state.active_medications))
    smoker, diabetes, failure = state.has("smoker"), state.has("diabetes"), state.has("chf")
    pooled = pooled_cohort_risk(age, traits.male, traits.race == "black", total, hdl, systolic, treated, smoker, diabetes)
    attack = over_months(pooled, 1.0) * _HEART_ATTACK_SHARE[traits.male] * heart_attack_recalibration(now)
    coronary = state.has("coronary_heart_disease") or failure
    fibrillation, hypertrophy = state.has("atrial_fibrillation"), state.has("left_ventricular_hypertrophy")
    stroke = framingham_stroke_risk(age, traits.male, systolic, treated, diabetes, smoker, coronary, fibrillation, hypertrophy)
    fibrillating = framingham_fibrillation_risk(
        age, traits.male, usual_bmi(traits, now, state), systolic, treated, pr_interval_ms(traits, age), failure
    )
    return {
        "mi_risk": round(attack, _RISK_DECIMALS),
        "ihd_risk": round(attack * _ANGINA_PER_ATTACK[traits.male], _RISK_DECIMALS),
        "stroke_risk": round(over_months(stroke, 1.0) * _STROKE_RECALIBRATION, _RISK_DECIMALS),
        "atrial_fibrillation_risk": round(over_months(fibrillating, 1.0), _RISK_DECIMALS),
    }


def heart_attack_recalibration(now: int) -> float:
    """Heart attacks that come into care, over those that the pooled cohort equations expect, in the year of `now`."""
    return interpolate(_HEART_ATTACK_YEARS, _HEART_ATTACK_RECALIBRATION, 1970.0 + now / YEAR)


def _yearly_risks(traits: Traits, age: float, state: BodyState) -> dict[str, float]:
    """The risks as of the last birthday-year and state seen: worked out anew only where one of them has changed."""
    attributes = tuple(state.has(name) for name in _RISK_ATTRIBUTES)
    conditions = tuple(code in state.active_conditions for code in LIPID_CONDITIONS)
    plans = tuple(code in state.active_care_plans for code in LIFESTYLE_PLANS)
    key = (int(age), attributes, conditions, plans, tuple(sorted(state.active_medications)))
    found = traits.cache.get("risks")
    if isinstance(found, tuple) and found[0] == key:
        risks: dict[str, float] = found[1]
        return risks
    middle = traits.birth + int((int(age) + 0.5) * YEAR)
    risks = cardiovascular_risks(traits, middle, state)
    traits.cache["risks"] = (key, risks)
    return risks


def _growing(traits: Traits, now: int, age: float, state: BodyState) -> dict[str, object]:
    days = traits.age_days(now)
    height, weight = height_cm(traits, now), usual_weight_kg(traits, now, state)
    found: dict[str, object] = {}
    if age * 12.0 < WEIGHT_FOR_LENGTH_MONTHS:
        found["current_weight_length_percentile"] = round(weight_for_length_percentile(traits.male, height, weight), 1)
    if age >= 2.0:
        found["bmi_percentile"] = round(bmi_percentile(traits.male, days, weight * 10_000.0 / (height * height)), 1)
    return found


def _inborn(traits: Traits) -> dict[str, object]:
    """What stays the same all life long."""
    found = traits.cache.get("inborn")
    if not isinstance(found, dict):
        found = traits.cache["inborn"] = {
            "sexual_orientation": sexual_orientation(traits),
            "RH_NEG": rhesus_negative(traits),
            "adherence": round(traits.adherence, 2),
            "weight_loss_adherence": traits.lifelong_share(_WEIGHT_LOSS) < _WEIGHT_LOSS_ADHERENCE,
        }
    return found


def supplied_attributes(body: Traits, now: int, state: BodyState) -> dict[str, object]:
    """Every attribute that the body supplies, as of `now` (seconds since 1970, UTC); absent means unset.

    Always: sexual_orientation, RH_NEG, adherence (share of doses taken), weight_loss_adherence. Below 20 years: percentiles of
    weight for length (to 48 months) and of body mass (from 2 years). From the start of smoking: smoker, and after it "quit
    smoking age". From 20: mi_risk, ihd_risk, stroke_risk, atrial_fibrillation_risk, monthly. From 65:
    probability_of_fall_injury, yearly.
    """
    age = body.age_years(now)
    found = dict(_inborn(body))
    if age < 20.0:
        found.update(_growing(body, now, age, state))
    start, stop = smoking(body)
    if age >= start:
        found["smoker"] = age < stop
        if age >= stop:
            found["quit smoking age"] = int(stop)
    if age >= _RISKS_FROM_YEARS:
        found.update(_yearly_risks(body, age, state))
    if age >= _FALL_FROM_YEARS:
        found["probability_of_fall_injury"] = round(fall_fracture_probability(body, age, state), 4)
    return found
