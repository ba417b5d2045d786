"""A state with nothing but what it must have still becomes valid FHIR, within an encounter and outside, as do empty texts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from simulator.testing import assert_valid, live

State = dict[str, Any]

CODE = {"system": "SNOMED-CT", "code": "1"}
LOINC = {"system": "LOINC", "code": "8302-2"}
IMAGE = {"sop_class": {"system": "DICOM-SOP", "code": "1.2.840.10008.5.1.4.1.1.1.1"}}
SERIES = {
    "body_site": CODE,
    "modality": {"system": "DICOM-DCM", "code": "DX"},
    "instances": [IMAGE],
}

#: What each state must have beside its type. No code has a display.
BARE: dict[str, State] = {
    "AllergyOnset": {"codes": [CODE]},
    "AllergyEnd": {"codes": [CODE]},
    "CarePlanStart": {"codes": [CODE]},
    "CarePlanEnd": {"codes": [CODE]},
    "ConditionOnset": {"codes": [CODE]},
    "ConditionEnd": {"codes": [CODE]},
    "Device": {"code": CODE},
    "DeviceEnd": {"codes": [CODE]},
    "DiagnosticReport": {"codes": [LOINC], "observations": []},
    "ImagingStudy": {"procedure_code": CODE, "series": [SERIES]},
    "MedicationOrder": {"codes": [CODE]},
    "MedicationEnd": {"codes": [CODE]},
    "MultiObservation": {"codes": [LOINC], "observations": []},
    "Observation": {"codes": [LOINC]},
    "Procedure": {"codes": [CODE]},
    "SupplyList": {"supplies": []},
    "Vaccine": {"codes": [CODE]},
}
#: Texts that modules leave empty, and lists.
EMPTY: dict[str, State] = {
    "AllergyOnset": {"reactions": [], "assign_to_attribute": "", "target_encounter": ""},
    "CarePlanStart": {"activities": [], "goals": [{}, {"text": ""}], "reason": "", "assign_to_attribute": ""},
    "ConditionOnset": {"assign_to_attribute": "", "target_encounter": ""},
    "DiagnosticReport": {"observations": [{"codes": [LOINC], "category": "laboratory", "unit": "cm", "exact": {"quantity": 1}}]},
    "Device": {"manufacturer": "", "model": "", "assign_to_attribute": ""},
    "MedicationOrder": {"reason": "", "assign_to_attribute": "", "prescription": {}},
    "MultiObservation": {"observations": [{"codes": [LOINC], "unit": "cm", "exact": {"quantity": 1}}]},
    "Observation": {"unit": "", "exact": {"quantity": 1}},
    "Procedure": {"reason": "", "assign_to_attribute": ""},
    "SupplyList": {"supplies": [{"quantity": 1, "code": CODE}]},
}


def _module(*, outside: bool, empty: bool) -> dict[str, Any]:
    """A module that passes through each of the states, the End states last, in a visit or outside."""
    names = sorted(BARE, key=lambda kind: kind.endswith("End"))
    way = ["Year", *([] if outside else ["Visit"]), *names, *([] if outside else ["Leave"]), "Terminal"]
    states: dict[str, Any] = {
        "Initial": {"type": "Initial", "direct_transition": "Year"},
        "Year": {"type": "Delay", "exact": {"quantity": 1, "unit": "years"}},
        "Visit": {"type": "Encounter", "encounter_class": "outpatient", "codes": [CODE]},
        "Leave": {"type": "EncounterEnd"},
        **{name: {"type": name, **BARE[name], **(EMPTY.get(name, {}) if empty else {})} for name in names},
        "Terminal": {"type": "Terminal"},
    }
    for name, following in pairwise(way):
        states[name]["direct_transition"] = following
    return {"name": "Bare", "states": {name: states[name] for name in ("Initial", *way)}}


@pytest.mark.parametrize("outside", [False, True])
@pytest.mark.parametrize("empty", [False, True])
def test_a_bare_state_becomes_valid_fhir(outside: bool, empty: bool) -> None:
    lived = live(_module(outside=outside, empty=empty))
    assert lived.states[-1] == "Terminal"
    assert_valid(lived.bundles)
    assert "" not in _texts(lived.bundles)
    (allergy,) = lived.resources("AllergyIntolerance")
    assert allergy["code"] == {"coding": [{"system": "http://snomed.info/sct", "code": "1"}], "text": "1"}


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []
