"""Patient bundles on disk: one JSON file per person, and one of what they share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from simulator.resources.put import Written, written_bundle
from simulator.sinks.compression import written_as
from simulator.sinks.files import FileRecord, write_file

FOLDER: Final = "patients"
#: Sorts before every patient's file, so that whoever posts the files in order posts it first.
SHARED: Final = f"{FOLDER}/000-shared.json"
#: So many entries are written at a time: some 100 kB, which fit into memory that is at hand. A whole life at once (8 MB) is memory
#: that the system has to find and clear anew for each person.
_AT_ONCE: Final = 64


def write_person(folder: Path, patient: str, bundle: Written, gzip: bool = False) -> FileRecord:
    """Writes one person's bundle to `patients/<patient>.json` below `folder`. Raises OutputError."""
    return write_file(folder, *written_as(f"{FOLDER}/{patient}.json", _json(bundle), gzip))


def write_shared(folder: Path, bundle: dict[str, Any], gzip: bool = False) -> FileRecord:
    """Writes the bundle of the shared resources to `patients/000-shared.json`. Raises OutputError."""
    return write_file(folder, *written_as(SHARED, _json(written_bundle(bundle)), gzip))


def _json(bundle: Written) -> Iterator[bytes]:
    """A bundle as one line of UTF-8 JSON with its line feed, piece by piece."""
    yield from bundle.chunks(_AT_ONCE)
    yield b"\n"
