"""A load of a run that is made meanwhile; see `run.to_taker.Taker`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulator.load.item import Item, item_of
from simulator.load.operation import Load, Watcher, loading
from simulator.load.options import LoadOptions
from simulator.load.report import Outcome
from simulator.load.unit import Unit
from simulator.sinks.manifest import Manifest


class RunTaker:
    """Sends people to a server as they come; `outcome` says what came of it once it is finished."""

    def __init__(self, load: Load, folder: Path) -> None:
        self._load = load
        self._folder = folder
        self._shares = 0
        self.outcome: Outcome | None = None

    def share(self, bundles: list[dict[str, Any]]) -> None:
        """Sends what people share; it is there before those who come after it are sent."""
        self._shares += 1
        self._load.loader.take(_unit(f"shared-{self._shares}", bundles, shared=True))

    def person(self, patient: str, lines: list[dict[str, Any]]) -> None:
        """Sends somebody's lines when a worker is free."""
        self._load.loader.take(_unit(patient, lines, shared=False))

    def finish(self) -> None:
        """Waits until everything is sent, and writes the report."""
        self.outcome = self._load.end()
        self.outcome.write(self._folder)


def _unit(name: str, bundles: list[dict[str, Any]], shared: bool) -> Unit:
    lines = [[item_of(entry["resource"], name, number) for entry in bundle["entry"]] for number, bundle in enumerate(bundles, 1)]
    return Unit(name, shared, _reader(lines))


def _reader(lines: list[list[Item]]) -> Callable[[], Iterator[list[Item]]]:
    return lambda: iter(lines)


@contextmanager
def taking(options: LoadOptions, folder: Path, manifest: Manifest, watcher: Watcher) -> Iterator[RunTaker]:
    """A taker that loads to the options' address, with journal, dead letters and report in `folder`, unless they name another."""
    home = options.journal or folder
    with loading(options, home, f"{folder.resolve()}", manifest, watcher) as load:
        yield RunTaker(load, home)
