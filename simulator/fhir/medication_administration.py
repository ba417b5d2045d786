"""MedicationAdministration (hl7.org/fhir/R4/medicationadministration.html): a dose that staff give."""

from __future__ import annotations

from typing import Final

from simulator.fhir.canonical import MEDICATION_ADMINISTRATION_CATEGORY
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, codeable, without
from simulator.fhir.medication import medication_of
from simulator.record.treatment import MedicationGiven
from simulator.resources.fragments import once

_INPATIENT: Final = once(codeable(MEDICATION_ADMINISTRATION_CATEGORY, "inpatient", "Inpatient"))
_OUTPATIENT: Final = once(codeable(MEDICATION_ADMINISTRATION_CATEGORY, "outpatient", "Outpatient"))
_STAYS: Final = frozenset({"emergency", "inpatient", "snf"})


def medication_administration(entry: MedicationGiven, context: Context) -> list[Resource]:
    """A dose, given on an order."""
    order, encounter = entry.order, entry.encounter
    name, drug = medication_of(order, context)
    visit = context.visits[encounter]
    made: Resource = {
        "resourceType": "MedicationAdministration",
        "id": context.ids[entry],
        "meta": context.metas[""],
        "status": "completed",
        "category": _INPATIENT if encounter is not None and encounter.encounter_class in _STAYS else _OUTPATIENT,
        name: drug,
        "subject": context.patient,
        "context": visit.reference,
        "effectiveDateTime": context.instants[entry.time],
        "performer": visit.performer,
        "request": context.references[order],
    }
    if encounter is None:
        without(made, "category", "context", "performer")
    context.give_reason(made, order.reason)
    return [made]
