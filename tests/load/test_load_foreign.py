"""Bundles as other servers give them out: whole addresses, ids that are numbers, entries that delete."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from load_folders import DOCTOR, ONE, ORGANIZATION, SHARED, life
from load_server import LoadServer

from simulator.errors import InputError
from simulator.load.report import Outcome
from simulator.resources.foreign import resources_of
from simulator.resources.references import references

Load = Callable[..., Outcome]
BASE = "https://elsewhere.example/fhir"


def given_out(resources: list[dict[str, Any]], absolute: bool) -> dict[str, Any]:
    """A searchset: every entry by its whole address, and references too where `absolute`."""
    text = json.dumps(resources)
    if absolute:
        text = re.sub(r'"reference": "([A-Z][A-Za-z]+/[^"]+)"', rf'"reference": "{BASE}/\1"', text)
    entries = [{"fullUrl": f"{BASE}/{each['resourceType']}/{each['id']}", "resource": each} for each in json.loads(text)]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries}


def everything(people: int = 2) -> list[list[dict[str, Any]]]:
    """What people share, then each person's resources in their last state."""
    found = [[ORGANIZATION, DOCTOR]]
    for number in range(people):
        last = {f"{each['resourceType']}/{each['id']}": each for line in life(f"p{number}") for each in line}
        found.append(list(last.values()))
    return found


def write(folder: Path, pages: list[list[dict[str, Any]]], absolute: bool = False) -> Path:
    folder.mkdir()
    for number, page in enumerate(pages):
        (folder / f"page{number}.json").write_text(json.dumps(given_out(page, absolute), indent=1))
    return folder


def numbered(pages: list[list[dict[str, Any]]], but: str = "") -> list[list[dict[str, Any]]]:
    """The same with ids that are numbers, except those of one type."""
    keys = [f"{each['resourceType']}/{each['id']}" for page in pages for each in page]
    numbers = {key: str(1000 + number) for number, key in enumerate(keys) if key.partition("/")[0] != but}
    text = json.dumps(pages)
    for key, number in numbers.items():
        kind, _, name = key.partition("/")
        text = text.replace(f'"reference": "{key}"', f'"reference": "{kind}/{number}"')
        text = text.replace(f'"resourceType": "{kind}", "id": "{name}"', f'"resourceType": "{kind}", "id": "{number}"')
    found: list[list[dict[str, Any]]] = json.loads(text)
    return found


def assert_whole(server: LoadServer, count: int) -> None:
    there = server.current()
    assert len(there) == count
    assert {target for each in there.values() for target in references(each)} <= there.keys()


def test_whole_addresses_of_the_server_that_gave_them_out_are_keys_here(load: Load, server: LoadServer, tmp_path: Path) -> None:
    assert load(write(tmp_path / "fhir", everything(), absolute=True), verify=True).whole
    assert_whole(server, 2 * ONE + SHARED)
    assert server.current()["Observation/p0-e0-o0"]["subject"] == {"reference": "Patient/p0"}


def test_only_references_below_the_same_base_are_changed() -> None:
    patient = {
        "resourceType": "Patient",
        "id": "a",
        "extension": [{"url": f"{BASE}/StructureDefinition/race"}],
        "managingOrganization": {"reference": f"{BASE}/Organization/o", "display": "O"},
        "generalPractitioner": [{"reference": "https://third.example/fhir/Practitioner/p"}],
    }
    (found,) = resources_of(given_out([patient], absolute=False))
    assert found == {**patient, "managingOrganization": {"reference": "Organization/o", "display": "O"}}


@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize("but", ["", "Observation"])
def test_ids_that_are_numbers_get_a_prefix_and_references_follow(
    load: Load, server: LoadServer, tmp_path: Path, absolute: bool, but: str
) -> None:
    server.digits = False
    folder = write(tmp_path / "fhir", numbered(everything(), but), absolute)
    for _ in range(2):
        assert load(folder, verify=True).whole
        assert_whole(server, 2 * ONE + SHARED)
        for path in folder.glob("load-*"):
            path.unlink()
    assert set(server.versions().values()) == {1}
    assert {key.partition("/")[0] for key in server.current() if "/number-" not in key} == ({but} if but else set())


def test_a_number_that_the_source_does_not_hold_is_the_servers(load: Load, server: LoadServer, tmp_path: Path) -> None:
    server.store["Organization/5"] = [{"resourceType": "Organization", "id": "5"}]
    patient = {"resourceType": "Patient", "id": "5", "managingOrganization": {"reference": "Organization/5"}}
    (tmp_path / "x.json").write_text(json.dumps(patient))
    assert load(tmp_path / "x.json", verify=True).whole
    assert server.current()["Patient/number-5"]["managingOrganization"] == {"reference": "Organization/5"}


def test_an_entry_that_deletes_is_named(load: Load, server: LoadServer, tmp_path: Path) -> None:
    bundle = given_out([ORGANIZATION], absolute=False)
    bundle["entry"].append({"request": {"method": "DELETE", "url": "Patient/a"}})
    (tmp_path / "x.json").write_text(json.dumps(bundle))
    with pytest.raises(InputError, match="entry 2 holds no resource but asks to DELETE Patient/a") as raised:
        load(tmp_path / "x.json")
    assert "\n" not in str(raised.value)
    assert server.current() == {}
