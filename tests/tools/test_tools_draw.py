"""A module's graph as DOT, SVG and text: every state and way, by family, with shares and conditions."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from simulator.errors import OutputError, UsageError
from simulator.machine.check_shape import read_module
from simulator.machine.library import LoadedModule, ModuleLibrary, ModuleSet, ModuleSource
from simulator.machine.schema import STATE_MODELS
from simulator.tools.draw import draw_dot, draw_svg, draw_text, pretty, write_svg
from simulator.tools.finding import find
from simulator.tools.state_words import FAMILIES, detail

OLD = {"condition_type": "Age", "operator": ">=", "quantity": 65, "unit": "years"}
STATES: dict[str, Any] = {
    "Initial": {"type": "Initial", "direct_transition": "Wait"},
    "Wait": {
        "type": "Delay",
        "range": {"low": 2, "high": 5, "unit": "days"},
        "conditional_transition": [{"condition": OLD, "transition": 'Say "Ill"'}, {"transition": "Coin"}],
    },
    "Coin": {
        "type": "Simple",
        "distributed_transition": [{"transition": "Wait", "distribution": 0.125}, {"transition": "Dead", "distribution": 0.875}],
    },
    'Say "Ill"': {
        "type": "ConditionOnset",
        "codes": [{"system": "SNOMED-CT", "code": "1", "display": "Ill & <tired>"}],
        "direct_transition": "Dead",
    },
    "Dead": {"type": "Death", "exact": {"quantity": 3, "unit": "weeks"}, "direct_transition": "Terminal"},
    "Lost": {"type": "SetAttribute", "attribute": "lost", "value": True, "direct_transition": "Terminal"},
    "Terminal": {"type": "Terminal"},
}


def _loaded(states: dict[str, Any]) -> LoadedModule:
    content = {"name": "Tired & Ill", "states": states}
    model, _, findings = read_module(content)
    assert model is not None and not findings, findings
    return LoadedModule(ModuleSource("tired", Path("tired"), "tired.json", json.dumps(content), "root", Path()), model)


@pytest.fixture(scope="module")
def module() -> LoadedModule:
    return _loaded(STATES)


def test_every_state_type_has_a_family() -> None:
    assert FAMILIES.keys() == STATE_MODELS.keys()


def test_text_shows_every_state_with_what_it_does_and_where_it_leads(module: LoadedModule) -> None:
    assert draw_text(module).splitlines() == [
        "tired: Tired & Ill, 7 states, 8 transitions",
        "· flow, ~ time, = person, ! problem, x death",
        "· Initial  Initial",
        "    → Wait",
        "~ Wait  Delay: 2–5 days",
        '    → Say "Ill"  if Age >= 65 years',
        "    → Coin  else",
        '! Say "Ill"  ConditionOnset: Ill & <tired>',
        "    → Dead",
        "x Dead  Death: in 3 weeks",
        "    → Terminal",
        "· Terminal  Terminal",
        "· Coin  Simple",
        "    → Wait  12.5 %",
        "    → Dead  87.5 %",
        "not reached from Initial:",
        "= Lost  SetAttribute: lost = True",
        "    → Terminal",
    ]


def test_a_terminal_shows_the_same_text(module: LoadedModule) -> None:
    assert pretty(module).plain + "\n" == draw_text(module)


def test_dot_has_a_node_a_state_and_an_edge_a_way(module: LoadedModule) -> None:
    dot = draw_dot(module)
    assert len(re.findall(r"^s\d+ \[", dot, re.MULTILINE)) == len(STATES)
    assert len(re.findall(r"^s\d+ -> s\d+ \[", dot, re.MULTILINE)) == 8
    assert re.search(r'^s5 \[label="Lost.*style="dashed"', dot, re.MULTILINE)
    assert re.search(r'^s1 \[label="Wait.*shape=hexagon', dot, re.MULTILINE)


def test_svg_is_a_picture_of_all_of_it(module: LoadedModule) -> None:
    root = ElementTree.fromstring(draw_svg(module))
    space = "{http://www.w3.org/2000/svg}"
    kinds = [group.get("class") for group in root.iter(f"{space}g")]
    assert (kinds.count("node"), kinds.count("edge")) == (7, 8)
    said = {text.text for text in root.iter(f"{space}text")}
    assert {"Wait", "Delay: 2–5 days", 'Say "Ill"', "12.5 %", "if Age >= 65 years", "else", "problem"} <= said


def test_a_picture_that_cannot_be_written_is_told(module: LoadedModule, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_svg(module, tmp_path / "file" / "x.svg")


def test_an_unknown_key_is_told_with_the_nearest(module: LoadedModule) -> None:
    library = ModuleLibrary(ModuleSet(), ModuleSet({"tired": module}))
    assert find(library, "tired") is module
    with pytest.raises(UsageError, match=r'no module "tied"; did you mean tired\?'):
        find(library, "tied")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"type": "Guard", "allow": OLD}, "until Age >= 65 years"),
        ({"type": "Counter", "attribute": "n", "action": "decrement", "amount": 2}, "n − 2"),
        ({"type": "SetAttribute", "attribute": "x"}, "x = nothing"),
        ({"type": "SetAttribute", "attribute": "x", "value": False}, "x = False"),
        ({"type": "SetAttribute", "attribute": "x", "range": {"low": 1, "high": 2}}, "x = 1–2"),
        ({"type": "Encounter", "wellness": True}, "wellness"),
        ({"type": "EncounterEnd"}, ""),
        ({"type": "CallSubmodule", "submodule": "a/b"}, "a/b"),
        ({"type": "ConditionEnd", "condition_onset": "Ill"}, "Ill"),
        ({"type": "TimeToEvent", "incidence": {"table": "t.csv"}, "relative_risk": 2}, "t.csv × 2"),
        ({"type": "Symptom", "symptom": "Cough", "exact": {"quantity": 40}}, "Cough 40"),
        (
            {"type": "Delay", "distribution": {"kind": "EXPONENTIAL", "parameters": {"mean": 3}}, "unit": "years"},
            "exponential mean 3 years",
        ),
    ],
)
def test_a_state_is_told_in_a_few_words(state: dict[str, Any], said: str) -> None:
    assert detail(STATE_MODELS[state["type"]].model_validate(state)) == said
