"""What is loaded together, one after another: somebody's resources, or what people share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulator.load.item import Item, last_items


@dataclass(frozen=True, slots=True)
class Unit:
    """Resources in the lines in which they happened. `lines` reads them anew each time it is called; a unit that is
    `shared` must be there before those that come after it. `size` are the bytes that they take, about; 0 where that isn't known."""

    name: str
    shared: bool
    lines: Callable[[], Iterator[list[Item]]]
    size: int = 0

    def last(self) -> dict[str, Item]:
        """Of every resource the last state, in the order in which each came first."""
        return last_items(item for line in self.lines() for item in line)
