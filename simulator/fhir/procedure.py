"""Procedure (hl7.org/fhir/R4/procedure.html; US Core Procedure)."""

from __future__ import annotations

from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, without
from simulator.record.treatment import ProcedurePerformed


def procedure(entry: ProcedurePerformed, context: Context) -> list[Resource]:
    """What was done, from its start to its end."""
    visit = context.visits[entry.encounter]
    made: Resource = {
        "resourceType": "Procedure",
        "id": context.ids[entry],
        "meta": context.metas["procedure"],
        "status": entry.status,
        "code": context.codeable(entry.concepts),
        "subject": context.patient,
        "encounter": visit.reference,
        "performedDateTime": context.instants[entry.time],
        "performer": visit.performer,
        "location": visit.location,
    }
    if entry.end > entry.time:
        del made["performedDateTime"]
        made["performedPeriod"] = context.period(entry.time, entry.end)
    if entry.encounter is None:
        without(made, "encounter", "performer", "location")
    context.give_reason(made, entry.reason)
    return [made]
