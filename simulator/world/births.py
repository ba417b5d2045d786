"""When people are born: one density over absolute time, so that at the default date the living have the published ages.

The published age structure by sex (Census 2020, taken for the default date 2026-01-01) is divided by the share of each birth
year that still lives then; births after the default date go on at the rate of the last year before it. Within a year births
follow the season (CDC WONDER natality 2010-2019, births per day by month) and the hour of the day.
"""

from __future__ import annotations

from datetime import date

from simulator.kernel.clock import Zone, day_of
from simulator.kernel.streams import uniform
from simulator.world.declared import DeclaredDeaths
from simulator.world.mortality import LAST_AGE, CohortTable
from simulator.world.tables import Weighted, rows

FIRST_YEAR, LAST_YEAR = 1900, 2100
#: On 1 January of this year the living have the published age structure.
DEFAULT_YEAR = 2026

#: Births per day by month, mean 1 (CDC WONDER natality 2010-2019).
_MONTH_INDEX = (0.961, 0.975, 0.974, 0.967, 0.983, 1.011, 1.035, 1.061, 1.058, 1.007, 0.986, 0.982)
#: Births by local hour, per 1,000: 61 % between 6 and 18 o'clock, peaks at 8 and 12 (NCHS Data Brief 200, births of 2013).
_HOUR_WEIGHTS = (29, 27, 27, 27, 27, 29, 31, 50, 66, 45, 43, 45, 60, 55, 51, 52, 54, 58, 47, 42, 38, 35, 32, 30)
_OPEN_AGE = 85


class Births:
    """The density of births over 1900 … 2100."""

    __slots__ = ("_hours", "_months", "_zone")

    def __init__(self, cohorts: CohortTable, zone: Zone) -> None:
        self._zone = zone
        self._hours = Weighted(range(24), _HOUR_WEIGHTS)
        by_year = {sex: _births_by_year(sex, cohorts) for sex in "MF"}
        items: list[tuple[str, int, int]] = []
        weights: list[float] = []
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            for month in range(1, 13):
                first, days = _month(year, month)
                for sex in "MF":
                    items.append((sex, first, days))
                    weights.append(by_year[sex][year] * days * _MONTH_INDEX[month - 1])
        self._months = Weighted(items, weights)

    def birth(self, seed: int, candidate: int) -> tuple[int, str]:
        """The instant of birth (UTC seconds) and the sex at birth of a candidate."""
        sex, first, days = self._months.at(uniform(seed, candidate, "birth"))
        day = first + int(uniform(seed, candidate, "birth day") * days)
        hour = self._hours.at(uniform(seed, candidate, "birth hour"))
        second = hour * 3600 + int(uniform(seed, candidate, "birth minute") * 3600)
        return self._zone.at(day, second), sex


def _month(year: int, month: int) -> tuple[int, int]:
    first = day_of(date(year, month, 1))
    after = date(year + month // 12, month % 12 + 1, 1)
    return first, day_of(after) - first


def _births_by_year(sex: str, cohorts: CohortTable) -> dict[int, float]:
    """Births a year, in units of the published population."""
    none = DeclaredDeaths.none()
    births: dict[int, float] = {}
    living = _living_by_age(sex, cohorts)
    for year in range(FIRST_YEAR, DEFAULT_YEAR):
        age = DEFAULT_YEAR - 1 - year
        births[year] = living[age] / _mean_survival(cohorts, sex, year, age, none) if age <= LAST_AGE else 0.0
    for year in range(FIRST_YEAR, DEFAULT_YEAR - LAST_AGE - 1):
        births[year] = births[DEFAULT_YEAR - LAST_AGE - 1]
    last = births[DEFAULT_YEAR - 1]
    births.update({year: last for year in range(DEFAULT_YEAR, LAST_YEAR + 1)})
    return births


def _mean_survival(cohorts: CohortTable, sex: str, year: int, age: int, none: DeclaredDeaths) -> float:
    """The share of a year's births that live at the default date, over the months of birth."""
    total = sum(
        index * cohorts.survival(sex, year, age + 1 - (month + 0.5) / 12.0, none) for month, index in enumerate(_MONTH_INDEX)
    )
    return total / sum(_MONTH_INDEX)


def _living_by_age(sex: str, cohorts: CohortTable) -> list[float]:
    """The published population by single year of age: five-year groups shared out evenly in births that survive, the open
    group from 85 on by cohort survival."""
    none = DeclaredDeaths.none()
    living = [0.0] * (LAST_AGE + 1)
    for row in rows("population_census_2020"):
        if row["sex"] != sex:
            continue
        ages = range(int(row["age_low"]), min(int(row["age_high"]), LAST_AGE) + 1)
        survival = [_mean_survival(cohorts, sex, DEFAULT_YEAR - 1 - age, age, none) for age in ages]
        for age, share in zip(ages, survival, strict=True):
            living[age] = float(row["population"]) * share / sum(survival)
    return living
