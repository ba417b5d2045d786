"""A life in the formats that a run is asked for: bundles per encounter, a bundle per person, or resources by type.

Bundles per person and resources by type are folds of the encounter lines: of each resource the last state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from simulator.config import RunConfig
from simulator.fhir.group import group, group_id
from simulator.fhir.renderer import BASE_URL
from simulator.kernel.clock import Zone
from simulator.resources.bundling import bundle_of, collected_entry, conditional_names, put_entry, renamed_bundle, urn_bundle
from simulator.resources.folding import Fold
from simulator.resources.put import Line, Put, Written, collection_of, resources_of, transaction_of, written_bundle
from simulator.resources.references import key_of
from simulator.run.population import instant_of
from simulator.run.shared import bundles
from simulator.sinks import bulk, encounters, patients, truth
from simulator.sinks.files import FileRecord

ENCOUNTERS = "encounters"
PATIENTS = "patients"
BULK = "bulk"
#: A bulk file holds the people of so many candidates at most.
SHARD_CANDIDATES = 1_000

Bundle = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BulkPerson:
    """A person whose piece lies below `folder`: their place among the run's candidates, and the id of the Patient."""

    place: int
    patient: str
    folder: Path
    piece: FileRecord


class Formats:
    """Writes lives as a run wants them, of people who live in `zone`."""

    def __init__(self, config: RunConfig, zone: Zone) -> None:
        self._config = config
        self._base_url = config.base_url or BASE_URL
        self._transaction_time = zone.iso(instant_of(config, zone))

    def lines(self, lines: Iterable[Line], shared: list[Bundle]) -> Iterable[Written]:
        """A person's encounter lines; `shared` are entries of all the shared resources that they refer to, when they are drawn."""
        if self._config.references != "conditional":
            return (transaction_of(each.puts) for each in lines)
        whole = list(lines)
        names = conditional_names(entry["resource"] for entry in shared)
        return [written_bundle(renamed_bundle(each.bundle, names)) for each in whole]

    @property
    def folds(self) -> bool:
        """Whether each resource is written in its last state."""
        return PATIENTS in self._config.formats or BULK in self._config.formats

    def patient(self, states: Iterable[Put], shared: list[Bundle]) -> Written:
        """A person's bundle: each resource once in its last state, which is what `states` put; with urn references, the shared
        ones too."""
        kind = self._config.bundle
        if self._config.references == "urn":
            return written_bundle(urn_bundle(kind, resources_of(states), [each["resource"] for each in shared]))
        made = transaction_of(states) if kind == "transaction" else collection_of(states)
        if self._config.references == "literal":
            return made
        return written_bundle(renamed_bundle(made.plain, conditional_names(entry["resource"] for entry in shared)))

    def of_type(self, bundle: Bundle) -> Bundle:
        """A transaction bundle of shared resources, as a bundle of the run's type."""
        if self._config.bundle == "transaction":
            return bundle
        return self._bundle(entry["resource"] for entry in bundle["entry"])

    def write_person(self, folder: Path, patient: str, fold: Fold, shared: list[Bundle]) -> tuple[FileRecord, ...]:
        """Writes a person's own files below `folder`, for which it draws the lines of `fold`; `shared` are entries of all the
        shared resources that they refer to, when they are drawn. Raises OutputError."""
        files = []
        if ENCOUNTERS in self._config.formats:
            files.append(encounters.write_person(folder, patient, self.lines(fold, shared), self._config.gzip))
        else:
            fold.draw()
        if PATIENTS in self._config.formats:
            files.append(patients.write_person(folder, patient, self.patient(fold.states(), shared), self._config.gzip))
        return tuple(files)

    def write_truth(self, folder: Path, patient: str, rows: list[dict[str, Any]]) -> FileRecord:
        """Writes a person's truth below `folder`. Raises OutputError."""
        return truth.write_person(folder, patient, rows, self._config.gzip)

    def write_piece(self, folder: Path, candidate: int, states: Iterable[Put]) -> FileRecord | None:
        """Writes a person's part of files that hold many, where there are such. Raises OutputError."""
        if BULK not in self._config.formats:
            return None
        return bulk.write_piece(folder, candidate, states)

    def finish(self, folder: Path, shared: Iterable[Bundle], people: list[BulkPerson], candidates: int) -> Iterator[FileRecord]:
        """Writes what many people share: `shared` are the entries, in order, of all that the run's people refer to, which are
        read once a format; `people` those with pieces, in order, of `candidates` lived. Raises OutputError."""
        if ENCOUNTERS in self._config.formats:
            yield encounters.write_shared(folder, bundles(shared), self._config.gzip)
        if PATIENTS in self._config.formats and self._config.references != "urn":
            yield patients.write_shared(folder, self._bundle(entry["resource"] for entry in shared), self._config.gzip)
        if BULK in self._config.formats:
            yield from self._finish_bulk(folder, shared, people, candidates > SHARD_CANDIDATES)

    def _finish_bulk(
        self, folder: Path, shared: Iterable[Bundle], people: list[BulkPerson], numbered: bool
    ) -> Iterator[FileRecord]:
        gzip = self._config.gzip
        files: list[bulk.BulkFile] = []
        for shard, block in groupby(people, lambda each: each.place // SHARD_CANDIDATES):
            pieces = [each.folder / each.piece.path for each in block]
            files += bulk.join_pieces(folder, pieces, shard if numbered else None, gzip)
        files += bulk.write_resources(folder, (entry["resource"] for entry in shared), 0 if numbered else None, gzip)
        population = self._config.population
        everybody = group(population, [each.patient for each in people])
        files += bulk.write_resources(folder, [everybody], None, gzip)
        request = f"{self._base_url}/Group/{group_id(population)}/$export"
        yield from (each.file for each in files)
        yield bulk.write_manifest(folder, files, self._transaction_time, request)

    def _bundle(self, resources: Iterable[Bundle]) -> Bundle:
        entry = put_entry if self._config.bundle == "transaction" else collected_entry
        return bundle_of(self._config.bundle, [entry(each, key_of(each), self._base_url) for each in resources])
