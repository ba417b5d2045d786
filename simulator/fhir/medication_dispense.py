"""MedicationDispense (hl7.org/fhir/R4/medicationdispense.html; US Core MedicationDispense): a fill from a pharmacy."""

from __future__ import annotations

from simulator.fhir.canonical import ACT_CODE
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, codeable
from simulator.fhir.dosage import dosage, supply_quantity
from simulator.fhir.medication import give_medication
from simulator.record.treatment import MedicationDispensed
from simulator.terminology.systems import UCUM

_FIRST_FILL = codeable(ACT_CODE, "FF", "First Fill")
_REFILL = codeable(ACT_CODE, "RF", "Refill")


def medication_dispense(entry: MedicationDispensed, context: Context) -> list[Resource]:
    """A fill, handed over."""
    order = entry.order
    made: Resource = {
        "resourceType": "MedicationDispense",
        "id": context.id(entry),
        "meta": context.rendered.meta("medicationdispense"),
        "status": "completed",
    }
    give_medication(made, order, context)
    made["subject"] = context.patient
    if entry.encounter is not None:
        made["context"] = context.reference(entry.encounter)
    made["performer"] = [{"actor": context.organization(entry.pharmacy)}]
    made["authorizingPrescription"] = [context.reference(order)]
    made["type"] = _REFILL if entry.number else _FIRST_FILL
    if entry.quantity:
        made["quantity"] = supply_quantity(entry.quantity, order)
    if entry.days_supply:
        made["daysSupply"] = {"value": entry.days_supply, "unit": "day", "system": UCUM, "code": "d"}
    made["whenHandedOver"] = context.instant(entry.time)
    if order.prescription is not None:
        made["dosageInstruction"] = [dosage(order.prescription, order.concepts[0], context)]
    return [made]
