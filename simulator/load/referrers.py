"""Whether anybody on a server refers to what people share."""

from __future__ import annotations

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


def is_referred_to(client: Client, key: str) -> bool:
    """Whether something on the server refers to `Type/id`, as far as it can be searched for."""
    for kind, parameter in REFERRERS.get(key.partition("/")[0], ()):
        answer = client.get(kind, {parameter: key, "_summary": "count"})
        if answer.is_success and answer.json().get("total", 0):
            return True
    return False
