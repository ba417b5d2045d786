"""The time-to-event step: an onset sampled from an incidence table, instead of a coin every month.

One unit exponential is drawn at entry; the event comes when the person's cumulative hazard reaches it (the inverse method for
a non-homogeneous Poisson process: Lewis and Shedler, Naval Research Logistics Quarterly 26, 1979). The hazard is constant
between birthdays, and between months where the state has a season.
"""

from __future__ import annotations

import math

from simulator.kernel.clock import YEAR, age_in_years, date_of, day_at_age, day_of
from simulator.machine.lookup import Lookup
from simulator.machine.transitions import Share
from simulator.machine.walk import GO, NEVER, Step, Walk

#: Nobody is followed beyond this age, in years.
OLDEST = 130


class TimeToEvent(Step):
    """Waits for an event that comes at a rate per 1,000 person-years by age and other columns of a table; it may never come."""

    __slots__ = ("lookup", "monthly_factors", "relative_risk", "signals")

    def __init__(
        self, module: str, name: str, path: str, lookup: Lookup, relative_risk: Share, monthly_factors: tuple[float, ...]
    ) -> None:
        super().__init__(module, name, path)
        self.lookup = lookup
        self.relative_risk = relative_risk
        self.monthly_factors = monthly_factors
        self.signals = ("attribute:" + relative_risk.attribute,) if relative_risk.attribute else ()

    def act(self, walk: Walk) -> int:
        if walk.event is None:
            walk.event = Waiting(-math.log(1.0 - walk.random.random()), walk.now, self.relative_risk.of(walk))
        else:
            walk.event.left -= self._hazard(walk, walk.event.since, walk.now) * walk.event.risk
            walk.event.since, walk.event.risk = walk.now, self.relative_risk.of(walk)
            if walk.event.left <= 1e-9:
                walk.event = None
                return GO
        at = self._instant(walk, walk.event.left / walk.event.risk) if walk.event.risk > 0 else NEVER
        if self.signals or at == NEVER:
            return walk.park(self.signals, at)
        walk.event = None
        return (at - walk.now) or GO

    def _instant(self, walk: Walk, left: float) -> int:
        """The instant from the walk's clock on at which the hazard, without relative risk, has added up to `left`."""
        for start, end, rate in self._pieces(walk, walk.now, NEVER):
            piece = (end - start) / YEAR * rate
            if piece >= left:
                return start + math.ceil(left / rate * YEAR)
            left -= piece
        return NEVER

    def _hazard(self, walk: Walk, since: int, until: int) -> float:
        return sum((end - start) / YEAR * rate for start, end, rate in self._pieces(walk, since, until))

    def _pieces(self, walk: Walk, since: int, until: int) -> list[tuple[int, int, float]]:
        """Spans of time (start, end, rate a year) between two instants, in order, those without a rate left out."""
        rates = self.lookup.by_age(walk)
        if rates is None:
            return []
        subject = walk.subject
        zone, born = subject.zone, subject.birth_day
        pieces = []
        for years in range(age_in_years(born, zone.day(since)), OLDEST):
            start = max(since, zone.at(day_at_age(born, 12 * years)))
            end = min(until, zone.at(day_at_age(born, 12 * (years + 1))))
            if start >= until:
                break
            found = rates.find(years)
            if found and found[0] > 0 and end > start:
                pieces += (
                    self._by_month(walk, start, end, found[0] / 1000.0)
                    if self.monthly_factors
                    else [(start, end, found[0] / 1000.0)]
                )
        return pieces

    def _by_month(self, walk: Walk, start: int, end: int, rate: float) -> list[tuple[int, int, float]]:
        zone = walk.subject.zone
        pieces = []
        while start < end:
            today = date_of(zone.day(start))
            month = today.month % 12 + 1
            turn = min(end, zone.at(day_of(today.replace(year=today.year + (month == 1), month=month, day=1))))
            factor = self.monthly_factors[today.month - 1]
            if factor > 0:
                pieces.append((start, turn, rate * factor))
            start = turn
        return pieces


class Waiting:
    """An event that a walk waits for: the hazard left, since when, at which relative risk."""

    __slots__ = ("left", "risk", "since")

    def __init__(self, left: float, since: int, risk: float) -> None:
        self.left = left
        self.since = since
        self.risk = risk
