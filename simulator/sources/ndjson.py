"""Bundles from a file: one a line."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from simulator.errors import InputError, Problem

ACCEPTED = "accepted is a file of bundles, one a line, such as encounters/<patient-id>.ndjson"


def read_bundles(path: Path) -> Iterator[dict[str, Any]]:
    """The bundles of an NDJSON file in order; a name that ends in .gz is read through gzip.

    Raises InputError where the file cannot be read, or a line isn't a FHIR Bundle.
    """
    for number, line in enumerate(_lines(path), 1):
        yield _bundle(path, number, line)


def read_bundle(path: Path, number: int) -> dict[str, Any]:
    """The bundle of one line, counted from 1. Raises InputError as `read_bundles`, and where there is no such line."""
    last = 0
    for last, line in enumerate(_lines(path), 1):
        if last == number:
            return _bundle(path, number, line)
    raise _error(path, 0, f"no line {number}", f"accepted are 1 to {last}" if last else ACCEPTED)


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            yield from file
    except (OSError, EOFError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise _error(path, 0, f"cannot be read: {said}", ACCEPTED) from error


def _bundle(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise _error(path, number, f"not JSON: {error}", ACCEPTED) from error
    if not isinstance(value, dict) or value.get("resourceType") != "Bundle":
        kind = value.get("resourceType", "an object") if isinstance(value, dict) else type(value).__name__
        raise _error(path, number, f"not a Bundle but {kind}", ACCEPTED)
    return value


def _error(path: Path, line: int, found: str, accepted: str) -> InputError:
    return InputError([Problem(str(path), line, "", found, accepted)])
