"""The same bytes: twice, anywhere, for more people, up to a later date, and beside another module."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator.config import RunConfig
from simulator.run.api import bundles_of, run
from simulator.run.prepare import prepare
from simulator.run.to_folder import run_to_folder

ReadTree = Callable[[Path], dict[str, bytes]]
#: Candidates of the runs that name theirs: of every age, some of them dead at the date.
PERSONS = (2, 4, 7, 12, 14, 21, 24, 30)


def _in_another_process(folder: Path, **environment: str) -> None:
    command = [sys.executable, "-m", "simulator", "generate", "-n", "5", "--quiet", "-o", "town"]
    folder.mkdir()
    subprocess.run(command, cwd=folder, env={**os.environ, **environment}, check=True)


def test_the_same_bytes_in_another_folder_zone_language_and_order_of_hashes(tmp_path: Path, read_tree: ReadTree) -> None:
    _in_another_process(tmp_path / "a", PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C")
    _in_another_process(tmp_path / "b", PYTHONHASHSEED="2", TZ="America/Lima", LC_ALL="C.UTF-8")
    first, second = read_tree(tmp_path / "a"), read_tree(tmp_path / "b")
    assert len(first) > 6
    assert first == second


def test_the_first_fifty_of_a_hundred_are_those_of_fifty(tmp_path: Path, read_tree: ReadTree) -> None:
    trees = []
    for patients in (50, 100):
        config = RunConfig.of(patients=patients, output=tmp_path / str(patients))
        summary = run(config)
        assert summary.living == patients
        trees.append({name: text for name, text in read_tree(config.output).items() if name.count("-") == 4})
    few, many = trees
    assert len(few) >= 50
    assert {name: many[name] for name in few} == few


def test_a_named_person_is_the_one_of_the_whole_run(tmp_path: Path, read_tree: ReadTree) -> None:
    whole = RunConfig.of(patients=6, seed=7, output=tmp_path / "whole")
    alone = RunConfig.of(persons=[2, 6], seed=7, output=tmp_path / "alone")
    run(whole)
    run(alone)
    few, many = read_tree(alone.output), read_tree(whole.output)
    names = [name for name in few if name.count("-") == 4]
    assert len(names) == 2
    assert {name: few[name] for name in names} == {name: many[name] for name in names}


def test_the_population_keys_ids_and_marks_and_nothing_else(tmp_path: Path) -> None:
    def lines(population: str) -> list[dict[str, Any]]:
        return list(bundles_of(RunConfig.of(persons=[4], population=population)))

    one, other = lines("one"), lines("other")
    ids_of_one = {entry["resource"]["id"] for bundle in one for entry in bundle["entry"]}
    ids_of_other = {entry["resource"]["id"] for bundle in other for entry in bundle["entry"]}
    shared = {"Organization", "Location", "Practitioner", "PractitionerRole", "Endpoint"}
    both = {
        entry["resource"]["resourceType"] for bundle in one for entry in bundle["entry"] if entry["resource"]["id"] in ids_of_other
    }
    assert both <= shared
    assert len(ids_of_one) == len(ids_of_other)
    types = [[entry["resource"]["resourceType"] for entry in bundle["entry"]] for bundle in one]
    assert types == [[entry["resource"]["resourceType"] for entry in bundle["entry"]] for bundle in other]


def _lives(as_of: str, **options: Any) -> dict[int, list[dict[str, Any]]]:
    config = RunConfig.of(as_of=as_of, persons=PERSONS, **options)
    lives = prepare(config).lives
    return {candidate: [line.bundle for line in lives.live(candidate).lines] for candidate in PERSONS}


def _is_open(bundle: dict[str, Any]) -> bool:
    """Whether the line holds an encounter that hasn't ended, or an order whose report is still to come."""
    statuses = {
        (entry["resource"]["resourceType"], entry["resource"].get("status"))
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] in ("Encounter", "Procedure")
    }
    return bool(statuses & {("Encounter", "in-progress"), ("Procedure", "in-progress")})


@pytest.mark.parametrize("earlier", ["2012-03-11", "2020-07-01"])
def test_a_life_up_to_a_later_date_begins_with_the_same_lines(earlier: str) -> None:
    early, late = _lives(earlier), _lives("2026-01-01")
    compared = 0
    for candidate in PERSONS:
        closed = [bundle for bundle in early[candidate] if not _is_open(bundle)]
        assert len(early[candidate]) - len(closed) <= 1
        assert closed == late[candidate][: len(closed)]
        compared += len(closed)
    assert compared > 200


QUIET_MODULE = {
    "name": "A quiet module",
    "gmf_version": 2,
    "states": {
        "Initial": {"type": "Initial", "direct_transition": "Wait"},
        "Wait": {"type": "Delay", "exact": {"quantity": 700, "unit": "days"}, "direct_transition": "Measure"},
        "Measure": {
            "type": "Observation",
            "category": "survey",
            "unit": "{score}",
            "codes": [{"system": "LOINC", "code": "75626-2", "display": "Total score [AUDIT]"}],
            "exact": {"quantity": 3},
            "direct_transition": "Wait",
        },
    },
}


def _without_notes(bundles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The resources of a life in order, but for its Provenance and notes."""
    left_out = {"Provenance", "DocumentReference"}
    return [
        entry["resource"] for bundle in bundles for entry in bundle["entry"] if entry["resource"]["resourceType"] not in left_out
    ]


def test_a_module_that_touches_nobody_adds_its_own_and_changes_no_other(tmp_path: Path) -> None:
    (tmp_path / "quiet.json").write_text(json.dumps(QUIET_MODULE))
    plain, added = _lives("2026-01-01"), _lives("2026-01-01", add_modules=[tmp_path])
    scores = 0
    for candidate in PERSONS:
        with_it = _without_notes(added[candidate])
        others = [resource for resource in with_it if resource.get("code", {}).get("coding", [{}])[0].get("code") != "75626-2"]
        assert others == _without_notes(plain[candidate])
        scores += len(with_it) - len(others)
    assert scores > 50


def test_what_streams_is_what_stands_in_the_folder(tmp_path: Path, read_tree: ReadTree) -> None:
    config = RunConfig.of(patients=4, output=tmp_path / "town")
    prepared = prepare(config)
    run_to_folder(config, prepared)
    written = [
        json.loads(line) for name, text in read_tree(config.output).items() if name != "run.json" for line in text.splitlines()
    ]
    streamed = list(bundles_of(config))

    def entries(bundles: list[dict[str, Any]]) -> list[str]:
        return sorted(json.dumps(entry, sort_keys=True) for bundle in bundles for entry in bundle["entry"])

    assert entries(streamed) == entries(written)
