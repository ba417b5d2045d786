"""The truth behind records on disk: one NDJSON file per person, one row a line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from simulator.sinks.compression import written_as
from simulator.sinks.encounters import line_bytes
from simulator.sinks.files import FileRecord, write_file

FOLDER: Final = "truth"


def write_person(folder: Path, patient: str, rows: Iterable[dict[str, Any]], gzip: bool = False) -> FileRecord:
    """Writes one person's rows to `truth/<patient>.ndjson` below `folder`. Raises OutputError."""
    return write_file(folder, *written_as(f"{FOLDER}/{patient}.ndjson", map(line_bytes, rows), gzip))
