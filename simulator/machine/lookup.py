"""Lookup tables compiled for people: key → sorted ages and times, so that a row is found by bisection.

A table of 602 rows that a state of everybody asks every four days made the engine 4.7 times slower when it was scanned.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import Final

from simulator.kernel.clock import DAY, YEAR
from simulator.machine.tables import TableRow, TableView
from simulator.machine.walk import NEVER, Walk

Values = tuple[float, ...]

#: Nobody is followed beyond this age, in years.
OLDEST: Final = 130
#: No year of age is longer, in seconds: 366 days and the hours of a change of the clock.
_LONGEST_YEAR: Final = 366.1 * DAY


class Spans:
    """Values by a number (an age or an instant): the first row whose span holds it, in the table's order; `bounds` are the running
    sums of all but the last."""

    __slots__ = ("bounds", "starts", "values")

    def __init__(self, spans: list[tuple[int, int, Values]]) -> None:
        edges = sorted({edge for low, high, _ in spans for edge in (low, high + 1)})
        self.starts = edges
        self.values: list[Values | None] = []
        for edge in edges:
            self.values.append(next((values for low, high, values in spans if low <= edge <= high), None))
        self.bounds = [None if values is None else running(values) for values in self.values]

    def find(self, number: int) -> Values | None:
        at = bisect_right(self.starts, number) - 1
        return self.values[at] if at >= 0 else None

    def find_bounds(self, number: int) -> list[float] | None:
        at = bisect_right(self.starts, number) - 1
        return self.bounds[at] if at >= 0 else None


class TimedSpans:
    """The spans of ages of each time between two changes of a table with both, made when first asked for: of 95 rows
    two thirds were looked at in vain each time."""

    __slots__ = ("_made", "_rows", "_starts")

    def __init__(self, rows: list[TableRow]) -> None:
        self._rows = rows
        self._starts = sorted({edge for row in rows if row.time for edge in (row.time[0], row.time[1] + 1)})
        self._made: list[Spans | None] = [None] * len(self._starts)

    def at(self, instant: int) -> Spans | None:
        """The spans of ages at an instant; None before the first."""
        place = bisect_right(self._starts, instant) - 1
        if place < 0:
            return None
        made = self._made[place]
        if made is None:
            start = self._starts[place]
            found = [(row.age[0], row.age[1], row.values) for row in self._rows if row.age and row.time and holds(row.time, start)]
            made = self._made[place] = Spans(found)
        return made


def holds(span: tuple[int, int], number: int) -> bool:
    """Whether a number lies in a span, both ends included."""
    return span[0] <= number <= span[1]


class Rates:
    """Rates by completed year of age: a second, and the most that can add up from the beginning of that year of age on."""

    __slots__ = ("ahead", "per_second")

    def __init__(self, spans: Spans) -> None:
        found = [spans.find(year) for year in range(OLDEST)]
        self.per_second = [values[0] / (1000.0 * YEAR) if values else 0.0 for values in found]
        self.ahead = [rate * _LONGEST_YEAR for rate in self.per_second]
        for year in range(OLDEST - 2, -1, -1):
            self.ahead[year] += self.ahead[year + 1]


class Lookup:
    """The row of a table that fits a person: by the attributes named in `columns`, by age, by time."""

    __slots__ = ("_age_and_time", "_by_age", "_by_time", "_plain", "_rates", "columns", "has_age", "has_time")

    def __init__(self, view: TableView) -> None:
        self.columns = view.key_columns
        self.has_age = view.has_age
        self.has_time = view.has_time
        groups: dict[tuple[str, ...], list[TableRow]] = {}
        for row in view.rows:
            groups.setdefault(tuple(key_text(key) for key in row.keys), []).append(row)
        self._plain: dict[tuple[str, ...], list[float]] = {}
        self._by_age: dict[tuple[str, ...], Spans] = {}
        self._by_time: dict[tuple[str, ...], Spans] = {}
        self._rates: dict[tuple[str, ...], Rates] = {}
        self._age_and_time: dict[tuple[str, ...], TimedSpans] = {}
        for key, rows in groups.items():
            self._add(key, rows)

    def _add(self, key: tuple[str, ...], rows: list[TableRow]) -> None:
        if self.has_age and self.has_time:
            self._age_and_time[key] = TimedSpans(rows)
        elif self.has_age:
            self._by_age[key] = Spans([(row.age[0], row.age[1], row.values) for row in rows if row.age])
        elif self.has_time:
            self._by_time[key] = Spans([(row.time[0], row.time[1], row.values) for row in rows if row.time])
        else:
            self._plain[key] = running(rows[0].values)

    def key_of(self, walk: Walk) -> tuple[str, ...]:
        """The person's texts in the table's columns; an attribute that is not set matches nothing."""
        subject = walk.subject
        texts = []
        for column in self.columns:
            value = subject.sex if column == "gender" else subject.race if column == "race" else subject.attributes.get(column)
            texts.append("\0" if value is None else key_text(value))
        return tuple(texts)

    def find(self, walk: Walk) -> list[float] | None:
        """The running sums of the first row that fits, of all its values but the last; None where none fits."""
        key = self.key_of(walk) if self.columns else ()
        if not self.has_age and not self.has_time:
            return self._plain.get(key)
        if not self.has_age:
            spans = self._by_time.get(key)
            return None if spans is None else spans.find_bounds(walk.now)
        age = walk.subject.age_years(walk.now)
        if not self.has_time:
            spans = self._by_age.get(key)
        else:
            timed = self._age_and_time.get(key)
            spans = None if timed is None else timed.at(walk.now)
        return None if spans is None else spans.find_bounds(age)

    def span_at(self, instant: int) -> tuple[int, int, list[float] | None]:
        """From when until when which row fits, of a table without other columns: its running sums; None where none does."""
        spans = self._by_time.get(())
        if spans is None:
            return -NEVER, NEVER, None
        starts = spans.starts
        at = bisect_right(starts, instant)
        until = starts[at] if at < len(starts) else NEVER
        return (starts[at - 1], until, spans.bounds[at - 1]) if at else (-NEVER, until, None)

    def rates(self, walk: Walk) -> Rates | None:
        """The person's rates by age, of a table of rates per 1,000 person-years; None where it has none for them."""
        key = self.key_of(walk) if self.columns else ()
        found = self._rates.get(key)
        if found is None:
            spans = self._by_age.get(key)
            if spans is None:
                return None
            found = self._rates[key] = Rates(spans)
        return found


def running(values: Values) -> list[float]:
    """The running sums of all values but the last, to which what is missing falls."""
    return list(accumulate(values[:-1]))


def key_text(value: object) -> str:
    """A value as tables write it: truth in lower case, whole numbers without a fraction, text as it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number_text(value)
    text = str(value)
    if text.endswith(".0") and text[:-2].lstrip("-").isdigit():
        return text[:-2]
    return text


@lru_cache(maxsize=4096)
def _number_text(value: float) -> str:
    """Kept, for a life asks 300 times for the row of a risk, and to write a number takes longer than to find the row."""
    return str(int(value)) if value.is_integer() else str(value)
