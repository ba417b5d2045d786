"""Patient bundles on disk: one JSON file per person, and one of what they share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson

from simulator.sinks.compression import written_as
from simulator.sinks.files import FileRecord, write_file

FOLDER: Final = "patients"
#: Sorts before every patient's file, so that whoever posts the files in order posts it first.
SHARED: Final = f"{FOLDER}/000-shared.json"
#: So many entries are made into JSON at a time: some 100 kB, which fit into memory that is at hand. A whole life at once (8 MB) is
#: memory that the system has to find and clear anew for each person: 5.3 ms a megabyte instead of 3.9, hash and writing included.
_AT_ONCE: Final = 64


def write_person(folder: Path, patient: str, bundle: dict[str, Any], gzip: bool = False) -> FileRecord:
    """Writes one person's bundle to `patients/<patient>.json` below `folder`. Raises OutputError."""
    return write_file(folder, *written_as(f"{FOLDER}/{patient}.json", _json(bundle), gzip))


def write_shared(folder: Path, bundle: dict[str, Any], gzip: bool = False) -> FileRecord:
    """Writes the bundle of the shared resources to `patients/000-shared.json`. Raises OutputError."""
    return write_file(folder, *written_as(SHARED, _json(bundle), gzip))


def _json(bundle: dict[str, Any]) -> Iterator[bytes]:
    """A bundle as one line of UTF-8 JSON with its line feed, piece by piece; its entries are its last element."""
    entries = bundle["entry"]
    yield orjson.dumps({**bundle, "entry": []}).removesuffix(b"]}")
    for first in range(0, len(entries), _AT_ONCE):
        between = b"," if first else b""
        yield between + orjson.dumps(entries[first : first + _AT_ONCE])[1:-1]
    yield b"]}\n"
