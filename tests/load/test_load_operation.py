"""A load as a whole, against a server in memory: order, once, faults, refusals, going on, verification, unloading."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from load_folders import DOCTOR, ONE, ORGANIZATION, SHARED, Said, bundle, life, make_run, ref, write_lines
from load_server import LoadServer

from simulator.errors import LoadError, UsageError
from simulator.load.options import LoadOptions
from simulator.load.referrers import KEYS, keys_at_once, referred_to
from simulator.load.report import Outcome
from simulator.load.server import connect
from simulator.load.unload import unload_paths
from simulator.resources.references import references

Load = Callable[..., Outcome]
ALL = 3 * ONE + SHARED


def assert_whole(server: LoadServer, count: int = ALL) -> None:
    there = server.current()
    assert len(there) == count
    assert {target for each in there.values() for target in references(each)} <= there.keys()


@pytest.mark.parametrize("mode", ["transaction", "batch", "put"])
@pytest.mark.parametrize("max_entries", [None, 4])
def test_everything_arrives_in_every_mode_though_circles_are_larger_than_the_limit(
    load: Load, server: LoadServer, folder: Path, mode: str, max_entries: int | None
) -> None:
    outcome = load(folder, mode=mode, max_entries=max_entries, verify=True)
    assert outcome.whole
    assert_whole(server)
    assert outcome.figures["sent"]["Patient"] == 3


def test_each_id_is_put_once_in_its_last_state(load: Load, server: LoadServer, folder: Path) -> None:
    load(folder)
    assert set(server.versions().values()) == {1}
    assert server.current()["Patient/p0"]["multipleBirthInteger"] == 3


@pytest.mark.parametrize("journal", ["kept", "deleted"])
@pytest.mark.parametrize("mode", ["transaction", "batch", "put"])
def test_a_second_load_makes_no_new_version(load: Load, server: LoadServer, folder: Path, journal: str, mode: str) -> None:
    load(folder, mode=mode, max_entries=1)
    before = server.versions()
    requests = len(server.log)
    if journal == "deleted":
        for path in folder.glob("load-*"):
            path.unlink()
    outcome = load(folder, mode=mode, max_entries=1)
    assert outcome.whole
    assert server.versions() == before
    if journal == "kept":
        assert [method for method, _, _ in server.log[requests:] if method != "GET"] == []


def test_history_replays_every_line_and_does_so_once(load: Load, server: LoadServer, folder: Path) -> None:
    load(folder, history=True)
    assert_whole(server)
    assert server.versions()["Patient/p0"] == 3
    load(folder, history=True)
    assert server.versions()["Patient/p0"] == 3


def test_a_journal_that_an_emptied_server_belies_is_forgotten(load: Load, server: LoadServer, folder: Path, said: Said) -> None:
    load(folder)
    server.store.clear()
    assert load(folder).whole
    assert_whole(server)
    assert "emptied" in said.lines[0]


def test_force_sends_what_the_journal_says_is_there(load: Load, folder: Path) -> None:
    load(folder)
    assert load(folder, force=True).figures["sent"]["Patient"] == 3


@pytest.mark.parametrize("as_batch", [False, True])
def test_faults_lose_nothing_and_double_nothing(load: Load, server: LoadServer, folder: Path, as_batch: bool) -> None:
    kinds = ["429", "", "503", "", "reset", "", "drop", "", "409", ""]
    server.fault = lambda method, path, number: kinds[number % len(kinds)]
    server.as_batch = as_batch
    outcome = load(folder, max_entries=5, verify=True)
    assert outcome.whole
    assert_whole(server)
    assert set(server.versions().values()) <= {1, 2}
    assert sum(outcome.figures["retries"].values()) > 3


def test_a_bundle_too_large_is_halved_and_the_limit_is_learned(load: Load, server: LoadServer, folder: Path) -> None:
    server.max_entries = 3
    assert load(folder, verify=True).whole
    assert_whole(server)


def test_one_refused_resource_is_blamed_and_the_rest_goes_on(load: Load, server: LoadServer, tmp_path: Path, said: Said) -> None:
    folder = make_run(tmp_path / "run")
    path = folder / "encounters" / "p1.ndjson"
    path.write_text(path.read_text().replace('"id": "p1-e1-o2", "status"', '"id": "p1-e1-o2", "language": "refused", "status"'))
    outcome = load(folder)
    assert not outcome.whole
    assert {each.key: each.status for each in outcome.refusals} == {"Observation/p1-e1-o2": "422", "Provenance/p1-e1-p": "not sent"}
    assert_whole(server, ALL - 2)
    assert f"{path}:3: Observation/p1-e1-o2: 422: this resource is refused" in said.lines
    assert outcome.dead_letters is not None
    assert [json.loads(line)["id"] for line in outcome.dead_letters.read_text().splitlines()] == ["p1-e1-o2", "p1-e1-p"]


def test_dead_letters_can_be_loaded_again(load: Load, server: LoadServer, tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run")
    path = folder / "encounters" / "p1.ndjson"
    path.write_text(path.read_text().replace('"id": "p1-e1-o2", "status"', '"id": "p1-e1-o2", "language": "refused", "status"'))
    letters = load(folder).dead_letters
    assert letters is not None
    letters.write_text(letters.read_text().replace('"language":"refused",', ""))
    assert load(letters).whole
    assert_whole(server)


def test_of_a_refused_circle_the_guilty_is_named(load: Load, server: LoadServer, tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run", people=1)
    path = folder / "encounters" / "p0.ndjson"
    path.write_text(path.read_text().replace('"Condition", "id": "p0-c1"', '"Condition", "language": "refused", "id": "p0-c1"'))
    refusals = {each.key: each for each in load(folder).refusals}
    assert refusals["Condition/p0-c1"].status == "422"
    assert refusals["Encounter/p0-e1"].said == "refers in a circle to Condition/p0-c1, which was refused"
    assert_whole(server, 1 + SHARED + 6)


def test_stop_on_error_stops(load: Load, tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run")
    path = folder / "encounters" / "p1.ndjson"
    path.write_text(path.read_text().replace('"id": "p1-e1-o2", "status"', '"id": "p1-e1-o2", "language": "refused", "status"'))
    with pytest.raises(LoadError, match="stop-on-error"):
        load(folder, stop_on_error=True)


def test_what_refers_to_nothing_is_not_sent_even_where_the_server_would_take_it(
    load: Load, server: LoadServer, tmp_path: Path
) -> None:
    server.integrity = False
    path = write_lines(
        tmp_path / "x.ndjson", [{"resourceType": "Patient", "id": "a", "managingOrganization": ref("Organization/none")}]
    )
    (refusal,) = load(path).refusals
    assert "neither in the source nor on the server" in refusal.said
    assert server.current() == {}


def test_verify_sees_what_was_deleted_and_what_was_altered(load: Load, server: LoadServer, folder: Path) -> None:
    load(folder)
    server.store["Provenance/p0-e1-p"].append(None)
    server.store["Observation/p1-e0-o1"].append({**server.current()["Observation/p1-e0-o1"], "status": "amended"})
    outcome = load(folder, verify=True)
    assert outcome.verified is not None
    assert outcome.verified.missing == ["Provenance/p0-e1-p"]
    assert outcome.verified.altered == ["Observation/p1-e0-o1"]
    assert not outcome.whole


def test_verify_counts_only_what_was_sent(load: Load, server: LoadServer, folder: Path) -> None:
    server.store["Patient/other"] = [{"resourceType": "Patient", "id": "other"}]
    assert load(folder, verify=True).whole


def test_limit_counts_people(load: Load, server: LoadServer, folder: Path) -> None:
    load(folder, limit=1)
    assert_whole(server, ONE + SHARED)


def test_a_server_that_gives_the_ids_gets_each_once_with_references_that_hold(load: Load, server: LoadServer, folder: Path) -> None:
    server.client_ids = False
    outcome = load(folder, verify=True)
    assert outcome.whole
    assert_whole(server)
    rows = [line.split("\t") for line in next(folder.glob("load-id-map-*.tsv")).read_text().splitlines()[1:]]
    assert len(rows) == ALL
    assert {there for _, there in rows} == server.current().keys()
    for path in folder.glob("load-*"):
        path.unlink()
    assert load(folder, verify=True).whole
    assert_whole(server)
    assert set(server.versions().values()) == {1}


def test_two_runs_are_not_mixed(load: Load, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    load(make_run(tmp_path / "a"), journal=journal)
    load(make_run(tmp_path / "more", people=4), journal=journal)
    with pytest.raises(UsageError, match="--population"):
        load(make_run(tmp_path / "b", modules="m2"), journal=journal)


def test_an_incomplete_run_is_refused(load: Load, folder: Path) -> None:
    manifest = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps({**manifest, "status": "incomplete", "unfinished": "parts"}))
    with pytest.raises(UsageError, match="incomplete"):
        load(folder)


def test_unload_deletes_what_was_loaded_and_keeps_what_others_refer_to(
    server: LoadServer, load: Load, folder: Path, said: Said
) -> None:
    load(folder)
    server.store["Encounter/x"] = [{"resourceType": "Encounter", "id": "x", "serviceProvider": ref("Organization/org")}]
    done = unload_paths([folder], LoadOptions(to=server.base), said)
    assert server.current().keys() == {"Encounter/x", "Organization/org"}
    assert done.deleted.total() == ALL - 1
    assert dict(done.kept) == {"Organization": 1}
    assert load(folder).whole
    assert_whole(server, ALL + 1)


@pytest.mark.parametrize(("lists", "at_once"), [("any", KEYS), ("text", 1), ("refused", 1)])
def test_unload_keeps_what_others_refer_to_whatever_a_server_makes_of_lists(
    server: LoadServer, load: Load, tmp_path: Path, said: Said, lists: str, at_once: int
) -> None:
    server.lists, server.integrity = lists, False
    shared = [{"resourceType": "Endpoint", "id": f"n{number}"} for number in range(50)]
    place = {"resourceType": "Location", "id": "l", "endpoint": [ref("Endpoint/n1")]}
    write_lines(tmp_path / "shared.ndjson", [bundle(*shared, place)])
    load(tmp_path / "shared.ndjson")
    client = connect(LoadOptions(to=server.base))
    assert keys_at_once(client, [("Location/l", "Endpoint/n1")]) == at_once
    assert keys_at_once(client, [("Location/l", "Endpoint/n2")]) == 1
    if lists == "refused":
        assert referred_to(client, [f"Endpoint/n{number}" for number in range(3)], KEYS) == {"Endpoint/n1"}
    client.close()
    server.store["Organization/x"] = [{"resourceType": "Organization", "id": "x", "endpoint": [ref("Endpoint/n33")]}]
    done = unload_paths([tmp_path / "shared.ndjson"], LoadOptions(to=server.base), said)
    assert server.current().keys() == {"Organization/x", "Endpoint/n33"}
    assert dict(done.kept) == {"Endpoint": 1}


def foreign(lines: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """A bundle as Synthea writes it: POST under urn:uuid, and shared things by identifier."""
    resources = {f"{each['resourceType']}/{each['id']}": each for line in lines for each in line}
    text = json.dumps([{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources.values()])
    for key in resources:
        text = text.replace(f'"reference": "{key}"', f'"reference": "urn:uuid:{key.partition("/")[2]}"')
    text = text.replace('"Organization/org"', '"Organization?identifier=s|o"').replace(
        '"Practitioner/doc"', '"Practitioner?identifier=npi|1"'
    )
    entries = json.loads(text)
    for entry in entries:
        entry["request"] = {"method": "POST", "url": entry["resource"]["resourceType"]}
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def write_foreign(folder: Path) -> Path:
    folder.mkdir()
    for name, resource in (("zhospitalInformation1", ORGANIZATION), ("zpractitionerInformation1", DOCTOR)):
        entry = {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
        identifier = resource["identifier"][0]  # type: ignore[index]
        condition = f"identifier={identifier['system']}|{identifier['value']}"
        entry["request"] = {"method": "POST", "url": str(resource["resourceType"]), "ifNoneExist": condition}
        (folder / f"{name}.json").write_text(json.dumps({"resourceType": "Bundle", "type": "batch", "entry": [entry]}, indent=2))
    for number in range(3):
        (folder / f"p{number}.json").write_text(json.dumps(foreign(life(f"p{number}")), indent=2))
    return folder


def test_bundles_of_posts_with_conditional_references_load_twice_without_doubling(
    load: Load, server: LoadServer, tmp_path: Path
) -> None:
    folder = write_foreign(tmp_path / "fhir")
    assert load(folder, verify=True).whole
    assert_whole(server)
    for path in folder.glob("load-*"):
        path.unlink()
    assert load(folder, verify=True).whole
    assert_whole(server)
    assert set(server.versions().values()) == {1}


@pytest.mark.parametrize("packed", [False, True])
def test_resources_one_a_line_by_type_are_put_in_order(load: Load, server: LoadServer, tmp_path: Path, packed: bool) -> None:
    by_kind: dict[str, list[dict[str, Any]]] = {"Practitioner": [DOCTOR], "Organization": [ORGANIZATION]}
    for number in range(3):
        last = {f"{each['resourceType']}/{each['id']}": each for line in life(f"p{number}") for each in line}
        for each in last.values():
            by_kind.setdefault(each["resourceType"], []).append(each)
    members = [{"entity": ref(f"Patient/p{number}")} for number in range(3)]
    by_kind["Group"] = [{"resourceType": "Group", "id": "all", "member": members}]
    for kind, resources in by_kind.items():
        path = write_lines(tmp_path / "bulk" / f"{kind}.ndjson", resources)
        if packed:
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
            path.unlink()
    (tmp_path / "bulk" / "manifest.json").write_text(json.dumps({"transactionTime": "2026-01-01T00:00:00Z", "output": []}))
    assert load(tmp_path / "bulk", verify=True, max_entries=6).whole
    assert_whole(server, ALL + 1)
    assert sorted(path.name for path in (tmp_path / "bulk").glob("load-*")) == [
        "load-journal.lock",
        "load-journal.sqlite",
        "load-report.json",
    ]


def test_one_bundle_a_person_in_one_file_of_lines(load: Load, server: LoadServer, tmp_path: Path) -> None:
    lines = [bundle(ORGANIZATION, DOCTOR)] + [bundle(*line) for number in range(3) for line in life(f"p{number}")]
    assert load(write_lines(tmp_path / "all.ndjson", lines), verify=True).whole
    assert_whole(server)


def test_decimals_keep_their_digits(load: Load, server: LoadServer, tmp_path: Path) -> None:
    path = tmp_path / "x.ndjson"
    path.write_text('{"resourceType":"Observation","id":"a","valueQuantity":{"value":1.50}}\n')
    sent: list[str] = []
    answer = server.answer

    def spy(method: str, target: str, headers: Any, body: bytes) -> Any:
        sent.append(body.decode())
        return answer(method, target, headers, body)

    server.answer = spy  # type: ignore[method-assign]
    assert load(path, verify=True).whole
    assert '"value":1.50}' in "".join(sent)


def test_a_wrong_token_stops_the_load_with_one_line(load: Load, server: LoadServer, folder: Path) -> None:
    server.token = "right"
    with pytest.raises(LoadError, match="401") as raised:
        load(folder)
    assert "\n" not in str(raised.value)
    server.token = ""
    assert load(folder).whole


def test_where_nothing_listens_it_says_so(load: Load, folder: Path, said: Said) -> None:
    with pytest.raises(LoadError, match="cannot be reached"):
        load_to(folder, "http://127.0.0.1:9/fhir", said)


def load_to(folder: Path, address: str, said: Said) -> Outcome:
    from simulator.load.operation import load_paths

    return load_paths([folder], LoadOptions(to=address), said)


def test_another_address_of_the_server_is_no_fhir_server(server: LoadServer, folder: Path, said: Said) -> None:
    with pytest.raises(LoadError, match="no FHIR server"):
        load_to(folder, server.base.removesuffix("/fhir") + "/nowhere", said)


def test_dead_letters_on_a_disk_that_refuses_them_end_the_load_and_lose_nothing(
    load: Load, server: LoadServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.errors import OutputError
    from simulator.load import dead_letters

    folder = make_run(tmp_path / "run")
    path = folder / "encounters" / "p1.ndjson"
    whole = path.read_text()
    path.write_text(whole.replace('"id": "p1-e1-o2", "status"', '"id": "p1-e1-o2", "language": "refused", "status"'))

    def full(path: Path, content: bytes) -> None:
        with dead_letters.writing(path):
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OutputError, match="No space left"):
        patched.setattr(dead_letters, "_append", full)
        load(folder)
    path.write_text(whole)
    assert load(folder).whole
    assert_whole(server)


def test_the_report_keeps_one_entry_for_each_source_and_address(load: Load, folder: Path) -> None:
    load(folder)
    load(folder, verify=True)
    (report,) = json.loads((folder / "load-report.json").read_text())["loads"]
    assert report["whole"]
    assert report["verification"]["wanted"] == report["verification"]["found"]
    shutil.rmtree(folder)
