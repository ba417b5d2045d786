"""When people are born: one density over absolute time, so that at the default date the living have the published ages.

The published age structure by sex (Census 2020, of a state ACS 2018, taken for the default date 2026-01-01) is divided by the
share of each birth year that still lives then; births after the default date go on at the rate of the last year before it. Within
a year births follow the season (CDC WONDER natality 2010-2019, births per day by month) and the hour of the day.
"""

from __future__ import annotations

from datetime import date
from math import exp

from simulator.kernel.clock import HOUR, Zone, day_of
from simulator.kernel.streams import stream
from simulator.world.mortality import LAST_AGE, CohortTable
from simulator.world.tables import Weighted, rows, state_rows

FIRST_YEAR, LAST_YEAR = 1900, 2100
#: On 1 January of this year the living have the published age structure.
DEFAULT_YEAR = 2026

#: Births per day by month, mean 1 (CDC WONDER natality 2010-2019).
_MONTH_INDEX = (0.961, 0.975, 0.974, 0.967, 0.983, 1.011, 1.035, 1.061, 1.058, 1.007, 0.986, 0.982)
#: Births by local hour, per 1,000: 61 % between 6 and 18 o'clock, peaks at 8 and 12 (NCHS Data Brief 200, births of 2013).
_HOUR_WEIGHTS = (29, 27, 27, 27, 27, 29, 31, 50, 66, 45, 43, 45, 60, 55, 51, 52, 54, 58, 47, 42, 38, 35, 32, 30)
#: The part of the first year's hazard that those born within the last twelve months have met on average: most of it comes early.
_FIRST_YEAR_LIVED = 0.82


class Births:
    """The density of births over 1900 … 2100."""

    __slots__ = ("_hours", "_months", "_zone")

    def __init__(self, cohorts: CohortTable, zone: Zone, state: str = "") -> None:
        self._zone = zone
        self._hours = Weighted(range(24), _HOUR_WEIGHTS)
        by_year = {sex: _births_by_year(sex, cohorts, state) for sex in "MF"}
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
        draw = stream(seed, candidate, "birth").random
        sex, first, days = self._months.at(draw())
        day = first + int(draw() * days)
        return self._zone.at(day, self._hours.at(draw()) * HOUR + int(draw() * HOUR)), sex


def _month(year: int, month: int) -> tuple[int, int]:
    first = day_of(date(year, month, 1))
    after = date(year + month // 12, month % 12 + 1, 1)
    return first, day_of(after) - first


def _births_by_year(sex: str, cohorts: CohortTable, state: str) -> dict[int, float]:
    """Births a year, in units of the published population."""
    survival = [_mean_survival(cohorts, sex, age) for age in range(LAST_AGE + 1)]
    births: dict[int, float] = {}
    for row in state_rows("population_acs_2018", state) if state else rows("population_census_2020"):
        if row["sex"] != sex:
            continue
        ages = range(int(row["age_low"]), min(int(row["age_high"]) + 1, len(survival)))
        living = sum(survival[age] for age in ages)
        births.update({DEFAULT_YEAR - 1 - age: float(row["population"]) / living for age in ages})
    oldest = min(births)
    births.update(dict.fromkeys(range(FIRST_YEAR, oldest), births[oldest]))
    births.update(dict.fromkeys(range(DEFAULT_YEAR, LAST_YEAR + 1), births[DEFAULT_YEAR - 1]))
    return births


def _mean_survival(cohorts: CohortTable, sex: str, age: int) -> float:
    """The share of the births of a year that live, aged `age`, at the default date."""
    year = DEFAULT_YEAR - 1 - age
    hazards = cohorts.hazards(sex, year, age + 1)
    if age == 0:
        return exp(-hazards[0] * _FIRST_YEAR_LIVED)
    return exp(-sum(hazards[:age]) - 0.5 * hazards[age])
