"""Fasting lipids: LDL, HDL, triglycerides and their sum, on the lipid-lowering drugs in use.

`reference.csv` holds untreated LDL: NHANES 2017–March 2020 with what statins remove given back. Total cholesterol is the sum
LDL + HDL + triglycerides / 5 of the day's rounded values, so that Friedewald's equation (Clin Chem 1972;18:499) holds in
every panel as printed.
"""

from __future__ import annotations

from math import sqrt
from typing import Final

from simulator.body.drugs import acting
from simulator.body.noise import normal
from simulator.body.reference import percentiles
from simulator.body.state import BodyState
from simulator.body.traits import Traits

#: Numbers of the keyed noise used here; never reused.
_LDL_NOISE: Final = 20
_HDL_NOISE: Final = 21
_TRIGLYCERIDE_NOISE: Final = 22

_LDL: Final = percentiles("ldl")
_HDL: Final = percentiles("hdl")
_TRIGLYCERIDES: Final = percentiles("triglycerides")

#: Within-person share of the SD, from the coefficients of variation within and between people (EFLM biological variation
#: database; Ricós, Scand J Clin Lab Invest 1999;59:491): LDL 8.3 and 25.7 %, HDL 5.8 and 21 %, triglycerides 20 and 37 %.
_LDL_SHARE: Final = 0.31
_HDL_SHARE: Final = 0.27
_TRIGLYCERIDE_SHARE: Final = 0.45
_USUAL_LDL: Final = sqrt(1.0 - _LDL_SHARE * _LDL_SHARE)
_USUAL_HDL: Final = sqrt(1.0 - _HDL_SHARE * _HDL_SHARE)
_USUAL_TRIGLYCERIDES: Final = sqrt(1.0 - _TRIGLYCERIDE_SHARE * _TRIGLYCERIDE_SHARE)

#: Ezetimibe takes 18.6 % off LDL: Pandor, J Intern Med 2009;265:568. Fibrates: triglycerides −36 %, HDL +10 %, LDL −8 %;
#: niacin −20, +16, −14 %: Birjmohun, J Am Coll Cardiol 2005;45:185. Statins beside LDL: triglycerides −12 %, HDL +4 %: Barter,
#: J Lipid Res 2010;51:1546 (VOYAGER).
_LDL_KEPT: Final = {"ezetimibe": 0.814, "fibrate": 0.92, "niacin": 0.86}
_TRIGLYCERIDES_KEPT: Final = {"statin": 0.88, "fibrate": 0.64, "niacin": 0.80}
_HDL_KEPT: Final = {"statin": 1.04, "fibrate": 1.10, "niacin": 1.16, "glitazone": 1.08}
#: Diabetes: triglycerides 25 % higher, HDL 8 % lower (UKPDS 27, Diabetes Care 1997;20:1683). Smokers: triglycerides +9 %, HDL
#: −6 % (Craig, BMJ 1989;298:784). Pregnancy, second trimester: triglycerides +60 %, HDL +15 %, LDL +20 % (Wiznitzer, Am J
#: Obstet Gynecol 2009;201:482.e1).
_DIABETES_TRIGLYCERIDES: Final = 1.25
_DIABETES_HDL: Final = 0.92
_SMOKER_TRIGLYCERIDES: Final = 1.09
_SMOKER_HDL: Final = 0.94
_PREGNANT_TRIGLYCERIDES: Final = 1.60
_PREGNANT_HDL: Final = 1.15
_PREGNANT_LDL: Final = 1.20
#: A diagnosed disorder of lipids lies in the upper tail: by SNOMED CT code, the least rank in SD before treatment (the 84th
#: percentile): 55822004 hyperlipidaemia, 13644009 hypercholesterolaemia (LDL), 302870006 hypertriglyceridaemia.
_LDL_CONDITIONS: Final[tuple[str, ...]] = ("55822004", "13644009")
_TRIGLYCERIDE_CONDITIONS: Final[tuple[str, ...]] = ("302870006",)
LIPID_CONDITIONS: Final = _LDL_CONDITIONS + _TRIGLYCERIDE_CONDITIONS
_UPPER_TAIL_SD: Final = 1.0
_LOWEST_LDL: Final = 15.0
_LOWEST_HDL: Final = 12.0
_LOWEST_TRIGLYCERIDES: Final = 20.0


