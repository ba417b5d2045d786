"""Rules between elements: what R4 and US Core 6.1.0 say in FHIRPath, for the types that we write.

Each rule is named as its specification names it (hl7.org/fhir/R4, hl7.org/fhir/us/core/STU6.1).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from simulator.fhir.canonical import US_CORE
from simulator.terminology.systems import UCUM
from simulator.terminology.ucum import CORRECTIONS
from simulator.terminology.value_sets import OMB_ETHNICITIES, OMB_RACES

Resource = dict[str, Any]
Rule = tuple[str, Callable[[Resource], bool], str]


def _has(resource: Resource, stem: str) -> bool:
    """Whether a choice of this stem stands, as in value[x]."""
    return any(name.startswith(stem) and name[len(stem) : len(stem) + 1].isupper() for name in resource)


def codes_of(value: Any) -> set[str]:
    """The codes in a CodeableConcept, in several, or in backbone elements that have a code."""
    if isinstance(value, list):
        return {code for each in value for code in codes_of(each)}
    if not isinstance(value, dict):
        return set()
    return codes_of(value["code"]) if "code" in value else {each.get("code", "") for each in value.get("coding", [])}


def _in_order(period: Resource) -> bool:
    start, end = period.get("start", ""), period.get("end", "")
    if not (isinstance(start, str) and isinstance(end, str) and start and end):
        return True
    if "T" in start and "T" in end:
        try:
            return datetime.fromisoformat(start) <= datetime.fromisoformat(end)
        except ValueError:
            return True
    length = min(len(start), len(end), 10)
    return start[:length] <= end[:length]


def _passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_npi(number: str) -> bool:
    """Ten digits, checked with the prefix 80840 (45 CFR 162.406)."""
    return len(number) == 10 and number.isdigit() and _passes_luhn("80840" + number)


def _is_loinc(coding: Resource) -> bool:
    """A LOINC number's last digit checks the others (loinc.org/kb/users-guide); parts and answers are passed over."""
    number, _, check = str(coding.get("code", "")).partition("-")
    if coding.get("system") != "http://loinc.org" or not (number.isdigit() and check.isdigit()):
        return True
    return _passes_luhn(number + check)


def _is_absolute(coding: Resource) -> bool:
    return "system" not in coding or ":" in str(coding["system"])


def _is_to_the_day(observation: Resource) -> bool:
    return len(str(observation.get("effectiveDateTime", "0000-00-00"))) >= 10


def _has_value(observation: Resource) -> bool:
    return _has(observation, "value") or "dataAbsentReason" in observation


def _condition_is_over(condition: Resource) -> bool:
    return not codes_of(condition.get("clinicalStatus")).isdisjoint({"resolved", "remission", "inactive"})


def _is_error(resource: Resource) -> bool:
    return "entered-in-error" in codes_of(resource.get("verificationStatus"))


def _speaks_for(agent: Resource) -> bool:
    who = str(agent.get("who", {}).get("reference", ""))
    return "onBehalfOf" in agent or not who.startswith(("Practitioner/", "Device/"))


def _parts(extension: Resource, url: str) -> list[Resource]:
    return [each for each in extension.get("extension", []) if each.get("url") == url]


def _is_omb(extension: Resource, codes: frozenset[str], most: int) -> bool:
    """Whether a race or ethnicity has its text, and of the OMB's categories or none known no more than it may."""
    found = [str(each.get("valueCoding", {}).get("code")) for each in _parts(extension, "ombCategory")]
    return len(_parts(extension, "text")) == 1 and len(found) <= most and codes.issuperset(found)


_UNKNOWN = frozenset({"UNK", "ASKU"})
_RACES = _UNKNOWN.union(OMB_RACES)
_ETHNICITIES = _UNKNOWN.union(code for code, _ in OMB_ETHNICITIES.values())
_BIRTH_SEXES = frozenset({"ASKU", "F", "M", "OTH", "UNK"})


def _is_known_extension(extension: Resource) -> bool:
    """US Core's extensions as they are defined; of others nothing is known."""
    url = str(extension.get("url", ""))
    if url == f"{US_CORE}us-core-race":
        return _is_omb(extension, _RACES, 5)
    if url == f"{US_CORE}us-core-ethnicity":
        return _is_omb(extension, _ETHNICITIES, 1)
    return url != f"{US_CORE}us-core-birthsex" or extension.get("valueCode") in _BIRTH_SEXES


def _is_ucum(quantity: Resource) -> bool:
    return quantity.get("system") != UCUM or quantity.get("code") not in CORRECTIONS


