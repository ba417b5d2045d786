"""Heart and lungs: heart rate, breathing rate, oxygen saturation, ejection fraction, and body temperature."""

from __future__ import annotations

from math import exp, sqrt
from typing import Final

from simulator.body.drugs import acting
from simulator.body.noise import normal
from simulator.body.reference import percentiles
from simulator.body.state import BodyState
from simulator.body.traits import Traits

#: Numbers of the keyed noise ; never reused.
_HEART_RATE_NOISE: Final = 60
_BREATHING: Final = 61
_SATURATION: Final = 62
_EJECTION_NOISE: Final = 63
_TEMPERATURE: Final = 64

_HEART_RATE: Final = percentiles("heart_rate")
_BREATHING_RATE: Final = percentiles("respiration")

#: Within-person share of the SD: resting pulse ±6 of 12 /min from visit to visit (Quer, PLoS One 2020;15:e0227709); breathing and
#: temperature more than half of the variance.
_HEART_RATE_SHARE: Final = 0.5
_BREATHING_SHARE: Final = 0.75
_TEMPERATURE_SHARE: Final = 0.7
_USUAL_HEART_RATE: Final = sqrt(1.0 - _HEART_RATE_SHARE * _HEART_RATE_SHARE)
_USUAL_BREATHING: Final = sqrt(1.0 - _BREATHING_SHARE * _BREATHING_SHARE)
_USUAL_TEMPERATURE: Final = sqrt(1.0 - _TEMPERATURE_SHARE * _TEMPERATURE_SHARE)

#: Change of the heart rate, /min. Beta blockers: McAlister, Ann Intern Med 2009;150:784 (−9 to −12). Diltiazem, verapamil about
#: −5. Ivabradine: SHIFT, Lancet 2010;376:875 (−10.9). Digoxin: −5 (rate control at rest).
_HEART_RATE_DRUGS: Final = {
    "beta_blocker": -10.0,
    "rate_limiting_calcium_blocker": -5.0,
    "ivabradine": -10.0,
    "digoxin": -4.0,
    "central": -4.0,
}
#: Smokers +3 (Linneberg, Circ Cardiovasc Genet 2015;8:832, per current smoking); pregnancy +8 on average (Loerup 2019, +7.6 at
#: term); heart failure +6.
_HEART_RATE_ATTRIBUTES: Final = {"smoker": 3.0, "pregnant": 7.0, "chf": 6.0}
#: Fever raises the pulse by 8.5 /min per °C (Karjalainen, Viitasalo, Arch Intern Med 1986;146:1169).
_PULSE_PER_DEGREE: Final = 8.5
_BREATHS_PER_DEGREE: Final = 2.0

#: Breaths/min added by condition: COPD and heart failure at rest (Cretikos, Med J Aust 2008;188:657, review).
_BREATHING_ATTRIBUTES: Final = {"chf": 3.0, "pregnant": 1.0}

#: Oxygen saturation at rest, %: mean 98.0 to 30 years, falling 0.022 a year; SD 0.9 (Crapo, Am J Respir Crit Care Med
#: 1999;160:1525, sea level). Chronic heart failure −1.5, smokers −0.4 (as shown by CO-free oximetry).
_SATURATION_MEAN: Final = 98.0
_SATURATION_SLOPE: Final = 0.022
_SATURATION_FROM: Final = 30.0
_SATURATION_SD: Final = 0.9
_SATURATION_SHARE: Final = 0.7
_USUAL_SATURATION: Final = sqrt(1.0 - _SATURATION_SHARE * _SATURATION_SHARE)
_SATURATION_ATTRIBUTES: Final = {"chf": -1.5, "smoker": -0.4}
_LOWEST_SATURATION: Final = 70.0
_HIGHEST_SATURATION: Final = 100.0

