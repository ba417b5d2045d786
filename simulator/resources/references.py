"""References of plain-dict resources: found, resolved to keys, and rewritten in copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Resource = dict[str, Any]


def key_of(resource: Resource) -> str:
    """`Type/id`, the form in which literal references name a resource. Raises KeyError where it has no type or id."""
    return f"{resource['resourceType']}/{resource['id']}"


def references(value: Any) -> Iterator[str]:
    """Every literal reference in a resource or a part of one, in document order; what only displays or identifies is none."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "reference" and isinstance(inner, str):
                yield inner
            elif isinstance(inner, dict | list):
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict | list):
                yield from references(inner)


def with_references(value: Any, change: Callable[[Resource], Resource]) -> Any:
    """A copy in which `change` has replaced every Reference that has a literal `reference`; parts without one are shared."""
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            return change(value)
        return {name: with_references(inner, change) if isinstance(inner, dict | list) else inner for name, inner in value.items()}
    if isinstance(value, list):
        return [with_references(inner, change) if isinstance(inner, dict | list) else inner for inner in value]
    return value
