"""A run's options: told by its manifest, and found there again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulator.config import RunConfig
from simulator.errors import UsageError
from simulator.run.options import check_same, config_of, options_of
from simulator.sinks.manifest import Manifest, write_manifest

FREE = {"workers", "output", "overwrite", "quiet"}


def _manifest(config: RunConfig) -> Manifest:
    return Manifest(
        version="1",
        code="c0de",
        population=config.population,
        seed=config.seed,
        as_of=config.as_of.isoformat(),
        options=options_of(config),
        core={"core/a": "aa"},
        modules={"b": "bb"},
        tables={"c.csv": "cc"},
    )


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"patients": 7, "seed": 9, "as_of": "2031-02-03", "population": "town"},
        {"living_only": True},
        {"age": "40-64"},
        {"sex": "F", "with_dead": True},
        {"sex": "F", "age": "3-4", "living_only": True},
        {"persons": [5, 3]},
        {"having": ["44054006"], "state": "MA"},
        {"only": ["b", "a"], "without": ["c"], "truth": "states", "years_of_history": 3},
        {"formats": ["bulk", "patients"], "references": "urn", "gzip": True, "base_url": "https://ehr.example/fhir"}
        | {"formats": ["patients"]},
    ],
)
def test_what_a_manifest_tells_comes_to_the_same_run(tmp_path: Path, options: dict[str, Any]) -> None:
    told = _manifest(RunConfig.of(**options))
    write_manifest(tmp_path, told)
    for path in (tmp_path, tmp_path / "run.json"):
        found = config_of(path, output="elsewhere", workers=3)
        assert _manifest(found).is_same_run(told)
        check_same(path, told, _manifest(found))
        assert (found.output, found.workers) == (Path("elsewhere"), 3)


@pytest.mark.parametrize(
    ("options", "same"),
    [
        ({"workers": 4, "quiet": True, "overwrite": True, "output": "there"}, True),
        ({"truth": True}, False),
        ({"truth": "states"}, False),
        ({"gzip": True}, False),
        ({"formats": ["bulk"]}, False),
        ({"years_of_history": 1}, False),
        ({"having": ["44054006"]}, False),
        ({"base_url": "https://ehr.example/fhir"}, False),
        ({"references": "conditional"}, False),
        ({"patients": 99}, False),
        ({"state": "MA"}, False),
    ],
)
def test_every_option_but_those_without_effect_makes_another_run(options: dict[str, Any], same: bool) -> None:
    assert _manifest(RunConfig()).is_same_run(_manifest(RunConfig.of(**options))) is same


def test_no_option_is_forgotten(tmp_path: Path) -> None:
    told = set(options_of(RunConfig())) | {"seed", "as_of", "population", "living_only", "with_dead", "modules", "add_modules"}
    assert set(RunConfig.__slots__) - told == FREE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": "2"}, "made by version 1, this is 2"),
        ({"code": "other"}, "made by other code of version 1"),
        ({"modules": {"b": "changed"}}, "module b changed, gone or new"),
        ({"core": {}}, "module core/a changed, gone or new"),
        ({"modules": {str(number): "" for number in range(9)}}, "module 0, 1, 2, 3, 4 and 5 more changed, gone or new"),
        ({"tables": {}}, "table c.csv changed, gone or new"),
        ({"seed": 2}, "seed"),
        ({"options": {}}, "option formats"),
    ],
)
def test_what_differs_is_named(change: dict[str, Any], said: str) -> None:
    told = _manifest(RunConfig())
    with pytest.raises(UsageError) as caught:
        check_same(Path("town/run.json"), told, replace(told, **change))
    assert str(caught.value).startswith("town/run.json: cannot be made again: ")
    assert said in str(caught.value)


def test_a_run_of_other_modules_wants_their_folder(tmp_path: Path) -> None:
    write_manifest(tmp_path, _manifest(RunConfig.of(modules=tmp_path)))
    with pytest.raises(UsageError, match=r"name their folder \(--modules\)"):
        config_of(tmp_path)
    assert config_of(tmp_path, modules=tmp_path).modules == (tmp_path,)


def test_nothing_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"not there; accepted is the run\.json of a run, or its folder"):
        config_of(tmp_path / "run.json")
