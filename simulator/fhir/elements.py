"""What R4 4.0.1 says of the elements of the resources that we write: a table, loaded on first use.

Source: tables/SOURCES.md (the StructureDefinitions and ValueSets of hl7.fhir.r4.core 4.0.1).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(slots=True)
class Element:
    """One element: how often, of which types, what a reference may lead to, and the codes of a required binding.

    `children` are the elements of a backbone element; `choice` says that one of `names` may stand, a name per type.
    """

    least: int
    many: bool
    types: list[str]
    targets: frozenset[str]
    codes: frozenset[str]
    choice: bool = False
    names: dict[str, str] = field(default_factory=dict)
    children: dict[str, Element] = field(default_factory=dict)


@cache
def definitions() -> dict[str, dict[str, Element]]:
    """Type → its elements by name, those of choices under each of their names."""
    text = files("simulator.fhir").joinpath("tables", "r4_elements.json").read_text("utf-8")
    return {kind: _elements(rows) for kind, rows in json.loads(text).items()}


@cache
def mandatory() -> dict[str, tuple[str, ...]]:
    """US Core 6.1.0 profile → the paths of elements that it must have, below the type."""
    text = files("simulator.fhir").joinpath("tables", "us_core_mandatory.json").read_text("utf-8")
    return {url: tuple(paths) for url, (_, paths) in json.loads(text).items()}


def _elements(rows: dict[str, list[Any]]) -> dict[str, Element]:
    """The tree of one type; a path stands after the paths above it."""
    root: dict[str, Element] = {}
    by_path: dict[str, dict[str, Element]] = {"": root}
    alike: list[tuple[str, str]] = []
    for path, row in rows.items():
        above, _, name = path.rpartition(".")
        element = _element(name, row)
        by_path[path] = element.children
        if isinstance(row[2], str):
            alike.append((path, row[2][1:]))
        for each in element.names or {name: ""}:
            by_path[above][each] = element
    for path, target in alike:
        by_path[path].update(by_path[target.partition(".")[2]])
    return root


def _element(name: str, row: list[Any]) -> Element:
    types = row[2] if isinstance(row[2], list) else ["BackboneElement"]
    element = Element(
        least=row[0],
        many=row[1] != "1",
        types=types,
        targets=frozenset(row[3] if len(row) > 3 else ()),
        codes=frozenset(row[4] if len(row) > 4 else ()),
    )
    if name.endswith("[x]"):
        element.choice = True
        element.names = {name[:-3] + kind[0].upper() + kind[1:]: kind for kind in types}
    return element
