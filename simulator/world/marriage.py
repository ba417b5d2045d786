"""Marriages, divorces, widowhood and remarriage over a life, with the names that come with them."""

from __future__ import annotations

from math import exp

from simulator.kernel.clock import HOUR, YEAR, date_of
from simulator.kernel.streams import stream
from simulator.record.entry import Entry
from simulator.record.life import MaritalStatusChanged, NameChanged
from simulator.record.person import Name, Person, Relative
from simulator.world import trends
from simulator.world.coverage import Married
from simulator.world.declared import DeclaredDeaths
from simulator.world.mortality import CohortTable
from simulator.world.names import Names
from simulator.world.numbers import phone

#: Median age at first marriage by year (Census Bureau, table MS-2), for men and women; a birth cohort marries about 24 years on.
_MEDIAN_AGE = {
    "M": ((1900, 25.9), (1920, 24.6), (1940, 24.3), (1950, 22.8), (1960, 22.8), (1970, 23.2), (1980, 24.7), (1990, 26.1),
          (2000, 26.8), (2010, 28.2), (2020, 30.5)),
    "F": ((1900, 21.9), (1920, 21.2), (1940, 21.5), (1950, 20.3), (1960, 20.3), (1970, 20.8), (1980, 22.0), (1990, 23.9),
          (2000, 25.1), (2010, 26.1), (2020, 28.1)),
}  # fmt: skip
_COHORT_LAG = 24
_YOUNGEST, _SPREAD = 15.0, 0.55
#: Who ever marries, by year of birth (Census Bureau, SIPP and ACS: 95 % of those born around 1935; projections after 1980).
_EVER_MARRIES = ((1900, 0.92), (1930, 0.96), (1945, 0.96), (1960, 0.90), (1970, 0.87), (1980, 0.83), (1990, 0.78), (2000, 0.74))
#: Marriages that end in divorce, by year of marriage, and when: log-normal (NCHS, NSFG; Kennedy and Ruggles 2014).
_DIVORCES = ((1900, 0.10), (1920, 0.17), (1940, 0.25), (1960, 0.38), (1970, 0.46), (1980, 0.46), (1990, 0.43), (2010, 0.37))
_DIVORCE_MEDIAN_YEARS, _DIVORCE_SPREAD = 9.0, 0.9
#: Who marries again in the end, and the wait: more than have so far (Pew Research Center 2014: 64 % of the divorced or widowed men,
#: 52 % of the women), so that marital status by age comes out as in ACS 2018, B12002.
_REMARRIES = {("D", "M"): 0.80, ("D", "F"): 0.68, ("W", "M"): 0.60, ("W", "F"): 0.25}
_WAIT_MEDIAN_YEARS, _WAIT_SPREAD = 3.0, 0.8
_LATE_AGE, _LATE_FACTOR = 60.0, {"M": 0.7, "F": 0.5}
#: Husband older than the wife, in years: mean and standard deviation (Census Bureau, CPS 2022, table FG3: 2.2).
_OLDER, _OLDER_SPREAD = 2.3, 4.0
#: Women who take the husband's name: nearly all until the 1970s, 79 % now, and 5 % both names (Pew Research Center 2023);
#: men who take the wife's 5 %. Women who go back to their own after a divorce: an assumption.
_WOMEN_TAKE = ((1970, 0.97), (2000, 0.82), (2023, 0.79))
_WOMEN_JOIN = ((1970, 0.0), (2000, 0.04), (2023, 0.05))
_MEN_TAKE, _GOES_BACK = 0.05, 0.3
#: Marriages of two of one sex, since 2015 (Census Bureau, ACS 2022: 1.2 % of married couples; newer marriages more).
_SAME_SEX_SINCE, _SAME_SEX = 2015, 0.02
#: No marriage ends within so many years (an assumption; keeps its events in order).
_SHORTEST = 0.1
_LAST_AGE = 105.0
_OPENS, _CLOSES = 10 * HOUR, 16 * HOUR


def marriages(
    person: Person, group: str, names: Names, cohorts: CohortTable, telephone_areas: tuple[str, ...]
) -> tuple[list[Entry], list[Married]]:
    """What happens to somebody's marital status and name, in time order, and the times of marriage."""
    history = _Marriages(person, group, names, cohorts, telephone_areas)
    return history.entries, history.married


