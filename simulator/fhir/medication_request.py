"""MedicationRequest (hl7.org/fhir/R4/medicationrequest.html; US Core MedicationRequest)."""

from __future__ import annotations

from typing import Final

from simulator.fhir.canonical import MEDICATION_REQUEST_CATEGORY
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Part, Resource, codeable, without
from simulator.fhir.dosage import dispense_request, dosages
from simulator.fhir.medication import medication_of
from simulator.record.encounters import EncounterOpened
from simulator.record.treatment import MedicationEnded, MedicationOrdered
from simulator.resources.fragments import once

_COMMUNITY: Final = once([codeable(MEDICATION_REQUEST_CATEGORY, "community", "Community")])
_INPATIENT: Final = once([codeable(MEDICATION_REQUEST_CATEGORY, "inpatient", "Inpatient")])
_OUTPATIENT: Final = once([codeable(MEDICATION_REQUEST_CATEGORY, "outpatient", "Outpatient")])

#: Where the drug is to be taken: what staff give, by the encounter's class; all else at home.
_GIVEN_BY_CLASS: Final[dict[str, Part]] = {"inpatient": _INPATIENT, "snf": _INPATIENT, "emergency": _INPATIENT}


def _category(entry: MedicationOrdered, encounter: EncounterOpened | None) -> Part:
    if not entry.administered or encounter is None:
        return _COMMUNITY
    return _GIVEN_BY_CLASS.get(encounter.encounter_class, _OUTPATIENT)


_CONTINUOUS: Final = once(
    codeable(
        "http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy", "continuous", "Continuous long term therapy"
    )
)


def medication_request(entry: MedicationOrdered, context: Context) -> list[Resource]:
    """An order for a drug; what is given on the spot is completed at once."""
    name, drug = medication_of(entry, context)
    made: Resource = {
        "resourceType": "MedicationRequest",
        "id": context.ids[entry],
        "meta": context.metas["medicationrequest"],
        "status": "completed" if entry.administered else "active",
        "intent": "order",
        "category": _category(entry, entry.encounter),
        "reportedBoolean": False,
        name: drug,
        "subject": context.patient,
        "encounter": context.visits[entry.encounter].reference,
        "authoredOn": context.instants[entry.time],
        "requester": context.author(entry),
    }
    if entry.encounter is None:
        without(made, "encounter")
    context.give_reason(made, entry.reason)
    if entry.chronic:
        made["courseOfTherapyType"] = _CONTINUOUS
    if entry.renews is not None:
        made["priorPrescription"] = context.references[entry.renews]
    if entry.prescription is not None:
        made["dosageInstruction"] = dosages(entry.prescription, entry.concepts[0], context)
        made["dispenseRequest"] = dispense_request(entry.prescription, entry.concepts[0], entry.time, context)
    return [made]


def ended(entry: MedicationEnded, context: Context) -> list[Resource]:
    """The order, stopped or completed."""
    changed = context.now(context.ids[entry.order])
    changed["status"] = entry.status
    return [changed]
