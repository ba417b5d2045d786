"""What people share (organisations, locations, practitioners, roles, endpoints), gathered from many lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from orjson import loads

from simulator.fhir.renderer import SHARED_ENTRIES
from simulator.resources.fragments import kept
from simulator.resources.references import key_of, references


def entry_key(entry: dict[str, Any]) -> str:
    """`Type/id` of a bundle entry's resource."""
    return key_of(entry["resource"])


def in_order(entries: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries sorted by how far down their references lead, then by key: none stands before what it refers to."""
    return [entries[key] for key in _keys_in_order({key: _targets(entry) for key, entry in entries.items()})]


class SharedEntries:
    """Entries by key, kept as JSON, and read in the order of `in_order` as often as they are asked for: many thousands would
    else be most of what a long run holds in memory."""

    __slots__ = ("_texts",)

    def __init__(self) -> None:
        self._texts: dict[str, bytes] = {}

    def add(self, key: str, entry: dict[str, Any]) -> None:
        """Keeps an entry; one that is there already is the same."""
        if key not in self._texts:
            self._texts[key] = kept(entry)

    def types(self) -> Counter[str]:
        """How many resources there are of each type."""
        return Counter(key.split("/", 1)[0] for key in self._texts)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for key in _keys_in_order({key: _targets(loads(text)) for key, text in self._texts.items()}):
            yield loads(self._texts[key])


def _targets(entry: dict[str, Any]) -> tuple[str, ...]:
    return tuple(references(entry["resource"]))


def _keys_in_order(targets: dict[str, tuple[str, ...]]) -> list[str]:
    depths: dict[str, int] = {}
    for key in targets:
        _depth(key, targets, depths)
    return sorted(targets, key=lambda key: (depths[key], key))


def _depth(key: str, targets: dict[str, tuple[str, ...]], depths: dict[str, int]) -> int:
    if key not in depths:
        depths[key] = 0
        below = (target for target in targets[key] if target in targets and target != key)
        depths[key] = max((_depth(target, targets, depths) + 1 for target in below), default=0)
    return depths[key]


def bundles(entries: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Transaction bundles of entries that are in order, of at most `SHARED_ENTRIES` each."""
    rest = iter(entries)
    while block := list(islice(rest, SHARED_ENTRIES)):
        yield {"resourceType": "Bundle", "type": "transaction", "entry": block}
