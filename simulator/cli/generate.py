"""`simulator generate`: people into a folder."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import typer

from simulator.cli import generate_options as options
from simulator.cli.load_options import MakeOptions, with_load_options
from simulator.cli.load_run import load_meanwhile
from simulator.config import RunConfig
from simulator.errors import RunError

if TYPE_CHECKING:
    from simulator.run.summary import Summary

_INTERRUPTED = "interrupted; {folder} holds the beginning of the run, and the same command goes on with it"


@with_load_options
def generate(
    context: typer.Context,
    load: MakeOptions,
    patients: options.Patients = 100,
    living_only: options.LivingOnly = False,
    seed: options.Seed = 1,
    as_of: options.AsOf = options.DATE,
    age: options.Age = None,
    sex: options.Sex = None,
    with_dead: options.WithDead = False,
    person: options.Person = None,
    modules: options.Modules = None,
    add_modules: options.AddModules = None,
    only: options.Only = None,
    without: options.Without = None,
    state: options.State = "",
    population: options.Population = "",
    having: options.Having = None,
    years_of_history: options.YearsOfHistory = 0,
    format: options.Format = None,
    bundle: options.Bundle = "",
    references: options.References = "",
    base_url: options.BaseUrl = "",
    gzip: options.Gzip = False,
    truth: options.Truth = "",
    workers: options.Workers = None,
    from_run: options.FromRun = None,
    output: options.Output = Path("output"),
    overwrite: options.Overwrite = False,
    quiet: options.Quiet = False,
    to: options.To = "",
) -> None:
    """Make a population: whole lives up to a date, as FHIR R4 bundles or resources."""
    config = options.described(context)
    if to:
        load_meanwhile(config, load(to))
        return
    options.check_no_load_options(context)
    begun = monotonic()
    summary = _run(config, from_run)
    if not quiet:
        for line in summary_lines(config, summary, monotonic() - begun):
            typer.echo(line)


def _run(config: RunConfig, from_run: Path | None) -> Summary:
    from simulator.cli.progress import watching
    from simulator.run.api import run

    try:
        with watching(len(config.persons or ()) or config.patients, config.quiet) as watcher:
            return run(config, watcher, from_run)
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