#: Active conditions by SNOMED CT code: change of saturation (points), breathing (/min) and temperature (°C).
#: COPD −3.5 (Kent, Int J Chron Obstruct Pulmon Dis 2011;6:199: 92–94 % in moderate to severe disease); pneumonia: Majumdar, Clin
#: Infect Dis 2011;52:325 (a third below 92 %) and fever 38.3 °C; influenza: Monto, Arch Intern Med 2000;160:3243.
CONDITION_EFFECTS: Final[dict[str, tuple[float, float, float]]] = {
    "13645005": (-3.5, 3.0, 0.0),  # chronic obstructive pulmonary disease
    "185086009": (-3.0, 3.0, 0.0),  # chronic obstructive bronchitis
    "87433001": (-3.5, 3.0, 0.0),  # pulmonary emphysema
    "233604007": (-4.0, 6.0, 1.6),  # pneumonia
    "840539006": (-2.0, 3.0, 1.0),  # COVID-19
    "67782005": (-12.0, 14.0, 1.0),  # acute respiratory distress syndrome
    "389087006": (-8.0, 6.0, 0.0),  # hypoxaemia
    "59282003": (-5.0, 6.0, 0.4),  # pulmonary embolism
    "6142004": (-0.5, 2.0, 1.9),  # influenza
    "43878008": (0.0, 1.0, 1.4),  # streptococcal sore throat
    "65363002": (0.0, 1.0, 1.2),  # otitis media
    "10509002": (-1.0, 2.0, 0.5),  # acute bronchitis
    "45816000": (0.0, 2.0, 1.9),  # pyelonephritis
    "91302008": (-3.0, 8.0, 2.0),  # sepsis
    "386661006": (0.0, 2.0, 1.9),  # fever
}

#: Ejection fraction, %: Lang, J Am Soc Echocardiogr 2015;28:1, men 62 ± 5, women 64 ± 5. Heart failure: half reduced, half
#: preserved (Dunlay, Nat Rev Cardiol 2017;14:591). After a heart attack −8 points (Burns, J Am Coll Cardiol 2002;39:30).
_EJECTION_MEAN: Final[tuple[float, ...]] = (64.0, 62.0)
_EJECTION_SD: Final = 5.0
_EJECTION_SHARE: Final = 0.45
_USUAL_EJECTION: Final = sqrt(1.0 - _EJECTION_SHARE * _EJECTION_SHARE)
_REDUCED: Final[tuple[float, ...]] = (31.0, 7.0)
_PRESERVED: Final[tuple[float, ...]] = (57.0, 5.0)
_INFARCTIONS: Final[tuple[str, ...]] = ("22298006", "399211009", "401303003", "401314000")
_INFARCTION_FALL: Final = 8.0
_EJECTION_BOUNDS: Final[tuple[float, ...]] = (8.0, 80.0)

#: PR interval, ms: mean 156 at 40, rising a ms in three years, SD 22; above 200 ms in 1.6 % at a mean age of 47 and some 8 %
#: past 70 (Cheng, JAMA 2009;301:2571).
_PR_MEAN: Final = 156.0
_PR_SLOPE: Final = 0.3
_PR_SD: Final = 22.0

#: Mean oral temperature, °C: 36.6 in today's Americans, −0.021 a decade of age, women +0.1, SD 0.33 (Protsiv, eLife 2020;9:e49555);
#: infants 0.4 higher.
_TEMPERATURE_MEAN: Final = 36.65
_TEMPERATURE_SLOPE: Final = -0.0021
_TEMPERATURE_FEMALE: Final = 0.1
_TEMPERATURE_SD: Final = 0.33
_TEMPERATURE_INFANT: Final = 0.4
_INFANT_FADES_YEARS: Final = 3.0


def _condition_effect(state: BodyState, index: int) -> float:
    """The strongest effect among active conditions: they do not add up."""
    effect = 0.0
    for code, effects in CONDITION_EFFECTS.items():
        if code in state.active_conditions and abs(effects[index]) > abs(effect):
            effect = effects[index]
    return effect


