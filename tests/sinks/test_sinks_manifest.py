"""The manifest: what it tells, and which two runs are the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from simulator.errors import UsageError
from simulator.sinks.files import FileRecord
from simulator.sinks.manifest import COMPLETE, Manifest, read_manifest, write_manifest

MANIFEST = Manifest(
    version="0.1.0",
    code="c0de",
    population="seed-1",
    seed=1,
    as_of="2026-01-01",
    options={"patients": 5},
    core={"core/a": "aa"},
    modules={"b": "bb"},
    tables={"c.csv": "cc"},
)
FINISHED = replace(
    MANIFEST,
    status=COMPLETE,
    people={"living": 5, "dead": 1},
    resources={"Patient": 6},
    files=(FileRecord("encounters/p.ndjson", 8, "ab"),),
)


@pytest.mark.parametrize("manifest", [MANIFEST, FINISHED])
def test_what_is_read_is_what_was_written(tmp_path: Path, manifest: Manifest) -> None:
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest


def test_an_incomplete_manifest_names_where_its_parts_are_and_a_complete_one_does_not(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    assert orjson.loads((tmp_path / "run.json").read_bytes())["unfinished"] == "parts"
    write_manifest(tmp_path, FINISHED)
    assert "unfinished" not in orjson.loads((tmp_path / "run.json").read_bytes())


def test_no_manifest_is_none(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None


def test_a_finished_run_is_the_same_run_as_its_beginning() -> None:
    assert MANIFEST.is_same_run(FINISHED)


@pytest.mark.parametrize(
    "change",
    [
        {"version": "0.0.1"},
        {"code": "other"},
        {"population": "town"},
        {"seed": 2},
        {"as_of": "2027-01-01"},
        {"options": {"patients": 6}},
        {"core": {"core/a": "ab"}},
        {"modules": {}},
        {"tables": {"c.csv": "cd"}},
    ],
)
def test_whatever_decides_bytes_makes_another_run(change: dict[str, Any]) -> None:
    assert not MANIFEST.is_same_run(replace(MANIFEST, **change))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "files": {}}', '{"format": 1, "files": 3}'])
def test_anything_else_is_not_taken_for_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(UsageError, match="not the manifest of a run of this version"):
        read_manifest(tmp_path)
