"""Loads to HAPI JPA with referential integrity: every format, faults, kills, other people's bundles, ids of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from servers_proxy import KINDS, faulty
from servers_runs import (
    FORMATS,
    TRIES,
    arrives,
    as_synthea,
    count,
    killed_thrice,
    kinds,
    reads_lists,
    renamed,
    sent,
    shared_by_people,
    simulator,
    started,
    there,
    versions,
    visited,
)

pytestmark = pytest.mark.slow


def all_versions(address: str, run: Path) -> set[str]:
    return {each for kind in kinds(sent(run)) for each in versions(address, kind)}


def test_everything_arrives_once_and_is_given_back(hapi: str, run: Path, tmp_path: Path) -> None:
    run = renamed(run, tmp_path)
    with arrives(hapi, run):
        simulator("load", run, "--to", hapi, "--verify", "--journal", tmp_path / "one")
        simulator("load", run, "--to", hapi, "--journal", tmp_path / "one")
        simulator("load", run, "--to", hapi, "--verify", "--journal", tmp_path / "two")
        assert all_versions(hapi, run) == {"1"}
    assert reads_lists(hapi, run)
    before = {kind: count(hapi, kind) for kind in kinds(sent(run))}
    visit, stay = visited(hapi, run, f"visit-{run.name}")
    simulator("unload", run, "--from", hapi, "--journal", tmp_path / "one", "--yes")
    assert there(hapi, shared_by_people(run)) == stay
    httpx.delete(visit, timeout=120).raise_for_status()
    simulator("unload", run, "--from", hapi, "--journal", tmp_path / "one", "--yes")
    assert {kind: before[kind] - count(hapi, kind) for kind in before} == kinds(sent(run))


@pytest.mark.parametrize("form", FORMATS[1:])
def test_other_formats_arrive_once(hapi: str, run: Path, tmp_path: Path, form: str) -> None:
    run = renamed(run, tmp_path)
    with arrives(hapi, run, {"Group": 1} if form == "bulk" else None):
        for journal in ("one", "one", "two"):
            simulator("load", run / form, "--to", hapi, "--verify", "--journal", tmp_path / journal)
    assert all_versions(hapi, run) == {"1"}


def test_faults_limits_and_three_kills_lose_nothing_and_double_nothing(hapi: str, run: Path, tmp_path: Path) -> None:
    for number in range(TRIES):
        copy, journal = renamed(run, tmp_path), tmp_path / str(number)
        large = ["--max-entries", 400, "--max-bytes", 4_000_000, "--journal", journal]
        with arrives(hapi, copy), faulty(hapi, 0.3, max_entries=200, max_bytes=1_000_000) as (address, faults):
            in_time = killed_thrice(address, copy, "--journal", journal)
            simulator("load", copy, "--to", address, "--verify", *large)
            assert faults.keys() >= set(KINDS)
        assert all_versions(hapi, copy) == {"1"}
        if in_time:
            return
    raise AssertionError("no three kills came in time")


def test_limits_are_found_out(hapi: str, run: Path, tmp_path: Path) -> None:
    copy = renamed(run, tmp_path)
    with arrives(hapi, copy), faulty(hapi, 0.3, max_entries=200, max_bytes=1_000_000) as (address, faults):
        simulator("load", copy, "--to", address, "--max-entries", 400, "--max-bytes", 4_000_000, "--journal", tmp_path)
        assert faults["413"]


def test_synthea_shaped_bundles_load_twice(hapi: str, run: Path, tmp_path: Path) -> None:
    folder = as_synthea(renamed(run, tmp_path), tmp_path / "fhir", people=2)
    shared = ("Patient", "Organization", "Practitioner", "Encounter")
    before = {kind: count(hapi, kind) for kind in shared}
    simulator("load", folder, "--to", hapi, "--journal", tmp_path / "one", "--verify")
    loaded = {kind: count(hapi, kind) for kind in shared}
    assert loaded["Patient"] == before["Patient"] + 2
    simulator("load", folder, "--to", hapi, "--journal", tmp_path / "two", "--verify")
    assert {kind: count(hapi, kind) for kind in shared} == loaded
    simulator("unload", folder, "--from", hapi, "--journal", tmp_path / "two", "--yes")
    assert {kind: count(hapi, kind) for kind in shared} == before


def test_what_another_server_gave_out_under_numbers_and_whole_addresses_loads_twice(hapi: str, tmp_path: Path) -> None:
    base = "https://elsewhere.example/fhir"
    number = str(abs(hash(tmp_path)) % 10**9)
    patient: dict[str, Any] = {"resourceType": "Patient", "id": number}
    observation = {
        "resourceType": "Observation",
        "id": number,
        "status": "final",
        "code": {"text": "height"},
        "subject": {"reference": f"{base}/Patient/{number}"},
    }
    entries = [{"fullUrl": f"{base}/{each['resourceType']}/{number}", "resource": each} for each in (patient, observation)]
    (tmp_path / "x.json").write_text(json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries}))
    before = count(hapi, "Patient")
    for journal in ("one", "two"):
        simulator("load", tmp_path / "x.json", "--to", hapi, "--journal", tmp_path / journal, "--verify")
        assert count(hapi, "Patient") == before + 1


def test_where_the_server_gives_the_ids_everything_arrives_once(shared: Path, run: Path, tmp_path: Path) -> None:
    with started(shared / "servers" / "hapi", "--heap", "1g", "--no-client-ids") as address:
        for journal in ("one", "two"):
            simulator("load", run, "--to", address, "--journal", tmp_path / journal, "--verify", "--limit", 2)
            assert count(address, "Patient") == 2
