"""A part of a run: a block of candidates lived, their files written, and a record of what came of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from simulator.resources.folding import Fold
from simulator.run.collector import collect_person
from simulator.run.formats import Formats
from simulator.run.lives import Lived, Lives
from simulator.run.population import Part
from simulator.run.shared import entry_key
from simulator.sinks.files import FileRecord


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What came of one candidate (see `population.Outcome`): counts of distinct resources by type, the keys of the shared
    ones, and the files; all three empty for somebody who isn't written. `piece` is what goes into files of many, None where
    there are none; it lies in the part's folder until the run is whole."""

    candidate: int
    living: bool
    expected: bool
    killer: str
    lines: int
    resources: dict[str, int]
    shared: list[str]
    files: tuple[FileRecord, ...]
    patient: str = ""
    fits: bool = True
    piece: FileRecord | None = None


@dataclass(frozen=True, slots=True)
class PartRecord:
    """A part's people in the order of candidates, and the entries of the shared resources by key."""

    number: int
    people: tuple[PersonRecord, ...]
    shared: dict[str, dict[str, Any]] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """The record as it is kept beside the part's files."""
        return orjson.dumps(self)

    @classmethod
    def of(cls, value: dict[str, Any]) -> PartRecord:
        """The record of what `to_json` wrote."""
        return cls(value["number"], tuple(map(_person_of, value["people"])), value["shared"])


def _person_of(value: dict[str, Any]) -> PersonRecord:
    files = tuple(FileRecord(**file) for file in value["files"])
    piece = value["piece"]
    return PersonRecord(**{**value, "files": files, "piece": None if piece is None else FileRecord(**piece)})


def make_part(
    part: Part,
    lives: Lives,
    formats: Formats,
    folder: Path,
    wanted: int | None,
    watch: Callable[[PersonRecord], None] | None = None,
) -> PartRecord:
    """Lives the part's candidates and writes their files below `folder`; stops at the `wanted`-th who lives at the date.

    `watch` is told of each as they come.

    Raises RunError where a life cannot be lived or written as FHIR, OutputError where the disk is full.
    """
    people: list[PersonRecord] = []
    shared: dict[str, dict[str, Any]] = {}
    living = 0
    for candidate in part.candidates:
        lived = lives.live(candidate)
        people.append(write_lived(lived, formats, folder))
        shared.update((entry_key(entry), entry) for entry in lived.shared)
        living += lived.living and lived.fits
        del lived
        collect_person()
        if watch is not None:
            watch(people[-1])
        if living == wanted:
            break
    return PartRecord(part.number, tuple(people), shared)


def write_lived(lived: Lived, formats: Formats, folder: Path) -> PersonRecord:
    """Writes a person's files below `folder`, where they are written at all. Raises OutputError."""
    files: tuple[FileRecord, ...] = ()
    piece = None
    fold = Fold(lived.lines, keeps=formats.folds)
    if lived.written:
        files = formats.write_person(folder, lived.patient, fold, lived.shared)
        if lived.truth:
            files += (formats.write_truth(folder, lived.patient, lived.truth),)
        piece = formats.write_piece(folder, lived.candidate, fold.states())
    return PersonRecord(
        candidate=lived.candidate,
        living=lived.living,
        expected=lived.expected,
        killer=lived.killer,
        lines=fold.number,
        resources=fold.types(),
        shared=[entry_key(entry) for entry in lived.shared],
        files=files,
        patient=lived.patient,
        fits=lived.fits,
        piece=piece,
    )
