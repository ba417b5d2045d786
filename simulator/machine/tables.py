"""Lookup tables: CSV files below a module folder's `lookup_tables/`, read by lookup transitions and TimeToEvent states.

Columns that are no values are keys, compared as text with the person's attributes; two keys are ranges: `age` in
completed years ("18-25", both included), `time` in milliseconds since 1970 or days ("2020-01-01-2020-12-31", both
included).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from simulator.errors import Problem

_AGES = re.compile(r"(\d{1,3})\s*-\s*(\d{1,3})")
_MILLISECONDS = re.compile(r"(-?\d{1,15})\s*-\s*(-?\d{1,15})")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\s*-\s*(\d{4}-\d{2}-\d{2})")
#: Of an incidence table, columns that are neither keys nor values.
_NOTE_COLUMNS = frozenset({"source", "note"})

#: A rate for each 1,000 person-years can be no higher: an event every 9 hours.
HIGHEST_RATE = 1e6

Span = tuple[int, int]


@dataclass(slots=True)
class TableRow:
    """One row: `age` in years and `time` in seconds are spans with both ends included, None where not asked."""

    line: int
    keys: tuple[str, ...]
    age: Span | None
    time: Span | None
    values: tuple[float, ...]


@dataclass(slots=True)
class TableView:
    """A table as one state reads it: `rows[i].keys` belong to `key_columns`, `rows[i].values` to `value_columns`."""

    key_columns: tuple[str, ...]
    value_columns: tuple[str, ...]
    has_age: bool
    has_time: bool
    rows: list[TableRow]
    problems: list[Problem]


@dataclass(slots=True)
class LookupTable:
    """A table's cells as text; `file` is how people are told of it, `name` how modules call it."""

    name: str
    file: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    lines: list[int]
    _views: dict[tuple[str, ...], TableView] = field(default_factory=dict)

    def transition_view(self, targets: Sequence[str]) -> TableView:
        """The table as a lookup transition to these states reads it: values are probabilities."""
        wanted = tuple(dict.fromkeys(targets))
        keys = [name for name in self.header if name not in wanted]
        return self._view(wanted, keys, highest=1.0)

    def incidence_view(self, column: str) -> TableView:
        """The table as a TimeToEvent reads it: one value, the rate; other columns "rate…", source and note are none."""
        keys = [n for n in self.header if n != column and not n.startswith("rate") and n not in _NOTE_COLUMNS]
        return self._view((column,), keys, highest=HIGHEST_RATE)

    def _view(self, value_columns: tuple[str, ...], keys: Sequence[str], highest: float) -> TableView:
        found = self._views.get((*value_columns, *keys))
        if found is None:
            found = self._views[*value_columns, *keys] = _make_view(self, value_columns, keys, highest)
        return found


def read_table(name: str, file: str, data: bytes) -> tuple[LookupTable | None, list[Problem]]:
    """The table in a CSV file (UTF-8, a byte order mark is allowed), or what is wrong with it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [Problem(file, data.count(b"\n", 0, error.start) + 1, "", "the table is not UTF-8", "UTF-8")]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    try:
        for cells in reader:
            row = tuple(map(str.strip, cells))
            if not any(row):
                continue
            if not header:
                header = row
            elif len(row) != len(header):
                found = f"cells in this row: {len(row)}"
                problems.append(Problem(file, reader.line_num, "", found, f"{len(header)}, as in the header"))
            else:
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        problems.append(Problem(file, reader.line_num, "", f"not CSV: {error}", "comma-separated values (RFC 4180)"))
    problems += _header_problems(file, header)
    return (None, problems) if problems else (LookupTable(name, file, header, rows, lines), [])


def _header_problems(file: str, header: tuple[str, ...]) -> list[Problem]:
    if not header:
        return [Problem(file, 1, "", "the table is empty", "a header line and rows")]
    twice = sorted({name for name in header if header.count(name) > 1})
    problems = [Problem(file, 1, "", f'the column "{name}" is given twice', "each name once") for name in twice]
    if "" in header:
        problems.append(Problem(file, 1, "", "a column has no name", "a name for every column"))
    return problems


@lru_cache(maxsize=1024)
def age_span(text: str) -> Span | None:
    """The years of "18-25"; None for any other text."""
    matched = _AGES.fullmatch(text)
    return _ordered(int(matched[1]), int(matched[2])) if matched else None


@lru_cache(maxsize=4096)
def time_span(text: str) -> Span | None:
    """The whole seconds, since 1970, within milliseconds "0-86399999" or days "1970-01-01-1970-01-01"; None for others."""
    matched = _DAYS.fullmatch(text)
    if matched:
        try:
            first, last = (date.fromisoformat(day) for day in matched.groups())
            return _ordered(_midnight(first), _midnight(last + timedelta(days=1)) - 1)
        except (ValueError, OverflowError):
            return None
    matched = _MILLISECONDS.fullmatch(text)
    return _ordered(-(-int(matched[1]) // 1000), int(matched[2]) // 1000) if matched else None


def _ordered(low: int, high: int) -> Span | None:
    return (low, high) if low <= high else None


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _make_view(table: LookupTable, value_columns: tuple[str, ...], keys: Sequence[str], highest: float) -> TableView:
    key_columns = tuple(name for name in keys if name not in ("age", "time"))
    view = TableView(key_columns, value_columns, "age" in keys, "time" in keys, [], [])
    if any(name not in table.header for name in value_columns):
        return view
    place = {name: index for index, name in enumerate(table.header)}
    key_places = [place[name] for name in key_columns]
    value_places = [place[name] for name in value_columns]
    age_place, time_place = place.get("age", -1), place.get("time", -1)
    for line, row in zip(table.lines, table.rows, strict=True):
        age = age_span(row[age_place]) if view.has_age else None
        time = time_span(row[time_place]) if view.has_time else None
        if view.has_age and age is None:
            view.problems.append(_cell_problem(table, line, "age", row[age_place], 'years such as "18-25"'))
        if view.has_time and time is None:
            accepted = 'milliseconds such as "0-86399999", or days such as "2020-01-01-2020-12-31"'
            view.problems.append(_cell_problem(table, line, "time", row[time_place], accepted))
        values = _values(table, line, [row[index] for index in value_places], highest, view)
        view.rows.append(TableRow(line, tuple(row[index] for index in key_places), age, time, values))
    return view


def _values(table: LookupTable, line: int, cells: Sequence[str], highest: float, view: TableView) -> tuple[float, ...]:
    try:
        values = tuple(map(float, cells))
    except ValueError:
        values = ()
    if values and all(0 <= value <= highest for value in values) and "_" not in "".join(cells):
        return values
    accepted = "a probability from 0 to 1" if highest == 1 else f"a rate from 0 to {HIGHEST_RATE:,.0f}"
    for name, cell in zip(view.value_columns, cells, strict=True):
        if not _is_value(cell, highest):
            view.problems.append(_cell_problem(table, line, name, cell, accepted))
    return tuple(0.0 for _ in cells)


def _is_value(cell: str, highest: float) -> bool:
    try:
        return 0 <= float(cell) <= highest and "_" not in cell
    except ValueError:
        return False


def _cell_problem(table: LookupTable, line: int, column: str, cell: str, accepted: str) -> Problem:
    return Problem(table.file, line, "", f'column "{column}" holds "{cell}"', accepted)
