"""Encounter bundles on disk: one NDJSON file per person, one transaction bundle a line, and one file of what they share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import orjson

from simulator.resources.put import Written
from simulator.sinks.compression import written_as
from simulator.sinks.files import FileRecord, write_file

FOLDER: Final = "encounters"
#: Sorts before every patient's file, so that whoever posts the files in order posts it first.
SHARED: Final = f"{FOLDER}/000-shared.ndjson"


def write_person(folder: Path, patient: str, lines: Iterable[Written], gzip: bool = False) -> FileRecord:
    """Writes one person's bundles to `encounters/<patient>.ndjson` below `folder`. Raises OutputError."""
    return write_file(folder, *written_as(f"{FOLDER}/{patient}.ndjson", map(_line, lines), gzip))


def write_shared(folder: Path, bundles: Iterable[dict[str, Any]], gzip: bool = False) -> FileRecord:
    """Writes the bundles of the shared resources to `encounters/000-shared.ndjson`. Raises OutputError."""
    return write_file(folder, *written_as(SHARED, map(line_bytes, bundles), gzip))


def _line(bundle: Written) -> bytes:
    return b"".join((*bundle.chunks(len(bundle.entries) or 1), b"\n"))


def line_bytes(value: dict[str, Any]) -> bytes:
    """A bundle or resource as one line of UTF-8 JSON with its line feed; no larger than it must be: see `fragments.kept`."""
    return orjson.dumps(value) + b"\n"
