"""Condition (hl7.org/fhir/R4/condition.html; US Core Encounter Diagnosis, and Problems and Health Concerns)."""

from __future__ import annotations

from simulator.fhir.canonical import CONDITION_CATEGORY, CONDITION_CLINICAL, CONDITION_VERIFICATION
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, codeable
from simulator.record.problems import ConditionAbated, ConditionOnset

_ACTIVE = codeable(CONDITION_CLINICAL, "active", "Active")
_RESOLVED = codeable(CONDITION_CLINICAL, "resolved", "Resolved")
_CONFIRMED = codeable(CONDITION_VERIFICATION, "confirmed", "Confirmed")
_CATEGORIES: dict[str, list[Resource]] = {
    "encounter-diagnosis": [codeable(CONDITION_CATEGORY, "encounter-diagnosis", "Encounter Diagnosis")],
    "problem-list-item": [codeable(CONDITION_CATEGORY, "problem-list-item", "Problem List Item")],
}
_PROFILES: dict[str, str] = {
    "encounter-diagnosis": "condition-encounter-diagnosis",
    "problem-list-item": "condition-problems-health-concerns",
}


def condition(entry: ConditionOnset, context: Context) -> list[Resource]:
    """A condition as it was diagnosed."""
    made: Resource = {
        "resourceType": "Condition",
        "id": context.id(entry),
        "meta": context.rendered.meta(_PROFILES[entry.category]),
        "clinicalStatus": _ACTIVE,
        "verificationStatus": _CONFIRMED,
        "category": _CATEGORIES[entry.category],
        "code": context.codeable(entry.concepts),
        "subject": context.patient,
    }
    if entry.encounter is not None:
        made["encounter"] = context.reference(entry.encounter)
    made["onsetDateTime"] = context.instant(entry.time)
    made["recordedDate"] = context.instant(entry.recorded)
    if entry.encounter is not None:
        made["recorder"] = context.practitioner(entry.encounter.clinician)
    return [made]


def abated(entry: ConditionAbated, context: Context) -> list[Resource]:
    """The condition, resolved."""
    changed = context.now(context.id(entry.condition))
    changed["clinicalStatus"] = _RESOLVED
    changed["abatementDateTime"] = context.instant(max(entry.time, entry.condition.time))
    return [changed]
