"""Deaths that modules cause by themselves, taken off the background so that nobody dies twice."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import InputError, Problem

COLUMNS = ("module", "cause", "sex", "age_low", "age_high", "share_of_deaths", "source")
#: May stand beside them: the SHA-256 of the module's file as text. Then the row is about that text alone.
DIGEST = "sha256"

_AGES = 120
#: A background of nothing would leave lives that only modules can end; so much of every hazard always stays.
MOST = 0.95


@dataclass(frozen=True, slots=True)
class DeclaredDeaths:
    """The part of all deaths, by sex and completed age, that the loaded modules cause themselves; `key` names the content."""

    key: str
    shares: dict[str, tuple[float, ...]]

    def share(self, sex: str, age: int) -> float:
        """The part of all deaths at this sex and age that modules cause, 0 to 0.95."""
        return self.shares[sex][min(age, _AGES - 1)]

    @classmethod
    def none(cls) -> DeclaredDeaths:
        """No module causes deaths that the background has."""
        return cls("", {"M": (0.0,) * _AGES, "F": (0.0,) * _AGES})

    @classmethod
    def all(cls) -> DeclaredDeaths:
        """Modules cause every death: there is no background at all."""
        return cls("all", {"M": (1.0,) * _AGES, "F": (1.0,) * _AGES})

    @classmethod
    def load(cls, paths: Sequence[Path], modules: Mapping[str, str]) -> DeclaredDeaths:
        """The rows of the files (columns module, cause, sex, age_low, age_high, share_of_deaths, source) whose module is in
        `modules`: key → SHA-256 of its text. `sex` is M, F or both; ages are completed years, inclusive; shares of one sex and age
        add up. Of a module in several files, only the first one's rows hold.

        Raises InputError with every problem of the files.
        """
        problems: list[Problem] = []
        chosen: list[_Row] = []
        for path in paths:
            table = _table(path)
            problems += [problem for row in table for problem in row.problems] + _twice(table)
            before = {row.module for row in chosen}
            chosen += [row for row in table if row.module not in before and row.holds(modules)]
        if problems:
            raise InputError(problems)
        return _total(chosen)


def _table(path: Path) -> list[_Row]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Problem(str(path), 0, "", f"cannot be read: {error}", "a CSV file in UTF-8")]) from error
    reader = csv.reader(text.splitlines())
    header = next(reader, [])
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise InputError([Problem(str(path), 1, "", f"no column {', '.join(missing)}", f"columns {', '.join(COLUMNS)}")])
    return [_Row(path, reader.line_num, header, cells) for cells in reader if cells]


def _total(rows: list[_Row]) -> DeclaredDeaths:
    shares = {"M": [0.0] * _AGES, "F": [0.0] * _AGES}
    for row in rows:
        for sex in row.sexes:
            for age in range(row.low, min(row.high, _AGES - 1) + 1):
                shares[sex][age] += row.share
    problems = []
    for sex, ages in shares.items():
        for age, share in enumerate(ages):
            if share > 1.0 + 1e-9:
                files = " and ".join(sorted({row.path for row in rows if sex in row.sexes and row.low <= age <= row.high}))
                problems.append(Problem(files, 0, "", f"shares of {sex} aged {age} add up to {share:.3f}", "at most 1"))
    if problems:
        raise InputError(problems)
    used = [f"{row.module}|{row.sexes}|{row.low}|{row.high}|{row.share!r}" for row in rows]
    capped = {sex: tuple(min(share, MOST) for share in ages) for sex, ages in shares.items()}
    return DeclaredDeaths("\n".join(sorted(used)), capped)


def _twice(table: list[_Row]) -> list[Problem]:
    """Deaths of one cause of one module at one sex and age that two lines declare."""
    first: dict[tuple[str, str, str, int], int] = {}
    problems: list[Problem] = []
    for row in table:
        cells = [(row.module, row.cause, sex, age) for sex in row.sexes for age in range(row.low, min(row.high, _AGES) + 1)]
        before = next((first[cell] for cell in cells if cell in first), 0)
        if before:
            problems.append(row.problem(f'"{row.cause}" of {row.module} again', f"each sex and age once; see line {before}"))
        first.update((cell, row.line) for cell in cells if cell not in first)
    return problems


class _Row:
    """One checked line; `problems` says what is wrong with it."""

    __slots__ = ("_cells", "cause", "high", "line", "low", "module", "path", "problems", "sexes", "share")

    def __init__(self, path: Path, line: int, header: list[str], cells: list[str]) -> None:
        self.path, self.line = str(path), line
        self.problems: list[Problem] = []
        self._cells = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        if len(cells) != len(header):
            self._wrong(f"{len(cells)} cells", f"{len(header)}, as the header has")
        self.module = self._cells.get("module", "")
        if not self.module:
            self._wrong("no module", "a module's key")
        self.cause = self._cells.get("cause", "")
        sex = self._cells.get("sex", "")
        self.sexes = {"M": "M", "F": "F", "both": "MF"}.get(sex, "")
        if not self.sexes:
            self._wrong(f'sex "{sex}"', "M, F or both")
        self.low, self.high = self._age("age_low"), self._age("age_high")
        if self.low > self.high:
            self._wrong(f"ages {self.low} to {self.high}", "age_low at most age_high")
        self.share = self._share()

    def holds(self, modules: Mapping[str, str]) -> bool:
        """Whether its module, and its text where it names one, is among these."""
        digest = self._cells.get(DIGEST, "")
        return self.module in modules and digest in ("", modules[self.module])

    def problem(self, found: str, accepted: str) -> Problem:
        """Something wrong with this line."""
        return Problem(self.path, self.line, "", found, accepted)

    def _wrong(self, found: str, accepted: str) -> None:
        self.problems.append(self.problem(found, accepted))

    def _age(self, column: str) -> int:
        text = self._cells.get(column, "")
        if text.isascii() and text.isdigit():
            return int(text)
        self._wrong(f'{column} "{text}"', "completed years, a whole number from 0")
        return 0

    def _share(self) -> float:
        text = self._cells.get("share_of_deaths", "")
        try:
            share = float(text)
        except ValueError:
            share = -1.0
        if not 0.0 <= share <= 1.0:
            self._wrong(f'share_of_deaths "{text}"', "a number from 0 to 1")
        return share
