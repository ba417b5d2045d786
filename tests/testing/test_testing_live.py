"""Authors of modules live one module on a person, a clock and draws of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.errors import InputError, UsageError
from simulator.record.problems import ConditionOnset
from simulator.testing import assert_valid, live

SPRAIN = [{"system": "SNOMED-CT", "code": "44465007", "display": "Sprain of ankle (disorder)"}]
VISIT = [{"system": "SNOMED-CT", "code": "50849002", "display": "Emergency room admission (procedure)"}]
STEP_OUT: dict[str, Any] = {
    "name": "Sprained Ankle",
    "states": {
        "Initial": {
            "type": "Initial",
            "distributed_transition": [{"transition": "Slips", "distribution": 0.2}, {"transition": "End", "distribution": 0.8}],
        },
        "Slips": {
            "type": "Delay",
            "distribution": {"kind": "GAUSSIAN", "parameters": {"mean": 10, "standardDeviation": 2}},
            "unit": "days",
            "direct_transition": "Emergency",
        },
        "Emergency": {"type": "Encounter", "encounter_class": "emergency", "codes": VISIT, "direct_transition": "Sprain"},
        "Sprain": {"type": "ConditionOnset", "codes": SPRAIN, "assign_to_attribute": "sprain", "direct_transition": "Home"},
        "Home": {"type": "EncounterEnd", "direct_transition": "End"},
        "End": {"type": "Terminal"},
    },
}


def test_fixed_draws_decide_where_a_life_goes() -> None:
    assert live(STEP_OUT, draws=0.2).states == ["Initial", "End"]
    lived = live(STEP_OUT, birth="1990-05-06T09:30", until="1991-01-01", draws=[0.19, 0.5])
    assert lived.states == ["Initial", "Slips", "Emergency", "Sprain", "Home", "End"]
    assert lived.entered("Emergency") == ["1990-05-16T09:30:00"]
    assert lived.stays[4].left == "1990-05-16T10:30:00"


def test_after_the_given_draws_come_those_of_the_seed() -> None:
    first, again, other = (live(STEP_OUT, draws=[0.1], seed=seed).entered("Emergency") for seed in (1, 1, 2))
    assert first == again != other


def test_the_chart_and_the_record_can_be_looked_into() -> None:
    lived = live(STEP_OUT, until="1981-01-01", draws=0.1)
    assert [entry.concepts[0].display for entry in lived.entries(ConditionOnset)] == ["Sprain of ankle (disorder)"]
    assert lived.entries(ConditionOnset, state="Home") == []
    assert lived.attributes["sprain"] is lived.entries(ConditionOnset, state="Sprain")[0]
    (condition,) = lived.resources("Condition")
    assert condition["code"]["coding"][0]["code"] == "44465007"
    assert_valid(lived.bundles)
    truth = lived.truth(states=True)
    assert [row["state"] for row in truth if row["type"] == "state"] == lived.states
    assert [row["condition"] for row in truth if row["type"] == "condition"] == [f"Condition/{condition['id']}"]


def test_the_person_is_as_asked_for() -> None:
    lived = live(STEP_OUT, sex="M", race="black", birth="2000-02-29", until="2001-01-01", attributes={"smoker": True}, draws=0.9)
    person = lived.life.person
    assert (person.sex, person.race, person.zone.iso(person.birth)[:10]) == ("M", "black", "2000-02-29")
    assert person.attributes["smoker"] is True
    (patient,) = lived.resources("Patient")
    assert (patient["gender"], patient["birthDate"]) == ("male", "2000-02-29")


def test_nobody_dies_but_of_the_module() -> None:
    death = {"type": "Death", "exact": {"quantity": 3, "unit": "days"}, "direct_transition": "End"}
    deadly = {
        "name": "Deadly",
        "states": {
            "Initial": {"type": "Initial", "direct_transition": "Die"},
            "Die": death,
            "End": {"type": "Terminal"},
        },
    }
    assert live(deadly).died == "1980-01-05T12:00:00"
    assert live(STEP_OUT, birth="1900-01-02", draws=0.9).died is None


def test_submodules_and_tables_go_with_a_dict() -> None:
    inner = {"name": "Inner", "states": {"Initial": {"type": "Initial", "direct_transition": "End"}, "End": {"type": "Terminal"}}}
    row = {"default_probability": 0.5, "lookup_table_name": "by_sex.csv"}
    outer = {
        "name": "Outer",
        "states": {
            "Initial": {
                "type": "Initial",
                "lookup_table_transition": [{"transition": "Call", **row}, {"transition": "End", **row}],
            },
            "Call": {"type": "CallSubmodule", "submodule": "x/inner", "direct_transition": "End"},
            "End": {"type": "Terminal"},
        },
    }
    given = {"submodules": {"x/inner": inner}, "tables": {"by_sex.csv": "gender,Call,End\nF,1,0\nM,0,1\n"}}
    assert live(outer, **given).states == ["Initial", "Call", "x/inner/Initial", "x/inner/End", "End"]
    assert live(outer, **given, sex="M").states == ["Initial", "End"]


def test_a_file_and_an_own_module_can_be_lived(tmp_path: Path) -> None:
    (tmp_path / "ankle.json").write_text(json.dumps(STEP_OUT), encoding="utf-8")
    assert live(tmp_path / "ankle.json", draws=0.9).states == ["Initial", "End"]
    lived = live("hypothyroidism", birth="1960-01-01", draws=0.5)
    assert lived.key == "hypothyroidism"
    assert lived.states[:2] == ["Initial", "Thyroid Fails"]
    assert {entry.module for entry in lived.life.chart.entries} <= {"life", "care", "hypothyroidism"}


def test_what_is_wrong_is_told() -> None:
    broken = {"name": "Broken", "states": {"Initial": {"type": "Initial", "direct_transition": "Nowhere"}}}
    with pytest.raises(InputError, match=r'tested.json:6 state "Initial".*Nowhere'):
        live(broken)
    for options, said in (
        ({"sex": "X"}, "sex: 'X'"),
        ({"race": "green"}, "race: 'green'"),
        ({"birth": "yesterday"}, "birth: 'yesterday'"),
        ({"until": "1970-01-01"}, "isn't after the birth"),
        ({"draws": 1.0}, "accepted is 0 to below 1"),
    ):
        with pytest.raises(UsageError, match=said):
            live(STEP_OUT, **options)  # type: ignore[arg-type]
