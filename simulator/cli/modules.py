"""`simulator modules`: for authors of modules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.config import DEFAULT_AS_OF, RunConfig

modules = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Tools for authors of modules.")


Folders = Annotated[list[Path] | None, typer.Argument(metavar="[DIR]...", help="Folders of modules; our own by default.")]


@modules.callback()
def modules_() -> None:
    """Tools for authors of modules."""


@modules.command()
def check(
    folders: Folders = None,
) -> None:
    """Name every problem of every module: file, line, state, what was found, what is accepted."""
    from simulator.tools import check as tool

    problems = tool.check(folders or [])
    for line in tool.plain(problems):
        typer.echo(line)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


@modules.command()
def coverage(
    folders: Folders = None,
    lives: Annotated[int, typer.Option("-n", "--lives", help="How many lives are lived.")] = 200,
    seed: Annotated[int, typer.Option(help="The seed of all chance.")] = 1,
    state: Annotated[str, typer.Option(metavar="CODE", help="People of this state, such as MA.  [default: the nation's]")] = "",
    names: Annotated[bool, typer.Option("--names", help="Name every state that nobody reached.")] = False,
) -> None:
    """Say which states people reach in some lives, and why the others are not reached."""
    from simulator.tools import coverage as tool

    library, reached = tool.cover(tool.config_of(folders or [], lives, seed, state))
    for line in tool.told(library, reached, names):
        typer.echo(line)


@modules.command()
def deaths(
    folders: Folders = None,
    lives: Annotated[int, typer.Option("-n", "--lives", help="How many lives are lived.")] = 2000,
    seed: Annotated[int, typer.Option(help="The seed of all chance.")] = 1,
) -> None:
    """Measure what share of all deaths modules cause; as DIR/declared_deaths.csv it is taken off the background mortality."""
    from simulator.tools import deaths as tool

    typer.echo(tool.measure(RunConfig.of(patients=lives, seed=seed, modules=folders or ())), nl=False)


_MODULES = typer.Option("--modules", help="A folder of modules instead of the own ones; repeatable.")
_ADD_MODULES = typer.Option("--add-modules", help="A folder of modules beside the own ones; repeatable.")


@modules.command()
def draw(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A module's key: its path without .json.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE.svg", help="Write a picture.")] = None,
    modules: Annotated[list[Path] | None, _MODULES] = None,
    add_modules: Annotated[list[Path] | None, _ADD_MODULES] = None,
) -> None:
    """Draw a module's graph: as text, or with -o as an SVG picture. States by family, transitions with their shares."""
    from rich.console import Console

    from simulator.machine.load import load_library
    from simulator.tools import draw as tool
    from simulator.tools.finding import find

    module = find(load_library(modules or None, add_modules or ()), name)
    if output is not None:
        tool.write_svg(module, output)
        typer.echo(f"{output}: {tool.counts(module)}")
        return
    console = Console()
    if console.is_terminal:
        console.print(tool.pretty(module))
    else:
        typer.echo(tool.draw_text(module), nl=False)


@modules.command()
def trace(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A module's key: its path without .json.")],
    person: Annotated[int, typer.Option(metavar="I", help="The candidate of the seed's people.")],
    seed: Annotated[int, typer.Option(help="The seed of all chance.")] = 1,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="The date up to which they live.")] = DEFAULT_AS_OF.isoformat(),
    state: Annotated[str, typer.Option(metavar="CODE", help="People of this state, such as MA.  [default: the nation's]")] = "",
    modules: Annotated[list[Path] | None, _MODULES] = None,
    add_modules: Annotated[list[Path] | None, _ADD_MODULES] = None,
) -> None:
    """Follow one person through a module: each state with time, age, draws, and what it set and wrote."""
    from simulator.tools import trace as tool

    config = RunConfig.of(persons=person, seed=seed, as_of=as_of, state=state, modules=modules or (), add_modules=add_modules or ())
    for line in tool.plain(tool.trace(config, name)):
        typer.echo(line)
