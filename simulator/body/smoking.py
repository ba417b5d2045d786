"""Cigarette smoking of a person: whether, from what age and until when, by birth cohort and sex."""

from __future__ import annotations

from math import log
from typing import Final, NamedTuple

from simulator.body.reference import interpolate
from simulator.body.traits import Traits

_EVER: Final = 1200
_START: Final = 1201
_QUIT: Final = 1202

#: Share who ever smoke by year of birth: Holford, Am J Prev Med 2014;46:e31 (US birth cohorts 1890–1985) and NHANES 2017–March
#: 2020 (ever smokers: men 46 % at 45–64, 66 % at 65–74, women 40, 37 %); from 1990 on current smoking of young adults, NHIS
#: 2021 (5.3 % at 18–24) and Monitoring the Future.
_BORN: Final[tuple[float, ...]] = (
    1900.0,
    1910.0,
    1920.0,
    1930.0,
    1940.0,
    1950.0,
    1960.0,
    1970.0,
    1980.0,
    1990.0,
    1995.0,
    2000.0,
    2005.0,
    2010.0,
)
_EVER_MALE: Final[tuple[float, ...]] = (0.66, 0.76, 0.78, 0.74, 0.68, 0.63, 0.47, 0.45, 0.46, 0.44, 0.38, 0.26, 0.17, 0.13)
_EVER_FEMALE: Final[tuple[float, ...]] = (0.22, 0.42, 0.51, 0.51, 0.45, 0.39, 0.39, 0.38, 0.35, 0.29, 0.23, 0.16, 0.11, 0.09)

#: Age at starting: mean 17.4, SD 3, nearly all before 26 (Surgeon General 2012, Preventing Tobacco Use, chapter 3); women of
#: cohorts before 1930 began five years later (Burns, NCI Monograph 8, 1997).
_START_MEAN: Final = 17.4
_START_SD: Final = 3.0
_START_EARLIEST: Final = 11.0
_START_LATEST: Final = 30.0
_LATE_START_YEARS: Final = 5.0
_LATE_START_BORN: Final[tuple[float, ...]] = (1910.0, 1935.0)

#: Quitting for good, per year of smoking, by calendar year: quit ratios of 24 % in 1965, 50 % in 1990, 61 % in 2018 (Surgeon
#: General 2014, 2020); by age, relative to middle age.
_QUIT_YEARS: Final[tuple[float, ...]] = (1945.0, 1955.0, 1965.0, 1980.0, 2000.0, 2015.0, 2022.0)
_QUIT_RATE: Final[tuple[float, ...]] = (0.004, 0.009, 0.026, 0.034, 0.034, 0.040, 0.048)
_QUIT_AGES: Final[tuple[float, ...]] = (18.0, 22.0, 28.0, 38.0, 50.0, 60.0, 70.0)
_QUIT_BY_AGE: Final[tuple[float, ...]] = (0.5, 1.4, 1.6, 0.75, 0.55, 0.8, 1.5)
_SECONDS_PER_YEAR: Final = 31_557_600.0
_NEVER: Final = 999.0


class Smoking(NamedTuple):
    """Ages in years at which somebody starts and stops smoking; 999 where that never happens."""

    start_age: float
    quit_age: float


def ever_smokers(male: bool, birth_year: float) -> float:
    """The share of a birth cohort who ever smoke, 0 to 1."""
    return interpolate(_BORN, _EVER_MALE if male else _EVER_FEMALE, birth_year)


def smoking(traits: Traits) -> Smoking:
    """When a person smokes, as a function of the person alone."""
    found = traits.cache.get("smoking")
    if not isinstance(found, Smoking):
        found = traits.cache["smoking"] = _smoking(traits)
    return found


def _smoking(traits: Traits) -> Smoking:
    born = 1970.0 + traits.birth / _SECONDS_PER_YEAR
    if traits.lifelong_share(_EVER) >= ever_smokers(traits.male, born):
        return Smoking(_NEVER, _NEVER)
    later = 0.0 if traits.male else interpolate(_LATE_START_BORN, (_LATE_START_YEARS, 0.0), born)
    start = _START_MEAN + later + _START_SD * traits.lifelong(_START)
    start = min(max(start, _START_EARLIEST), _START_LATEST)
    return Smoking(start, _quit_age(born, start, -log(traits.lifelong_share(_QUIT))))


def _quit_age(born: float, start: float, threshold: float) -> float:
    """The age at which the cumulative hazard of quitting passes `threshold`; 999 if not before 110."""
    age = start
    while age < 110.0:
        rate = interpolate(_QUIT_YEARS, _QUIT_RATE, born + age) * interpolate(_QUIT_AGES, _QUIT_BY_AGE, age)
        if threshold <= rate:
            return age + threshold / rate
        threshold -= rate
        age += 1.0
    return _NEVER
