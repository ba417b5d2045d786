"""What modules kill is measured, and taken off the background so that as many die as by the life table."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from simulator.config import RunConfig
from simulator.kernel.clock import YEAR
from simulator.machine.load import load_library
from simulator.run.prepare import declared_deaths, prepare
from simulator.tools import deaths
from simulator.world.declared import DeclaredDeaths

LIVES = 400
#: The twenty years from 1940 on.
BORN = range(-30 * YEAR, -10 * YEAR)
#: Each year after the sixtieth birthday one in a hundred dies: fewer than by the life table.
MODULE = {
    "name": "Fatal",
    "states": {
        "Initial": {"type": "Initial", "direct_transition": "Sixty"},
        "Sixty": {
            "type": "Guard",
            "allow": {"condition_type": "Age", "operator": ">=", "quantity": 60, "unit": "years"},
            "direct_transition": "A Year",
        },
        "A Year": {
            "type": "Delay",
            "exact": {"quantity": 1, "unit": "years"},
            "distributed_transition": [
                {"transition": "Death", "distribution": 0.01},
                {"transition": "A Year", "distribution": 0.99},
            ],
        },
        "Death": {
            "type": "Death",
            "codes": [{"system": "SNOMED-CT", "code": "419099009", "display": "Dead"}],
            "direct_transition": "Terminal",
        },
        "Terminal": {"type": "Terminal"},
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("modules")
    (made / "fatal.json").write_text(json.dumps(MODULE), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def measured(folder: Path) -> str:
    return deaths.measure(RunConfig.of(patients=LIVES, seed=3, age=(60, 100), modules=folder))


def test_shares_are_the_modules_deaths_over_the_life_table_s(measured: str) -> None:
    rows = list(csv.DictReader(StringIO(measured)))
    assert {row["module"] for row in rows} == {"fatal"}
    assert all(int(row["age_low"]) >= 55 for row in rows)
    shares = {(row["sex"], int(row["age_low"])): float(row["share_of_deaths"]) for row in rows}
    # By the life tables of 1980 to 2025 men of 65 to 74 die at 2 to 4 per cent a year, women at 1.5 to 2; at 85 and over 15 to 20.
    assert 0.2 < shares["M", 65] < shares["F", 65] <= 0.95
    assert shares.get(("M", 85), 0.0) < 0.25


def test_a_table_beside_modules_is_taken_off_the_background(folder: Path, measured: str, tmp_path: Path) -> None:
    config = RunConfig.of(modules=folder)
    library = load_library(config.modules)
    assert declared_deaths(config, library).shares == DeclaredDeaths.none().shares
    (tmp_path / "fatal.json").write_text(json.dumps(MODULE), encoding="utf-8")
    (tmp_path / "declared_deaths.csv").write_text(measured, encoding="utf-8")
    assert declared_deaths(RunConfig.of(modules=tmp_path), library).share("M", 70) > 0.1

    def dead(modules: Path) -> tuple[int, int]:
        """Of some lives: who died, and who would by the life table."""
        lives = prepare(RunConfig.of(seed=8, modules=modules)).lives
        outcomes = [lives.live(each) for each in range(4 * LIVES) if lives.birth(8, each)[0] in BORN]
        return sum(not each.living for each in outcomes), sum(not each.expected for each in outcomes)

    twice, expected = dead(folder)
    once, _ = dead(tmp_path)
    assert twice > 1.15 * expected
    assert abs(once - expected) < 0.1 * expected
    assert once < twice
