"""Two people in every format and every mix of bundle and reference: the same resources in the same last states."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from simulator.config import MIXES, RunConfig
from simulator.errors import UsageError
from simulator.fhir.validate import check_resource
from simulator.resources.folding import last_states
from simulator.resources.references import key_of, references
from simulator.run.api import bundles_of, run
from simulator.run.prepared import Prepared
from simulator.run.to_folder import run_to_folder

Bundle = dict[str, Any]
Prepare = Callable[[RunConfig], Prepared]
ReadTree = Callable[[Path], dict[str, bytes]]

#: A grown woman and a child; with a module beside ours that writes every type of resource.
PERSONS = (7, 21)
YEARS = 2
EVERY_TYPE = Path(__file__).parent / "every_type"
SHARED_TYPES = ("Organization", "Location", "Practitioner", "PractitionerRole", "Endpoint")
ALL_MIXES = [(name, *mix) for name, mixes in MIXES.items() for mix in mixes or [("", "")]]


def _config(folder: Path, **options: Any) -> RunConfig:
    return RunConfig.of(persons=PERSONS, years_of_history=YEARS, add_modules=[EVERY_TYPE], output=folder, **options)


@pytest.fixture(scope="module")
def mixes(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], Path]:
    """Every mix → the folder of its run."""
    folder = tmp_path_factory.mktemp("mixes")
    found = {}
    for name, bundle, link in ALL_MIXES:
        found[name, bundle, link] = place = folder / f"{name}-{bundle}-{link}"
        run(_config(place, formats=name, bundle=bundle, references=link))
    return found


def _values(path: Path) -> Iterator[Bundle]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return map(orjson.loads, text.splitlines())


def _bundles(folder: Path) -> dict[str, list[Bundle]]:
    return {path.name: list(_values(path)) for path in sorted(folder.iterdir())}


def _states(folder: Path) -> dict[str, Bundle]:
    """`Type/id` → the last state, of a run's folder in whatever format."""
    found: dict[str, Bundle] = {}
    for path in sorted((folder / "bulk").glob("*.ndjson*")):
        found.update((key_of(each), each) for each in _values(path))
    for name in ("encounters", "patients"):
        if (folder / name).is_dir():
            for bundles in _bundles(folder / name).values():
                found.update(last_states(bundles))
    return found


def test_all_formats_hold_the_same_resources_in_the_same_last_states(mixes: dict[tuple[str, str, str], Path]) -> None:
    encounters = _states(mixes["encounters", "transaction", "literal"])
    bulk = _states(mixes["bulk", "", ""])
    (group,) = [key for key in bulk if key.startswith("Group/")]
    assert {key: each for key, each in bulk.items() if key != group} == encounters
    assert [each["entity"]["reference"] for each in bulk[group]["member"]] == [key for key in bulk if key.startswith("Patient/")]
    assert _states(mixes["patients", "transaction", "literal"]) == encounters
    assert _states(mixes["patients", "collection", "literal"]) == encounters
    assert len({key.split("/")[0] for key in encounters}) >= 20


def test_other_ways_to_refer_change_nothing_but_references(mixes: dict[tuple[str, str, str], Path]) -> None:
    literal = _states(mixes["encounters", "transaction", "literal"])
    names = {}
    for key, each in literal.items():
        names[f"urn:uuid:{each['id']}"] = key
        if key.startswith(SHARED_TYPES):
            first = each["identifier"][0]
            names[f"{each['resourceType']}?identifier={first['system']}|{first['value']}"] = key
    for mix, folder in mixes.items():
        if mix[2] in ("urn", "conditional"):
            text = orjson.dumps(list(_states(folder).values())).decode()
            plain = re.sub(r'"reference":"([^"]+)"', lambda match: f'"reference":"{names.get(match[1], match[1])}"', text)
            assert {key_of(each): each for each in json.loads(plain)} == literal, mix


@pytest.mark.parametrize("mix", ALL_MIXES)
def test_references_are_closed_and_every_resource_is_sound(
    mixes: dict[tuple[str, str, str], Path], mix: tuple[str, str, str]
) -> None:
    states = _states(mixes[mix])
    known = set(states)
    if mix[2] == "urn":
        known = {f"urn:uuid:{each['id']}" for each in states.values()}
    for each in states.values():
        targets = {target for target in references(each) if "?" not in target}
        assert targets <= known, key_of(each)
    if mix[2] == "literal":
        assert [finding for each in states.values() if each["resourceType"] != "Group" for finding in check_resource(each)] == []


