"""Folding lines: of every resource the last state."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, ValuesView

from simulator.resources.put import Line, Put
from simulator.resources.references import Resource, key_of


class Fold:
    """Lines that are folded while somebody draws them: how many they are, the types of what they put, and where `keeps` says so the
    last state of each resource. Drawn once."""

    __slots__ = ("_keeps", "_kinds", "_lines", "_states", "number")

    def __init__(self, lines: Iterable[Line], keeps: bool = True) -> None:
        self._lines = lines
        self._keeps = keeps
        self._states: dict[str, Put] = {}
        self._kinds: dict[str, str] = {}
        self.number = 0

    def __iter__(self) -> Iterator[Line]:
        for line in self._lines:
            self.number += 1
            for put in line.puts:
                if self._keeps:
                    self._states[put.key] = put
                else:
                    self._kinds[put.key] = put.kind
            yield line

    def draw(self) -> None:
        """Draws the lines that nobody else draws."""
        deque(self, maxlen=0)

    def states(self) -> ValuesView[Put]:
        """What the lines so far have put, each resource as it was last, in the order in which each was first put."""
        return self._states.values()

    def types(self) -> dict[str, int]:
        """How many resources of each type the lines so far have put, sorted."""
        kinds = [put.kind for put in self._states.values()] if self._keeps else self._kinds.values()
        return dict(sorted(Counter(kinds).items()))


def last_states(bundles: Iterable[Resource]) -> dict[str, Resource]:
    """`Type/id` → the resource as the last of the bundles puts it, in the order in which each was first put."""
    states: dict[str, Resource] = {}
    for bundle in bundles:
        for entry in bundle["entry"]:
            states[key_of(entry["resource"])] = entry["resource"]
    return states
