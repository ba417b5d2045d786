"""The index of anybody's files: to whom a resource belongs that names its person only through others, and at what cost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.sources import index as sources_index
from simulator.sources.index import Index

PEOPLE, EACH, TARGETS = 4, 5, 3


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """The index of people with observations, and with resources that are about these and name nobody."""
    lines: list[object] = [{"resourceType": "Patient", "id": f"{person}"} for person in range(PEOPLE)]
    for number in range(PEOPLE * EACH):
        names = [f"o{number}-{target}" for target in range(TARGETS)]
        subject = {"reference": f"Patient/{number % PEOPLE}"}
        lines += [{"resourceType": "Observation", "id": name, "subject": subject} for name in names]
        about = [{"reference": f"Observation/{name}"} for name in names]
        lines.append({"resourceType": "Provenance", "id": f"v{number}", "target": about})
    path = tmp_path / "all.ndjson"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    made = Index(tmp_path / "index", [path])
    yield made
    made.close()


def test_a_resource_belongs_to_whom_its_targets_belong_to(index: Index) -> None:
    owned = {resource["id"]: person for person in index.persons() for line in index.lines(person) for resource, _, _ in line}
    assert [owned[f"v{number}"] for number in range(PEOPLE * EACH)] == [f"Patient/{n % PEOPLE}" for n in range(PEOPLE * EACH)]
    assert list(index.shared()) == []


def test_nothing_is_looked_through_once_for_each_resource(index: Index) -> None:
    """With a scan of all targets for each of 49,000 resources a hundred whole lives took more than a quarter of an hour."""
    plan = index._db.execute(f"EXPLAIN QUERY PLAN {sources_index._INHERIT}").fetchall()
    steps = [step for _, _, _, step in plan]
    assert [step for step in steps if step.startswith("SCAN")] == []
    assert any(step.startswith("SEARCH target USING") for step in steps)
