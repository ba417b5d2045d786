"""Folding lines: of every resource the last state."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.resources.references import Resource, key_of


def last_entries(bundles: Iterable[Resource]) -> dict[str, Resource]:
    """Full URL → the entry with which the last of the bundles puts it, in the order in which each was first put."""
    found: dict[str, Resource] = {}
    for bundle in bundles:
        for entry in bundle["entry"]:
            found[entry["fullUrl"]] = entry
    return found


def last_states(bundles: Iterable[Resource]) -> dict[str, Resource]:
    """`Type/id` → the resource as the last of the bundles puts it, in the order in which each was first put."""
    states: dict[str, Resource] = {}
    for bundle in bundles:
        for entry in bundle["entry"]:
            states[key_of(entry["resource"])] = entry["resource"]
    return states
