"""The conditions that time alone decides: a person's age, and the date on their local clock."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date
from typing import Final

from simulator.kernel.clock import Zone, date_of, day_at_age, day_of
from simulator.machine.conditions import COMPARISONS, Condition
from simulator.machine.walk import NEVER, Walk
from simulator.record.person import Person


class _Span(Condition):
    """Holds from one instant until another, or but between them. The instants are computed once for whomever they depend on: asking
    costs a comparison."""

    __slots__ = ("_fitted", "_from", "_until", "high", "inverted", "low")

    def __init__(self, low: int | None, high: int | None, inverted: bool) -> None:
        self.low = low
        self.high = high
        self.inverted = inverted
        self._fitted: Person | Zone | None = None
        self._from = 0
        self._until = 0

    def fit_to(self, walk: Walk) -> Person | Zone:
        """On whom the instants depend."""
        raise NotImplementedError

    def instant(self, walk: Walk, bound: int) -> int:
        """The instant at which a bound is reached."""
        raise NotImplementedError

    def _fit(self, walk: Walk) -> None:
        fitted = self.fit_to(walk)
        if fitted is not self._fitted:
            self._fitted = fitted
            self._from = -NEVER if self.low is None else self.instant(walk, self.low)
            self._until = NEVER if self.high is None else self.instant(walk, self.high)

    def holds(self, walk: Walk) -> bool:
        self._fit(walk)
        return (self._from <= walk.now < self._until) != self.inverted

    def changes_at(self, walk: Walk) -> int:
        self._fit(walk)
        if walk.now < self._from:
            return self._from
        return self._until if walk.now < self._until else NEVER


class Age(_Span):
    """Completed calendar years or months."""

    __slots__ = ()

    def __init__(self, operator_text: str, quantity: float, unit: str) -> None:
        # Unpacked first: compiled by mypyc, `super().__init__(*span)` passes the whole tuple as `low`.
        low, high, inverted = _span(operator_text, quantity, 12 if unit == "years" else 1)
        super().__init__(low, high, inverted)

    def fit_to(self, walk: Walk) -> Person | Zone:
        return walk.subject.person

    def instant(self, walk: Walk, bound: int) -> int:
        return _instant_at_age(walk, bound)


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


def _span(operator_text: str, quantity: float, unit: int) -> tuple[int | None, int | None, bool]:
    """The months of age, or years, [low, high) in which a comparison of completed units holds, and whether it is turned round."""
    down = int(quantity // 1) * unit
    up = -int(-quantity // 1) * unit
    if operator_text == "<":
        return None, up, False
    if operator_text == "<=":
        return None, down + unit, False
    if operator_text == ">=":
        return up, None, False
    if operator_text == ">":
        return down + unit, None, False
    return up, down + unit, operator_text == "!="


class YearIs(_Span):
    """The year on the person's local clock."""

    __slots__ = ()

    def __init__(self, operator_text: str, year: int) -> None:
        low, high, inverted = _span(operator_text, year, 1)
        super().__init__(low, high, inverted)

    def fit_to(self, walk: Walk) -> Person | Zone:
        return walk.subject.zone

    def instant(self, walk: Walk, bound: int) -> int:
        return _new_year(walk.subject.zone, bound)


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
