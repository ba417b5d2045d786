"""Loads to HAPI JPA with referential integrity: every format, faults, kills, other people's bundles, ids of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from servers_proxy import KINDS, faulty
from servers_runs import FORMATS, arrives, as_synthea, count, killed_thrice, kinds, renamed, sent, simulator, started, versions

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
    there = {kind: count(hapi, kind) for kind in kinds(sent(run))}
    simulator("unload", run, "--from", hapi, "--journal", tmp_path / "one", "--yes")
    assert {kind: there[kind] - count(hapi, kind) for kind in there} == kinds(sent(run))


@pytest.mark.parametrize("form", FORMATS[1:])
def test_other_formats_arrive_once(hapi: str, run: Path, tmp_path: Path, form: str) -> None:
    run = renamed(run, tmp_path)
    with arrives(hapi, run, {"Group": 1} if form == "bulk" else None):
        for journal in ("one", "one", "two"):
            simulator("load", run / form, "--to", hapi, "--verify", "--journal", tmp_path / journal)
    assert all_versions(hapi, run) == {"1"}


def test_faults_limits_and_three_kills_lose_nothing_and_double_nothing(hapi: str, run: Path, tmp_path: Path) -> None:
    run = renamed(run, tmp_path)
    large = ["--max-entries", 400, "--max-bytes", 4_000_000, "--journal", tmp_path]
    with arrives(hapi, run), faulty(hapi, 0.3, max_entries=200, max_bytes=1_000_000) as (address, faults):
        killed_thrice(address, run, "--journal", tmp_path)
        simulator("load", run, "--to", address, "--verify", *large)
        assert faults.keys() == {*KINDS, "413"}
    assert all_versions(hapi, run) == {"1"}


def test_synthea_shaped_bundles_load_twice(hapi: str, run: Path, tmp_path: Path) -> None:
    folder = as_synthea(renamed(run, tmp_path), tmp_path / "fhir", people=2)
    shared = ("Patient", "Organization", "Practitioner", "Encounter")
    before = {kind: count(hapi, kind) for kind in shared}
    simulator("load", folder, "--to", hapi, "--journal", tmp_path / "one", "--verify")
    there = {kind: count(hapi, kind) for kind in shared}
    assert there["Patient"] == before["Patient"] + 2
    simulator("load", folder, "--to", hapi, "--journal", tmp_path / "two", "--verify")
    assert {kind: count(hapi, kind) for kind in shared} == there
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
