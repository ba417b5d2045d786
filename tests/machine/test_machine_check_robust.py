"""Whatever is wrong with a module, problems come of it and never an exception; what is right has none."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.machine import load
from simulator.machine.check_shape import read_module
from simulator.machine.load import check_folders, load_library
from simulator.machine.schema import STATE_MODELS
from simulator.machine.schema_conditions import CONDITION_MODELS, normal_name

WHOLE_FORMAT = Path(__file__).parent / "whole_format"
EVERYTHING: dict[str, Any] = json.loads((WHOLE_FORMAT / "everything.json").read_text(encoding="utf-8"))
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def no_own_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for modules, with no modules of ours."""
    monkeypatch.setattr(load, "own_folder", lambda: tmp_path / "own")
    (tmp_path / "own" / "core").mkdir(parents=True)
    (tmp_path / "modules" / "care").mkdir(parents=True)
    (tmp_path / "modules" / "lookup_tables").mkdir()
    for name in ("care/check.json", "lookup_tables/incidence.csv", "lookup_tables/choice.csv"):
        (tmp_path / "modules" / name).write_bytes((WHOLE_FORMAT / name).read_bytes())
    return tmp_path / "modules"


def _walk(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, inner in parts:
        yield (*path, part)
        yield from _walk(inner, (*path, part))


PATHS = list(_walk(EVERYTHING))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
CHANGES = st.lists(
    st.tuples(st.sampled_from(PATHS), st.sampled_from(["replace", "remove", "rename", "move"]), VALUES, st.sampled_from(PATHS)),
    min_size=1,
    max_size=4,
)


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


def _change(module: Any, path: tuple[str | int, ...], how: str, value: Any, other: tuple[str | int, ...]) -> None:
    """One slip of the pen; a place that an earlier one has removed is left alone."""
    try:
        holder = _at(module, path[:-1])
        given_value = holder[path[-1]]
    except (KeyError, IndexError, TypeError):
        return
    if how == "replace":
        holder[path[-1]] = value
    elif how == "move":
        try:
            holder[path[-1]] = copy.deepcopy(_at(module, other))
        except (KeyError, IndexError, TypeError):
            return
    elif isinstance(holder, dict):
        del holder[path[-1]]
        if how == "rename":
            holder[f"{path[-1]}s"] = given_value


def test_the_module_of_everything_is_right(no_own_modules: Path) -> None:
    library = load_library([WHOLE_FORMAT])
    assert library.warnings == []
    states = library.roots[0].model.states.values()
    assert {type(state) for state in states} == set(STATE_MODELS.values())
    text = json.dumps(EVERYTHING)
    assert all(f'"condition_type": "{name}"' in text.replace(" ", "").replace(":", ": ") for name in CONDITION_MODELS)
    assert normal_name("At Least") == "AtLeast"


@SLOW
@given(changes=CHANGES)
def test_slips_in_a_good_module_give_problems_and_no_exception(changes: list[Any], no_own_modules: Path) -> None:
    module = copy.deepcopy(EVERYTHING)
    for path, how, value, other in changes:
        _change(module, path, how, value, other)
    text = json.dumps(module, indent=1)
    (no_own_modules / "everything.json").write_text(text, encoding="utf-8")
    for problem in check_folders([no_own_modules]):
        assert problem.file.startswith(no_own_modules.as_posix())
        assert 1 <= problem.line <= text.count("\n") + 1
        assert problem.found
        assert problem.severity in ("error", "warning")
        str(problem).encode("utf-8")


@pytest.mark.parametrize("seed", range(40))
def test_removing_any_single_field_gives_no_exception(seed: int, no_own_modules: Path) -> None:
    for path in random.Random(seed).sample(PATHS, 10):
        module = copy.deepcopy(EVERYTHING)
        holder = _at(module, path[:-1])
        del holder[path[-1]]
        (no_own_modules / "everything.json").write_text(json.dumps(module), encoding="utf-8")
        for problem in check_folders([no_own_modules]):
            assert problem.line >= 1


@SLOW
@given(data=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
def test_files_of_any_bytes_give_problems_and_no_exception(data: bytes, no_own_modules: Path) -> None:
    (no_own_modules / "everything.json").write_bytes(data)
    (no_own_modules / "lookup_tables" / "choice.csv").write_bytes(data)
    assert any(problem.severity == "error" for problem in check_folders([no_own_modules]))


@given(value=VALUES)
def test_any_json_value_in_place_of_a_module_gives_findings(value: Any) -> None:
    _, _, findings = read_module(value)
    assert findings


def test_conditions_nested_beyond_all_reason_are_refused(no_own_modules: Path) -> None:
    condition: dict[str, Any] = {"condition_type": "True"}
    for _ in range(300):
        condition = {"condition_type": "Not", "condition": condition}
    module = {"name": "x", "states": {"Initial": {"type": "Guard", "allow": condition, "direct_transition": "Initial"}}}
    (no_own_modules / "deep.json").write_text(json.dumps(module), encoding="utf-8")
    assert [problem.severity for problem in check_folders([no_own_modules])] == ["error"]
