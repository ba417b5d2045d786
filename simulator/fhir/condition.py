"""Condition (hl7.org/fhir/R4/condition.html; US Core Encounter Diagnosis, and Problems and Health Concerns)."""

from __future__ import annotations

from typing import Final

from simulator.fhir.canonical import CONDITION_CATEGORY, CONDITION_CLINICAL, CONDITION_VERIFICATION, US_CORE_CATEGORY
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, codeable, without
from simulator.record.problems import ConditionAbated, ConditionOnset
from simulator.resources.fragments import once
from simulator.terminology.value_sets import SCREENING_CATEGORIES, SOCIAL_FINDINGS

_ACTIVE: Final = once(codeable(CONDITION_CLINICAL, "active", "Active"))
_RESOLVED: Final = once(codeable(CONDITION_CLINICAL, "resolved", "Resolved"))
_CONFIRMED: Final = once(codeable(CONDITION_VERIFICATION, "confirmed", "Confirmed"))
_CATEGORIES: Final[dict[str, list[Resource]]] = {
    "encounter-diagnosis": [codeable(CONDITION_CATEGORY, "encounter-diagnosis", "Encounter Diagnosis")],
    "problem-list-item": [codeable(CONDITION_CATEGORY, "problem-list-item", "Problem List Item")],
}
_SDOH: Final = codeable(US_CORE_CATEGORY, "sdoh", SCREENING_CATEGORIES["sdoh"])
#: The category in the resource, and that of circumstances of life: US Core marks them as social determinants of health.
_PLAIN: Final = {word: once(found) for word, found in _CATEGORIES.items()}
_SOCIAL: Final = {word: once([*found, _SDOH]) for word, found in _CATEGORIES.items()}
_PROFILES: Final[dict[str, str]] = {
    "encounter-diagnosis": "condition-encounter-diagnosis",
    "problem-list-item": "condition-problems-health-concerns",
}


def condition(entry: ConditionOnset, context: Context) -> list[Resource]:
    """A condition as it was diagnosed."""
    visit = context.visits[entry.encounter]
    made: Resource = {
        "resourceType": "Condition",
        "id": context.ids[entry],
        "meta": context.metas[_PROFILES[entry.category]],
        "clinicalStatus": _ACTIVE,
        "verificationStatus": _CONFIRMED,
        "category": (_SOCIAL if entry.concepts[0].code in SOCIAL_FINDINGS else _PLAIN)[entry.category],
        "code": context.diagnosis(entry.concepts),
        "subject": context.patient,
        "encounter": visit.reference,
        "onsetDateTime": context.instants[entry.time],
        "recordedDate": context.instants[entry.recorded],
        "recorder": visit.practitioner,
    }
    if entry.encounter is None:
        without(made, "encounter", "recorder")
    return [made]


def abated(entry: ConditionAbated, context: Context) -> list[Resource]:
    """The condition, resolved."""
    changed = context.now(context.ids[entry.condition])
    changed["clinicalStatus"] = _RESOLVED
    changed["abatementDateTime"] = context.instants[max(entry.time, entry.condition.time)]
    return [changed]