class _Marriages:
    __slots__ = (
        "_birth_year",
        "_changes",
        "_cohorts",
        "_group",
        "_name",
        "_names",
        "_person",
        "_rng",
        "_statuses",
        "_telephone_areas",
        "entries",
        "married",
    )

    def __init__(self, person: Person, group: str, names: Names, cohorts: CohortTable, telephone_areas: tuple[str, ...]) -> None:
        self._telephone_areas = telephone_areas
        self._person = person
        self._group = group
        self._names = names
        self._cohorts = cohorts
        self._rng = stream(person.seed, person.candidate, "marriage")
        self._birth_year = date_of(person.birth_day).year
        self._name = person.name
        self._statuses = 0
        self._changes = 0
        self.entries: list[Entry] = []
        self.married: list[Married] = []
        if self._rng.random() < trends.at(_EVER_MARRIES, self._birth_year):
            self._live()

    def _live(self) -> None:
        median = trends.at(_MEDIAN_AGE[self._person.sex], self._birth_year + _COHORT_LAG)
        age = _YOUNGEST + max((median - _YOUNGEST) * exp(self._rng.gauss(0.0, _SPREAD)), 1.0)
        while age < _LAST_AGE:
            age, status = self._marriage(age)
            chance = _REMARRIES[(status, self._person.sex)] * (_LATE_FACTOR[self._person.sex] if age > _LATE_AGE else 1.0)
            if self._rng.random() >= chance:
                return
            age += 0.3 + _WAIT_MEDIAN_YEARS * exp(self._rng.gauss(0.0, _WAIT_SPREAD))

    def _marriage(self, age: float) -> tuple[float, str]:
        """One marriage from `age` on: the age at its end, and the status after it."""
        start = self._by_day(age)
        year = self._birth_year + int(age)
        spouse, spouse_age = self._spouse(age, year)
        divorce = float("inf")
        if self._rng.random() < trends.at(_DIVORCES, year):
            divorce = age + _SHORTEST + _DIVORCE_MEDIAN_YEARS * exp(self._rng.gauss(0.0, _DIVORCE_SPREAD))
        widowed = age + _SHORTEST + self._spouse_years(spouse.sex, year - int(spouse_age), spouse_age)
        end = min(divorce, widowed)
        self._status(start, "M", spouse)
        self._take_name(start, year, spouse)
        status = "D" if divorce <= widowed else "W"
        ended = self._by_day(end) if status == "D" else self._person.birth + int(end * YEAR)
        self.married.append(Married(start, ended))
        self._status(ended, status, None)
        if status == "D" and self._name.family != self._person.name.family and self._rng.random() < _GOES_BACK:
            self._rename(ended, self._person.name.family)
        return end, status

    def _by_day(self, age: float) -> int:
        """An instant by day at an age: offices and altars are open then."""
        day = self._person.birth_day + int(age * 365.25)
        return self._person.zone.at(day, _OPENS + int(self._rng.random() * (_CLOSES - _OPENS)))

    def _spouse(self, age: float, year: int) -> tuple[Relative, float]:
        """The spouse, and the spouse's age."""
        sex = "F" if self._person.sex == "M" else "M"
        if year >= _SAME_SEX_SINCE and self._rng.random() < _SAME_SEX:
            sex = self._person.sex
        older = self._rng.gauss(_OLDER if sex == "M" else -_OLDER, _OLDER_SPREAD)
        spouse_age = max(age + (older if sex != self._person.sex else older / 2.0), _YOUNGEST + 1.0)
        given = self._names.first(sex, year - int(spouse_age), self._group, self._rng.random())
        family = self._names.surname(self._group, self._rng.random())
        return Relative("SPS", Name(family, (given,)), sex, phone(self._rng, self._telephone_areas)), spouse_age

    def _spouse_years(self, sex: str, birth_year: int, age: float) -> float:
        """How long the spouse lives on."""
        none = DeclaredDeaths.none()
        living = self._cohorts.survival(sex, birth_year, age, none)
        lived = self._cohorts.lifetime_seconds(sex, birth_year, max(living * (1.0 - self._rng.random()), 1e-12), none)
        return max(lived / YEAR - age, 0.0)

    def _status(self, time: int, status: str, spouse: Relative | None) -> None:
        self.entries.append(MaritalStatusChanged(self._statuses, time, status, spouse))
        self._statuses += 1

    def _take_name(self, time: int, year: int, spouse: Relative) -> None:
        draw = self._rng.random()
        takes = trends.at(_WOMEN_TAKE, year) if self._person.sex == "F" else _MEN_TAKE
        joins = trends.at(_WOMEN_JOIN, year) if self._person.sex == "F" else 0.0
        if draw < takes:
            self._rename(time, spouse.name.family)
        elif draw < takes + joins:
            self._rename(time, f"{self._person.name.family}-{spouse.name.family}")

    def _rename(self, time: int, family: str) -> None:
        if family == self._name.family:
            return
        self._name = Name(family, self._name.given)
        self.entries.append(NameChanged(self._changes, time, self._name))
        self._changes += 1
