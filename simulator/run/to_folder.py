"""A run into a folder: parts are lived one after another, counted in order, and moved into place."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from simulator.config import RunConfig
from simulator.run.formats import BulkPerson, Formats
from simulator.run.part import PartRecord, PersonRecord, make_part
from simulator.run.population import Part, Tally, parts
from simulator.run.prepared import Prepared
from simulator.run.shared import in_order
from simulator.run.summary import Example, Summary, Watcher, summarize
from simulator.sinks.files import FileRecord
from simulator.sinks.manifest import Manifest
from simulator.sinks.run_folder import RunFolder, find_whole, taken


def run_to_folder(config: RunConfig, prepared: Prepared, watcher: Watcher | None = None) -> Summary:
    """Makes the run in `config.output`, goes on with it where it was begun, or finds it there whole.

    Raises UsageError where the folder holds something else, RunError where lives cannot be lived as asked for, and
    OutputError where the folder cannot be written.
    """
    whole = None if config.overwrite else find_whole(config.output, prepared.manifest)
    if whole is not None:
        return summarize(config.output, whole, prepared, example=None, already_whole=True)
    with taken(config.output, prepared.manifest, config.overwrite) as folder, _collector_spared():
        formats = Formats(config, prepared.lives.zone)
        gathered = _Gathered(config, formats)
        for part in parts(config, prepared.lives):
            ahead = _Ahead(gathered, watcher)
            gathered.add(_finished(folder, part) or _make(folder, part, prepared, formats, ahead), folder)
            ahead.catch_up()
            if gathered.tally.wanted == 0:
                break
        manifest = gathered.finish(folder)
        folder.finish(manifest)
    return summarize(config.output, manifest, prepared, gathered.example.path, already_whole=False)


def _finished(folder: RunFolder, part: Part) -> PartRecord | None:
    value = folder.part(part.number)
    return None if value is None else PartRecord.of(value)


def _make(folder: RunFolder, part: Part, prepared: Prepared, formats: Formats, ahead: _Ahead) -> PartRecord:
    record = make_part(part, prepared.lives, formats, folder.part_aside(part.number), ahead.wanted, ahead.lived)
    folder.part_done(part.number, record.to_json())
    return record


class _Gathered:
    """What has come together of a run so far: counts, files, and the shared resources that its people refer to."""

    def __init__(self, config: RunConfig, formats: Formats) -> None:
        self._formats = formats
        self._bulk: list[BulkPerson] = []
        self.tally = Tally(config)
        self.example = Example()
        self._patients = config.persons is None
        self._lines = 0
        self._resources: Counter[str] = Counter()
        self._files: list[FileRecord] = []
        self._shared: dict[str, dict[str, Any]] = {}

    @property
    def wanted_done(self) -> int:
        """How many of those asked for are there: living people, or named ones."""
        return self.tally.living if self._patients else self.tally.lived

    def add(self, part: PartRecord, folder: RunFolder) -> None:
        """Counts a part's people up to the last that is wanted, and moves their files into place."""
        for person in part.people:
            if not self.tally.take(person):
                continue
            folder.publish(part.number, person.files)
            self._count(person)
            if person.piece is not None:
                where = folder.part_folder(part.number)
                self._bulk.append(BulkPerson(self.tally.lived - 1, person.patient, where, person.piece))
            self._shared.update((key, part.shared[key]) for key in person.shared)

    def _count(self, person: PersonRecord) -> None:
        self.example.consider(person)
        self._lines += person.lines
        self._resources.update(person.resources)
        self._files.extend(person.files)

    def finish(self, folder: RunFolder) -> Manifest:
        """Writes what people share, and gives the manifest of the complete run."""
        entries = in_order(self._shared)
        self._resources.update(entry["resource"]["resourceType"] for entry in entries)
        files = [*self._formats.finish(folder.path, entries, self._bulk, self.tally.lived), *self._files]
        return replace(
            folder.manifest,
            people={"living": self.tally.living, "dead": self.tally.dead, "lived": self.tally.lived, "lines": self._lines},
            resources=dict(sorted(self._resources.items())),
            files=tuple(sorted(files, key=lambda record: record.path)),
        )


class _Ahead:
    """Tells the watcher of a part's people while they come, before the part is counted."""

    def __init__(self, gathered: _Gathered, watcher: Watcher | None) -> None:
        self._gathered = gathered
        self._watcher = watcher
        self._done, self._written = gathered.wanted_done, gathered.tally.written
        self.wanted = gathered.tally.wanted

    def lived(self, person: PersonRecord) -> None:
        """Counts one more."""
        self._done += (person.living and person.fits) or self.wanted is None
        self._written += person.lines > 0
        self._tell(self._done, self._written)

    def catch_up(self) -> None:
        """Tells what the count says after the part."""
        self._tell(self._gathered.wanted_done, self._gathered.tally.written)

    def _tell(self, done: int, written: int) -> None:
        if self._watcher is not None:
            self._watcher.went_on(done, written)


@contextmanager
def _collector_spared() -> Iterator[None]:
    """Takes what lives as long as the run (compiled modules, tables) out of the garbage collector's sight."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
