"""A load from beginning to end: the server looked at, the journal opened, units sent, the report written."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Protocol

import orjson

from simulator.errors import UsageError
from simulator.load.client import Client
from simulator.load.client_ids import ClientIds
from simulator.load.dead_letters import DeadLetters
from simulator.load.delivery import Delivery
from simulator.load.journal import Journal
from simulator.load.limits import Limits
from simulator.load.loader import Loader
from simulator.load.options import LoadOptions
from simulator.load.report import Outcome
from simulator.load.sender import Sender
from simulator.load.server import capabilities, connect, was_emptied
from simulator.load.server_ids import ServerIds
from simulator.load.source import Source, source_of
from simulator.load.unit import Unit
from simulator.load.verify import verify
from simulator.sinks.lock import locked
from simulator.sinks.manifest import COMPLETE, Manifest, read_manifest
from simulator.sources.folders import Place, find_place

_LOCK = "load-journal.lock"
_INDEX = "load-journal-index"
#: Objects made since the last look of the collector, and how many of its looks make one at those that were there before: few, for
#: requests that are answered hold on to each other and to their bytes (looking seldom made 300 MB 400).
_SELDOM = (20_000, 3, 3)
_SWITCH_SECONDS = 0.0005


class Watcher(Protocol):
    """Whoever wants to see a load go on."""

    def begins(self, people: int | None) -> None:
        """So many people come, None where that isn't known."""
        ...

    def went_on(self, people: int, resources: int, seconds: float) -> None:
        """So many people are through; so many resources have been sent in so many seconds."""
        ...

    def say(self, line: str) -> None:
        """Something that must be known."""
        ...


@dataclass(slots=True)
class Load:
    """A load under way; make one with `loading`."""

    options: LoadOptions
    client: Client
    journal: Journal
    letters: DeadLetters
    watcher: Watcher
    source_name: str
    begun: float = field(default_factory=monotonic)
    people: int = 0
    loader: Loader = field(init=False)

    def went_on(self, unit: Unit) -> None:
        """Counts a unit that is through, and tells the watcher."""
        self.people += not unit.shared
        self.watcher.went_on(self.people, self.client.figures.sent.total(), monotonic() - self.begun)

    def end(self) -> Outcome:
        """Waits until everything is sent, verifies where that is asked for, and says what came of it."""
        self.loader.finish()
        seconds = monotonic() - self.begun
        verified = verify(self.client, self.journal, self.options.sample, self.options.workers) if self.options.verify else None
        return Outcome(
            source=self.source_name,
            address=self.options.address,
            people=self.people,
            figures=self.client.figures.to_json(seconds),
            refused=self.letters.count,
            refusals=tuple(self.letters.first),
            dead_letters=self.letters.path if self.letters.count else None,
            verified=verified,
        )


def name_of(source: str, address: str) -> str:
    """The short name of a source and an address, by which files beside the journal are told apart."""
    return sha256(f"{source}\0{address}".encode()).hexdigest()[:8]


@contextmanager
def loading(options: LoadOptions, folder: Path, source: str, manifest: Manifest | None, watcher: Watcher) -> Iterator[Load]:
    """A load from `source`, with its journal in `folder`. Raises LoadError where there is no server that can be loaded."""
    client = connect(options)
    try:
        software = str(capabilities(client).get("software", {}).get("name", ""))
        with locked(folder / _LOCK, folder):
            journal = Journal(folder, options.address, source)
            try:
                load = _prepared(options, client, journal, folder, source, manifest, watcher, software)
                try:
                    with _interpreter_tuned():
                        yield load
                finally:
                    load.loader.end()
            finally:
                journal.close()
    finally:
        client.close()


@contextmanager
def _interpreter_tuned() -> Iterator[None]:
    """Lets the garbage collector look round seldom, for a load holds many texts and no circles (a tenth of its time otherwise), and
    threads give way often: one whose answer has come waits for each that reads a file."""
    before = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(*_SELDOM)
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        yield
    finally:
        gc.set_threshold(*before[0])
        sys.setswitchinterval(before[1])


def _prepared(
    options: LoadOptions,
    client: Client,
    journal: Journal,
    folder: Path,
    source: str,
    manifest: Manifest | None,
    watcher: Watcher,
    software: str,
) -> Load:
    if was_emptied(client, journal):
        watcher.say(f"{options.address} has been emptied since it was loaded last: everything is sent again")
        journal.forget_all()
    if manifest is not None:
        journal.accept_run(manifest.population, made_of(manifest))
    journal.want_nothing()
    letters = DeadLetters(folder, name_of(source, options.address), watcher.say)
    limits = Limits(options.max_entries, options.max_bytes, software)
    server_ids = ServerIds(client.base, journal, folder / f"load-id-map-{name_of(source, options.address)}.tsv")
    writer = server_ids if journal.has_server_ids() else ClientIds(client.base, journal)
    delivery = Delivery(client, writer, limits, letters, options.mode, options.stop_on_error)
    load = Load(options, client, journal, letters, watcher, source)
    sender = Sender(delivery, journal, server_ids, options.force, options.history, options.verify)
    # More units than requests: while one is read or journalled, another's request keeps the server at work.
    load.loader = Loader(sender, options.workers + max(1, options.workers // 2), client.pace.units, load.went_on)
    return load


def made_of(manifest: Manifest) -> str:
    """From what a run's people are made, as a hash: seed, modules and tables; more people or a later date are no matter."""
    parts = {"seed": manifest.seed, "core": manifest.core, "modules": manifest.modules, "tables": manifest.tables}
    return sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


@contextmanager
def opened(paths: list[Path], options_journal: Path | None, address: str) -> Iterator[tuple[Place, Source, Path, Manifest | None]]:
    """The place that paths name, the source in it, the folder of its journal, and its run's manifest.

    Raises UsageError for a run that isn't complete, or that has lost files.
    """
    place = find_place(paths)
    manifest = _manifest_of(place)
    folder = options_journal or place.home
    source = source_of(place, folder / f"{_INDEX}-{name_of(source_name(paths), address)}.sqlite")
    try:
        yield place, source, folder, manifest
    finally:
        source.close()


def source_name(paths: list[Path]) -> str:
    """The name of what paths name, wherever the command is given."""
    return " ".join(str(path.resolve()) for path in paths)


def _manifest_of(place: Place) -> Manifest | None:
    manifest = read_manifest(place.home) if place.run else None
    if manifest is None:
        return None
    if manifest.status != COMPLETE:
        raise UsageError(
            f"{place.home}: the run is incomplete; accepted is one that is whole: generate it again, it goes on where it was"
        )
    kinds = {file.parent.name for file in place.files}
    for record in manifest.files:
        path = place.home / record.path
        if path.parent.name in kinds and not path.exists():
            raise UsageError(f"{path}: lost since the run; accepted is a whole run: make it anew with --overwrite")
    return manifest


def load_paths(paths: list[Path], options: LoadOptions, watcher: Watcher) -> Outcome:
    """Loads what paths name. Raises SimulatorError; see `errors`."""
    with opened(paths, options.journal, options.address) as (_, source, folder, manifest):
        watcher.begins(min(source.people, options.limit or source.people))
        with loading(options, folder, source_name(paths), manifest, watcher) as load:
            for unit in source.units(options.limit):
                load.loader.take(unit)
            outcome = load.end()
    outcome.write(folder)
    return outcome
