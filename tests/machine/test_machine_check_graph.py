"""Circles in which no time passes: an error without a way out, a warning where only chance leads out, else nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.machine.check_graph import check_graph, may_pass_time
from simulator.machine.library import LoadedModule, ModuleSource
from simulator.machine.schema import Module

CODES = [{"system": "SNOMED-CT", "code": "1", "display": "x"}]
DRAWN = {"kind": "EXACT", "parameters": {"value": 0}}
ADULT = {"condition_type": "Age", "operator": ">=", "quantity": 18, "unit": "years"}


def _module(state: dict[str, Any], **others: dict[str, Any]) -> LoadedModule:
    states = {"Initial": {"type": "Initial", "direct_transition": "A"}, "A": state, **others, "Terminal": {"type": "Terminal"}}
    model = Module.model_validate({"name": "x", "states": states})
    return LoadedModule(ModuleSource("x", Path("x.json"), "x.json", "", "root", Path()), model)


def _told(module: LoadedModule) -> list[tuple[str, str]]:
    findings = check_graph(module, lambda key: key == "slow")
    return [(finding.severity, finding.found.split(",")[0]) for finding in findings if "circle" in finding.found]


CLOSED = [("error", "a circle without a way out")]
CHANCE = [("warning", "a circle that only chance leaves")]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"type": "Simple"}, CLOSED),
        ({"type": "Delay", "exact": {"quantity": 0, "unit": "days"}}, CLOSED),
        ({"type": "Delay", "range": {"low": 0, "high": 0, "unit": "days"}}, CLOSED),
        ({"type": "Delay", "distribution": DRAWN, "unit": "days"}, CLOSED),
        ({"type": "Delay", "range": {"low": 0, "high": 1, "unit": "days"}}, []),
        ({"type": "Procedure", "codes": CODES}, CLOSED),
        ({"type": "Procedure", "codes": CODES, "duration": {"low": 1, "high": 2, "unit": "hours"}}, []),
        ({"type": "Guard", "allow": {"condition_type": "True"}}, CLOSED),
        ({"type": "Guard", "allow": ADULT}, []),
        ({"type": "CallSubmodule", "submodule": "quick"}, CLOSED),
        ({"type": "CallSubmodule", "submodule": "slow"}, []),
        ({"type": "EncounterEnd"}, CLOSED),
        ({"type": "Encounter", "wellness": True}, []),
        ({"type": "TimeToEvent", "incidence": {"table": "t.csv"}}, []),
        ({"type": "Death"}, []),
        ({"type": "Death", "exact": {"quantity": 1, "unit": "days"}}, CLOSED),
    ],
)
def test_a_state_that_leads_to_itself(state: dict[str, Any], told: list[tuple[str, str]]) -> None:
    assert _told(_module({**state, "direct_transition": "A"})) == told


def _options(*shares: float) -> list[dict[str, Any]]:
    return [{"transition": name, "distribution": share} for name, share in zip(("A", "Terminal"), shares, strict=True)]


@pytest.mark.parametrize(
    ("transition", "told"),
    [
        ({"distributed_transition": _options(0.9, 0.1)}, CHANCE),
        ({"distributed_transition": _options(1, 0)}, CLOSED),
        ({"distributed_transition": _options(0.9, 0)}, CHANCE),
        ({"conditional_transition": [{"condition": ADULT, "transition": "Terminal"}, {"transition": "A"}]}, []),
        ({"complex_transition": [{"condition": ADULT, "transition": "A"}, {"distributions": _options(0.5, 0.5)}]}, CHANCE),
        ({"direct_transition": "A"}, CLOSED),
    ],
)
def test_ways_out_of_a_circle(transition: dict[str, Any], told: list[tuple[str, str]]) -> None:
    assert _told(_module({"type": "Simple", **transition})) == told


def test_a_delay_anywhere_in_a_circle_lets_time_pass() -> None:
    delay = {"type": "Delay", "exact": {"quantity": 1, "unit": "days"}, "direct_transition": "A"}
    assert _told(_module({"type": "Simple", "direct_transition": "B"}, B=delay)) == []


@pytest.mark.parametrize(
    ("state", "passes"),
    [
        ({"type": "Simple"}, False),
        ({"type": "Guard", "allow": ADULT}, True),
        ({"type": "EncounterEnd"}, True),
        ({"type": "CallSubmodule", "submodule": "quick"}, False),
        ({"type": "CallSubmodule", "submodule": "slow"}, True),
    ],
)
def test_time_may_pass_in_a_module_that_waits_or_calls_one_that_does(state: dict[str, Any], passes: bool) -> None:
    module = _module({**state, "direct_transition": "Terminal"})
    assert may_pass_time(module, lambda key: key == "slow") is passes
