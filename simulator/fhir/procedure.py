"""Procedure (hl7.org/fhir/R4/procedure.html; US Core Procedure)."""

from __future__ import annotations

from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource
from simulator.record.treatment import ProcedurePerformed


def procedure(entry: ProcedurePerformed, context: Context) -> list[Resource]:
    """What was done, from its start to its end."""
    made: Resource = {
        "resourceType": "Procedure",
        "id": context.id(entry),
        "meta": context.rendered.meta("procedure"),
        "status": entry.status,
        "code": context.codeable(entry.concepts),
        "subject": context.patient,
    }
    encounter = entry.encounter
    if encounter is not None:
        made["encounter"] = context.reference(encounter)
    if entry.end > entry.time:
        made["performedPeriod"] = context.period(entry.time, entry.end)
    else:
        made["performedDateTime"] = context.instant(entry.time)
    if encounter is not None:
        made["performer"] = [{"actor": context.practitioner(encounter.clinician)}]
        made["location"] = context.location(encounter.location)
    context.give_reason(made, entry.reason)
    return [made]