def test_a_urn_transaction_is_closed_in_itself_and_creates_what_is_shared_only_once(
    mixes: dict[tuple[str, str, str], Path],
) -> None:
    folder = mixes["patients", "transaction", "urn"] / "patients"
    assert not (folder / "000-shared.json").exists()
    for (bundle,) in _bundles(folder).values():
        urls = {entry["fullUrl"] for entry in bundle["entry"]}
        assert len(urls) == len(bundle["entry"])
        for entry in bundle["entry"]:
            resource, request = entry["resource"], entry["request"]
            assert entry["fullUrl"] == f"urn:uuid:{resource['id']}"
            assert set(references(resource)) <= urls
            assert (request["method"], request["url"]) == ("POST", resource["resourceType"])
            shared = resource["resourceType"] in SHARED_TYPES
            assert ("ifNoneExist" in request) == shared
            if shared:
                first = resource["identifier"][0]
                assert request["ifNoneExist"] == f"identifier={first['system']}|{first['value']}"


def test_collections_ask_nothing_of_a_server(mixes: dict[tuple[str, str, str], Path]) -> None:
    for mix, folder in mixes.items():
        if mix[1] == "collection":
            for (bundle,) in _bundles(folder / "patients").values():
                assert bundle["type"] == "collection"
                assert {name for entry in bundle["entry"] for name in entry} == {"fullUrl", "resource"}


@pytest.mark.parametrize("name", ["encounters", "patients"])
def test_conditional_references_are_those_to_what_is_shared(mixes: dict[tuple[str, str, str], Path], name: str) -> None:
    folder = mixes[name, "transaction", "conditional"] / name
    queries = set()
    for file, bundles in _bundles(folder).items():
        for entry in (entry for bundle in bundles for entry in bundle["entry"]):
            for target in references(entry["resource"]):
                kind, conditional, query = target.partition("?")
                assert bool(conditional) == (target.startswith(SHARED_TYPES) and not file.startswith("000-")), target
                if query:
                    assert query.startswith("identifier=")
                    queries.add(target)
                assert conditional or kind.count("/") == 1
    shared = [entry["resource"] for bundles in _bundles(folder).values() for bundle in bundles for entry in bundle["entry"]]
    there = [
        f"{each['resourceType']}?identifier={one['system']}|{one['value']}"
        for each in last_states([{"entry": [{"resource": each} for each in shared]}]).values()
        for one in each.get("identifier", [])
        if each["resourceType"] in SHARED_TYPES
    ]
    assert len(there) == len(set(there))
    assert queries <= set(there)


def test_full_urls_begin_where_it_is_asked(tmp_path: Path) -> None:
    for bundle in bundles_of(_config(tmp_path, base_url="https://records.simulator.invalid/r4/")):
        for entry in bundle["entry"]:
            assert entry["fullUrl"] == f"https://records.simulator.invalid/r4/{key_of(entry['resource'])}"


def test_bulk_has_the_manifest_of_an_export(mixes: dict[tuple[str, str, str], Path]) -> None:
    folder = mixes["bulk", "", ""] / "bulk"
    manifest = orjson.loads((folder / "manifest.json").read_bytes())
    assert manifest["transactionTime"] == "2026-01-01T00:00:00-08:00"
    assert manifest["request"].startswith("https://simulator.invalid/fhir/Group/")
    assert (manifest["requiresAccessToken"], manifest["error"]) == (False, [])
    assert {each["url"] for each in manifest["output"]} == {path.name for path in folder.iterdir()} - {"manifest.json"}
    for each in manifest["output"]:
        kinds = [value["resourceType"] for value in _values(folder / each["url"])]
        assert kinds == [each["type"]] * each["count"]


def test_run_json_names_every_file_of_every_format_compressed_or_not(tmp_path: Path, read_tree: ReadTree) -> None:
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    run(_config(plain, formats=["encounters", "patients", "bulk"]))
    run(_config(packed, formats=["encounters", "patients", "bulk"], gzip=True))
    trees = {"plain": read_tree(plain), "packed": read_tree(packed)}
    for tree in trees.values():
        manifest = orjson.loads(tree.pop("run.json"))
        assert set(manifest["files"]) == set(tree)
        assert "Group" not in manifest["resources"]
    listed = orjson.loads(trees["packed"].pop("bulk/manifest.json"))
    assert all(each["url"].endswith(".ndjson.gz") for each in listed["output"])
    del trees["plain"]["bulk/manifest.json"]
    assert {name.removesuffix(".gz"): gzip.decompress(text) for name, text in trees["packed"].items()} == trees["plain"]
    assert {text[:10].hex() for text in trees["packed"].values()} == {"1f8b08000000000000ff"}


