"""What the world's rooms ask of a random stream (`simulator.kernel.streams.stream` makes them)."""

from __future__ import annotations

from typing import Protocol


class Draws(Protocol):
    """A keyed stream of draws, taken in a fixed order."""

    def random(self) -> float:
        """One draw from [0, 1)."""

    def gauss(self, mu: float, sigma: float) -> float:
        """One draw from a normal distribution."""
