"""A population's lines posted one after another, as a server would see them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from simulator.config import RunConfig
from simulator.resources.references import references
from simulator.run.api import run

Bundle = dict[str, Any]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small town."""
    folder = tmp_path_factory.mktemp("replay") / "town"
    run(RunConfig.of(patients=30, seed=3, output=folder))
    return folder


def _bundles(path: Path) -> Iterator[Bundle]:
    return map(orjson.loads, path.read_bytes().splitlines())


def _people(town: Path) -> list[Path]:
    return sorted((town / "encounters").glob("*-*-*-*-*.ndjson"))


def _keys(bundle: Bundle) -> list[str]:
    return [entry["request"]["url"] for entry in bundle["entry"]]


def test_nothing_refers_to_what_comes_later(town: Path) -> None:
    shared: set[str] = set()
    for bundle in _bundles(town / "encounters/000-shared.ndjson"):
        assert len(bundle["entry"]) <= 200
        for entry in bundle["entry"]:
            assert set(references(entry["resource"])) <= shared
            shared.add(entry["request"]["url"])
    referred: set[str] = set()
    for path in _people(town):
        there = set(shared)
        for bundle in _bundles(path):
            there.update(_keys(bundle))
            for entry in bundle["entry"]:
                found = set(references(entry["resource"]))
                assert found <= there, path.name
                referred |= found
    roles = {key for key in shared if key.startswith(("PractitionerRole/", "Endpoint/"))}
    inside = {
        key
        for bundle in _bundles(town / "encounters/000-shared.ndjson")
        for entry in bundle["entry"]
        for key in references(entry["resource"])
    }
    assert shared - referred - inside <= roles


def test_every_entry_is_put_under_its_own_id(town: Path) -> None:
    for path in (town / "encounters").glob("*.ndjson"):
        for bundle in _bundles(path):
            assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "transaction")
            keys = _keys(bundle)
            assert len(keys) == len(set(keys))
            for entry in bundle["entry"]:
                resource = entry["resource"]
                key = f"{resource['resourceType']}/{resource['id']}"
                assert entry["request"] == {"method": "PUT", "url": key}
                assert entry["fullUrl"] == f"https://simulator.invalid/{key}" or entry["fullUrl"].endswith(f"/{key}")


def test_every_line_has_one_provenance_of_all_its_resources_and_one_encounter_at_most(town: Path) -> None:
    for path in _people(town):
        for number, bundle in enumerate(_bundles(path)):
            kinds = [key.split("/")[0] for key in _keys(bundle)]
            assert kinds.count("Provenance") == 1
            assert kinds.count("Encounter") <= 1
            if number == 0:
                assert "Patient" in kinds
            provenance = next(entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == "Provenance")
            targets = [target["reference"] for target in provenance["target"]]
            assert sorted(targets) == sorted(key for key in _keys(bundle) if not key.startswith("Provenance/"))


def test_every_resource_is_marked_as_test_data_of_its_population(town: Path) -> None:
    for path in (town / "encounters").glob("*.ndjson"):
        for bundle in _bundles(path):
            for entry in bundle["entry"]:
                meta = entry["resource"]["meta"]
                assert "HTEST" in {coding["code"] for coding in meta["security"]}
                expected = "world" if path.name.startswith("000") else "seed-3"
                assert expected in {coding["code"] for coding in meta["tag"]}


def _versions(town: Path, kind: str) -> Iterator[list[dict[str, Any]]]:
    """The versions of each resource of a type, in the order in which they are put."""
    for path in _people(town):
        found: dict[str, list[dict[str, Any]]] = {}
        for bundle in _bundles(path):
            for entry in bundle["entry"]:
                if entry["resource"]["resourceType"] == kind:
                    found.setdefault(entry["resource"]["id"], []).append(entry["resource"])
        yield from found.values()


def _status(resource: dict[str, Any]) -> str:
    if "clinicalStatus" in resource:
        return str(resource["clinicalStatus"]["coding"][0]["code"])
    return str(resource.get("status"))


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("Condition", "active", "resolved"),
        ("MedicationRequest", "active", "completed"),
        ("MedicationRequest", "active", "stopped"),
        ("ServiceRequest", "active", "completed"),
        ("DiagnosticReport", "registered", "final"),
        ("Coverage", "active", "cancelled"),
    ],
)
def test_what_was_active_in_one_line_has_ended_in_a_later_one(town: Path, kind: str, first: str, last: str) -> None:
    courses = [[_status(version) for version in versions] for versions in _versions(town, kind)]
    assert [first, last] in courses


def test_a_patient_has_the_address_of_the_day(town: Path) -> None:
    moved = 0
    for versions in _versions(town, "Patient"):
        homes = [[each["line"] for each in version["address"] if each.get("use") != "old"] for version in versions]
        assert all(len(each) == 1 for each in homes)
        moved += homes[0] != homes[-1]
    assert moved > 5


def test_nothing_is_recorded_at_the_date_or_later(town: Path) -> None:
    for path in _people(town):
        for bundle in _bundles(path):
            for entry in bundle["entry"]:
                if entry["resource"]["resourceType"] == "Provenance":
                    assert entry["resource"]["recorded"] < "2026-01-01T00:00:00"


def test_lines_are_in_the_order_of_time(town: Path) -> None:
    for path in _people(town):
        recorded = [
            _instant(entry["resource"]["recorded"])
            for bundle in _bundles(path)
            for entry in bundle["entry"]
            if entry["resource"]["resourceType"] == "Provenance"
        ]
        assert recorded == sorted(recorded)


def _instant(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()