@pytest.mark.parametrize("patients", [740, 760])
def test_bulk_files_are_cut_by_a_thousand_candidates(tmp_path: Path, prepared: Prepare, read_tree: ReadTree, patients: int) -> None:
    config = RunConfig.of(patients=patients, formats="bulk", output=tmp_path / "town")
    summary = run_to_folder(config, prepared(config))
    tree = read_tree(config.output / "bulk")
    count = summary.living + summary.dead
    if count <= 1000:
        assert {"Patient.ndjson", "Encounter.ndjson", "Organization.ndjson", "Group.ndjson"} <= set(tree)
        assert not any(name.split(".")[1].isdigit() for name in tree)
        return
    assert {"Patient.000.ndjson", "Patient.001.ndjson", "Organization.000.ndjson", "Group.ndjson"} <= set(tree)
    assert "Patient.ndjson" not in tree
    assert [tree[f"Patient.00{number}.ndjson"].count(b"\n") for number in (0, 1)] == [1000, count - 1000]
    assert len(orjson.loads(tree["Group.ndjson"])["member"]) == count


@pytest.mark.parametrize("candidate", [0, 7, 20, 45, 65])
def test_an_interrupted_run_comes_to_the_same_files_of_many(
    tmp_path: Path, prepared: Prepare, read_tree: ReadTree, candidate: int
) -> None:
    formats = ("encounters", "patients", "bulk")
    whole = RunConfig.of(patients=50, formats=formats, output=tmp_path / "whole")
    config = RunConfig.of(patients=50, formats=formats, output=tmp_path / "town")
    run_to_folder(whole, prepared(whole))
    broken = prepared(config)
    broken.lives.breaks_at = candidate  # type: ignore[attr-defined]
    with pytest.raises(KeyboardInterrupt):
        run_to_folder(config, broken)
    run_to_folder(config, prepared(config))
    assert read_tree(config.output) == read_tree(whole.output)


def test_in_memory_people_come_as_the_files_hold_them(mixes: dict[tuple[str, str, str], Path], tmp_path: Path) -> None:
    chosen = [
        ("encounters", "transaction", "conditional"),
        ("patients", "collection", "literal"),
        ("patients", "transaction", "urn"),
    ]
    for name, kind, link in chosen:
        folder = mixes[name, kind, link]
        bundles = list(bundles_of(_config(tmp_path, formats=name, bundle=kind, references=link)))
        written = [bundle for file, found in _bundles(folder / name).items() if not file.startswith("000-") for bundle in found]
        assert all(bundle["type"] == kind for bundle in bundles)
        assert sorted(map(orjson.dumps, written)) == sorted(
            orjson.dumps(bundle) for bundle in bundles if any(_is_personal(entry) for entry in bundle["entry"])
        )


def _is_personal(entry: Bundle) -> bool:
    return entry["resource"]["resourceType"] not in SHARED_TYPES


@pytest.mark.parametrize("formats", [("bulk",), ("encounters", "patients")])
def test_in_memory_one_format_of_bundles_is_accepted(tmp_path: Path, formats: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="in memory; accepted is one of encounters and patients"):
        bundles_of(_config(tmp_path, formats=formats))


@pytest.mark.skipif(shutil.which("java") is None, reason="HL7's validator needs Java 17")
def test_the_official_validator_finds_nothing_in_any_mix(
    shared: Path, mixes: dict[tuple[str, str, str], Path], tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    paths = [folder / mix[0] for mix, folder in mixes.items() if mix[0] != "bulk"]
    paths += sorted((mixes["bulk", "", ""] / "bulk").glob("*.ndjson"))
    command = [str(shared / "validator" / "validate"), "--threads", "1", "--out", str(report), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    assert report.exists(), done.stdout + done.stderr
    issues = [issue for issue in json.loads(report.read_text("utf-8"))["issues"] if issue["class"] in ("root", "cascade")]
    assert [f"{issue['file']} {issue['type']} {issue['path']}: {issue['message']}" for issue in issues] == []
    assert done.returncode == 0