RULES: dict[str, tuple[Rule, ...]] = {
    "AllergyIntolerance": (
        ("ait-1", lambda one: "clinicalStatus" in one or _is_error(one), "clinicalStatus, unless entered in error"),
        ("ait-2", lambda one: not ("clinicalStatus" in one and _is_error(one)), "no clinicalStatus if entered in error"),
    ),
    "Attachment": (("att-1", lambda one: "data" not in one or "contentType" in one, "a contentType with data"),),
    "Coding": (
        ("check digit", _is_loinc, "a LOINC number whose last digit checks the others"),
        ("system", _is_absolute, "an absolute URI as the system"),
    ),
    "Condition": (
        ("con-3", lambda one: "clinicalStatus" in one or _is_error(one), "clinicalStatus, unless entered in error"),
        ("con-4", lambda one: not _has(one, "abatement") or _condition_is_over(one), "abatement only of what is over"),
        ("con-5", lambda one: not ("clinicalStatus" in one and _is_error(one)), "no clinicalStatus if entered in error"),
    ),
    "ContactPoint": (("cpt-2", lambda one: "value" not in one or "system" in one, "a system with a value"),),
    "Encounter": (
        ("end", lambda one: one.get("status") != "finished" or "end" in one.get("period", {}), "an end if finished"),
        ("open", lambda one: one.get("status") != "in-progress" or "end" not in one.get("period", {}), "no end in progress"),
    ),
    "Extension": (
        ("ext-1", lambda one: _has(one, "value") != ("extension" in one), "a value or extensions, not both"),
        ("its definition", _is_known_extension, "what US Core defines for it"),
    ),
    "Goal": (
        ("gol-1", lambda one: all("measure" in each or not _has(each, "detail") for each in one.get("target", [])), "a measure"),
    ),
    "Identifier": (
        (
            "us-core-17",
            lambda one: one.get("system") != "http://hl7.org/fhir/sid/us-npi" or _is_npi(str(one.get("value"))),
            "an NPI of ten digits whose last is its check digit",
        ),
    ),
    "MedicationDispense": (
        ("us-core-20", lambda one: one.get("status") != "completed" or "whenHandedOver" in one, "whenHandedOver if completed"),
    ),
    "MedicationRequest": (
        ("us-core-21", lambda one: one.get("intent") != "order" or "requester" in one, "a requester of an order"),
    ),
    "Observation": (
        ("obs-6", lambda one: not ("dataAbsentReason" in one and _has(one, "value")), "a value or the reason of its absence"),
        ("us-core-1", _is_to_the_day, "a date to the day at least"),
        ("us-core-2", lambda one: "component" in one or "hasMember" in one or _has_value(one), "a value, or why there is none"),
    ),
    "Period": (("per-1", _in_order, "a start that isn't after the end"),),
    "Procedure": (
        (
            "us-core-7",
            lambda one: one.get("status") not in ("completed", "in-progress") or _has(one, "performed"),
            "performed[x] of what is done",
        ),
    ),
    "Provenance": (("provenance-1", lambda one: all(map(_speaks_for, one.get("agent", []))), "onBehalfOf of a practitioner"),),
    "Quantity": (
        ("qty-3", lambda one: "code" not in one or "system" in one, "a system with a code"),
        ("UCUM", _is_ucum, "a unit of UCUM in its spelling"),
    ),
    "Reference": (
        ("ref-1", lambda one: bool({"reference", "identifier", "display"} & one.keys()), "a reference, identifier or display"),
    ),
    "RelatedPerson": (("us-core-14", lambda one: "name" in one or "relationship" in one, "a name or a relationship"),),
    "Timing.repeat": (("tim-2", lambda one: "period" not in one or "periodUnit" in one, "a unit with a period"),),
}

_VITAL = ("category", "vital-signs")
_SOCIAL = ("category", "social-history")

#: US Core profile (its URL without the base) → codes that its fixed values ask for, each with its element.
PROFILE_CODES: dict[str, tuple[tuple[str, str], ...]] = {
    "us-core-blood-pressure": (_VITAL, ("code", "85354-9"), ("component", "8480-6"), ("component", "8462-4")),
    "us-core-bmi": (_VITAL, ("code", "39156-5")),
    "us-core-body-height": (_VITAL, ("code", "8302-2")),
    "us-core-body-temperature": (_VITAL, ("code", "8310-5")),
    "us-core-body-weight": (_VITAL, ("code", "29463-7")),
    "us-core-careplan": (("category", "assess-plan"),),
    "us-core-condition-encounter-diagnosis": (("category", "encounter-diagnosis"),),
    "us-core-condition-problems-health-concerns": (("category", "problem-list-item"),),
    "us-core-diagnosticreport-lab": (("category", "LAB"),),
    "us-core-head-circumference": (_VITAL, ("code", "9843-4")),
    "us-core-heart-rate": (_VITAL, ("code", "8867-4")),
    "us-core-observation-lab": (("category", "laboratory"),),
    "us-core-observation-occupation": (_SOCIAL, ("code", "11341-5")),
    "us-core-observation-pregnancystatus": (_SOCIAL, ("code", "82810-3")),
    "us-core-observation-screening-assessment": (("category", "survey"),),
    "us-core-pulse-oximetry": (_VITAL, ("code", "59408-5"), ("code", "2708-6")),
    "us-core-respiratory-rate": (_VITAL, ("code", "9279-1")),
    "us-core-smokingstatus": (_SOCIAL, ("code", "72166-2")),
    "us-core-vital-signs": (_VITAL,),
}
