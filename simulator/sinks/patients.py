"""Patient bundles on disk: one JSON file per person, and one of what they share."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from simulator.sinks.compression import written_as
from simulator.sinks.encounters import line_bytes
from simulator.sinks.files import FileRecord, write_file

FOLDER: Final = "patients"
#: Sorts before every patient's file, so that whoever posts the files in order posts it first.
SHARED: Final = f"{FOLDER}/000-shared.json"


def write_person(folder: Path, patient: str, bundle: dict[str, Any], gzip: bool = False) -> FileRecord:
    """Writes one person's bundle to `patients/<patient>.json` below `folder`. Raises OutputError."""
    return write_file(folder, *written_as(f"{FOLDER}/{patient}.json", [line_bytes(bundle)], gzip))


def write_shared(folder: Path, bundle: dict[str, Any], gzip: bool = False) -> FileRecord:
    """Writes the bundle of the shared resources to `patients/000-shared.json`. Raises OutputError."""
    return write_file(folder, *written_as(SHARED, [line_bytes(bundle)], gzip))
