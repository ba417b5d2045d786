"""The time-to-event step: an onset sampled from an incidence table, instead of a coin every month.

One unit exponential is drawn at entry; the event comes when the person's cumulative hazard reaches it (the inverse method for
a non-homogeneous Poisson process: Lewis and Shedler, Naval Research Logistics Quarterly 26, 1979). The hazard is constant
between birthdays, times a factor that is constant within a month where the state has a season.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from datetime import date
from typing import Final

from simulator.kernel.clock import Zone, day_of
from simulator.machine.lookup import OLDEST, Lookup, Rates
from simulator.machine.transitions import Share
from simulator.machine.walk import GO, NEVER, Step, Walk

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2250


class Season:
    """Time as a season weighs it: seconds times the factor of their calendar month, added up since 1900.

    Months are computed once a zone: whole years of a person's hazard are then two look-ups each.
    """

    __slots__ = ("_factors", "_starts", "_sums")

    def __init__(self, zone: Zone, factors: tuple[float, ...]) -> None:
        months = [(year, month) for year in range(_FIRST_YEAR, _LAST_YEAR) for month in range(1, 13)]
        self._starts = [zone.at(day_of(date(year, month, 1))) for year, month in months]
        self._factors = [factors[month - 1] for _, month in months]
        self._sums = [0.0]
        for place in range(1, len(months)):
            seconds = self._starts[place] - self._starts[place - 1]
            self._sums.append(self._sums[-1] + seconds * self._factors[place - 1])

    def weighed(self, instant: int) -> float:
        """The weighted seconds from 1900 to an instant."""
        place = max(bisect_right(self._starts, instant) - 1, 0)
        return self._sums[place] + (instant - self._starts[place]) * self._factors[place]

    def instant(self, weighed: float) -> int:
        """The first instant at which so many weighted seconds have passed: the inverse of `weighed`."""
        place = max(bisect_right(self._sums, weighed) - 1, 0)
        while self._factors[place] == 0:
            place += 1
        return self._starts[place] + math.ceil((weighed - self._sums[place]) / self._factors[place])


#: Columns of a table that birth fixes: nothing can change them while somebody waits.
_FIXED_COLUMNS: Final[tuple[str, ...]] = ("gender", "race")


class TimeToEvent(Step):
    """Waits for an event that comes at a rate per 1,000 person-years by age and other columns of a table; it may never come.

    It is woken when the attribute of its relative risk or of a column is set: the hazard so far counts by what held till then.
    """

    __slots__ = ("_seasons", "highest", "lookup", "monthly_factors", "relative_risk", "signals")

    def __init__(
        self, module: str, name: str, path: str, lookup: Lookup, relative_risk: Share, monthly_factors: tuple[float, ...]
    ) -> None:
        super().__init__(module, name, path)
        self.lookup = lookup
        self.relative_risk = relative_risk
        self.monthly_factors = monthly_factors
        self.highest = max(monthly_factors, default=1.0)
        self._seasons: dict[str, Season] = {}
        read = (relative_risk.attribute, *(column for column in lookup.columns if column not in _FIXED_COLUMNS))
        self.signals = tuple("attribute:" + name for name in dict.fromkeys(read) if name)

    def act(self, walk: Walk) -> int:
        event = walk.event
        risk, rates = self.relative_risk.of(walk), self.lookup.rates(walk)
        if event is None:
            event = walk.event = Waiting(-math.log(1.0 - walk.random.random()), walk.now, risk, rates)
        else:
            event.left -= self._hazard(walk, event) * event.risk
            event.since, event.risk, event.rates = walk.now, risk, rates
            if event.left <= 1e-9:
                walk.event = None
                return GO
        at = self._instant(walk, event) if risk > 0 else NEVER
        if self.signals or at == NEVER:
            return walk.park(self.signals, at)
        walk.event = None
        return at - walk.now

    def _instant(self, walk: Walk, event: Waiting) -> int:
        """The instant at which the hazard from the walk's clock on adds up to what is left.

        Whether it ever can is asked first, of the sum of all rates to come: most events never come to most people.
        """
        left = event.left / event.risk
        start, season = walk.now, self._season(walk)
        years = walk.subject.age_years(start)
        rates = event.rates
        if rates is None or years >= OLDEST or left > rates.ahead[years] * self.highest:
            return NEVER
        begin = float(start) if season is None else season.weighed(start)
        for year in range(years, OLDEST):
            birthday = walk.subject.birthday(year + 1)
            end = float(birthday) if season is None else season.weighed(birthday)
            rate = rates.per_second[year]
            if (end - begin) * rate >= left and rate > 0:
                until = begin + left / rate
                return math.ceil(until) if season is None else season.instant(until)
            left -= (end - begin) * rate
            begin = end
        return NEVER

    def _hazard(self, walk: Walk, event: Waiting) -> float:
        """The hazard from when it was last counted to the walk's clock, without relative risk."""
        rates, now, season = event.rates, walk.now, self._season(walk)
        if rates is None:
            return 0.0
        total, start = 0.0, event.since
        begin = float(start) if season is None else season.weighed(start)
        year = walk.subject.age_years(start)
        while start < now and year < OLDEST:
            start = min(now, walk.subject.birthday(year + 1))
            end = float(start) if season is None else season.weighed(start)
            total += (end - begin) * rates.per_second[year]
            begin = end
            year += 1
        return total

    def _season(self, walk: Walk) -> Season | None:
        if not self.monthly_factors:
            return None
        zone = walk.subject.zone
        found = self._seasons.get(zone.key)
        if found is None:
            found = self._seasons[zone.key] = Season(zone, self.monthly_factors)
        return found


class Waiting:
    """An event that a walk waits for: the hazard left, since when, at which relative risk, and the table's rates by age."""

    __slots__ = ("left", "rates", "risk", "since")

    def __init__(self, left: float, since: int, risk: float, rates: Rates | None) -> None:
        self.left = left
        self.since = since
        self.risk = risk
        self.rates = rates
