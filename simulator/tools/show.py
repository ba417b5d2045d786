"""A life for the eye: in colour and columns on a terminal, in plain lines where it is piped on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from simulator.errors import InputError, Problem
from simulator.sources.ndjson import ACCEPTED, read_bundle, read_bundles
from simulator.tools.life_story import LifeStory, Visit, tell
from simulator.tools.wording import concept_text


def story(path: Path) -> LifeStory:
    """The life in a file of encounter bundles.

    Raises InputError where the file cannot be read, isn't NDJSON of bundles, or holds no Patient.
    """
    found = tell(read_bundles(path))
    if found is None:
        raise InputError([Problem(str(path), 0, "", "holds no Patient", ACCEPTED)])
    return found


def bundle(path: Path, line: int) -> dict[str, Any]:
    """The bundle of one line, counted from 1. Raises InputError where there is none."""
    return read_bundle(path, line)


def plain_bundle(value: dict[str, Any]) -> Iterator[str]:
    """One line per entry of a bundle: what is put where, and what it is about."""
    for entry in value.get("entry", ()):
        resource, request = entry.get("resource", {}), entry.get("request", {})
        about = concept_text(resource.get("code") or resource.get("vaccineCode") or resource.get("medicationCodeableConcept"))
        yield f"{request.get('method', '')} {request.get('url', '')}  {about}".rstrip()


def indented(value: dict[str, Any]) -> str:
    """A bundle as indented JSON."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def plain(told: LifeStory) -> Iterator[str]:
    """A life as lines of text."""
    yield told.name
    for label, text in told.facts:
        yield f"{label}: {text}"
    for section in told.sections:
        yield ""
        yield section.title
        for when, what in section.rows:
            yield f"  {when}  {what}"
    yield ""
    yield f"Visits ({len(told.visits)})"
    for visit in told.visits:
        yield f"  {visit.when}  {visit.what}" + (f" · {visit.where}" if visit.where else "")
        for label, text in visit.facts:
            yield f"    {label}: {text}"
    yield ""
    yield f"{told.lines} lines, {told.resources} resources"


def pretty(told: LifeStory) -> RenderableType:
    """A life for a terminal."""
    parts: list[RenderableType] = [Text(told.name, style="bold underline"), _columns(told.facts, "dim")]
    for section in told.sections:
        parts += [Text(f"\n{section.title}", style="bold cyan"), _columns(section.rows, "green")]
    parts.append(Text(f"\nVisits ({len(told.visits)})", style="bold cyan"))
    parts += [_visit(visit) for visit in told.visits]
    parts.append(Text(f"\n{told.lines} lines, {told.resources} resources", style="dim"))
    return Group(*parts)


def _columns(rows: list[tuple[str, str]], style: str) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(style=style, no_wrap=True)
    table.add_column()
    for first, second in rows:
        table.add_row(Text(first), Text(second))
    return Padding(table, (0, 0, 0, 2))


def _visit(visit: Visit) -> RenderableType:
    title = Text.assemble((visit.when, "green"), "  ", (visit.what, "bold"), (f"  {visit.where}", "dim"))
    return Padding(Group(title, *([_columns(visit.facts, "dim")] if visit.facts else [])), (0, 0, 0, 2))
