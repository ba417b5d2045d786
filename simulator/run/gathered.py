"""What has come together of a run: its parts, taken in order, whoever made them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from simulator.config import RunConfig
from simulator.run.formats import BulkPerson, Formats
from simulator.run.part import PartRecord, PersonRecord
from simulator.run.population import Tally
from simulator.run.shared import SharedEntries
from simulator.run.summary import Example
from simulator.sinks.files import FileRecord
from simulator.sinks.manifest import Manifest
from simulator.sinks.run_folder import RunFolder


class Gathered:
    """What has come together so far of a run in `folder`: counts, files, and the shared resources that its people refer to."""

    def __init__(self, config: RunConfig, formats: Formats, folder: Path) -> None:
        self._formats = formats
        self._bulk: list[BulkPerson] = []
        self.tally = Tally(config)
        self.example = Example()
        self._patients = config.persons is None
        self._lines = 0
        self._bytes = 0
        self._resources: Counter[str] = Counter()
        self._files: list[FileRecord] = []
        self._shared = SharedEntries(folder)

    @property
    def wanted(self) -> int | None:
        """How many living are still wanted; None where persons are named."""
        return self.tally.wanted

    @property
    def lived(self) -> int:
        """How many candidates were lived."""
        return self.tally.lived

    @property
    def written(self) -> int:
        """How many people belong to the run so far."""
        return self.tally.written

    @property
    def bytes(self) -> int:
        """The bytes of the files so far."""
        return self._bytes

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
                self._bytes += 2 * person.piece.bytes
                self._bulk.append(BulkPerson(self.tally.lived - 1, person.patient, where, person.piece))
            for key in person.shared:
                self._shared.add(key, part.shared[key])

    def _count(self, person: PersonRecord) -> None:
        self.example.consider(person)
        self._lines += person.lines
        self._resources.update(person.resources)
        self._files.extend(person.files)
        self._bytes += sum(file.bytes for file in person.files)

    def finish(self, folder: RunFolder) -> Manifest:
        """Writes what people share, and gives the manifest of the complete run."""
        self._resources.update(self._shared.types())
        files = [*self._formats.finish(folder.path, self._shared, self._bulk, self.tally.lived), *self._files]
        return replace(
            folder.manifest,
            people={"living": self.tally.living, "dead": self.tally.dead, "lived": self.tally.lived, "lines": self._lines},
            resources=dict(sorted(self._resources.items())),
            files=tuple(sorted(files, key=lambda record: record.path)),
        )
