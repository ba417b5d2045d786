"""The fixed traits of a person's body: standard normal numbers that last a lifetime, correlated as NHANES finds them.

Each trait is drawn by a key of its own from the person's key, so that a new trait moves none of the old ones. Correlations
come from shared parts: body mass pulls triglycerides, HbA1c and blood pressure up and HDL down; so does what else raises
triglycerides.
The weights are fitted so that adults show the Pearson correlations of NHANES 2017–March 2020.
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import Final

from simulator.body.noise import uniform
from simulator.body.reference import Place, place
from simulator.kernel.streams import choose

#: The "day" of lifelong traits in keyed noise: beyond every calendar day.
_LIFELONG: Final = 1 << 40
_QUANTILE: Final = NormalDist().inv_cdf
#: An instant at which nothing has been worked out.
_NEVER: Final = -(1 << 62)

#: Numbers of the traits' keys; never reused.
_HEIGHT: Final = 1000
_BIRTH_SIZE: Final = 1001
_BODY_MASS: Final = 1002
_HEAD: Final = 1003
_PRESSURE: Final = 1004
_SYSTOLIC: Final = 1005
_DIASTOLIC: Final = 1006
_TRIGLYCERIDES: Final = 1007
_HDL: Final = 1008
_LDL: Final = 1009
_HBA1C: Final = 1010
_GLUCOSE: Final = 1011
_FILTRATION: Final = 1012
_ALBUMINURIA: Final = 1013
_HEART_RATE: Final = 1014
_EJECTION: Final = 1015
_ADHERENCE: Final = 1016
_UREA: Final = 1017
_SODIUM: Final = 1018
_POTASSIUM: Final = 1019
_CHLORIDE: Final = 1020
_BICARBONATE: Final = 1021
_CALCIUM: Final = 1022
_BREATHING: Final = 1023
_SATURATION: Final = 1024
_TEMPERATURE: Final = 1025
_CONDUCTION: Final = 1026

#: Share of prescribed doses that a person takes: median 0.87, mean 0.82; 61 % take at least 80 %. Proportion of days covered of at
#: least 80 % over a year in 54 to 72 % for antidiabetics, statins and antihypertensives (Yeaw, J Manag Care Pharm 2009;15:728).
_ADHERENCE_MEDIAN: Final = 0.87
_ADHERENCE_SD: Final = 0.25
_ADHERENCE_LOWEST: Final = 0.1

#: Shifts in SD from the all-race distribution. Height, body mass: Fryar, Vital Health Stat 3(46), 2021, tables by race: Asian
#: men 5.0 cm and women 5.3 cm below all; obesity 17.4 % Asian, 49.6 % black, 42.4 % all (NCHS Data Brief 360). Blood pressure:
#: Wright, Natl Health Stat Rep 35, 2011: black adults 4 to 6 mmHg above. Triglycerides, HDL: Carroll, JAMA
#: 2012;308:1545: black adults 20 % lower, 4 mg/dL higher. HbA1c: Bergenstal, Ann Intern Med 2017;167:95.
RACE_SHIFTS: Final[dict[str, dict[str, float]]] = {
    "white": {"height": 0.06},
    "black": {"height": 0.04, "body_mass": 0.18, "pressure": 0.3, "triglycerides": -0.45, "hdl": 0.25, "hba1c": 0.3},
    "asian": {"height": -0.70, "body_mass": -0.75},
}
_NO_SHIFT: Final[dict[str, float]] = {}


def _mixed(own: float, *parts: tuple[float, float]) -> float:
    """`own` and weighted independent traits, scaled to variance 1."""
    shared = sum(weight * weight for weight, _ in parts)
    return own * sqrt(1.0 - shared) + sum(weight * trait for weight, trait in parts)


class Traits:
    """Who somebody is, bodily: key, sex, race, birth time (seconds since 1970, UTC) and lifelong standard normal traits."""

    __slots__ = (
        "adherence",
        "adult_height_cm",
        "birth",
        "cache",
        "key",
        "liability",
        "liability_at",
        "liability_of",
        "male",
        "mass_at",
        "mass_z",
        "race",
        "z_albuminuria",
        "z_bicarbonate",
        "z_birth_size",
        "z_body_mass",
        "z_breathing",
        "z_calcium",
        "z_chloride",
        "z_conduction",
        "z_diastolic",
        "z_ejection",
        "z_filtration",
        "z_glucose",
        "z_hba1c",
        "z_hdl",
        "z_head",
        "z_heart_rate",
        "z_height",
        "z_ldl",
        "z_potassium",
        "z_pressure",
        "z_saturation",
        "z_sodium",
        "z_systolic",
        "z_temperature",
        "z_triglycerides",
        "z_urea",
    )

    def __init__(self, seed: int, person: int, sex: str, race: str, birth: int) -> None:
        if sex not in ("M", "F"):
            raise ValueError(f'sex of person {person} is "{sex}"; "M" and "F" are accepted')
        self.key = choose(seed, 1 << 53, "body", person)
        self.male = sex == "M"
        self.race = race.lower()
        self.birth = birth
        #: What has been worked out of the traits alone, or for the last state seen: kept for speed, never part of a draw.
        self.cache: dict[str, object] = {}
        self.adult_height_cm: float | None = None
        self.mass_at, self.mass_z = _NEVER, 0.0
        self.liability = 0.0
        self.liability_at: Place = (-1, 0.0)
        self.liability_of = (False, False)
        shift = RACE_SHIFTS.get(self.race, _NO_SHIFT).get
        own = self.lifelong
        height, mass, fat, lipid = own(_HEIGHT), own(_BODY_MASS), own(_TRIGLYCERIDES), own(_LDL)
        self.z_height = height + shift("height", 0.0)
        self.z_birth_size = _mixed(own(_BIRTH_SIZE), (0.5, height)) + 0.5 * shift("height", 0.0)
        self.z_head = _mixed(own(_HEAD), (0.5, height))
        self.z_body_mass = mass + shift("body_mass", 0.0)
        self.z_triglycerides = _mixed(fat, (0.36, mass)) + shift("triglycerides", 0.0)
        self.z_hdl = _mixed(own(_HDL), (-0.44, mass), (-0.46, fat)) + shift("hdl", 0.0)
        self.z_ldl = _mixed(lipid, (0.06, mass), (0.16, fat))
        sugar = _mixed(own(_HBA1C), (0.25, mass), (0.15, fat))
        self.z_hba1c = sugar + shift("hba1c", 0.0)
        self.z_glucose = _mixed(own(_GLUCOSE), (0.45, sugar))
        pressure = _mixed(own(_PRESSURE), (0.24, mass), (0.12, fat), (0.14, lipid))
        self.z_pressure = pressure + shift("pressure", 0.0)
        self.z_systolic = own(_SYSTOLIC)
        self.z_diastolic = own(_DIASTOLIC)
        self.z_filtration = own(_FILTRATION)
        self.z_albuminuria = _mixed(own(_ALBUMINURIA), (0.2, pressure), (-0.15, self.z_filtration))
        self.z_heart_rate = _mixed(own(_HEART_RATE), (0.12, mass))
        self.z_ejection = own(_EJECTION)
        self.z_urea = _mixed(own(_UREA), (-0.3, self.z_filtration))
        self.z_sodium = own(_SODIUM)
        self.z_potassium = own(_POTASSIUM)
        self.z_chloride = _mixed(own(_CHLORIDE), (0.6, self.z_sodium))
        self.z_bicarbonate = own(_BICARBONATE)
        self.z_calcium = own(_CALCIUM)
        self.z_breathing = own(_BREATHING)
        self.z_saturation = own(_SATURATION)
        self.z_temperature = own(_TEMPERATURE)
        self.z_conduction = own(_CONDUCTION)
        self.adherence = min(max(_ADHERENCE_MEDIAN + _ADHERENCE_SD * own(_ADHERENCE), _ADHERENCE_LOWEST), 1.0)

    def lifelong(self, number: int) -> float:
        """The person's standard normal number of a trait, the same all life long."""
        return _QUANTILE(uniform(self.key, number, _LIFELONG))

    def lifelong_share(self, number: int) -> float:
        """The person's number from (0, 1) of a trait, the same all life long."""
        return uniform(self.key, number, _LIFELONG)

    def place(self, now: int) -> Place:
        """Where the person's age at a time lies on the tables' grid."""
        seconds = now - self.birth
        return place(seconds / 31_557_600.0) if seconds > 0 else place(0.0)

    def age_years(self, now: int) -> float:
        """Exact age in years of 365.25 days, never negative."""
        return max(now - self.birth, 0) / 31_557_600.0

    def age_days(self, now: int) -> float:
        """Exact age in days, never negative."""
        return max(now - self.birth, 0) / 86_400.0
