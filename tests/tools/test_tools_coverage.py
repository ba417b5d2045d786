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


def _on(attribute: str, transition: str, **condition: object) -> dict[str, object]:
    return {"condition": {"condition_type": "Attribute", "attribute": attribute, **condition}, "transition": transition}


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
            conditional_transition=[_on("nobody_sets_it", "Never Met", operator="is not nil"), {"transition": "Marked"}],
        ),
        "Marked": _state("SetAttribute", attribute="mark", value="seen", direct_transition="By Mark"),
        "By Mark": _state(
            "Simple",
            conditional_transition=[
                _on("mark", "Rarely Marked", operator="==", value="rare"),
                _on("mark", "Never Marked", operator="==", value="unseen"),
                {"transition": "Twenty Times"},
            ],
        ),
        "Twenty Times": _state("Counter", attribute="rounds", action="increment", direct_transition="Again"),
        "Again": _state(
            "Simple",
            conditional_transition=[
                _on("age", "Never Old Enough", operator=">", value=400),
                _on("rounds", "Twenty Times", operator="<", value=20),
                {"transition": "End"},
                {"transition": "After All Are Gone"},
            ],
        ),
        "Once in Ten Thousand": _state("SetAttribute", attribute="mark", value="rare", direct_transition="After It"),
        "After It": _state("Simple", direct_transition="End"),
        "Rarely Marked": _state("Simple", direct_transition="End"),
        "Never Marked": _state("Simple", direct_transition="End"),
        "Never Met": _state("Simple", direct_transition="Behind It"),
        "Behind It": _state("Simple", direct_transition="End"),
        "Never Old Enough": _state("Simple", direct_transition="End"),
        "After All Are Gone": _state(
            "Simple",
            conditional_transition=[_on("nobody_sets_it", "End", operator="is nil"), {"transition": "Set by Nobody"}],
        ),
        "Set by Nobody": _state("Simple", direct_transition="End"),
        "Nobody Leads Here": _state("Simple", direct_transition="End"),
        "End": _state("Terminal"),
    },
}
#: One more module, called by a state that only one in ten thousand reaches.
CALLED = {
    "name": "Called",
    "states": {
        "Initial": _state("Initial", direct_transition="Inside"),
        "Inside": _state("Simple", direct_transition="End"),
        "End": _state("Terminal"),
    },
}
CALLER = {
    "name": "Caller",
    "states": {
        "Initial": _state(
            "Initial",
            distributed_transition=[{"transition": "End", "distribution": 0.9999}, {"transition": "Call", "distribution": 0.0001}],
        ),
        "Call": _state("CallSubmodule", submodule="sub/called", direct_transition="End"),
        "End": _state("Terminal"),
    },
}


@pytest.fixture(scope="module")
def covered(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleLibrary, Reached]:
    folder = tmp_path_factory.mktemp("covered")
    (folder / "sub").mkdir()
    for name, module in (("example", MODULE), ("caller", CALLER), ("sub/called", CALLED)):
        (folder / f"{name}.json").write_text(json.dumps(module), encoding="utf-8")
    return coverage.cover(coverage.config_of([Path(folder)], 4, 1, ""))


def test_every_life_is_counted(covered: tuple[ModuleLibrary, Reached]) -> None:
    _, reached = covered
    assert reached.lives == 4
    assert reached.people[("example", "Initial")] == reached.people[("example", "End")] == 4


def test_each_state_that_is_not_reached_has_its_cause(covered: tuple[ModuleLibrary, Reached]) -> None:
    causes = {state: cause for module, state, cause in coverage.unreached(*covered) if module == "example"}
    assert causes == {
        "Once in Ten Thousand": coverage.RARE,
        "After It": coverage.RARE,
        "Rarely Marked": coverage.RARE,
        "Never Marked": coverage.DEAD,
        "Never Met": coverage.DEAD,
        "Behind It": coverage.DEAD,
        "Never Old Enough": coverage.UNMET,
        "After All Are Gone": coverage.DEAD,
        "Set by Nobody": coverage.DEAD,
        "Nobody Leads Here": coverage.DEAD,
    }


def test_a_submodule_that_nobody_calls_has_the_cause_of_its_callers(covered: tuple[ModuleLibrary, Reached]) -> None:
    causes = {(module, state): cause for module, state, cause in coverage.unreached(*covered) if module != "example"}
    called = {state: cause for (module, state), cause in causes.items() if module == "sub/called"}
    assert called == dict.fromkeys(CALLED["states"], coverage.RARE)


def test_what_is_told_names_them(covered: tuple[ModuleLibrary, Reached]) -> None:
    lines = coverage.told(*covered, names=True)
    assert lines[0].endswith("in 4 lives")
    asked = 'from "Again" (80 times) conditional Attribute age > 400'
    assert f'example state "Never Old Enough": on a condition that nobody met ({asked})' in lines
    assert 'example state "Never Met": dead in the module itself' in lines
