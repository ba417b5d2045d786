"""What people share (organisations, locations, practitioners, roles, endpoints), gathered from many lives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

#: Entries of one bundle of shared resources, below the limits of the servers that people post to.
MOST_ENTRIES = 200


def key_of(entry: dict[str, Any]) -> str:
    """`Type/id` of a bundle entry's resource."""
    resource = entry["resource"]
    return f"{resource['resourceType']}/{resource['id']}"


def references(value: Any) -> Iterator[str]:
    """Every literal reference in a resource, in order."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "reference" and isinstance(inner, str):
                yield inner
            else:
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def in_order(entries: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries by key, but each after those that it refers to."""
    done: dict[str, None] = {}
    for key in sorted(entries):
        _place(key, entries, done)
    return [entries[key] for key in done]


def _place(key: str, entries: dict[str, dict[str, Any]], done: dict[str, None]) -> None:
    if key in done:
        return
    for target in sorted(set(references(entries[key]["resource"]))):
        if target in entries and target != key:
            _place(target, entries, done)
    done[key] = None


def bundles(entries: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Transaction bundles of entries that are in order, at most `MOST_ENTRIES` each."""
    rest = iter(entries)
    while block := list(islice(rest, MOST_ENTRIES)):
        yield {"resourceType": "Bundle", "type": "transaction", "entry": block}
