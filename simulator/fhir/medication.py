"""Medication (hl7.org/fhir/R4/medication.html; US Core Medication): only of drugs that are made up for one person.

Whatever has one code is written as a medicationCodeableConcept. An order of several RxNorm drugs in one is compounded: its
request, doses and fills refer to a Medication with these ingredients.
"""

from __future__ import annotations

from simulator.fhir.context import Context
from simulator.fhir.datatypes import Part, Resource
from simulator.record.treatment import MedicationOrdered
from simulator.terminology.systems import RXNORM


def _is_compounded(entry: MedicationOrdered) -> bool:
    concepts = entry.concepts
    return len(concepts) > 1 and len({each.code for each in concepts if each.system == RXNORM}) > 1


def medication(entry: MedicationOrdered, context: Context) -> list[Resource]:
    """The Medication of a compounded drug, else nothing."""
    if not _is_compounded(entry):
        return []
    name = " / ".join(each.display for each in entry.concepts)
    return [
        {
            "resourceType": "Medication",
            "id": context.other_id(entry, "Medication"),
            "meta": context.metas["medication"],
            "code": {"text": name},
            "status": "active",
            "ingredient": [{"itemCodeableConcept": context.codeable_of(each), "isActive": True} for each in entry.concepts],
        }
    ]


def medication_of(order: MedicationOrdered, context: Context) -> tuple[str, Part]:
    """An order's drug as medication[x]: the element's name, and the concept or the reference."""
    if len(order.concepts) == 1 or not _is_compounded(order):
        return "medicationCodeableConcept", context.codeable(order.concepts)
    display = " / ".join(each.display for each in order.concepts)
    if order not in context.ids:
        return "medicationReference", {"display": display}
    return "medicationReference", {"reference": f"Medication/{context.other_id(order, 'Medication')}", "display": display}
