"""Draws that a test decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from statistics import NormalDist

from simulator.errors import UsageError
from simulator.kernel.streams import Random

_STANDARD_NORMAL = NormalDist()
#: The least and the greatest place at which a normal distribution is asked for its quantile.
_LEAST, _MOST = 1e-12, 1 - 1e-12


class FixedDraws(Random):
    """A generator that gives these numbers in turn, each from 0 to below 1.

    A number is a place in what is drawn from: 0.5 is the median of a normal distribution, and a transition takes the option
    in whose part of 0 to 1 it falls.
    """

    def __init__(self, numbers: Iterator[float]) -> None:
        super().__init__(0)
        self._numbers = numbers

    def random(self) -> float:
        """The next number."""
        return next(self._numbers)

    def normalvariate(self, mu: float = 0.0, sigma: float = 1.0) -> float:
        """The quantile of a normal distribution at the next number."""
        return mu + sigma * _STANDARD_NORMAL.inv_cdf(min(max(self.random(), _LEAST), _MOST))

    def randint(self, a: int, b: int) -> int:
        """The whole number from `a` to `b`, both included, at the next number's place."""
        return a + int(self.random() * (b - a + 1))


def fixed(draws: float | Sequence[float], rest: Random) -> FixedDraws:
    """A generator of one number for ever, or of several in turn and then those of `rest`.

    Raises UsageError for a number that is none of 0 to below 1.
    """
    given = [draws] if isinstance(draws, int | float) else list(draws)
    for number in given:
        if not 0 <= number < 1:
            raise UsageError(f"draws: {number}; accepted is 0 to below 1")
    if isinstance(draws, int | float):
        return FixedDraws(repeat(float(draws)))
    return FixedDraws(chain(given, iter(rest.random, None)))
