"""`simulator show`: one life on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.errors import UsageError


def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A person's file, such as output/encounters/<patient-id>.ndjson.")],
    line: Annotated[int | None, typer.Option(min=1, help="One bundle alone, counted from 1.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="That bundle as indented JSON.")] = False,
) -> None:
    """Show a life from its bundles alone: who it is, problems, drugs, and visits in order."""
    if as_json and line is None:
        raise UsageError("--json shows one bundle; accepted is --line N --json")
    from rich.console import Console

    from simulator.tools import show as tool

    console = Console()
    if line is None:
        told = tool.story(file)
        if console.is_terminal:
            console.print(tool.pretty(told))
        else:
            typer.echo("\n".join(tool.plain(told)))
        return
    bundle = tool.bundle(file, line)
    typer.echo(tool.indented(bundle) if as_json else "\n".join(tool.plain_bundle(bundle)))