def _upper(z: float, codes: tuple[str, ...], state: BodyState) -> float:
    """`z`, or where one of the conditions is active its counterpart of the same rank in the upper tail."""
    for code in codes:
        if code in state.active_conditions:
            return max(z, _UPPER_TAIL_SD + 0.3 * (z + 2.0)) if z < 2.0 else z
    return z


def _times(traits: Traits, value: float, kept: dict[str, float], state: BodyState) -> float:
    if state.active_medications:
        for name in acting(state.active_medications):
            value *= 1.0 + traits.adherence * (kept.get(name, 1.0) - 1.0)
    return value


def _ldl(traits: Traits, now: int, state: BodyState, noise: float) -> float:
    usual = _upper(traits.z_ldl, _LDL_CONDITIONS, state)
    z = usual * _USUAL_LDL + _LDL_SHARE * noise
    value = _LDL[traits.male].at(traits.place(now), z)
    if state.active_medications:
        for name, factor in acting(state.active_medications).items():
            kept = 1.0 - factor if name == "statin" else _LDL_KEPT.get(name, 1.0)
            value *= 1.0 + traits.adherence * (kept - 1.0)
    if state.has("pregnant"):
        value *= _PREGNANT_LDL
    return max(value, _LOWEST_LDL)


def _hdl(traits: Traits, now: int, state: BodyState, noise: float) -> float:
    z = traits.z_hdl * _USUAL_HDL + _HDL_SHARE * noise
    value = _times(traits, _HDL[traits.male].at(traits.place(now), z), _HDL_KEPT, state)
    if state.has("diabetes"):
        value *= _DIABETES_HDL
    if state.has("smoker"):
        value *= _SMOKER_HDL
    if state.has("pregnant"):
        value *= _PREGNANT_HDL
    return max(value, _LOWEST_HDL)


def ldl(traits: Traits, now: int, state: BodyState) -> float:
    """LDL cholesterol of the day, mg/dL."""
    return _ldl(traits, now, state, normal(traits.key, _LDL_NOISE, now // 86_400))


def hdl(traits: Traits, now: int, state: BodyState) -> float:
    """HDL cholesterol of the day, mg/dL."""
    return _hdl(traits, now, state, normal(traits.key, _HDL_NOISE, now // 86_400))


def triglycerides(traits: Traits, now: int, state: BodyState) -> float:
    """Fasting triglycerides of the day, mg/dL."""
    noise = normal(traits.key, _TRIGLYCERIDE_NOISE, now // 86_400)
    usual = _upper(traits.z_triglycerides, _TRIGLYCERIDE_CONDITIONS, state)
    z = usual * _USUAL_TRIGLYCERIDES + _TRIGLYCERIDE_SHARE * noise
    value = _times(traits, _TRIGLYCERIDES[traits.male].at(traits.place(now), z), _TRIGLYCERIDES_KEPT, state)
    if state.has("diabetes"):
        value *= _DIABETES_TRIGLYCERIDES
    if state.has("smoker"):
        value *= _SMOKER_TRIGLYCERIDES
    if state.has("pregnant"):
        value *= _PREGNANT_TRIGLYCERIDES
    return max(value, _LOWEST_TRIGLYCERIDES)


def total_cholesterol(traits: Traits, now: int, state: BodyState) -> float:
    """Total cholesterol of the day, mg/dL: LDL + HDL + triglycerides / 5, each rounded first."""
    parts = round(ldl(traits, now, state)) + round(hdl(traits, now, state))
    return float(parts + round(round(triglycerides(traits, now, state)) / 5))


def usual_total_and_hdl(traits: Traits, now: int, state: BodyState) -> tuple[float, float]:
    """Usual total and HDL cholesterol in mg/dL without the day's variation, for risk equations."""
    usual_hdl = _hdl(traits, now, state, 0.0)
    where = traits.place(now)
    untreated = _TRIGLYCERIDES[traits.male].at(where, traits.z_triglycerides)
    usual_triglycerides = _times(traits, untreated, _TRIGLYCERIDES_KEPT, state)
    return _ldl(traits, now, state, 0.0) + usual_hdl + usual_triglycerides / 5.0, usual_hdl
