"""A person's body and the explicit table of everything that can be measured on it.

`Body.value` is a pure function of (seed, person, sex, race, birth, time, state): the noise of a value is keyed by (person, value,
day), so that reading twice gives the same and no reading moves another. Names are those of GMF's vital signs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from simulator.body.circulation import (
    body_temperature,
    ejection_fraction,
    heart_rate,
    oxygen_saturation,
    respiration_rate,
)
from simulator.body.electrolytes import bicarbonate, calcium, chloride, potassium, sodium
from simulator.body.glucose import glucose, hba1c
from simulator.body.growth import head_circumference_percentile, height_percentile, weight_percentile
from simulator.body.kidney import albumin_creatinine_ratio, creatinine, egfr, urea_nitrogen
from simulator.body.lipids import hdl, ldl, total_cholesterol, triglycerides
from simulator.body.physique import head_circumference_cm, height_cm, weight_kg
from simulator.body.pressure import diastolic, systolic
from simulator.body.state import BodyState
from simulator.body.traits import Traits

Reading = Callable[[Traits, int, BodyState], float]


def _height(traits: Traits, now: int, state: BodyState) -> float:
    return height_cm(traits, now)


def _head_circumference(traits: Traits, now: int, state: BodyState) -> float:
    return head_circumference_cm(traits, now)


def _bmi(traits: Traits, now: int, state: BodyState) -> float:
    height = round(height_cm(traits, now), 1)
    return round(weight_kg(traits, now, state), 1) * 10_000.0 / (height * height)


def _height_percentile(traits: Traits, now: int, state: BodyState) -> float:
    return height_percentile(traits.male, traits.age_days(now), height_cm(traits, now))


def _weight_percentile(traits: Traits, now: int, state: BodyState) -> float:
    return weight_percentile(traits.male, traits.age_days(now), weight_kg(traits, now, state))


def _head_percentile(traits: Traits, now: int, state: BodyState) -> float:
    return head_circumference_percentile(traits.male, traits.age_days(now), head_circumference_cm(traits, now))


#: Every vital sign: name → (UCUM unit, decimals, function). The first 28 are GMF's; "Blood Glucose" is its name for HbA1c.
VITAL_SIGNS: Final[dict[str, tuple[str, int, Reading]]] = {
    "Height": ("cm", 1, _height),
    "Weight": ("kg", 1, weight_kg),
    "Height Percentile": ("%", 1, _height_percentile),
    "Weight Percentile": ("%", 1, _weight_percentile),
    "BMI": ("kg/m2", 1, _bmi),
    "Head Circumference": ("cm", 1, _head_circumference),
    "Head Circumference Percentile": ("%", 1, _head_percentile),
    "Systolic Blood Pressure": ("mm[Hg]", 0, systolic),
    "Diastolic Blood Pressure": ("mm[Hg]", 0, diastolic),
    "Total Cholesterol": ("mg/dL", 0, total_cholesterol),
    "Triglycerides": ("mg/dL", 0, triglycerides),
    "LDL": ("mg/dL", 0, ldl),
    "HDL": ("mg/dL", 0, hdl),
    "Blood Glucose": ("%", 1, hba1c),
    "Glucose": ("mg/dL", 0, glucose),
    "EGFR": ("mL/min/{1.73_m2}", 0, egfr),
    "Creatinine": ("mg/dL", 2, creatinine),
    "Microalbumin Creatinine Ratio": ("mg/g", 1, albumin_creatinine_ratio),
    "Urea Nitrogen": ("mg/dL", 0, urea_nitrogen),
    "Calcium": ("mg/dL", 1, calcium),
    "Sodium": ("mmol/L", 0, sodium),
    "Potassium": ("mmol/L", 1, potassium),
    "Chloride": ("mmol/L", 0, chloride),
    "Carbon Dioxide": ("mmol/L", 0, bicarbonate),
    "Oxygen Saturation": ("%", 0, oxygen_saturation),
    "Heart Rate": ("/min", 0, heart_rate),
    "Respiration Rate": ("/min", 0, respiration_rate),
    "Left ventricular Ejection fraction": ("%", 0, ejection_fraction),
    "Body Temperature": ("Cel", 1, body_temperature),
}


class Body(Traits):
    """One person's body: `Body(seed, person, sex "M" or "F", race, birth in seconds since 1970-01-01T00:00:00Z)`."""

    __slots__ = ()

    def value(self, name: str, now: int, state: BodyState) -> float:
        """A vital sign or laboratory value at a time, in the unit and rounded to the decimals of `VITAL_SIGNS`.

        Raises KeyError with the accepted names where `name` is none of them.
        """
        try:
            _, decimals, reading = VITAL_SIGNS[name]
        except KeyError:
            raise KeyError(f'unknown vital sign "{name}"; accepted: {", ".join(VITAL_SIGNS)}') from None
        return round(reading(self, now, state), decimals) + 0.0
