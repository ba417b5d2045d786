"""Background mortality: cohort life tables by sex and birth year, less the causes that modules declare as theirs.

q(x) comes from the Social Security Administration's cohort tables (Actuarial Study 120, table 7, born 1900, 1910 … 2010). Between
two cohorts the logarithm of the hazard is interpolated, beyond 2010 the change of the last decade is carried on. That study ends
in 2001: later years of death are brought to the level of the published period tables (NCHS, 2005 … 2019; the level of 2019 holds
on), and the years of the pandemic to its excess. Within a year of age the force of mortality is constant but for the season, and
but for the first year, most of whose deaths fall into the first days.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from math import exp, log

from simulator.kernel.clock import DAY, YEAR
from simulator.world.declared import DeclaredDeaths as DeclaredDeaths
from simulator.world.tables import lines

#: Nobody lives longer, in completed years.
LAST_AGE = 119

_FIRST_COHORT, _LAST_COHORT, _LAST_YEAR = 1900, 2010, 2101
#: Of the tables' q(x) = 1 at the end.
_SURE = 1.0 - 1e-9
_LEVEL_YEARS = (2000, 2005, 2010, 2015, 2019)
#: Excess deaths by year, as a power of that of 2020: life expectancy fell by 1.8 years in 2020, and was 2.4, 1.3 and 0.4 years
#: below that of 2019 in 2021, 2022 and 2023 (NCHS, NVSR 74(2) and Data Brief 521).
_EXCESS_POWERS = {2020: 1.0, 2021: 1.33, 2022: 0.72, 2023: 0.22}

#: Ends of the parts of the first year, in days, and the share of infant deaths that falls into each: of births since 1970
#: (NCHS, NVSR 69(7), infant mortality 2018: under 1 day 38 %, 1-6 days 15 %, 7-27 days 13 %, later 34 %) and of births until
#: 1915 (birth registration area: neonatal 44 %, a third of it on the first day). From memory, rounded.
_INFANT_DAYS = (1.0, 7.0, 28.0, 365.25)
_INFANT_SHARES_MODERN = (0.38, 0.15, 0.13, 0.34)
_INFANT_SHARES_EARLY = (0.15, 0.14, 0.15, 0.56)
_EARLY_UNTIL, _MODERN_FROM = 1915, 1970

#: Deaths per day by month, mean 1 (CDC WONDER, monthly deaths 2010-2019).
_MONTH_INDEX = (1.104, 1.070, 1.045, 1.002, 0.966, 0.949, 0.940, 0.936, 0.947, 0.976, 1.007, 1.058)
_SEASON = [0.0, *(part / sum(_MONTH_INDEX) for part in accumulate(_MONTH_INDEX))]


class CohortTable:
    """The hazards of death by sex and birth year; made once per world."""

    __slots__ = ("_cumulative", "_excess", "_levels", "_log_hazards")

    def __init__(self) -> None:
        self._log_hazards: dict[str, list[list[float]]] = {"M": [], "F": []}
        for sex, _, *cohorts in lines("cohort_qx")[1:]:
            self._log_hazards[sex].append([log(-log(1.0 - min(max(float(q), 1e-5), _SURE))) for q in cohorts])
        self._levels: dict[str, list[list[float]]] = {"M": [], "F": []}
        self._excess: dict[str, list[float]] = {"M": [], "F": []}
        for sex, _, *levels, excess in lines("period_level")[1:]:
            self._levels[sex].append([0.0, *(log(float(level)) for level in levels)])
            self._excess[sex].append(log(float(excess)))
        self._cumulative: dict[tuple[str, int, str], list[float]] = {}

    def probability(self, sex: str, birth_year: int, age: int) -> float:
        """q(x): the probability that whoever has completed `age` years dies before the next birthday."""
        return 1.0 - exp(-self.hazards(sex, birth_year, age + 1)[age])

    def hazards(self, sex: str, birth_year: int, ages: int) -> list[float]:
        """The hazard of death within each of the first `ages` years of age, of those born in a year."""
        cohort = min(max(birth_year, _FIRST_COHORT), _LAST_YEAR)
        index = min((cohort - _FIRST_COHORT) // 10, (_LAST_COHORT - _FIRST_COHORT) // 10 - 1)
        part = (cohort - _FIRST_COHORT - 10 * index) / 10.0
        columns = self._log_hazards[sex][:ages]
        found = [column[index] + (column[index + 1] - column[index]) * part for column in columns]
        for age in range(max(_LEVEL_YEARS[0] + 1 - birth_year, 0), ages):
            found[age] += self._log_level(sex, age, birth_year + age)
        return [exp(one) for one in found]

    def _log_level(self, sex: str, age: int, year: int) -> float:
        """What takes the study's projection to the published level of a year after 2000."""
        known = min(age, len(self._levels[sex]) - 1)
        levels = self._levels[sex][known]
        if year >= _LEVEL_YEARS[-1]:
            power = _EXCESS_POWERS.get(year)
            return levels[-1] + self._excess[sex][known] * power if power else levels[-1]
        index = bisect_right(_LEVEL_YEARS, year) - 1
        part = (year - _LEVEL_YEARS[index]) / (_LEVEL_YEARS[index + 1] - _LEVEL_YEARS[index])
        return levels[index] + (levels[index + 1] - levels[index]) * part

    def cumulative(self, sex: str, birth_year: int, declared: DeclaredDeaths) -> list[float]:
        """The cumulative hazard at each birthday, from 0 at birth to the last, less the declared causes."""
        key = (sex, birth_year, declared.key)
        found = self._cumulative.get(key)
        if found is None:
            pairs = zip(self.hazards(sex, birth_year, LAST_AGE + 1), declared.shares[sex], strict=True)
            found = list(accumulate((hazard * (1.0 - share) for hazard, share in pairs), initial=0.0))
            self._cumulative[key] = found
        return found

    def survival(self, sex: str, birth_year: int, age_years: float, declared: DeclaredDeaths) -> float:
        """The share of a birth cohort that still lives at an age, in years with their fraction; without the season."""
        if age_years <= 0.0:
            return 1.0
        cumulative = self.cumulative(sex, birth_year, declared)
        age = int(age_years)
        if age > LAST_AGE:
            return 0.0
        within = _infant_part(age_years * 365.25, birth_year) if age == 0 else age_years - age
        return exp(-(cumulative[age] + within * (cumulative[age + 1] - cumulative[age])))

    def lifetime_seconds(
        self, sex: str, birth_year: int, quantile: float, declared: DeclaredDeaths, birth: int | None = None
    ) -> int:
        """The length of the life that the share `quantile` of a cohort outlives, in seconds; with the season for a known
        instant of birth (UTC seconds)."""
        cumulative = self.cumulative(sex, birth_year, declared)
        target = -log(quantile)
        age = bisect_left(cumulative, target) - 1
        if age > LAST_AGE:
            return (LAST_AGE + 1) * YEAR
        if age < 0:
            return 0
        within = (target - cumulative[age]) / (cumulative[age + 1] - cumulative[age])
        if age == 0:
            return int(_infant_day(within, birth_year) * DAY)
        if birth is not None:
            within = _in_season(birth / YEAR % 1.0, within)
        return int((age + within) * YEAR)


