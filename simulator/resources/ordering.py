"""The order in which resources can be written one by one: what is referred to, first."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.resources.references import Resource, key_of, references


def dependency_order(resources: Iterable[Resource]) -> list[Resource]:
    """The resources, each after those among them that it refers to, else in the order given.

    Of resources that refer to one another in a circle (an encounter and its diagnoses) the one given first comes last.
    """
    by_key = {key_of(each): each for each in resources}
    placed: dict[str, Resource] = {}
    for start in by_key:
        _place(start, by_key, placed)
    return list(placed.values())


def _place(start: str, by_key: dict[str, Resource], placed: dict[str, Resource]) -> None:
    """Depth first without recursion, for chains of references can be long."""
    if start in placed:
        return
    seen = {start}
    stack = [(start, references(by_key[start]))]
    while stack:
        key, targets = stack[-1]
        for target in targets:
            if target in by_key and target not in placed and target not in seen:
                seen.add(target)
                stack.append((target, references(by_key[target])))
                break
        else:
            placed[key] = by_key[key]
            stack.pop()


def forward_references(resources: Iterable[Resource], known: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Pairs (resource, target) of references to what is neither in `known` nor stands before."""
    seen = set(known)
    found = []
    for resource in resources:
        key = key_of(resource)
        found += [(key, target) for target in references(resource) if target not in seen and target != key]
        seen.add(key)
    return found
