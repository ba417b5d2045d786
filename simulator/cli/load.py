"""`simulator load`: a folder of FHIR to a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.load_options import MakeOptions, with_load_options
from simulator.cli.load_progress import watching_load
from simulator.errors import LoadError

if TYPE_CHECKING:
    from simulator.load.report import Outcome


#: Said after Ctrl-C.
INTERRUPTED = "interrupted; the journal knows what is there, and the same command goes on with it"


@with_load_options
def load(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="A run's folder, a folder of FHIR, or files.")],
    to: Annotated[str, typer.Option(metavar="URL", help="The base address of the FHIR server.")],
    load: MakeOptions,
    limit: Annotated[int | None, typer.Option(metavar="N", help="Only the first N people.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent, and send nothing.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but what goes wrong.")] = False,
) -> None:
    """Load FHIR into a server: in order, once, completely; started again, it goes on where it was."""
    from simulator.load.dry_run import dry_run_lines
    from simulator.load.operation import load_paths

    options = load(to, limit=limit)
    if dry_run:
        for line in dry_run_lines(paths, options):
            typer.echo(line)
        return
    try:
        with watching_load(quiet) as watcher:
            outcome = load_paths(paths, options, watcher)
    except KeyboardInterrupt:
        raise LoadError(INTERRUPTED) from None
    tell(outcome, quiet)


def tell(outcome: Outcome, quiet: bool) -> None:
    """Says what came of a load. Raises LoadError where the server hasn't everything."""
    if not quiet:
        for line in outcome.lines():
            typer.echo(line)
    if not outcome.whole:
        raise LoadError(outcome.failure())
