"""MedicationAdministration (hl7.org/fhir/R4/medicationadministration.html): a dose that staff give."""

from __future__ import annotations

from simulator.fhir.canonical import MEDICATION_ADMINISTRATION_CATEGORY
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, codeable
from simulator.fhir.medication import give_medication
from simulator.record.entry import Entry
from simulator.record.treatment import MedicationGiven

_INPATIENT = codeable(MEDICATION_ADMINISTRATION_CATEGORY, "inpatient", "Inpatient")
_OUTPATIENT = codeable(MEDICATION_ADMINISTRATION_CATEGORY, "outpatient", "Outpatient")
_STAYS = frozenset({"emergency", "inpatient", "snf"})


def medication_administration(entry: MedicationGiven, context: Context) -> list[Resource]:
    """A dose, given on an order."""
    order, encounter = entry.order, entry.encounter
    made: Resource = {
        "resourceType": "MedicationAdministration",
        "id": context.id(entry),
        "meta": context.rendered.meta(),
        "status": "completed",
    }
    if encounter is not None:
        made["category"] = _INPATIENT if encounter.encounter_class in _STAYS else _OUTPATIENT
    give_medication(made, order, context)
    made["subject"] = context.patient
    if encounter is not None:
        made["context"] = context.reference(encounter)
    made["effectiveDateTime"] = context.instant(entry.time)
    if encounter is not None:
        made["performer"] = [{"actor": context.practitioner(encounter.clinician)}]
    if isinstance(order.reason, Entry):
        made["reasonReference"] = [context.reference(order.reason)]
    elif order.reason is not None:
        made["reasonCode"] = [context.rendered.codeable_of(order.reason)]
    made["request"] = context.reference(order)
    return [made]
