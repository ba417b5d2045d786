"""The models of the format: what they accept, what they keep, and the JSON Schema that is shipped."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from simulator.machine import schema, schema_findings, schema_flow, schema_orders
from simulator.machine.schema import FORMAT_SCHEMA_FILE, STATE_MODELS, Module, format_schema_text
from simulator.machine.schema_conditions import CONDITION_MODELS, Condition
from simulator.machine.schema_flow import BaseState

CODE = {"system": "RxNorm", "code": 1728805, "display": "2 ML Ondansetron"}


def _state(**fields: Any) -> Any:
    states = {"Initial": {"type": "Initial", "direct_transition": "A"}, "A": fields}
    return Module.model_validate({"name": "x", "states": states}).states["A"]


def test_the_shipped_json_schema_is_that_of_the_models() -> None:
    assert FORMAT_SCHEMA_FILE.read_text(encoding="utf-8") == format_schema_text()


def test_schema_table_and_models_name_the_same_states() -> None:
    models = {
        value
        for room in (schema_flow, schema_findings, schema_orders)
        for value in vars(room).values()
        if isinstance(value, type) and issubclass(value, BaseState) and "type" in value.model_fields
    }
    assert set(STATE_MODELS.values()) == models
    assert {f"{name}State": model.__name__ for name, model in STATE_MODELS.items()} == {m.__name__: m.__name__ for m in models}
    assert len(STATE_MODELS) == 32
    shipped = json.loads(format_schema_text())
    union = shipped["properties"]["states"]["additionalProperties"]["discriminator"]["mapping"]
    assert union == {name: f"#/$defs/{name}State" for name in STATE_MODELS}


def test_there_are_21_conditions_named_as_their_models() -> None:
    assert {f"{name}Condition" for name in CONDITION_MODELS} == {model.__name__ for model in CONDITION_MODELS.values()}
    assert len(CONDITION_MODELS) == 21
    shipped = json.loads(format_schema_text())["$defs"]
    assert {name for name in shipped if name.endswith("Condition")} == {m.__name__ for m in CONDITION_MODELS.values()}
    assert len(get_args(get_args(Condition)[0])) == 21


def test_everything_that_modules_are_made_of_is_offered_by_schema() -> None:
    assert {model.__name__ for model in (*STATE_MODELS.values(), *CONDITION_MODELS.values())} <= set(schema.__all__)


@pytest.mark.parametrize("name", ["AtLeast", "At Least", " At  Least "])
def test_names_of_conditions_are_read_without_spaces(name: str) -> None:
    guard = _state(type="Guard", allow={"condition_type": name, "minimum": 1, "conditions": [{"condition_type": "True"}]})
    assert type(guard.allow).__name__ == "AtLeastCondition"
    assert guard.allow.condition_type == "AtLeast"


def test_numeric_codes_become_text() -> None:
    assert _state(type="Vaccine", codes=[CODE]).codes[0].code == "1728805"


@pytest.mark.parametrize("code", [True, 1.5, None, "", [1]])
def test_other_codes_are_refused(code: Any) -> None:
    with pytest.raises(ValidationError):
        _state(type="Vaccine", codes=[{**CODE, "code": code}])


@pytest.mark.parametrize("value", [3, 3.0, True, False, "3", 0, None])
def test_values_keep_their_kind(value: Any) -> None:
    found = _state(type="SetAttribute", attribute="a", value=value).value
    assert (type(found), found) == (type(value), value)


def test_numbers_keep_their_kind() -> None:
    delay = _state(type="Delay", range={"low": 1, "high": 2.0, "unit": "days"}).range
    assert (type(delay.low), type(delay.high)) == (int, float)


def test_the_exact_value_of_an_observation_may_be_text() -> None:
    fields = {"type": "Observation", "category": "laboratory", "codes": [CODE], "unit": ""}
    assert _state(**fields, exact={"quantity": "Positive"}).exact.quantity == "Positive"
    with pytest.raises(ValidationError):
        _state(type="Symptom", symptom="Pain", exact={"quantity": "Strong"})


def test_empty_names_of_optional_things_mean_absent() -> None:
    symptom = _state(type="Symptom", symptom="Pain", cause="", exact={"quantity": 1})
    assert symptom.cause is None
    assert _state(type="ConditionOnset", codes=[CODE], assign_to_attribute="").assign_to_attribute is None


def test_both_delay_notations_are_read() -> None:
    exact = _state(type="Delay", exact={"quantity": 3, "unit": "weeks"})
    drawn = _state(type="Delay", distribution={"kind": "EXACT", "parameters": {"value": 3}, "round": True}, unit="weeks")
    assert (exact.exact.quantity, exact.exact.unit) == (3, "weeks")
    assert (drawn.distribution.parameters, drawn.distribution.round, drawn.unit) == ({"value": 3}, True, "weeks")


def test_words_that_synthea_reads_in_either_case_are_lower_case() -> None:
    assert _state(type="Encounter", codes=[CODE], encounter_class="EMERGENCY").encounter_class == "emergency"
    assert _state(type="Guard", allow={"condition_type": "Race", "race": "Hispanic"}).allow.race == "hispanic"


def test_unknown_fields_are_kept_apart() -> None:
    state = _state(type="Simple", remarks=["why"], view="map")
    assert state.model_extra == {"view": "map"}
    assert state.remarks == ["why"]


def test_extensions_are_read() -> None:
    event = _state(
        type="TimeToEvent",
        sources=["CDC WONDER"],
        incidence={"table": "flu.csv"},
        relative_risk={"attribute": "flu_risk", "default": 1},
        monthly_factors=[1] * 11 + [2.5],
    )
    assert event.incidence.column == "rate_per_1000_person_years"
    assert (event.relative_risk.attribute, event.monthly_factors[11], event.sources) == ("flu_risk", 2.5, ["CDC WONDER"])
    sign = _state(type="VitalSign", vital_sign="Weight", exact={"quantity": 1}, half_life={"quantity": 2, "unit": "weeks"})
    assert (sign.mode, sign.half_life.unit) == ("set", "weeks")
    assert _state(type="Vaccine", codes=[CODE], status_reason=CODE).status_reason.code == "1728805"
    assert _state(type="DiagnosticReport", codes=[CODE], observations=[], specimen=CODE).specimen.system == "RxNorm"


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "TimeToEvent", "incidence": {"column": "rate"}},
        {"type": "TimeToEvent", "incidence": {"table": "t.csv"}, "relative_risk": -1},
        {"type": "TimeToEvent", "incidence": {"table": "t.csv"}, "monthly_factors": [1] * 13},
        {"type": "TimeToEvent", "incidence": {"table": "t.csv"}, "monthly_factors": [-1] + [1] * 11},
        {"type": "VitalSign", "vital_sign": "Weight", "mode": "replace"},
        {"type": "VitalSign", "vital_sign": "Weight", "half_life": {"quantity": 2}},
        {"type": "Simple", "sources": "CDC"},
    ],
)
def test_extensions_are_as_strict_as_the_rest(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        _state(**fields)
