"""What a run tells at its end, and on its way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from simulator.errors import Problem
from simulator.run.part import PersonRecord
from simulator.sinks.manifest import Manifest

ENCOUNTER = "Encounter"
CONDITION = "Condition"


class Watcher(Protocol):
    """Whoever wants to see a run go on."""

    def went_on(self, wanted_done: int, written: int) -> None:
        """`wanted_done` of those asked for are there (living people, or named persons), `written` people in all."""
        ...

    def foresaw(self, bytes_needed: int, bytes_free: int) -> None:
        """The whole run will need so much disk, and so much is free where part of it already stands."""
        ...


@dataclass(frozen=True, slots=True)
class Summary:
    """A finished run.

    `already_whole` says that the folder held this very run, and nothing was made. `example` is the file of a life worth
    reading, None where it isn't known. `background_is_whole` says that nothing was taken off the life table for what the
    modules themselves cause. `bytes` are those of all files but `run.json`.
    """

    folder: Path
    written: int
    living: int
    dead: int
    visits: int
    lines: int
    resources: int
    bytes: int
    warnings: tuple[Problem, ...]
    notes: tuple[str, ...]
    background_is_whole: bool
    already_whole: bool
    example: Path | None


class Example:
    """The life that is most worth reading: of the living the one with the most conditions, then the most visits."""

    def __init__(self) -> None:
        self._best = (-1, -1)
        self.path: str | None = None

    def consider(self, person: PersonRecord) -> None:
        """Keeps the person's file where it beats all before."""
        value = (person.resources.get(CONDITION, 0), person.resources.get(ENCOUNTER, 0))
        if person.living and person.files and value > self._best:
            self._best, self.path = value, person.files[0].path


def summarize(folder: Path, manifest: Manifest, library: LibraryNews, example: str | None, already_whole: bool) -> Summary:
    """The summary of a complete run's manifest."""
    people = manifest.people
    return Summary(
        folder=folder,
        written=people["living"] + people["dead"],
        living=people["living"],
        dead=people["dead"],
        visits=manifest.resources.get(ENCOUNTER, 0),
        lines=people["lines"],
        resources=sum(manifest.resources.values()),
        bytes=sum(record.bytes for record in manifest.files),
        warnings=library.warnings,
        notes=library.notes,
        background_is_whole=library.background_is_whole,
        already_whole=already_whole,
        example=folder / example if example else None,
    )


class LibraryNews(Protocol):
    """What a library's loading leaves to be told at the end."""

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Problems that stop nothing."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """Files that replaced others."""
        ...

    @property
    def background_is_whole(self) -> bool:
        """Whether the background mortality is the whole life table."""
        ...
