"""The packaged tables of the body, read once: percentile curves by sex and age, and LMS growth curves.

Percentile curves stand on one grid of ages, months to three years and then years, so that a reading finds its place once
(`place`) and interpolates linearly between two neighbours. Sources of every row: `tables/SOURCES.md`.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterator
from importlib.resources import files
from typing import Final

#: Standard normal deviates of the seven packaged percentiles 5, 10, 25, 50, 75, 90, 95.
DEVIATES: Final[tuple[float, ...]] = (-1.6448536, -1.2815516, -0.6744898, 0.0, 0.6744898, 1.2815516, 1.6448536)
_MONTHLY_YEARS: Final = 3
_OLDEST_YEARS: Final = 110
_FIRST_YEARLY: Final = _MONTHLY_YEARS * 12 - _MONTHLY_YEARS
_LAST: Final = _FIRST_YEARLY + _OLDEST_YEARS
GRID_AGES: Final = tuple(month / 12 for month in range(_MONTHLY_YEARS * 12)) + tuple(
    float(year) for year in range(_MONTHLY_YEARS, _OLDEST_YEARS + 1)
)

Place = tuple[int, float]
Seven = tuple[float, float, float, float, float, float, float]


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one packaged CSV table, as text by column."""
    with files("simulator.body").joinpath("tables", name).open(encoding="utf-8") as table:
        yield from csv.DictReader(table)


def place(age_years: float) -> Place:
    """Where an age lies on the grid: the index at or below it, and the share of the way to the next; clamped to 0–110."""
    if age_years >= _MONTHLY_YEARS:
        if age_years >= _OLDEST_YEARS:
            return _LAST - 1, 1.0
        whole = int(age_years)
        return whole + _FIRST_YEARLY, age_years - whole
    months = max(age_years, 0.0) * 12.0
    whole = int(months)
    return whole, months - whole


def interpolate(ages: tuple[float, ...], values: tuple[float, ...], age: float) -> float:
    """Linear interpolation between knots, constant beyond the first and the last."""
    index = bisect_right(ages, age)
    if index == 0:
        return values[0]
    if index == len(ages):
        return values[-1]
    low = ages[index - 1]
    share = (age - low) / (ages[index] - low)
    return values[index - 1] + (values[index] - values[index - 1]) * share


class Curve:
    """One number by age, on the grid."""

    __slots__ = ("_values",)

    def __init__(self, knots: dict[float, float]) -> None:
        ages, values = tuple(knots), tuple(knots.values())
        self._values = tuple(interpolate(ages, values, age) for age in GRID_AGES)

    def at(self, where: Place) -> float:
        """The value at a place on the grid."""
        index, share = where
        low = self._values[index]
        return low + (self._values[index + 1] - low) * share


class Percentiles:
    """A distribution by age: seven percentiles on the grid; a reading is a standard normal number looked up in it.

    Linear between the percentiles in the normal deviate, and beyond the 5th and 95th with the slope of the last piece, so
    that published percentiles come out as they went in, skewness included.
    """

    __slots__ = ("_sevens",)

    def __init__(self, knots: dict[float, Seven]) -> None:
        ages = tuple(knots)
        columns = [tuple(seven[index] for seven in knots.values()) for index in range(7)]
        self._sevens = tuple(tuple(interpolate(ages, column, age) for column in columns) for age in GRID_AGES)

    def at(self, where: Place, z: float) -> float:
        """The value at a place on the grid whose rank is that of the standard normal number `z`."""
        index, share = where
        piece = (0 if z < -1.2815516 else 1 if z < -0.6744898 else 2) if z < 0.0 else (3 if z < 0.6744898 else 4)
        if z >= 1.2815516:
            piece = 5
        left = DEVIATES[piece]
        across = (z - left) / (DEVIATES[piece + 1] - left)
        younger, older = self._sevens[index], self._sevens[index + 1]
        low = younger[piece] + (younger[piece + 1] - younger[piece]) * across
        high = older[piece] + (older[piece + 1] - older[piece]) * across
        return low + (high - low) * share


class Lms:
    """A growth curve after Cole (1990): Box-Cox power L, median M and coefficient of variation S along `x`."""

    __slots__ = ("_l", "_m", "_s", "_x")

    def __init__(self, points: list[tuple[float, float, float, float]]) -> None:
        self._x = tuple(point[0] for point in points)
        self._l = tuple(point[1] for point in points)
        self._m = tuple(point[2] for point in points)
        self._s = tuple(point[3] for point in points)

    def at(self, x: float) -> tuple[float, float, float]:
        """L, M and S at `x`, by linear interpolation; constant beyond the ends."""
        index = bisect_right(self._x, x)
        if index == 0 or index == len(self._x):
            index = min(index, len(self._x) - 1)
            return self._l[index], self._m[index], self._s[index]
        low = self._x[index - 1]
        share = (x - low) / (self._x[index] - low)
        power, median, spread = self._l[index - 1], self._m[index - 1], self._s[index - 1]
        return (
            power + (self._l[index] - power) * share,
            median + (self._m[index] - median) * share,
            spread + (self._s[index] - spread) * share,
        )

    def value(self, x: float, z: float) -> float:
        """The measurement at `x` whose z-score is `z`."""
        power, median, spread = self.at(x)
        return float(median * (1.0 + power * spread * z) ** (1.0 / power))

    def z(self, x: float, value: float) -> float:
        """The z-score of a measurement at `x`."""
        power, median, spread = self.at(x)
        return float(((value / median) ** power - 1.0) / (power * spread))


def read_percentiles() -> dict[tuple[str, bool], Percentiles]:
    """Every distribution of `reference.csv` by (measurement, male)."""
    knots: dict[tuple[str, bool], dict[float, Seven]] = {}
    for row in rows("reference.csv"):
        p5, p10, p25, p50, p75, p90, p95 = (float(row[name]) for name in ("p5", "p10", "p25", "p50", "p75", "p90", "p95"))
        sexes = (True, False) if row["sex"] == "both" else (row["sex"] == "male",)
        for male in sexes:
            knots.setdefault((row["measurement"], male), {})[float(row["age_years"])] = (p5, p10, p25, p50, p75, p90, p95)
    return {key: Percentiles(dict(sorted(by_age.items()))) for key, by_age in knots.items()}


def read_lms(name: str, x_column: str) -> dict[tuple[str, bool], Lms]:
    """Every growth curve of a packaged LMS table by (metric, male)."""
    points: dict[tuple[str, bool], list[tuple[float, float, float, float]]] = {}
    for row in rows(name):
        key = (row["metric"], row["sex"] == "male")
        points.setdefault(key, []).append((float(row[x_column]), float(row["L"]), float(row["M"]), float(row["S"])))
    return {key: Lms(sorted(curve)) for key, curve in points.items()}


_PERCENTILES: Final = read_percentiles()


def percentiles(measurement: str) -> tuple[Percentiles, Percentiles]:
    """The distributions of a measurement for (women, men): index with `male`."""
    return _PERCENTILES[measurement, False], _PERCENTILES[measurement, True]
