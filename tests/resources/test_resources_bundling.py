"""Bundles in other shapes."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.resources.bundling import (
    collected_entry,
    conditional_names,
    identifier_query,
    put_entry,
    renamed,
    renamed_bundle,
    urn_bundle,
)
from simulator.resources.references import key_of

ROLE = {
    "resourceType": "PractitionerRole",
    "id": "r",
    "identifier": [{"system": "urn:role", "value": "1"}, {"system": "urn:other", "value": "2"}],
    "practitioner": {"reference": "Practitioner/d", "display": "Dr."},
}
DOCTOR = {"resourceType": "Practitioner", "id": "d", "identifier": [{"system": "urn:npi", "value": "9"}]}
VISIT = {
    "resourceType": "Encounter",
    "id": "e",
    "subject": {"reference": "Patient/p"},
    "participant": [{"individual": {"reference": "Practitioner/d"}}],
}
PATIENT = {"resourceType": "Patient", "id": "p"}


def test_entries_stand_under_the_base_url() -> None:
    put = {"fullUrl": "https://x/Patient/p", "resource": PATIENT, "request": {"method": "PUT", "url": "Patient/p"}}
    assert put_entry(PATIENT, "Patient/p", "https://x") == put
    assert collected_entry(PATIENT, "Patient/p", "https://x") == {"fullUrl": "https://x/Patient/p", "resource": PATIENT}


def test_a_urn_transaction_posts_everything_and_what_is_shared_only_where_it_is_not_there() -> None:
    bundle = urn_bundle("transaction", [PATIENT, VISIT], [DOCTOR, ROLE])
    assert [entry["fullUrl"] for entry in bundle["entry"]] == ["urn:uuid:d", "urn:uuid:r", "urn:uuid:p", "urn:uuid:e"]
    assert [entry["request"] for entry in bundle["entry"]] == [
        {"method": "POST", "url": "Practitioner", "ifNoneExist": "identifier=urn:npi|9"},
        {"method": "POST", "url": "PractitionerRole", "ifNoneExist": "identifier=urn:role|1"},
        {"method": "POST", "url": "Patient"},
        {"method": "POST", "url": "Encounter"},
    ]
    visit: dict[str, Any] = bundle["entry"][3]["resource"]
    assert visit["subject"] == {"reference": "urn:uuid:p"}
    assert visit["participant"] == [{"individual": {"reference": "urn:uuid:d"}}]
    assert bundle["entry"][1]["resource"]["practitioner"] == {"reference": "urn:uuid:d", "display": "Dr."}


def test_a_urn_collection_has_no_requests() -> None:
    assert all("request" not in entry for entry in urn_bundle("collection", [PATIENT], [DOCTOR])["entry"])


def test_names_by_identifier_are_of_the_first_one() -> None:
    names = conditional_names([DOCTOR, ROLE])
    assert names == {
        "Practitioner/d": "Practitioner?identifier=urn:npi|9",
        "PractitionerRole/r": "PractitionerRole?identifier=urn:role|1",
    }
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [put_entry(each, key_of(each), "") for each in (VISIT, PATIENT)],
    }
    changed = renamed_bundle(bundle, names)
    resource = changed["entry"][0]["resource"]
    assert resource["participant"][0]["individual"] == {"reference": "Practitioner?identifier=urn:npi|9"}
    assert resource["subject"] == {"reference": "Patient/p"}
    assert VISIT["participant"] == [{"individual": {"reference": "Practitioner/d"}}]


def test_what_refers_to_none_of_them_is_given_as_it_is() -> None:
    assert renamed(PATIENT, {"Practitioner/d": "x"}) is PATIENT


def test_what_is_shared_must_have_an_identifier() -> None:
    with pytest.raises(KeyError):
        identifier_query(PATIENT)
