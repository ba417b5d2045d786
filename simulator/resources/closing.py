"""Opening a circle of references: who is put first without the references that close it, and what of them is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from simulator.resources.components import components
from simulator.resources.references import Resource, references


def openings(targets: Mapping[str, Iterable[str]]) -> tuple[list[str], list[str]]:
    """Of a circle: all its keys in an order in which they can be put one by one, and those of them that must be put first
    without their references into the rest, then again whole.

    Whoever most others refer to is opened, again and again until no circle is left.
    """
    edges = {key: {target for target in found if target in targets and target != key} for key, found in targets.items()}
    opened: list[str] = []
    while True:
        groups = components(edges)
        circle = next((group for group in groups if len(group) > 1), None)
        if circle is None:
            return [group[0] for group in groups], opened
        inside = set(circle)
        counts = Counter(target for key in circle for target in edges[key] if target in inside)
        widest = max(circle, key=lambda key: counts[key])
        opened.append(widest)
        edges[widest] = edges[widest] - inside


def without_references(resource: Resource, targets: set[str]) -> Resource:
    """A copy without the references to `targets`: of a list the element that holds one is left out whole, for what is
    required inside of it would be missing; else the element of the resource."""
    kept: dict[str, Any] = {}
    for name, value in resource.items():
        if isinstance(value, list):
            rest = [each for each in value if not _reaches(each, targets)]
            if rest:
                kept[name] = rest
        elif not _reaches(value, targets):
            kept[name] = value
    return kept


def _reaches(value: Any, targets: set[str]) -> bool:
    return any(target in targets for target in references(value))
