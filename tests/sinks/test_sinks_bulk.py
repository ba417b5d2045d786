"""Bulk files: joined from pieces, in order."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from simulator.errors import OutputError
from simulator.resources.put import Put, full_url_before
from simulator.sinks.bulk import join_pieces, write_manifest, write_piece, write_resources


def _piece(folder: Path, number: int, *keys: str) -> Path:
    resources = {key: dict(zip(("resourceType", "id"), key.split("/"), strict=True)) for key in keys}
    puts = [Put(resource, key, full_url_before("https://x")) for key, resource in resources.items()]
    return folder / write_piece(folder, number, puts).path


def test_files_hold_a_type_each_in_the_order_of_pieces_and_within_them(tmp_path: Path) -> None:
    pieces = [
        _piece(tmp_path / "a", 1, "Patient/1", "Observation/2", "Observation/1"),
        _piece(tmp_path / "b", 0, "Patient/0"),
        _piece(tmp_path / "b", 2, "Observation/3", "Patient/2"),
    ]
    files = list(join_pieces(tmp_path, pieces, None, False))
    assert [(each.kind, each.count, each.file.path) for each in files] == [
        ("Observation", 3, "bulk/Observation.ndjson"),
        ("Patient", 3, "bulk/Patient.ndjson"),
    ]
    for kind, ids in (("Observation", ["2", "1", "3"]), ("Patient", ["1", "0", "2"])):
        lines = (tmp_path / f"bulk/{kind}.ndjson").read_bytes().splitlines()
        assert [orjson.loads(line) for line in lines] == [{"resourceType": kind, "id": each} for each in ids]


def test_numbered_files_have_three_digits(tmp_path: Path) -> None:
    files = list(join_pieces(tmp_path, [_piece(tmp_path, 0, "Patient/1")], 7, True))
    assert [each.file.path for each in files] == ["bulk/Patient.007.ndjson.gz"]


def test_a_piece_that_was_lost_is_told(tmp_path: Path) -> None:
    pieces = [_piece(tmp_path, 0, "Patient/1")]
    pieces[0].unlink()
    with pytest.raises(OutputError, match=r"000000000\.ndjson: cannot be read"):
        list(join_pieces(tmp_path, pieces, None, False))


def test_the_manifest_names_files_in_order(tmp_path: Path) -> None:
    resources = [{"resourceType": "Practitioner", "id": "1"}, {"resourceType": "Location", "id": "1"}]
    files = list(write_resources(tmp_path, resources, None, False))
    write_manifest(tmp_path, reversed(files), "2026-01-01T00:00:00-08:00", "https://simulator.invalid/fhir/$export")
    assert orjson.loads((tmp_path / "bulk/manifest.json").read_bytes()) == {
        "transactionTime": "2026-01-01T00:00:00-08:00",
        "request": "https://simulator.invalid/fhir/$export",
        "requiresAccessToken": False,
        "output": [
            {"type": "Location", "url": "Location.ndjson", "count": 1},
            {"type": "Practitioner", "url": "Practitioner.ndjson", "count": 1},
        ],
        "error": [],
    }
