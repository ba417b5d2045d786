"""`simulator unload`: takes a run from a server again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.load_options import MakeOptions, with_load_options
from simulator.cli.load_progress import watching_load
from simulator.errors import LoadError, UsageError


@with_load_options
def unload(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="What was loaded: a run's folder, or files.")],
    to: Annotated[str, typer.Option("--from", "--to", metavar="URL", help="The base address of the FHIR server.")],
    load: MakeOptions,
    limit: Annotated[int | None, typer.Option(metavar="N", help="Only the first N people; nothing that people share.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask first.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but what goes wrong.")] = False,
) -> None:
    """Delete from a server what was loaded from here; what people share stays where others refer to it."""
    from simulator.load.unload import check_unloaded, unload_paths

    options = load(to, limit=limit)
    if not yes and not typer.confirm(f"Delete from {options.address} what {' '.join(map(str, paths))} holds?", err=True):
        raise UsageError("nothing was deleted")
    try:
        with watching_load(quiet) as watcher:
            done = unload_paths(paths, options, watcher)
    except KeyboardInterrupt:
        raise LoadError("interrupted; the same command goes on") from None
    if not quiet:
        for line in done.lines():
            typer.echo(line)
    check_unloaded(done, options)
