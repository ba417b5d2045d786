"""The options of `simulator generate`, one a line, and the run that they describe."""

from __future__ import annotations

import os
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from simulator.cli.load_options import LOAD_OPTIONS
from simulator.config import DEFAULT_AS_OF, TRUTHS, RunConfig
from simulator.errors import UsageError

#: The date of a command that names none.
DATE = DEFAULT_AS_OF.isoformat()

Patients = Annotated[int, typer.Option("-n", "--patients", help="How many people live at the date.")]
LivingOnly = Annotated[bool, typer.Option("--living-only", help="Leave out those who have died by the date.")]
Seed = Annotated[int, typer.Option(help="The seed of all chance.")]
AsOf = Annotated[str, typer.Option(metavar="DATE|today", help="The date up to which people live.")]
Age = Annotated[str | None, typer.Option(metavar="LO-HI", help="Ages in completed years, inclusive; implies --living-only.")]
Sex = Annotated[str | None, typer.Option(metavar="F|M", help="Sex at birth; implies --living-only.")]
WithDead = Annotated[bool, typer.Option("--with-dead", help="With --age or --sex also the dead, by the age they would have.")]
Person = Annotated[list[int] | None, typer.Option(help="This candidate of the seed's people alone; repeatable.")]
Modules = Annotated[list[Path] | None, typer.Option(help="A folder of modules instead of the own ones; repeatable.")]
AddModules = Annotated[list[Path] | None, typer.Option(help="A folder of modules beside the own ones; repeatable.")]
Only = Annotated[list[str] | None, typer.Option(metavar="KEY", help="This module, beside core and what it calls; repeatable.")]
Without = Annotated[list[str] | None, typer.Option(metavar="KEY", help="Leave out this module; repeatable.")]
State = Annotated[str, typer.Option(metavar="CODE", help="People of this state, such as MA.  [default: the nation's]")]
Population = Annotated[str, typer.Option(metavar="NAME", help="Keys the ids and marks the resources.  [default: seed-N]")]
Having = Annotated[
    list[str] | None,
    typer.Option(metavar="CODE", help="Only the living with this active condition: a code, or system|code; repeatable."),
]
YearsOfHistory = Annotated[
    int, typer.Option(metavar="N", help="How many years records reach back from the date, or the death; 0: to the birth.")
]
Format = Annotated[
    list[str] | None, typer.Option(metavar="encounters|patients|bulk", help="What is written; repeatable.  [default: encounters]")
]
Bundle = Annotated[str, typer.Option(metavar="transaction|collection", help="The type of bundles.  [default: transaction]")]
References = Annotated[
    str, typer.Option(metavar="literal|urn|conditional", help="How bundles refer to resources.  [default: literal]")
]
BaseUrl = Annotated[str, typer.Option(metavar="URL", help="Where full URLs begin.  [default: a place that isn't]")]
Gzip = Annotated[bool, typer.Option("--gzip", help="Compress all files but the manifests.")]
Truth = Annotated[
    str,
    typer.Option(metavar="[=labels|states]", help="Write what a chart doesn't tell; with =states also each state entered."),
]
Workers = Annotated[int | None, typer.Option(metavar="N", help="How many processes.  [default: one a core]")]
FromRun = Annotated[Path | None, typer.Option(metavar="RUN.JSON", help="Make the run of this run.json again, to the same bytes.")]
Output = Annotated[Path, typer.Option("-o", "--output", help="The folder that is written.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Remove the run that the folder holds.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Say nothing but what goes wrong.")]
To = Annotated[str, typer.Option(metavar="URL", help="Load to this FHIR server meanwhile, instead of writing files.")]

#: Options whose names on the command line are not those of the run's description: said once for each of several.
_COMMAND_NAMES = {"persons": "person", "formats": "format"}
#: What may stand beside --from-run: what run.json doesn't tell, and the modules, which must come to the same.
_BESIDE_FROM_RUN = frozenset({"modules", "add_modules", "only", "without", "workers", "output", "overwrite", "quiet"})


class GenerateCommand(TyperCommand):
    """The command, with an option whose value may be left out."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads the bare `--truth` as its first value."""
        return super().parse_args(ctx, [f"--truth={TRUTHS[0]}" if word == "--truth" else word for word in args])


def described(context: typer.Context) -> RunConfig:
    """The run that the command's options describe, or, with --from-run, the one that a run.json tells of.

    Raises UsageError for options that cannot be, or cannot be together.
    """
    names = {field.name: _COMMAND_NAMES.get(field.name, field.name) for field in fields(RunConfig)}
    values = {field: context.params[name] for field, name in names.items() if context.params[name] not in (None, [], ())}
    values["workers"] = context.params["workers"] if context.params["workers"] is not None else os.cpu_count() or 1
    values["as_of"] = _date(values["as_of"])
    from_run = context.params["from_run"]
    if from_run is None:
        return RunConfig.of(**values)
    said = {field for field, name in names.items() if _is_said(context, name)}
    if said - _BESIDE_FROM_RUN or context.params["to"]:
        wrong = sorted(said - _BESIDE_FROM_RUN) or ["to"]
        accepted = ", ".join(sorted(name.replace("_", "-") for name in _BESIDE_FROM_RUN))
        raise UsageError(f"from-run: tells {wrong[0].replace('_', '-')} itself; accepted beside it are {accepted}")
    from simulator.run.options import config_of

    return config_of(Path(from_run), **{name: values[name] for name in (said & set(values)) | {"output", "workers"}})


def check_no_load_options(context: typer.Context) -> None:
    """Raises UsageError for an option that says how to load where nothing is loaded."""
    said = next((name for name in LOAD_OPTIONS if _is_said(context, name)), None)
    if said is not None:
        raise UsageError(f"{said.replace('_', '-')}: says how a server is loaded; accepted with --to URL")


def _is_said(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _date(text: str) -> str:
    return date.today().isoformat() if text == "today" else text  # noqa: TID251 - the one place that asks what day it is
