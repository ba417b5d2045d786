"""What people share (organisations, locations, practitioners, roles, endpoints), gathered from many lives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from simulator.fhir.renderer import SHARED_ENTRIES
from simulator.resources.references import key_of, references


def entry_key(entry: dict[str, Any]) -> str:
    """`Type/id` of a bundle entry's resource."""
    return key_of(entry["resource"])


def in_order(entries: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries sorted by how far down their references lead, then by key: none stands before what it refers to."""
    depths: dict[str, int] = {}
    for key in entries:
        _depth(key, entries, depths)
    return [entries[key] for key in sorted(entries, key=lambda key: (depths[key], key))]


def _depth(key: str, entries: dict[str, dict[str, Any]], depths: dict[str, int]) -> int:
    if key not in depths:
        depths[key] = 0
        targets = (target for target in references(entries[key]["resource"]) if target in entries and target != key)
        depths[key] = max((_depth(target, entries, depths) + 1 for target in targets), default=0)
    return depths[key]


def bundles(entries: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Transaction bundles of entries that are in order, of at most `SHARED_ENTRIES` each."""
    rest = iter(entries)
    while block := list(islice(rest, SHARED_ENTRIES)):
        yield {"resourceType": "Bundle", "type": "transaction", "entry": block}
