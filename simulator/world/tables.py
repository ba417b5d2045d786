"""Reads the packaged tables (`tables/*.csv`; their origins stand in `tables/SOURCES.md`)."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Sequence
from importlib.resources import files
from itertools import accumulate
from typing import Generic, TypeVar

Item = TypeVar("Item")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of `tables/<name>.csv` by column, in the file's order. Raises FileNotFoundError."""
    text = files("simulator.world").joinpath("tables", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


class Weighted(Generic[Item]):
    """Items to choose among by weight; `at(u)` gives the item at the quantile `u` in (0, 1)."""

    __slots__ = ("_cumulative", "_last", "_total", "items")

    def __init__(self, items: Sequence[Item], weights: Sequence[float]) -> None:
        if not items or len(items) != len(weights):
            raise ValueError(f"{len(items)} items with {len(weights)} weights")
        self.items = list(items)
        self._cumulative = list(accumulate(weights))
        self._total = self._cumulative[-1]
        self._last = len(self.items) - 1
        if self._total <= 0.0:
            raise ValueError("no weight above 0")

    def index(self, quantile: float) -> int:
        """The index of the item at a quantile."""
        return min(bisect_right(self._cumulative, quantile * self._total), self._last)

    def at(self, quantile: float) -> Item:
        """The item at a quantile."""
        return self.items[min(bisect_right(self._cumulative, quantile * self._total), self._last)]

    def share(self, index: int) -> float:
        """The part of all weight that the item `index` has."""
        before = self._cumulative[index - 1] if index else 0.0
        return (self._cumulative[index] - before) / self._total
