"""Figures that change over the years."""

from __future__ import annotations

from itertools import pairwise

#: (year, value) in the order of years.
Trend = tuple[tuple[int, float], ...]


def at(trend: Trend, year: int) -> float:
    """The value at a year of the line through a trend's points; flat outside them."""
    if year <= trend[0][0]:
        return trend[0][1]
    for (start, low), (end, high) in pairwise(trend):
        if year <= end:
            return low + (high - low) * (year - start) / (end - start)
    return trend[-1][1]
