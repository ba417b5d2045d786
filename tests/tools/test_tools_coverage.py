"""Coverage counts the states that people reach, and says why the others are not reached."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.machine.library import ModuleLibrary
from simulator.tools import coverage
from simulator.tools.coverage import Reached


def _state(kind: str, **fields: object) -> dict[str, object]:
    return {"type": kind, **fields}


MODULE = {
    "name": "Example",
    "states": {
        "Initial": _state(
            "Initial",
            distributed_transition=[
                {"transition": "Common", "distribution": 0.9999},
                {"transition": "Once in Ten Thousand", "distribution": 0.0001},
            ],
        ),
        "Common": _state(
            "Simple",
            conditional_transition=[
                {
                    "condition": {"condition_type": "Attribute", "attribute": "nobody_sets_it", "operator": "is not nil"},
                    "transition": "Never Met",
                },
                {"transition": "End"},
            ],
        ),
        "Once in Ten Thousand": _state("Simple", direct_transition="After It"),
        "After It": _state("Simple", direct_transition="End"),
        "Never Met": _state("Simple", direct_transition="End"),
        "Nobody Leads Here": _state("Simple", direct_transition="End"),
        "End": _state("Terminal"),
    },
}


@pytest.fixture(scope="module")
def covered(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleLibrary, Reached]:
    folder = tmp_path_factory.mktemp("covered")
    (folder / "example.json").write_text(json.dumps(MODULE), encoding="utf-8")
    return coverage.cover(coverage.config_of([Path(folder)], 4, 1, ""))


def test_every_life_is_counted(covered: tuple[ModuleLibrary, Reached]) -> None:
    _, reached = covered
    assert reached.lives == 4
    assert reached.people[("example", "Initial")] == reached.people[("example", "End")] == 4


def test_each_state_that_is_not_reached_has_its_cause(covered: tuple[ModuleLibrary, Reached]) -> None:
    causes = {state: cause for module, state, cause in coverage.unreached(*covered) if module == "example"}
    assert causes == {
        "Once in Ten Thousand": coverage.RARE,
        "After It": coverage.BEHIND,
        "Never Met": coverage.UNMET,
        "Nobody Leads Here": coverage.DEAD,
    }


def test_what_is_told_names_them(covered: tuple[ModuleLibrary, Reached]) -> None:
    lines = coverage.told(*covered, names=True)
    assert lines[0].endswith("in 4 lives")
    assert 'example state "Never Met": on a condition that nobody met' in lines
