"""Sodium, potassium, chloride, bicarbonate and calcium in serum: a person's own set point, the day, disease and drugs."""

from __future__ import annotations

from math import sqrt
from typing import Final

from simulator.body.drugs import acting
from simulator.body.kidney import stage
from simulator.body.noise import normal
from simulator.body.reference import percentiles
from simulator.body.state import BodyState
from simulator.body.traits import Traits

#: Numbers of the keyed noise used here; never reused.
_SODIUM: Final = 50
_POTASSIUM: Final = 51
_CHLORIDE: Final = 52
_BICARBONATE: Final = 53
_CALCIUM: Final = 54

_PERCENTILES: Final = {
    _SODIUM: percentiles("sodium"),
    _POTASSIUM: percentiles("potassium"),
    _CHLORIDE: percentiles("chloride"),
    _BICARBONATE: percentiles("bicarbonate"),
    _CALCIUM: percentiles("calcium"),
}
#: Within-person share of the SD, from coefficients of variation within and between people (EFLM biological variation
#: database): sodium 0.6, 0.7; potassium 4.6, 5.6; chloride 1.2, 1.5; bicarbonate 4.0, 4.7; calcium 2.1, 2.5 %.
_SHARES: Final = {_SODIUM: 0.60, _POTASSIUM: 0.63, _CHLORIDE: 0.62, _BICARBONATE: 0.65, _CALCIUM: 0.60}
_USUAL: Final = {number: sqrt(1.0 - share * share) for number, share in _SHARES.items()}
#: Sodium draws chloride along: r = 0.6 in NHANES biochemistry profiles.
_CHLORIDE_WITH_SODIUM: Final = 0.6
_CHLORIDE_ALONE: Final = sqrt(1.0 - _CHLORIDE_WITH_SODIUM * _CHLORIDE_WITH_SODIUM)

#: Shift by stage of kidney disease 0 to 5: bicarbonate falls and potassium rises from stage 3 on, calcium falls from stage 4
#: (Moranne, J Am Soc Nephrol 2009;20:164, complications by measured filtration).
_STAGE_SHIFT: Final = {
    _SODIUM: (0.0, 0.0, 0.0, 0.0, -0.3, -0.8),
    _POTASSIUM: (0.0, 0.0, 0.05, 0.2, 0.45, 0.7),
    _CHLORIDE: (0.0, 0.0, 0.0, 0.8, 1.5, 1.0),
    _BICARBONATE: (0.0, 0.0, 0.0, -1.0, -2.8, -4.5),
    _CALCIUM: (0.0, 0.0, 0.0, 0.0, -0.2, -0.5),
}
#: Mean shift by drug class. Thiazides and loop diuretics: Greenberg, Am J Med Sci 2000;319:10
#: (potassium −0.3 to −0.4 mmol/L, mild alkalosis, thiazides raise calcium by 0.1 to 0.2 mg/dL). Renin inhibitors: Reardon,
#: Arch Intern Med 1998;158:26 (+0.1 to 0.2). Spironolactone 25 mg: RALES, N Engl J Med 1999;341:709 (+0.3).
_DRUG_SHIFT: Final[dict[str, dict[int, float]]] = {
    "thiazide": {_SODIUM: -1.0, _POTASSIUM: -0.30, _CHLORIDE: -1.8, _BICARBONATE: 1.2, _CALCIUM: 0.15},
    "loop_diuretic": {_SODIUM: -0.5, _POTASSIUM: -0.25, _CHLORIDE: -1.5, _BICARBONATE: 1.5, _CALCIUM: -0.05},
    "ace_inhibitor": {_POTASSIUM: 0.12},
    "arb": {_POTASSIUM: 0.10},
    "mineralocorticoid_blocker": {_SODIUM: -0.5, _POTASSIUM: 0.30},
    "potassium": {_POTASSIUM: 0.20},
}
#: Attributes: heart failure (OPTIMIZE-HF: low sodium in a fifth, Gheorghiade, Eur Heart J 2007;28:980), diabetes (hyperglycaemia
#: lowers sodium by 1.6 mmol/L per 100 mg/dL, Katz, N Engl J Med 1973;289:843), pregnancy (Abbassi-Ghanavati, Obstet Gynecol
#: 2009;114:1326, second trimester).
_ATTRIBUTE_SHIFT: Final[dict[int, tuple[tuple[str, float], ...]]] = {
    _SODIUM: (("chf", -1.5), ("diabetes", -1.0), ("pregnant", -2.5)),
    _POTASSIUM: (("pregnant", -0.2),),
    _CHLORIDE: (("chf", -1.5), ("diabetes", -1.0)),
    _BICARBONATE: (("pregnant", -3.5),),
    _CALCIUM: (("pregnant", -0.5),),
}
_NONE: Final[dict[int, float]] = {}


def _value(traits: Traits, now: int, number: int, usual: float, noise: float, state: BodyState) -> float:
    share = _SHARES[number]
    z = _USUAL[number] * usual + share * noise
    value = _PERCENTILES[number][traits.male].at(traits.place(now), z)
    grade = stage(state)
    if grade:
        value += _STAGE_SHIFT[number][grade]
    if state.active_medications:
        for name in acting(state.active_medications):
            value += _DRUG_SHIFT.get(name, _NONE).get(number, 0.0)
    for attribute, shift in _ATTRIBUTE_SHIFT[number]:
        if state.has(attribute):
            value += shift
    return value


def sodium(traits: Traits, now: int, state: BodyState) -> float:
    """Serum sodium of the day, mmol/L."""
    return _value(traits, now, _SODIUM, traits.z_sodium, normal(traits.key, _SODIUM, now // 86_400), state)


def potassium(traits: Traits, now: int, state: BodyState) -> float:
    """Serum potassium of the day, mmol/L."""
    return _value(traits, now, _POTASSIUM, traits.z_potassium, normal(traits.key, _POTASSIUM, now // 86_400), state)


def chloride(traits: Traits, now: int, state: BodyState) -> float:
    """Serum chloride of the day, mmol/L."""
    day = now // 86_400
    own, with_sodium = normal(traits.key, _CHLORIDE, day), normal(traits.key, _SODIUM, day)
    noise = _CHLORIDE_ALONE * own + _CHLORIDE_WITH_SODIUM * with_sodium
    return _value(traits, now, _CHLORIDE, traits.z_chloride, noise, state)


def bicarbonate(traits: Traits, now: int, state: BodyState) -> float:
    """Serum bicarbonate (carbon dioxide) of the day, mmol/L."""
    return _value(traits, now, _BICARBONATE, traits.z_bicarbonate, normal(traits.key, _BICARBONATE, now // 86_400), state)


def calcium(traits: Traits, now: int, state: BodyState) -> float:
    """Total serum calcium of the day, mg/dL."""
    return _value(traits, now, _CALCIUM, traits.z_calcium, normal(traits.key, _CALCIUM, now // 86_400), state)
