"""Reads the packaged tables (`tables/*.csv`; their origins stand in `tables/SOURCES.md`)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from importlib.resources import files
from itertools import accumulate
from typing import Generic, TypeVar

Item = TypeVar("Item")


def lines(name: str) -> list[list[str]]:
    """The cells of `tables/<name>.csv`, the header first; no cell holds a comma or a quote. Raises FileNotFoundError."""
    text = files("simulator.world").joinpath("tables", f"{name}.csv").read_text(encoding="utf-8")
    return [line.split(",") for line in text.splitlines()]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of `tables/<name>.csv` by column, in the file's order. Raises FileNotFoundError."""
    header, *cells = lines(name)
    return [dict(zip(header, row, strict=True)) for row in cells]


def state_rows(name: str, state: str) -> list[dict[str, str]]:
    """The rows of a table for the nation, or of its `state_` twin for a state, without the column that names the state."""
    if not state:
        return rows(name)
    return [{key: cell for key, cell in row.items() if key != "state"} for row in rows(f"state_{name}") if row["state"] == state]


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

    def within(self, index: int, quantile: float) -> float:
        """How far, 0 to 1, a quantile lies within the weight of the item `index`."""
        before = self._cumulative[index - 1] if index else 0.0
        return min(max((quantile * self._total - before) / (self._cumulative[index] - before), 0.0), 1.0)
