"""What people share: kept once each, and read in an order in which nothing comes before what it refers to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.config import RunConfig
from simulator.fhir import rendered, shared
from simulator.run.api import run
from simulator.run.shared import SharedEntries, bundles, entry_key, in_order
from simulator.sinks.manifest import read_manifest
from simulator.world import providers


def _entry(kind: str, name: str, *targets: str) -> dict[str, Any]:
    links = [{"reference": target} for target in targets]
    return {"fullUrl": f"x/{kind}/{name}", "resource": {"resourceType": kind, "id": name, "link": links}}


ENTRIES = [
    _entry("PractitionerRole", "a", "Practitioner/b", "Organization/c", "Location/z"),
    _entry("Location", "z", "Organization/c"),
    _entry("Practitioner", "b"),
    _entry("Organization", "c", "Organization/elsewhere"),
]
ORDER = ["Organization/c", "Practitioner/b", "Location/z", "PractitionerRole/a"]


def test_nothing_comes_before_what_it_refers_to() -> None:
    assert [entry_key(each) for each in in_order({entry_key(each): each for each in ENTRIES})] == ORDER


def test_what_is_kept_is_read_in_that_order_as_often_as_it_is_asked_for(tmp_path: Path) -> None:
    shared = SharedEntries(tmp_path)
    for entry in [*ENTRIES, *ENTRIES]:
        shared.add(entry_key(entry), entry)
    assert [entry_key(each) for each in shared] == ORDER
    assert list(shared) == list(shared) == in_order({entry_key(each): each for each in ENTRIES})
    assert not list(tmp_path.iterdir()), "what a killed run leaves behind would be in the way of the next"
    assert shared.types() == {"Organization": 1, "Practitioner": 1, "Location": 1, "PractitionerRole": 1}


def test_bundles_hold_two_hundred_entries_at_most() -> None:
    entries = [_entry("Practitioner", str(number)) for number in range(401)]
    assert [len(bundle["entry"]) for bundle in bundles(entries)] == [200, 200, 1]


def test_what_is_forgotten_on_the_way_is_made_anew_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def files(name: str) -> object:
        run(RunConfig.of(patients=3, formats=("encounters", "patients"), output=tmp_path / name))
        manifest = read_manifest(tmp_path / name)
        assert manifest is not None
        return manifest.files

    remembered = files("remembered")
    monkeypatch.setattr(shared, "MOST_KEPT", 1)
    monkeypatch.setattr(rendered, "MOST_REFERENCES", 1)
    monkeypatch.setattr(providers, "MOST_CLINICIANS", 1)
    assert files("forgotten") == remembered
