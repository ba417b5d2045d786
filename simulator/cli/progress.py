"""How far a run is: a bar with patients per second and time left on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from simulator.kernel.amounts import bytes_text

#: Where nobody watches, a line is said at most so often.
PLAIN_SECONDS = 10.0


class _Speed(ProgressColumn):
    """Patients per second, once it is known."""

    def render(self, task: Task) -> Text:
        """The column's text."""
        return Text(f"{task.speed:.1f} patients/s" if task.speed else "", style="cyan")


class Bar:
    """A bar on a terminal; see `run.summary.Watcher`."""

    def __init__(self, progress: Progress, wanted: int) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=wanted)

    def went_on(self, wanted_done: int, written: int) -> None:
        """Moves the bar on."""
        self._progress.update(self._task, completed=wanted_done)

    def foresaw(self, bytes_needed: int, bytes_free: int) -> None:
        """Says it above the bar."""
        self._progress.console.print(disk_line(bytes_needed, bytes_free), highlight=False)


class Lines:
    """A line every now and then; see `run.summary.Watcher`."""

    def __init__(self, wanted: int, say: Callable[[str], None], clock: Callable[[], float] = monotonic) -> None:
        self._wanted, self._say, self._clock = wanted, say, clock
        self._begun = self._last = clock()

    def went_on(self, wanted_done: int, written: int) -> None:
        """Says how far it is, with patients per second, where the last line is long enough ago."""
        now = self._clock()
        if now - self._last < PLAIN_SECONDS:
            return
        self._last = now
        self._say(f"{wanted_done} of {self._wanted} patients, {wanted_done / (now - self._begun):.1f} patients/s")

    def foresaw(self, bytes_needed: int, bytes_free: int) -> None:
        """Says it."""
        self._say(disk_line(bytes_needed, bytes_free))


class Silence:
    """Nothing; see `run.summary.Watcher`."""

    def went_on(self, wanted_done: int, written: int) -> None:
        """Says nothing."""

    def foresaw(self, bytes_needed: int, bytes_free: int) -> None:
        """Says nothing."""


def disk_line(bytes_needed: int, bytes_free: int) -> str:
    """What is said of the disk that a run will need."""
    return f"the run will need some {bytes_text(bytes_needed)} of disk; {bytes_text(bytes_free)} are free"


@contextmanager
def watching(wanted: int, quiet: bool) -> Iterator[Bar | Lines | Silence]:
    """The watcher that fits: a bar where standard error is a terminal, lines on standard error elsewhere, or silence."""
    console = Console(stderr=True)
    if quiet:
        yield Silence()
    elif console.is_terminal:
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("patients"), _Speed(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            yield Bar(progress, wanted)
    else:
        yield Lines(wanted, lambda line: typer.echo(line, err=True))
