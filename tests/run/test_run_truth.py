"""The truth behind a record: conditions from their true onset, who died of what, attributes, and each state."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from simulator.engine.lifetime import Engine
from simulator.kernel.clock import YEAR
from simulator.machine.compile import compile_library
from simulator.run.truth import truth_rows
from simulator.testing import LivedModule, live
from simulator.testing.modules import library_of
from simulator.world.declared import DeclaredDeaths
from simulator.world.world import World

COUGH = [{"system": "SNOMED-CT", "code": "49727002", "display": "Cough"}]
GOUT = [{"system": "SNOMED-CT", "code": "90560007", "display": "Gout"}]
VISIT = [{"system": "SNOMED-CT", "code": "50849002", "display": "Emergency room admission"}]
DRUG = [{"system": "RxNorm", "code": "860975", "display": "metformin"}]


def _state(kind: str, following: str = "", **fields: Any) -> dict[str, Any]:
    return {"type": kind, **fields, **({"direct_transition": following} if following else {})}


def _days(quantity: int) -> dict[str, Any]:
    return {"exact": {"quantity": quantity, "unit": "days"}}


#: A cough that is found after ten days and ends; a gout that nobody finds; a death of it.
STATES = {
    "Initial": _state("Initial", "Gout"),
    "Gout": _state("ConditionOnset", "Cough", codes=GOUT, target_encounter="Never"),
    "Cough": _state("ConditionOnset", "Risk", codes=COUGH, target_encounter="Seen", assign_to_attribute="cough"),
    "Risk": _state("SetAttribute", "Ten Days", attribute="risk", value=0.123456789),
    "Ten Days": _state("Delay", "Seen", **_days(10)),
    "Seen": _state("Encounter", "Treated", encounter_class="emergency", codes=VISIT),
    "Treated": _state("MedicationOrder", "Cured", codes=DRUG, reason="Cough"),
    "Cured": _state("ConditionEnd", "Left", condition_onset="Cough"),
    "Left": _state("EncounterEnd", "Ninety Days"),
    "Ninety Days": _state("Delay", "Die", **_days(90)),
    "Die": _state("Death", "End", condition_onset="Gout", **_days(5)),
    "Never": _state("Encounter", "End", encounter_class="emergency", codes=VISIT),
    "End": _state("Terminal"),
}
MODULE = {"name": "Cough and Gout", "states": STATES}


@pytest.fixture(scope="module")
def lived() -> LivedModule:
    return live(MODULE, birth="1990-01-01", until="1991-01-01")


def _rows(lived: LivedModule, kind: str, states: bool = True) -> list[dict[str, Any]]:
    return [row for row in lived.truth(states) if row["type"] == kind]


def test_a_condition_is_told_from_its_true_onset_whether_diagnosed_or_not(lived: LivedModule) -> None:
    gout, cough = _rows(lived, "condition")
    (condition,) = lived.resources("Condition")
    assert cough == {
        "type": "condition",
        "time": "1990-01-01T00:00:00-08:00",
        "module": "tested",
        "state": "Cough",
        "visit": 0,
        "codes": [{"system": "http://snomed.info/sct", "code": "49727002", "display": "Cough"}],
        "ended": "1990-01-11T00:00:00-08:00",
        "diagnosed": "1990-01-11T00:00:00-08:00",
        "condition": f"Condition/{condition['id']}",
    }
    assert (gout["state"], gout["ended"], gout["diagnosed"], gout["condition"]) == ("Gout", None, None, None)


def test_a_death_is_told_with_its_state_and_cause_and_is_the_last_row(lived: LivedModule) -> None:
    (death,) = _rows(lived, "death")
    assert death == {
        "type": "death",
        "time": "1990-04-16T02:00:00-07:00",
        "module": "tested",
        "state": "Die",
        "cause": {"system": "http://snomed.info/sct", "code": "90560007", "display": "Gout"},
        "condition": None,
    }
    assert lived.truth(True)[-1] == death


def test_attributes_are_told_at_birth_and_as_they_change(lived: LivedModule) -> None:
    rows = _rows(lived, "attribute")
    by_name = {row["attribute"]: row for row in rows}
    assert by_name["risk"]["value"] == 0.123457
    assert (by_name["risk"]["module"], by_name["risk"]["state"]) == ("tested", "Risk")
    assert by_name["cough"]["value"]["display"] == "Cough"
    assert by_name["cough"]["value"]["reference"] == _rows(lived, "condition")[1]["condition"]
    assert (by_name["income"]["module"], by_name["income"]["time"]) == ("life", "1990-01-01T00:00:00-08:00")
    assert "growing" in {row["module"] for row in rows}


def test_each_state_is_told_with_the_resources_that_it_wrote_or_changed(lived: LivedModule) -> None:
    rows = {row["state"]: row for row in _rows(lived, "state")}
    condition = _rows(lived, "condition")[1]["condition"]
    (order,) = lived.resources("MedicationRequest")
    assert rows["Cough"]["wrote"] == rows["Cured"]["wrote"] == [condition]
    assert rows["Treated"]["wrote"] == [f"MedicationRequest/{order['id']}"]
    assert rows["Gout"]["wrote"] == []
    assert (rows["Ten Days"]["time"], rows["Ten Days"]["left"]) == ("1990-01-01T00:00:00-08:00", "1990-01-11T00:00:00-08:00")
    assert {row["type"] for row in lived.truth(states=False)} == {"condition", "attribute", "death"}


def test_rows_come_in_the_order_of_time_and_nothing_comes_after_the_death(lived: LivedModule) -> None:
    times = [row["time"] for row in lived.truth(states=True) if row["time"] < "1990-04"]
    assert times == sorted(times)
    assert all(row["time"] <= "1990-04-16T02:00:00-07:00" for row in lived.truth(states=True))
    assert "End" in {row["state"] for row in _rows(lived, "state")}


def test_what_ran_ahead_of_a_death_did_not_happen() -> None:
    ahead = live({"name": "Ahead", "states": {**STATES, "Die": _state("Death", "Long", **_days(5)),
                                              "Long": _state("Delay", "Die", **_days(2))}}, birth="1990-01-01")  # fmt: skip
    times = [row["time"] for row in _rows(ahead, "state")]
    assert max(times) <= _rows(ahead, "death")[0]["time"]


def test_the_date_cuts_and_what_came_before_stays() -> None:
    early = live(MODULE, birth="1990-01-01", until="1990-01-05")
    (cough,) = [row for row in _rows(early, "condition") if row["state"] == "Cough"]
    assert (cough["diagnosed"], cough["condition"], cough["ended"]) == (None, None, None)
    (wait,) = [row for row in _rows(early, "state") if row["state"] == "Ten Days"]
    assert wait["left"] is None
    assert _rows(early, "death") == []


def test_the_same_person_has_the_same_truth(lived: LivedModule) -> None:
    again = live(MODULE, birth="1990-01-01", until="1991-01-01")
    assert orjson.dumps(again.truth(states=True)) == orjson.dumps(lived.truth(states=True))


def test_a_life_that_kept_no_truth_is_refused() -> None:
    world = World()
    library, _ = library_of(MODULE, {}, {})
    person = world.person(1, 4)
    life = Engine(world, compile_library(library), DeclaredDeaths.none()).live(person, person.birth + YEAR)
    with pytest.raises(TypeError, match="told_life"):
        truth_rows(life, "seed-1", states=False)
