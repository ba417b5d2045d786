"""A short life, written by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest


def _coded(text: str, code: str = "x") -> dict[str, Any]:
    return {"coding": [{"system": "urn:x", "code": code, "display": text}], "text": text}


def _patient(**more: Any) -> dict[str, Any]:
    race = {
        "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race",
        "extension": [{"url": "text", "valueString": "Asian"}],
    }
    return {
        "resourceType": "Patient",
        "id": "p",
        "extension": [race],
        "name": [
            {"use": "old", "given": ["Ada"], "family": "Young", "period": {"end": "1990-01-01"}},
            {"use": "official", "prefix": ["Ms."], "given": ["Ada", "Mae"], "family": "Love"},
        ],
        "gender": "female",
        "birthDate": "1960-05-06",
        "telecom": [{"system": "phone", "value": "617-555-0101"}],
        "address": [
            {"use": "old", "line": ["1 Old St"], "city": "Salem", "state": "MA"},
            {"use": "home", "line": ["2 New St"], "city": "Boston", "state": "MA", "postalCode": "02101"},
        ],
        **more,
    }


def _visit(number: int, when: str, kind: str, code: str, status: str = "finished", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": f"e{number}",
        "status": status,
        "class": {"code": code},
        "type": [_coded(kind)],
        "period": {"start": when},
        "participant": [{"individual": {"display": "Dr. Roe"}}],
        "serviceProvider": {"display": "Harbor Clinic"},
        **more,
    }


def _in(number: int, kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": name, "encounter": {"reference": f"Encounter/e{number}"}, **more}


def _provenance(name: str, recorded: str) -> dict[str, Any]:
    return {"resourceType": "Provenance", "id": name, "recorded": recorded}


def _pressure(number: int) -> dict[str, Any]:
    parts = [
        {"code": _coded("Systolic", "8480-6"), "valueQuantity": {"value": 151.0, "unit": "mm[Hg]"}},
        {"code": _coded("Diastolic", "8462-4"), "valueQuantity": {"value": 92.0, "unit": "mm[Hg]"}},
    ]
    return _in(number, "Observation", "o1", code=_coded("Blood pressure", "85354-9"), component=parts)


def _diagnosis(number: int, name: str, text: str, status: str, onset: str, **more: Any) -> dict[str, Any]:
    clinical = _coded(status, status)
    return _in(number, "Condition", name, code=_coded(text), clinicalStatus=clinical, onsetDateTime=onset, **more)


def _order(number: int, name: str, drug: str, status: str, when: str, **more: Any) -> dict[str, Any]:
    coded = _coded(drug)
    return _in(number, "MedicationRequest", name, status=status, authoredOn=when, medicationCodeableConcept=coded, **more)


CAUSE = [{"reference": "Condition/c2"}]
LINES: list[list[dict[str, Any]]] = [
    [_patient(address=[]), _provenance("v0", "1960-05-06T00:00:00-04:00")],
    [
        _visit(1, "2001-02-03T09:00:00-05:00", "Office visit", "AMB", reasonCode=[_coded("Cough")]),
        _diagnosis(1, "c1", "Bronchitis (disorder)", "active", "2001-02-03T09:00:00-05:00"),
        _order(1, "m1", "Syrup", "active", "2001-02-03T09:10:00-05:00"),
        _provenance("v1", "2001-02-03T09:20:00-05:00"),
    ],
    [
        _diagnosis(1, "c1", "Bronchitis (disorder)", "resolved", "2001-02-03", abatementDateTime="2001-02-20T09:00:00-05:00"),
        _order(1, "m1", "Syrup", "completed", "2001-02-03"),
    ],
    [_patient(maritalStatus=_coded("Married"))],
    [
        _visit(2, "2020-03-04T10:30:00-05:00", "Check-up", "AMB", "in-progress", reasonReference=CAUSE),
        _diagnosis(2, "c2", "Hypertension", "active", "2020-03-04"),
        _order(2, "m2", "Lisinopril 10 MG", "active", "2020-03-04", dosageInstruction=[{"text": "one tablet a day"}]),
        _in(2, "Immunization", "i1", status="completed", occurrenceDateTime="2020-03-04", vaccineCode=_coded("Influenza")),
        _pressure(2),
        _in(2, "Observation", "o2", code=_coded("Weight"), valueQuantity={"value": 70.5, "unit": "kg"}),
        _provenance("v2", "2020-03-04T10:45:00-05:00"),
    ],
]


@pytest.fixture
def life(tmp_path: Path) -> Path:
    """A file of one short life: a bronchitis that went, a hypertension that stays, a move and a marriage."""
    path = tmp_path / "p.ndjson"
    with path.open("wb") as file:
        for resources in LINES:
            entries = [
                {"resource": each, "request": {"method": "PUT", "url": f"{each['resourceType']}/{each['id']}"}}
                for each in resources
            ]
            file.write(orjson.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}) + b"\n")
    return path
