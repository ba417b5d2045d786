"""Resources on disk as a Bulk Data export (hl7.org/fhir/uv/bulkdata/STU2): one NDJSON file per type.

Files hold many people, who come from many parts: each person's resources are first kept as a piece, grouped by type, and
the pieces are joined in the order of people when all are there. Whoever made a piece, and when, changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from simulator.errors import OutputError
from simulator.resources.put import Put
from simulator.sinks.compression import written_as
from simulator.sinks.encounters import line_bytes
from simulator.sinks.files import FileRecord, write_file

FOLDER: Final = "bulk"
MANIFEST: Final = f"{FOLDER}/manifest.json"
_PIECES: Final = "pieces"
#: So many resources are written at a time: a life at once would be in memory twice.
_AT_ONCE: Final = 64


@dataclass(frozen=True, slots=True)
class BulkFile:
    """A finished file of one type: `count` resources."""

    kind: str
    count: int
    file: FileRecord


def write_piece(folder: Path, number: int, puts: Iterable[Put]) -> FileRecord:
    """Writes a person's resources aside, below `folder`: a line that tells by type how many bytes and resources come, in this
    order, and the resources. Raises OutputError."""
    found: defaultdict[str, list[Put]] = defaultdict(list)
    for put in puts:
        found[put.kind].append(put)
    return write_file(folder, f"{_PIECES}/{number:09}.ndjson", _piece({kind: found[kind] for kind in sorted(found)}))


def _piece(found: dict[str, list[Put]]) -> Iterator[bytes]:
    yield line_bytes({kind: (sum(put.size + 1 for put in puts), len(puts)) for kind, puts in found.items()})
    for puts in found.values():
        for first in range(0, len(puts), _AT_ONCE):
            yield b"".join([put.resource + b"\n" for put in puts[first : first + _AT_ONCE]])


def join_pieces(folder: Path, pieces: Iterable[Path], shard: int | None, gzip: bool) -> Iterator[BulkFile]:
    """Writes the files of every type from pieces in order; `shard` numbers the files, None where there is but one of each
    type. Raises OutputError."""
    slices: defaultdict[str, list[_Slice]] = defaultdict(list)
    for path in pieces:
        for kind, found in _slices(path):
            slices[kind].append(found)
    for kind in sorted(slices):
        count = sum(each.count for each in slices[kind])
        yield BulkFile(kind, count, _write(folder, kind, shard, map(_read, slices[kind]), gzip))


def write_resources(folder: Path, resources: Iterable[dict[str, Any]], shard: int | None, gzip: bool) -> Iterator[BulkFile]:
    """Writes resources that belong to nobody, or everybody, in the order given within a type. Raises OutputError."""
    lines: defaultdict[str, list[bytes]] = defaultdict(list)
    for each in resources:
        lines[each["resourceType"]].append(line_bytes(each))
    for kind in sorted(lines):
        yield BulkFile(kind, len(lines[kind]), _write(folder, kind, shard, lines[kind], gzip))


def write_manifest(folder: Path, files: Iterable[BulkFile], transaction_time: str, request: str) -> FileRecord:
    """Writes `bulk/manifest.json`, whose URLs are relative to it; `transaction_time` is the instant up to which people
    live, `request` what one would have asked. Raises OutputError."""
    output = [
        {"type": each.kind, "url": each.file.path.removeprefix(f"{FOLDER}/"), "count": each.count}
        for each in sorted(files, key=lambda each: each.file.path)
    ]
    value = {
        "transactionTime": transaction_time,
        "request": request,
        "requiresAccessToken": False,
        "output": output,
        "error": [],
    }
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return write_file(folder, MANIFEST, [text])


def _write(folder: Path, kind: str, shard: int | None, chunks: Iterable[bytes], gzip: bool) -> FileRecord:
    name = f"{FOLDER}/{kind}.ndjson" if shard is None else f"{FOLDER}/{kind}.{shard:03}.ndjson"
    return write_file(folder, *written_as(name, chunks, gzip))


@dataclass(frozen=True, slots=True)
class _Slice:
    """The resources of one type in a piece: where they begin, how many bytes and how many resources."""

    path: Path
    start: int
    size: int
    count: int


def _slices(path: Path) -> Iterator[tuple[str, _Slice]]:
    """The types of a piece, with their places."""
    with _reading(path), path.open("rb") as file:
        told = file.readline()
    start = len(told)
    for kind, (size, count) in orjson.loads(told).items():
        yield kind, _Slice(path, start, size, count)
        start += size


def _read(piece: _Slice) -> bytes:
    with _reading(piece.path), piece.path.open("rb") as file:
        file.seek(piece.start)
        return file.read(piece.size)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: cannot be read: {error.strerror or error}; needed while the run isn't whole") from error
