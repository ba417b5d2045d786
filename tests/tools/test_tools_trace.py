"""A trace shows each state of one person in one module with its time, its draws, and what it set and wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.config import RunConfig
from simulator.errors import UsageError
from simulator.kernel.streams import stream
from simulator.tools.trace import Trace, plain, trace

COUGH = [{"system": "SNOMED-CT", "code": "49727002", "display": "Cough"}]
STATES: dict[str, Any] = {
    "Initial": {"type": "Initial", "direct_transition": "Wait"},
    "Wait": {"type": "Delay", "range": {"low": 2, "high": 5, "unit": "days"}, "direct_transition": "Note"},
    "Note": {"type": "SetAttribute", "attribute": "noted", "value": True, "direct_transition": "Inner"},
    "Inner": {
        "type": "CallSubmodule",
        "submodule": "sub/inner",
        "distributed_transition": [{"transition": "Ill", "distribution": 1.0}, {"transition": "End", "distribution": 0.0}],
    },
    "Ill": {"type": "ConditionOnset", "codes": COUGH, "assign_to_attribute": "ill", "direct_transition": "Never"},
    "Never": {"type": "Guard", "allow": {"condition_type": "False"}, "direct_transition": "End"},
    "End": {"type": "Terminal"},
}
INNER = {
    "name": "Inner",
    "states": {"Initial": {"type": "Initial", "direct_transition": "Terminal"}, "Terminal": {"type": "Terminal"}},
}
PERSON = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("traced")
    (made / "sub").mkdir()
    (made / "cough.json").write_text(json.dumps({"name": "Cough", "states": STATES}), encoding="utf-8")
    (made / "sub" / "inner.json").write_text(json.dumps(INNER), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def traced(folder: Path) -> Trace:
    return trace(RunConfig.of(persons=PERSON, seed=1, modules=folder), "cough")


def test_states_come_in_order_with_what_followed(traced: Trace) -> None:
    path = ["Initial", "Wait", "Note", "Inner", "sub/inner/Initial", "sub/inner/Terminal", "Ill", "Never"]
    assert [each.state for each in traced.states] == path
    assert [each.following for each in traced.states] == [*path[1:], ""]
    assert traced.states[-1].left is None
    assert traced.end == "the date on 2026-01-01 00:00"


def test_draws_are_those_of_the_module_s_own_stream(traced: Trace) -> None:
    draws = stream(1, PERSON, "module", "cough")
    by_state = {each.state: each for each in traced.states}
    assert by_state["Wait"].drew == (f"{draws.random():.4g}",)
    assert by_state["Wait"].chose == ()
    assert by_state["sub/inner/Terminal"].chose == (f"{draws.random():.4g}",)
    assert by_state["Note"].drew == ()


def test_what_is_set_and_written_stands_with_its_state(traced: Trace) -> None:
    by_state = {each.state: each for each in traced.states}
    assert by_state["Note"].set == ("noted = True",)
    assert by_state["Ill"].set == ("ill = Cough",)
    assert by_state["Ill"].wrote == ("Condition Cough",)
    assert by_state["Wait"].left == by_state["Note"].entered > by_state["Wait"].entered


def test_the_lines_tell_it(traced: Trace) -> None:
    lines = list(plain(traced))
    assert lines[0].startswith("cough: person 4 of seed 1, ")
    assert any(line.endswith("0 mo  Wait  [Delay]") for line in lines)
    assert f"{'':25}wrote Condition Cough" in lines
    assert lines[-1] == "still in Never at the date on 2026-01-01 00:00"


def test_what_nobody_walks_cannot_be_traced(folder: Path) -> None:
    with pytest.raises(UsageError, match='"sub/inner" is a submodule'):
        trace(RunConfig.of(persons=PERSON, modules=folder), "sub/inner")
    with pytest.raises(UsageError, match="accepted is one person"):
        trace(RunConfig.of(persons=(1, 2), modules=folder), "cough")
    with pytest.raises(UsageError, match="born before"):
        trace(RunConfig.of(persons=1, seed=1, modules=folder), "cough")
