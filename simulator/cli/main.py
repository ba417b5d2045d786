"""The command line: `simulator generate`, `simulator show`, `simulator modules check`.

Exit codes: 0 done, 1 problems found or a run that failed, 2 usage.
"""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from simulator.cli.generate import generate
from simulator.cli.generate_options import GenerateCommand
from simulator.cli.load import load
from simulator.cli.modules import modules
from simulator.cli.show import show
from simulator.cli.unload import unload
from simulator.errors import SimulatorError

app = typer.Typer(
    name="simulator",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(cls=GenerateCommand)(generate)
app.command()(show)
app.command()(load)
app.command()(unload)
app.add_typer(modules, name="modules")


def _version(wanted: bool) -> None:
    if wanted:
        import simulator

        typer.echo(f"simulator {simulator.__version__}")
        raise typer.Exit


@app.callback()
def simulator_(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    """Synthetic patients: whole lives walked through disease modules, written as valid FHIR R4."""


def main() -> int:
    """Runs the command that the program's arguments name. Every failure on purpose is said on standard error, one line a
    problem, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except SimulatorError as error:
        typer.echo(f"simulator: {error}", err=True)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
