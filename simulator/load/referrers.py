"""Whether anybody on a server refers to what people share."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.load.client import Client

#: Searches that find what refers to a shared resource, by its type: type and parameter (FHIR R4, search parameters,
#: https://hl7.org/fhir/R4/searchparameter-registry.html). A server with referential integrity refuses what is left out here.
REFERRERS: dict[str, tuple[tuple[str, str], ...]] = {
    "Organization": (
        ("Encounter", "service-provider"),
        ("Patient", "organization"),
        ("Patient", "general-practitioner"),
        ("Coverage", "payor"),
        ("Coverage", "policy-holder"),
        ("Claim", "provider"),
        ("Claim", "insurer"),
        ("ExplanationOfBenefit", "provider"),
        ("PractitionerRole", "organization"),
        ("Location", "organization"),
        ("Organization", "partof"),
        ("Observation", "performer"),
        ("DiagnosticReport", "performer"),
        ("Immunization", "performer"),
        ("Procedure", "performer"),
        ("MedicationDispense", "performer"),
        ("MedicationRequest", "requester"),
        ("ServiceRequest", "requester"),
        ("CareTeam", "participant"),
        ("DocumentReference", "custodian"),
        ("DocumentReference", "author"),
        ("Provenance", "agent"),
        ("Endpoint", "organization"),
        ("Group", "managing-entity"),
        ("Device", "organization"),
    ),
    "Practitioner": (
        ("Encounter", "participant"),
        ("Patient", "general-practitioner"),
        ("PractitionerRole", "practitioner"),
        ("Claim", "provider"),
        ("ExplanationOfBenefit", "provider"),
        ("Observation", "performer"),
        ("DiagnosticReport", "performer"),
        ("DiagnosticReport", "results-interpreter"),
        ("Immunization", "performer"),
        ("Procedure", "performer"),
        ("Condition", "asserter"),
        ("AllergyIntolerance", "recorder"),
        ("AllergyIntolerance", "asserter"),
        ("MedicationRequest", "requester"),
        ("MedicationDispense", "performer"),
        ("MedicationAdministration", "performer"),
        ("ServiceRequest", "requester"),
        ("ServiceRequest", "performer"),
        ("CareTeam", "participant"),
        ("CarePlan", "performer"),
        ("DocumentReference", "author"),
        ("Provenance", "agent"),
        ("Specimen", "collector"),
        ("Group", "managing-entity"),
    ),
    "PractitionerRole": (
        ("Encounter", "participant"),
        ("Patient", "general-practitioner"),
        ("Observation", "performer"),
        ("DiagnosticReport", "performer"),
        ("Immunization", "performer"),
        ("Procedure", "performer"),
        ("MedicationRequest", "requester"),
        ("MedicationDispense", "performer"),
        ("ServiceRequest", "requester"),
        ("CareTeam", "participant"),
        ("DocumentReference", "author"),
        ("Provenance", "agent"),
    ),
    "Location": (
        ("Encounter", "location"),
        ("Procedure", "location"),
        ("Immunization", "location"),
        ("PractitionerRole", "location"),
        ("Location", "partof"),
        ("Claim", "facility"),
        ("ExplanationOfBenefit", "facility"),
        ("Device", "location"),
    ),
    "Endpoint": (
        ("Organization", "endpoint"),
        ("Location", "endpoint"),
        ("PractitionerRole", "endpoint"),
        ("ImagingStudy", "endpoint"),
    ),
    "Medication": (
        ("MedicationRequest", "medication"),
        ("MedicationDispense", "medication"),
        ("MedicationAdministration", "medication"),
        ("MedicationStatement", "medication"),
    ),
}


#: Keys of one search: a URL of 2,000 characters, which every server and proxy takes.
KEYS = 40


def referred_to(client: Client, keys: Sequence[str]) -> set[str]:
    """Of keys `Type/id` of one type those that something on the server refers to, as far as it can be searched for."""
    searches = REFERRERS.get(keys[0].partition("/")[0], ()) if keys else ()
    return {key for start in range(0, len(keys), KEYS) for key in _found(client, keys[start : start + KEYS], searches)}


def _found(client: Client, keys: Sequence[str], searches: Sequence[tuple[str, str]]) -> set[str]:
    """Those of a few keys that the searches find: all at once, and where something is found by halves."""
    hits = [(kind, parameter) for kind, parameter in searches if _any(client, kind, parameter, keys)]
    if not hits or len(keys) == 1:
        return set(keys) if hits else set()
    middle = len(keys) // 2
    return _found(client, keys[:middle], hits) | _found(client, keys[middle:], hits)


def _any(client: Client, kind: str, parameter: str, keys: Sequence[str]) -> bool:
    answer = client.get(kind, {parameter: ",".join(keys), "_summary": "count"})
    return bool(answer.is_success and answer.json().get("total", 0))
