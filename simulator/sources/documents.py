"""JSON documents of files, by shape: a file of one document, or of one document a line; `.gz` is read through gzip.

Numbers keep their digits: FHIR's decimals carry their precision, so that 1.50 isn't 1.5.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import orjson

from simulator.errors import InputError, Problem

ACCEPTED = "accepted are FHIR bundles and resources as JSON: one a file, or one a line"
#: Files that may hold FHIR, by their last suffix but .gz.
SUFFIXES = frozenset({".json", ".ndjson", ".jsonl"})
#: A decimal that a float doesn't give back as it was written: with zeros at its end, or more digits than a float has.
PRECISE = re.compile(rb"\.\d(?:\d*0[,}\]\s]|\d{15})")


@dataclass(slots=True)
class Document:
    """A FHIR bundle or resource as it stands in a file; `line` counts from 1, and is 0 for a file of one document.

    `offset` and `length` tell where its bytes are in the (unpacked) file.
    """

    path: Path
    line: int
    offset: int
    length: int
    value: dict[str, Any]


#: Each time a buffer is filled, another thread may go first.
_BUFFER_BYTES = 1 << 20
#: Looks a text through for JSON, and builds nothing of it.
_JSON = msgspec.json.Decoder(msgspec.Raw)


def is_document_file(path: Path) -> bool:
    """Whether a file's name is one of those that may hold FHIR."""
    suffixes = [suffix for suffix in path.suffixes[-2:] if suffix != ".gz"]
    return bool(suffixes) and suffixes[-1] in SUFFIXES


def read_documents(path: Path) -> Iterator[Document]:
    """The documents of a file in order. Raises InputError where it cannot be read, or holds what isn't FHIR."""
    for line, offset, raw in raw_documents(path):
        yield Document(path, line, offset, len(raw), parse(path, line, raw))


def raw_documents(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """The documents of a file in order as they stand there: line, offset, bytes. Raises InputError where it cannot be read."""
    try:
        yield from _raw_documents(path)
    except (OSError, EOFError, gzip.BadGzipFile) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise problem(path, 0, f"cannot be read: {said}") from error


def _raw_documents(path: Path) -> Iterator[tuple[int, int, bytes]]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb", buffering=_BUFFER_BYTES) as file:
        first = file.readline()
        if not _stands_alone(first):
            raw = first + file.read()
            if raw.strip():
                yield 0, 0, raw
            return
        offset = 0
        number = 1
        line = first
        while line:
            if line.strip():
                yield number, offset, line
            offset += len(line)
            number += 1
            line = file.readline()


def _stands_alone(line: bytes) -> bool:
    """Whether the first line is a document of its own: it ends as it begins, and is JSON."""
    text = line.strip()
    if not (text.startswith(b"{") and text.endswith(b"}")):
        return False
    try:
        _JSON.decode(text)
    except msgspec.MsgspecError:
        return False
    return True


def parse(path: Path, line: int, raw: bytes) -> dict[str, Any]:
    """A document's value; decimals that a float would change are kept as `orjson.Fragment`, which writes them as they were.

    Raises InputError where it isn't a JSON object with a resourceType.
    """
    try:
        value = json.loads(raw, parse_float=_decimal) if PRECISE.search(raw) else orjson.loads(raw)
    except ValueError as error:
        raise problem(path, line, f"not JSON: {error}") from error
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
        kind = "an object without resourceType" if isinstance(value, dict) else f"a JSON {type(value).__name__}"
        raise problem(path, line, f"not FHIR but {kind}")
    return value


def _decimal(text: str) -> float | orjson.Fragment:
    number = float(text)
    return number if repr(number) == text else orjson.Fragment(text.encode())


def problem(path: Path, line: int, found: str, accepted: str = ACCEPTED) -> InputError:
    """An InputError about one place of a file."""
    return InputError([Problem(str(path), line, "", found, accepted)])
