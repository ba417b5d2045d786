"""What people share (organisations, locations, practitioners, roles, endpoints), gathered from many lives."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from orjson import OPT_APPEND_NEWLINE, dumps, loads

from simulator.fhir.renderer import SHARED_ENTRIES
from simulator.resources.references import key_of, references
from simulator.sinks.files import writing


def entry_key(entry: dict[str, Any]) -> str:
    """`Type/id` of a bundle entry's resource."""
    return key_of(entry["resource"])


def in_order(entries: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries sorted by how far down their references lead, then by key: none stands before what it refers to."""
    return [entries[key] for key in _keys_in_order({key: _targets(entry) for key, entry in entries.items()})]


class SharedEntries:
    """Entries by key, read in the order of `in_order` as often as they are asked for.

    They lie, a line each, in a file without a name in `folder`: in memory many thousands would be most of what a long run holds.
    Raises OutputError where the disk is full.
    """

    __slots__ = ("_file", "_folder", "_places", "_size")

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: dict[str, int] = {}
        self._size = 0
        with writing(folder):
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 it is closed when the last who reads it lets go

    def add(self, key: str, entry: dict[str, Any]) -> None:
        """Keeps an entry; one that is there already is the same."""
        if key in self._places:
            return
        text = dumps(entry, option=OPT_APPEND_NEWLINE)
        with writing(self._folder):
            self._file.seek(self._size)
            self._file.write(text)
        self._places[key] = self._size
        self._size += len(text)

    def types(self) -> Counter[str]:
        """How many resources there are of each type."""
        return Counter(key.split("/", 1)[0] for key in self._places)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        known = {key: key for key in self._places}
        targets = {key: tuple(known[each] for each in _targets(self._read(key)) if each in known) for key in known}
        for key in _keys_in_order(targets):
            yield self._read(key)

    def _read(self, key: str) -> dict[str, Any]:
        with writing(self._folder):
            self._file.seek(self._places[key])
            found: dict[str, Any] = loads(self._file.readline())
        return found


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
