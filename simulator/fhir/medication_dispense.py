"""MedicationDispense (hl7.org/fhir/R4/medicationdispense.html; US Core MedicationDispense): a fill from a pharmacy."""

from __future__ import annotations

from typing import Final

from simulator.fhir.canonical import ACT_CODE
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, codeable, without
from simulator.fhir.dosage import dosages, supply_quantity
from simulator.fhir.medication import medication_of
from simulator.record.treatment import MedicationDispensed
from simulator.resources.fragments import once
from simulator.terminology.systems import UCUM

_FIRST_FILL: Final = once(codeable(ACT_CODE, "FF", "First Fill"))
_REFILL: Final = once(codeable(ACT_CODE, "RF", "Refill"))


def medication_dispense(entry: MedicationDispensed, context: Context) -> list[Resource]:
    """A fill, handed over."""
    order = entry.order
    name, drug = medication_of(order, context)
    made: Resource = {
        "resourceType": "MedicationDispense",
        "id": context.ids[entry],
        "meta": context.metas["medicationdispense"],
        "status": "completed",
        name: drug,
        "subject": context.patient,
        "context": context.visits[entry.encounter].reference,
        "performer": [{"actor": context.organization(entry.pharmacy)}],
        "authorizingPrescription": [context.references[order]],
        "type": _REFILL if entry.number else _FIRST_FILL,
        "whenHandedOver": context.instants[entry.time],
    }
    if entry.encounter is None:
        without(made, "context")
    if entry.quantity:
        made["quantity"] = supply_quantity(entry.quantity, order)
    if entry.days_supply:
        made["daysSupply"] = {"value": entry.days_supply, "unit": "day", "system": UCUM, "code": "d"}
    if order.prescription is not None:
        made["dosageInstruction"] = dosages(order.prescription, order.concepts[0], context)
    return [made]
