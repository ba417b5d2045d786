"""AllergyIntolerance (hl7.org/fhir/R4/allergyintolerance.html; US Core AllergyIntolerance)."""

from __future__ import annotations

from typing import Final

from simulator.fhir.canonical import ALLERGY_CLINICAL, ALLERGY_VERIFICATION
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, codeable, without
from simulator.record.problems import AllergyEnded, AllergyOnset
from simulator.resources.fragments import once

_ACTIVE: Final = once(codeable(ALLERGY_CLINICAL, "active", "Active"))
_RESOLVED: Final = once(codeable(ALLERGY_CLINICAL, "resolved", "Resolved"))
_CONFIRMED: Final = once(codeable(ALLERGY_VERIFICATION, "confirmed", "Confirmed"))


def _criticality(entry: AllergyOnset) -> str:
    """High after a severe reaction, low after milder ones only, else not to be assessed."""
    severities = {each.severity for each in entry.reactions}
    if not severities:
        return "unable-to-assess"
    return "high" if "severe" in severities else "low"


def allergy_intolerance(entry: AllergyOnset, context: Context) -> list[Resource]:
    """An allergy or intolerance as it was recorded."""
    visit = context.visits[entry.encounter]
    made: Resource = {
        "resourceType": "AllergyIntolerance",
        "id": context.ids[entry],
        "meta": context.metas["allergyintolerance"],
        "clinicalStatus": _ACTIVE,
        "verificationStatus": _CONFIRMED,
        "type": entry.allergy_type,
        "category": [entry.category],
        "criticality": _criticality(entry),
        "code": context.codeable(entry.concepts),
        "patient": context.patient,
        "encounter": visit.reference,
        "onsetDateTime": context.instants[entry.time],
        "recordedDate": context.instants[entry.recorded],
        "recorder": visit.practitioner,
    }
    if not entry.category:
        without(made, "category")
    if entry.encounter is None:
        without(made, "encounter", "recorder")
    if entry.reactions:
        made["reaction"] = [
            {"manifestation": [context.codeable_of(each.manifestation)], "severity": each.severity} for each in entry.reactions
        ]
    return [made]


def resolved(entry: AllergyEnded, context: Context) -> list[Resource]:
    """The allergy, outgrown or treated."""
    changed = context.now(context.ids[entry.allergy])
    changed["clinicalStatus"] = _RESOLVED
    return [changed]
