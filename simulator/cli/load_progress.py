"""How far a load is: a bar with resources per second on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

#: Where nobody watches, a line is said at most so often.
PLAIN_SECONDS = 10.0


class LoadBar:
    """A bar on a terminal; see `load.operation.Watcher`."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None, speed="")

    def begins(self, people: int | None) -> None:
        """Sets how long the bar is."""
        self._progress.update(self._task, total=people)

    def went_on(self, people: int, resources: int, seconds: float) -> None:
        """Moves the bar on."""
        speed = f"{resources:,} resources, {resources / seconds:,.0f}/s" if seconds else ""
        self._progress.update(self._task, completed=people, speed=speed)

    def say(self, line: str) -> None:
        """Says a line above the bar."""
        self._progress.console.print(line, markup=False, highlight=False, soft_wrap=True)


class LoadLines:
    """A line every now and then, or only what must be said; see `load.operation.Watcher`."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._people: int | None = None
        self._last = monotonic()

    def begins(self, people: int | None) -> None:
        """Remembers how many come."""
        self._people = people

    def went_on(self, people: int, resources: int, seconds: float) -> None:
        """Says how far it is, where the last line is long enough ago."""
        now = monotonic()
        if self._quiet or now - self._last < PLAIN_SECONDS:
            return
        self._last = now
        speed = f", {resources / seconds:,.0f} resources/s" if seconds else ""
        of = f" of {self._people}" if self._people is not None else ""
        typer.echo(f"{people}{of} people, {resources:,} resources{speed}", err=True)

    def say(self, line: str) -> None:
        """Says a line on standard error."""
        typer.echo(line, err=True)


@contextmanager
def watching_load(quiet: bool) -> Iterator[LoadBar | LoadLines]:
    """The watcher that fits: a bar where standard error is a terminal, else lines."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield LoadLines(quiet)
        return
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("people  {task.fields[speed]}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield LoadBar(progress)
