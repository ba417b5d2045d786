"""The conditions that time alone decides: a person's age, and the date on their local clock."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date
from typing import Final

from simulator.kernel.clock import Zone, date_of, day_at_age, day_of
from simulator.machine.conditions import COMPARISONS, Condition
from simulator.machine.walk import NEVER, Walk
from simulator.record.person import Person


class Age(Condition):
    """Completed calendar years or months.

    The instants at which a person's answer changes are computed once a person: asking costs a comparison.
    """

    __slots__ = ("_from", "_person", "_until", "high", "inverted", "low")

    def __init__(self, operator_text: str, quantity: float, unit: str) -> None:
        self.low, self.high, self.inverted = _age_span(operator_text, quantity, 12 if unit == "years" else 1)
        self._person: Person | None = None
        self._from = 0
        self._until = 0

    def _fit(self, walk: Walk) -> None:
        self._person = walk.subject.person
        self._from = -NEVER if self.low is None else _instant_at_age(walk, self.low)
        self._until = NEVER if self.high is None else _instant_at_age(walk, self.high)

    def holds(self, walk: Walk) -> bool:
        if walk.subject.person is not self._person:
            self._fit(walk)
        return (self._from <= walk.now < self._until) != self.inverted

    def changes_at(self, walk: Walk) -> int:
        if walk.subject.person is not self._person:
            self._fit(walk)
        if walk.now < self._from:
            return self._from
        return self._until if walk.now < self._until else NEVER


#: Nobody completes so many months; the calendar ends before.
_BEYOND_ANY_AGE: Final = 12 * 1000


def _instant_at_age(walk: Walk, months: int) -> int:
    if months <= 0:
        return -NEVER
    if months > _BEYOND_ANY_AGE:
        return NEVER
    subject = walk.subject
    if months % 12 == 0:
        return subject.birthday(months // 12)  # asked for by many conditions, and worked out once a person
    return subject.zone.at(day_at_age(subject.birth_day, months))


def _age_span(operator_text: str, quantity: float, unit_months: int) -> tuple[int | None, int | None, bool]:
    """The months of age [low, high) in which a comparison of completed units holds, and whether it is turned round."""
    down = int(quantity // 1) * unit_months
    up = -int(-quantity // 1) * unit_months
    if operator_text == "<":
        return None, up, False
    if operator_text == "<=":
        return None, down + unit_months, False
    if operator_text == ">=":
        return up, None, False
    if operator_text == ">":
        return down + unit_months, None, False
    return up, down + unit_months, operator_text == "!="


class YearIs(Condition):
    """The year on the person's local clock. The instants at which the answer changes are computed once a zone."""

    __slots__ = ("_from", "_until", "_zone", "high", "inverted", "low")

    def __init__(self, operator_text: str, year: int) -> None:
        self.low, self.high, self.inverted = _age_span(operator_text, year, 1)
        self._zone: Zone | None = None
        self._from = 0
        self._until = 0

    def _fit(self, zone: Zone) -> None:
        self._zone = zone
        self._from = -NEVER if self.low is None else _new_year(zone, self.low)
        self._until = NEVER if self.high is None else _new_year(zone, self.high)

    def holds(self, walk: Walk) -> bool:
        if walk.subject.zone is not self._zone:
            self._fit(walk.subject.zone)
        return (self._from <= walk.now < self._until) != self.inverted

    def changes_at(self, walk: Walk) -> int:
        if walk.subject.zone is not self._zone:
            self._fit(walk.subject.zone)
        if walk.now < self._from:
            return self._from
        return self._until if walk.now < self._until else NEVER


def _new_year(zone: Zone, year: int) -> int:
    """The instant at which a year begins; what the calendar doesn't hold lies beyond all time."""
    if year < MINYEAR:
        return -NEVER
    return NEVER if year > MAXYEAR else zone.at(day_of(date(year, 1, 1)))


class DateIs(Condition):
    """The month or the moment, on the person's local clock."""

    __slots__ = ("compare", "moment", "month")

    def __init__(self, operator_text: str, month: int | None, moment: tuple[int, int]) -> None:
        self.compare = COMPARISONS[operator_text]
        self.month = month
        self.moment = moment

    def holds(self, walk: Walk) -> bool:
        zone = walk.subject.zone
        if self.month is None:
            return self.compare(walk.now, zone.at(*self.moment))
        return self.compare(date_of(zone.day(walk.now)).month, self.month)

    def changes_at(self, walk: Walk) -> int:
        zone = walk.subject.zone
        if self.month is None:
            moment = zone.at(*self.moment)
            return moment if moment > walk.now else moment + 1 if moment == walk.now else NEVER
        today = date_of(zone.day(walk.now))
        answer = self.compare(today.month, self.month)
        year, month = today.year, today.month
        for _ in range(12):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
            if self.compare(month, self.month) != answer:
                return zone.at(day_of(date(year, month, 1)))
        return NEVER
