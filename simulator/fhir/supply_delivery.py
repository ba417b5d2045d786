"""SupplyDelivery (hl7.org/fhir/R4/supplydelivery.html): supplies used or handed out."""

from __future__ import annotations

from typing import Final

from simulator.fhir.canonical import TERMINOLOGY
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, codeable
from simulator.record.treatment import SuppliesDelivered
from simulator.resources.fragments import once

_DEVICE: Final = once(codeable(f"{TERMINOLOGY}supply-item-type", "device", "Device"))


def supply_deliveries(entry: SuppliesDelivered, context: Context) -> list[Resource]:
    """One delivery for each item."""
    return [
        {
            "resourceType": "SupplyDelivery",
            "id": context.other_id(entry, f"SupplyDelivery/item/{number}") if number else context.ids[entry],
            "meta": context.metas[""],
            "status": "completed",
            "patient": context.patient,
            "type": _DEVICE,
            "suppliedItem": {"quantity": {"value": quantity}, "itemCodeableConcept": context.codeable_of(item)},
            "occurrenceDateTime": context.instants[entry.time],
        }
        for number, (item, quantity) in enumerate(entry.supplies)
    ]
