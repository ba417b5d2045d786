"""What Python is offered: a run into a folder, bundles as dicts or models, and the truth beside them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

import simulator
from simulator.errors import UsageError

ReadTree = Callable[[Path], dict[str, bytes]]
#: Somebody old enough to have a history, whatever the modules.
PERSON = 6


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of one person with the truth, states too."""
    folder = tmp_path_factory.mktemp("api") / "town"
    simulator.run(persons=[PERSON], output=folder, truth="states")
    return folder


def test_run_is_a_function_before_and_after_its_package_is_imported(tmp_path: Path) -> None:
    program = (
        "import simulator\n"
        "assert 'simulator.run' not in __import__('sys').modules\n"
        f"first = simulator.run(persons=[{PERSON}], output='one')\n"
        "import simulator.run.api\n"
        f"second = simulator.run(persons=[{PERSON}], output='one')\n"
        "print(first.written, first.already_whole, second.already_whole, simulator.run.api.__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "1 False True simulator.run.api\n", done.stderr


def test_a_run_is_made_again_from_its_run_json(tmp_path: Path, town: Path, read_tree: ReadTree) -> None:
    summary = simulator.run(from_run=town / "run.json", output=tmp_path / "again")
    assert summary.written == 1
    assert read_tree(tmp_path / "again") == read_tree(town)


def test_a_run_json_of_other_code_is_refused(tmp_path: Path, town: Path) -> None:
    value = orjson.loads((town / "run.json").read_bytes())
    (tmp_path / "old.json").write_bytes(orjson.dumps({**value, "code": "other"}))
    with pytest.raises(UsageError, match=r"old.json: cannot be made again: made by other code of version"):
        simulator.run(from_run=tmp_path / "old.json", output=tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_bundles_come_as_models_that_say_the_same() -> None:
    model = next(simulator.generate(persons=[PERSON], models=True))
    bundle = next(simulator.generate(persons=[PERSON]))
    assert type(model).__module__.startswith("fhir.resources.R4B")
    assert [entry.fullUrl for entry in model.entry] == [entry["fullUrl"] for entry in bundle["entry"]]


def test_the_truth_stands_beside_the_record_and_points_into_it(town: Path) -> None:
    [record], [truth] = (town / "encounters").glob("*-*-*-*-*.ndjson"), (town / "truth").iterdir()
    assert truth.name == record.name
    files = orjson.loads((town / "run.json").read_bytes())["files"]
    assert f"truth/{truth.name}" in files
    lines = [orjson.loads(line) for line in record.read_bytes().splitlines()]
    there = {f"{each['resource']['resourceType']}/{each['resource']['id']}" for line in lines for each in line["entry"]}
    rows = [orjson.loads(line) for line in truth.read_bytes().splitlines()]
    assert {"condition", "attribute", "state"} <= {row["type"] for row in rows}
    pointed = {row["condition"] for row in rows if row.get("condition")} | {each for row in rows for each in row.get("wrote", ())}
    assert pointed
    assert pointed <= there


def test_a_short_history_cuts_what_the_truth_points_to_and_nothing_else(tmp_path: Path, town: Path) -> None:
    simulator.run(persons=[PERSON], output=tmp_path / "short", truth="states", years_of_history=2)
    [record], [truth] = (tmp_path / "short/encounters").glob("*-*-*-*-*.ndjson"), (tmp_path / "short/truth").iterdir()
    lines = [orjson.loads(line) for line in record.read_bytes().splitlines()]
    there = {f"{each['resource']['resourceType']}/{each['resource']['id']}" for line in lines for each in line["entry"]}
    rows = [orjson.loads(line) for line in truth.read_bytes().splitlines()]
    assert {each for row in rows for each in row.get("wrote", ())} <= there
    assert {row["condition"] for row in rows if row.get("condition")} <= there
    assert len(rows) == len((town / "truth" / truth.name).read_bytes().splitlines())


def test_the_truth_changes_no_byte_of_the_record(tmp_path: Path, town: Path, read_tree: ReadTree) -> None:
    simulator.run(persons=[PERSON], output=tmp_path / "plain")
    simulator.run(persons=[PERSON], output=tmp_path / "labels", truth=True)
    plain, labels, states = read_tree(tmp_path / "plain"), read_tree(tmp_path / "labels"), read_tree(town)
    records = [name for name in plain if name.startswith("encounters/")]
    assert [plain[name] for name in records] == [labels[name] for name in records] == [states[name] for name in records]
    [truth] = (name for name in labels if name.startswith("truth/"))
    few, many = labels[truth].splitlines(), states[truth].splitlines()
    assert few == [row for row in many if orjson.loads(row)["type"] != "state"]