def heart_rate(traits: Traits, now: int, state: BodyState) -> float:
    """Resting heart rate of the day, /min."""
    noise = normal(traits.key, _HEART_RATE_NOISE, now // 86_400)
    z = _USUAL_HEART_RATE * traits.z_heart_rate + _HEART_RATE_SHARE * noise
    rate = _HEART_RATE[traits.male].at(traits.place(now), z)
    if state.active_medications:
        for name in acting(state.active_medications):
            rate += _HEART_RATE_DRUGS.get(name, 0.0)
    for attribute, change in _HEART_RATE_ATTRIBUTES.items():
        if state.has(attribute):
            rate += change
    if state.active_conditions:
        rate += _PULSE_PER_DEGREE * _condition_effect(state, 2)
    return max(rate, 38.0)


def respiration_rate(traits: Traits, now: int, state: BodyState) -> float:
    """Breaths a minute at rest on a day."""
    noise = normal(traits.key, _BREATHING, now // 86_400)
    z = _USUAL_BREATHING * traits.z_breathing + _BREATHING_SHARE * noise
    rate = _BREATHING_RATE[traits.male].at(traits.place(now), z)
    for attribute, change in _BREATHING_ATTRIBUTES.items():
        if state.has(attribute):
            rate += change
    if state.active_conditions:
        rate += _condition_effect(state, 1) + _BREATHS_PER_DEGREE * _condition_effect(state, 2)
    return max(rate, 8.0)


def oxygen_saturation(traits: Traits, now: int, state: BodyState) -> float:
    """Oxygen saturation by pulse oximetry of the day, %, at most 100."""
    noise = normal(traits.key, _SATURATION, now // 86_400)
    z = _USUAL_SATURATION * traits.z_saturation + _SATURATION_SHARE * noise
    value = _SATURATION_MEAN + _SATURATION_SD * z
    value -= _SATURATION_SLOPE * max(traits.age_years(now) - _SATURATION_FROM, 0.0)
    for attribute, change in _SATURATION_ATTRIBUTES.items():
        if state.has(attribute):
            value += change
    if state.active_conditions:
        value += _condition_effect(state, 0)
    return min(max(value, _LOWEST_SATURATION), _HIGHEST_SATURATION)


def ejection_fraction(traits: Traits, now: int, state: BodyState) -> float:
    """Left ventricular ejection fraction measured on a day, %."""
    noise = normal(traits.key, _EJECTION_NOISE, now // 86_400)
    z = _USUAL_EJECTION * traits.z_ejection + _EJECTION_SHARE * noise
    if state.has("chf"):
        mean, deviation = _REDUCED if traits.z_ejection < 0.0 else _PRESERVED
        value = mean + deviation * z
    else:
        value = _EJECTION_MEAN[traits.male] + _EJECTION_SD * z
        if any(code in state.active_conditions for code in _INFARCTIONS):
            value -= _INFARCTION_FALL
    return min(max(value, _EJECTION_BOUNDS[0]), _EJECTION_BOUNDS[1])


def pr_interval_ms(traits: Traits, age_years: float) -> float:
    """PR interval of the electrocardiogram in ms, for risk equations."""
    return _PR_MEAN + _PR_SLOPE * (age_years - 40.0) + _PR_SD * traits.z_conduction


def body_temperature(traits: Traits, now: int, state: BodyState) -> float:
    """Oral body temperature of the day, °C."""
    noise = normal(traits.key, _TEMPERATURE, now // 86_400)
    z = _USUAL_TEMPERATURE * traits.z_temperature + _TEMPERATURE_SHARE * noise
    age = traits.age_years(now)
    value = _TEMPERATURE_MEAN + _TEMPERATURE_SLOPE * age + (0.0 if traits.male else _TEMPERATURE_FEMALE)
    value += _TEMPERATURE_INFANT * exp(-age / _INFANT_FADES_YEARS) + _TEMPERATURE_SD * z
    if state.active_conditions:
        value += _condition_effect(state, 2)
    return value
