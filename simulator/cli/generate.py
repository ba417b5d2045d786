"""`simulator generate`: people into a folder."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.load_options import MakeOptions, with_load_options
from simulator.cli.load_run import load_meanwhile
from simulator.config import DEFAULT_AS_OF, RunConfig
from simulator.errors import RunError

if TYPE_CHECKING:
    from simulator.run.summary import Summary

_INTERRUPTED = "interrupted; {folder} holds the beginning of the run, and the same command goes on with it"


@with_load_options
def generate(
    load: MakeOptions,
    patients: Annotated[int, typer.Option("-n", "--patients", help="How many people live at the date.")] = 100,
    living_only: Annotated[bool, typer.Option("--living-only", help="Leave out those who have died by the date.")] = False,
    seed: Annotated[int, typer.Option(help="The seed of all chance.")] = 1,
    as_of: Annotated[str, typer.Option(metavar="DATE|today", help="The date up to which people live.")] = DEFAULT_AS_OF.isoformat(),
    age: Annotated[
        str | None, typer.Option(metavar="LO-HI", help="Ages in completed years, inclusive; implies --living-only.")
    ] = None,
    sex: Annotated[str | None, typer.Option(metavar="F|M", help="Sex at birth; implies --living-only.")] = None,
    with_dead: Annotated[
        bool, typer.Option("--with-dead", help="With --age or --sex also the dead, by the age they would have.")
    ] = False,
    person: Annotated[list[int] | None, typer.Option(help="This candidate of the seed's people alone; repeatable.")] = None,
    modules: Annotated[list[Path] | None, typer.Option(help="A folder of modules instead of the own ones; repeatable.")] = None,
    add_modules: Annotated[list[Path] | None, typer.Option(help="A folder of modules beside the own ones; repeatable.")] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="KEY", help="This module, beside core and what it calls; repeatable.")
    ] = None,
    without: Annotated[list[str] | None, typer.Option(metavar="KEY", help="Leave out this module; repeatable.")] = None,
    state: Annotated[str, typer.Option(metavar="CODE", help="People of this state, such as MA.  [default: the nation's]")] = "",
    population: Annotated[str, typer.Option(metavar="NAME", help="Keys the ids and marks the resources.  [default: seed-N]")] = "",
    having: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Only the living with this active condition: a code, or system|code; repeatable."),
    ] = None,
    years_of_history: Annotated[
        int, typer.Option(metavar="N", help="How many years records reach back from the date, or the death; 0: to the birth.")
    ] = 0,
    format: Annotated[
        list[str] | None,
        typer.Option(metavar="encounters|patients|bulk", help="What is written; repeatable.  [default: encounters]"),
    ] = None,
    bundle: Annotated[
        str, typer.Option(metavar="transaction|collection", help="The type of bundles.  [default: transaction]")
    ] = "",
    references: Annotated[
        str, typer.Option(metavar="literal|urn|conditional", help="How bundles refer to resources.  [default: literal]")
    ] = "",
    base_url: Annotated[str, typer.Option(metavar="URL", help="Where full URLs begin.  [default: a place that isn't]")] = "",
    gzip: Annotated[bool, typer.Option("--gzip", help="Compress all files but the manifests.")] = False,
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder that is written.")] = Path("output"),
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Remove the run that the folder holds.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but what goes wrong.")] = False,
    to: Annotated[str, typer.Option(metavar="URL", help="Load to this FHIR server meanwhile, instead of writing files.")] = "",
) -> None:
    """Make a population: whole lives up to a date, as FHIR R4 encounter bundles, one file per person."""
    config = RunConfig.of(
        patients=patients,
        living_only=living_only,
        seed=seed,
        as_of=_date(as_of),
        age=age,
        sex=sex,
        with_dead=with_dead,
        persons=person or None,
        modules=modules or (),
        add_modules=add_modules or (),
        only=only or (),
        without=without or (),
        state=state,
        population=population,
        having=having or (),
        years_of_history=years_of_history,
        formats=format or ("encounters",),
        bundle=bundle,
        references=references,
        base_url=base_url,
        gzip=gzip,
        output=output,
        overwrite=overwrite,
        quiet=quiet,
    )
    if to:
        load_meanwhile(config, load(to))
        return
    begun = monotonic()
    summary = _run(config)
    if not quiet:
        for line in summary_lines(config, summary, monotonic() - begun):
            typer.echo(line)


def _date(text: str) -> str:
    return date.today().isoformat() if text == "today" else text  # noqa: TID251 - the one place that asks what day it is


def _run(config: RunConfig) -> Summary:
    from simulator.cli.progress import watching
    from simulator.run.api import run

    try:
        with watching(len(config.persons or ()) or config.patients, config.quiet) as watcher:
            return run(config, watcher)
    except KeyboardInterrupt:
        raise RunError(_INTERRUPTED.format(folder=config.output)) from None


def summary_lines(config: RunConfig, summary: Summary, seconds: float) -> list[str]:
    """What is said at the end."""
    lines = [f"{summary.written:,} written: {summary.living:,} living, {summary.dead:,} dead"]
    amount = f"{summary.visits:,} visits, {summary.resources:,} resources, {summary.bytes:,} bytes"
    if summary.already_whole:
        lines.append(f"{amount}: {summary.folder} already held this very run, whole")
    else:
        lines.append(f"{amount} in {seconds:.1f} seconds, in {summary.folder}")
    if summary.warnings:
        count = len(summary.warnings)
        lines.append(f"{count} {'warning' if count == 1 else 'warnings'} about modules; see: {_check_command(config)}")
    lines += [f"note: {note}" for note in summary.notes]
    if summary.background_is_whole:
        lines.append("note: the background mortality is whole; deaths that these modules cause come on top of the life table")
    if summary.example is not None:
        lines.append(f"a life worth reading: {_command('show', summary.example)}")
    return lines


def _check_command(config: RunConfig) -> str:
    return _command("modules", "check", *(config.modules or config.add_modules))


def _command(*words: str | Path) -> str:
    """A command of this program that can be pasted as it is."""
    program = Path(sys.argv[0])
    found = shutil.which("simulator")
    known = found is not None and program.exists() and Path(found).samefile(program)
    name = str(program) if program.stem == "simulator" and not known else "simulator"
    return " ".join(_quoted(str(word)) for word in (name, *words))


def _quoted(word: str) -> str:
    if os.name == "nt":
        return f'"{word}"' if " " in word else word
    return shlex.quote(word)
