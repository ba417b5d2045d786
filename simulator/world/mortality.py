"""Background mortality: cohort life tables by sex and birth year, less the causes that modules declare as theirs.

Source of q(x): Social Security Administration, Actuarial Study 120, table 7 (cohorts born 1900, 1910 … 2010). Between two
cohorts ln q is interpolated, beyond 2010 the change of the last decade is carried on. Within a year of age the force of
mortality is constant, but for the first year, most of whose deaths fall into the first days.
"""

from __future__ import annotations

from bisect import bisect_left
from math import exp, log

from simulator.kernel.clock import DAY, YEAR
from simulator.world.declared import DeclaredDeaths as DeclaredDeaths
from simulator.world.tables import rows

#: Nobody lives longer, in completed years.
LAST_AGE = 119

_FIRST_COHORT = 1900
_LAST_COHORT = 2010
_LAST_YEAR = 2101

#: Ends of the parts of the first year, in days, and the share of infant deaths that falls into each: of births since 1970
#: (NCHS, NVSR 69(7), infant mortality 2018: under 1 day 38 %, 1-6 days 15 %, 7-27 days 13 %, later 34 %) and of births in
#: 1900-1915 (birth registration area: neonatal 44 %, a third of it on the first day). From memory, rounded.
_INFANT_DAYS = (1.0, 7.0, 28.0, 365.25)
_INFANT_SHARES_MODERN = (0.38, 0.15, 0.13, 0.34)
_INFANT_SHARES_EARLY = (0.15, 0.14, 0.15, 0.56)
_EARLY_UNTIL, _MODERN_FROM = 1915, 1970


class CohortTable:
    """The hazards of death by sex and birth year; made once per world."""

    __slots__ = ("_cumulative", "_log_q")

    def __init__(self) -> None:
        self._log_q: dict[str, list[list[float]]] = {"M": [], "F": []}
        for row in rows("cohort_qx"):
            cohorts = range(_FIRST_COHORT, _LAST_COHORT + 1, 10)
            self._log_q[row["sex"]].append([log(max(float(row[str(cohort)]), 1e-5)) for cohort in cohorts])
        self._cumulative: dict[tuple[str, int, str], list[float]] = {}

    def probability(self, sex: str, birth_year: int, age: int) -> float:
        """q(x): the probability that whoever has completed `age` years dies before the next birthday; at most 1."""
        columns = self._log_q[sex][min(age, LAST_AGE)]
        year = min(max(birth_year, _FIRST_COHORT), _LAST_YEAR)
        if year >= _LAST_COHORT:
            change = min(columns[-1] - columns[-2], 0.0)
            return min(exp(columns[-1] + change * (year - _LAST_COHORT) / 10.0), 1.0)
        index, rest = divmod(year - _FIRST_COHORT, 10)
        return min(exp(columns[index] + (columns[index + 1] - columns[index]) * rest / 10.0), 1.0)

    def cumulative(self, sex: str, birth_year: int, declared: DeclaredDeaths) -> list[float]:
        """The cumulative hazard at each birthday, from 0 at birth to the last, less the declared causes."""
        key = (sex, min(max(birth_year, _FIRST_COHORT), _LAST_YEAR), declared.key)
        found = self._cumulative.get(key)
        if found is None:
            found = [0.0]
            for age in range(LAST_AGE + 1):
                hazard = -log(max(1.0 - self.probability(sex, birth_year, age), 1e-9))
                found.append(found[-1] + hazard * (1.0 - declared.share(sex, age)))
            self._cumulative[key] = found
        return found

    def survival(self, sex: str, birth_year: int, age_years: float, declared: DeclaredDeaths) -> float:
        """The share of a birth cohort that still lives at an age, in years with their fraction."""
        if age_years <= 0.0:
            return 1.0
        cumulative = self.cumulative(sex, birth_year, declared)
        age = int(age_years)
        if age > LAST_AGE:
            return 0.0
        within = _infant_part((age_years * 365.25), birth_year) if age == 0 else age_years - age
        return exp(-(cumulative[age] + within * (cumulative[age + 1] - cumulative[age])))

    def lifetime_seconds(self, sex: str, birth_year: int, quantile: float, declared: DeclaredDeaths) -> int:
        """The length of the life that the share `quantile` of a cohort outlives, in seconds."""
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
        return int((age + within) * YEAR)


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
