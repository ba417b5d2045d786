"""Folding lines: of every resource the last state."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, ValuesView

from simulator.resources.references import Resource, key_of


class Fold:
    """Lines that are folded while somebody draws them: how many they are, the types of what they put, and where `keeps` says so the
    entries of each resource's last state. Drawn once."""

    __slots__ = ("_entries", "_keeps", "_lines", "_types", "number")

    def __init__(self, lines: Iterable[Resource], keeps: bool = True) -> None:
        self._lines = lines
        self._keeps = keeps
        self._entries: dict[str, Resource] = {}
        self._types: dict[str, str] = {}
        self.number = 0

    def __iter__(self) -> Iterator[Resource]:
        entries, types = self._entries, self._types
        for line in self._lines:
            self.number += 1
            for entry in line["entry"]:
                url = entry["fullUrl"]
                types[url] = entry["resource"]["resourceType"]
                if self._keeps:
                    entries[url] = entry
            yield line

    def draw(self) -> None:
        """Draws the lines that nobody else draws."""
        deque(self, maxlen=0)

    def states(self) -> ValuesView[Resource]:
        """The entries with which the lines so far have put each resource last, in the order in which each was first put."""
        return self._entries.values()

    def types(self) -> dict[str, int]:
        """How many resources of each type the lines so far have put, sorted."""
        return dict(sorted(Counter(self._types.values()).items()))


def last_states(bundles: Iterable[Resource]) -> dict[str, Resource]:
    """`Type/id` → the resource as the last of the bundles puts it, in the order in which each was first put."""
    states: dict[str, Resource] = {}
    for bundle in bundles:
        for entry in bundle["entry"]:
            states[key_of(entry["resource"])] = entry["resource"]
    return states