def _in_season(birthday: float, within: float) -> float:
    """The part of a year of age before which the part `within` of its hazard lies; `birthday` is the part of the calendar
    year before it."""
    target = _season(birthday) + within
    turns = int(target)
    index = min(bisect_right(_SEASON, target - turns) - 1, 11)
    part = (target - turns - _SEASON[index]) / (_SEASON[index + 1] - _SEASON[index])
    return min(max(turns + (index + part) / 12.0 - birthday, 0.0), 1.0)


def _season(part: float) -> float:
    """The part of a calendar year's deaths that lies before a part of the year."""
    month = min(int(part * 12.0), 11)
    return _SEASON[month] + (_SEASON[month + 1] - _SEASON[month]) * (part * 12.0 - month)


def _infant_shares(birth_year: int) -> list[float]:
    modern = min(max((birth_year - _EARLY_UNTIL) / (_MODERN_FROM - _EARLY_UNTIL), 0.0), 1.0)
    pairs = zip(_INFANT_SHARES_EARLY, _INFANT_SHARES_MODERN, strict=True)
    return [early + (late - early) * modern for early, late in pairs]


def _infant_part(day: float, birth_year: int) -> float:
    """The part of the first year's hazard that lies before an age in days."""
    start = done = 0.0
    for end, share in zip(_INFANT_DAYS, _infant_shares(birth_year), strict=True):
        if day <= end:
            return done + share * (day - start) / (end - start)
        start, done = end, done + share
    return 1.0


def _infant_day(part: float, birth_year: int) -> float:
    """The age in days before which the part `part` of the first year's hazard lies."""
    start = done = 0.0
    for end, share in zip(_INFANT_DAYS, _infant_shares(birth_year), strict=True):
        if part <= done + share:
            return start + (end - start) * (part - done) / share
        start, done = end, done + share
    return _INFANT_DAYS[-1]
