"""Whether anybody on a server refers to what people share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from simulator.load.client import Client
from simulator.load.http import Answer

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
#: How many references are looked for to see whether the server reads lists.
_TRIES = 50
#: Answers of a server that cannot search so: it does not know the type or the parameter. Whatever else it says than a count,
#: somebody might refer to it.
_UNKNOWN = frozenset({400, 404, 405, 501})


def keys_at_once(client: Client, known: Iterable[tuple[str, str]]) -> int:
    """How many keys may be asked for in one search: several only if the server shows, by a reference of those known (from
    `Type/id` to `Type/id`), that it finds by a list all that it finds by one key."""
    for kind, parameter, target in islice(_searches(known), _TRIES):
        alone = _total(client.get(kind, _query(parameter, [target])))
        if alone:
            nobody = f"{target.partition('/')[0]}/nobody"
            lists = [_total(client.get(kind, _query(parameter, keys))) for keys in ([target, nobody], [nobody, target])]
            return KEYS if lists == [alone, alone] else 1
    return 1


def _searches(known: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    for source, target in known:
        for kind, parameter in REFERRERS.get(target.partition("/")[0], ()):
            if kind == source.partition("/")[0]:
                yield kind, parameter, target


def referred_to(client: Client, keys: Sequence[str], at_once: int) -> set[str]:
    """Of keys `Type/id` of one type those that something on the server refers to, as far as it can be searched for."""
    searches = REFERRERS.get(keys[0].partition("/")[0], ()) if keys else ()
    return {key for start in range(0, len(keys), at_once) for key in _found(client, keys[start : start + at_once], searches)}


def _found(client: Client, keys: Sequence[str], searches: Sequence[tuple[str, str]]) -> set[str]:
    """Those of a few keys that the searches find: all at once, and where something is found by halves."""
    hits = [(kind, parameter) for kind, parameter in searches if _refers(client, kind, parameter, keys)]
    if not hits or len(keys) == 1:
        return set(keys) if hits else set()
    middle = len(keys) // 2
    return _found(client, keys[:middle], hits) | _found(client, keys[middle:], hits)


def _refers(client: Client, kind: str, parameter: str, keys: Sequence[str]) -> bool:
    """Whether something may refer to one of the keys by a parameter: only a count of none, or a server that does not know the
    parameter, says no."""
    answer = client.get(kind, _query(parameter, keys))
    if answer.is_success:
        return _total(answer) != 0
    # It may be the list that is refused.
    return answer.status_code not in _UNKNOWN or (len(keys) > 1 and client.get(kind, _query(parameter, keys[:1])).is_success)


def _query(parameter: str, keys: Sequence[str]) -> dict[str, str]:
    return {parameter: ",".join(keys), "_summary": "count"}


def _total(answer: Answer) -> int | None:
    """The count in an answer; None where there is none."""
    total = answer.json().get("total") if answer.is_success else None
    return total if isinstance(total, int) else None
