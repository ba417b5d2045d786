"""Specimen (hl7.org/fhir/R4/specimen.html; US Core Specimen)."""

from __future__ import annotations

from simulator.fhir.canonical import SPECIMEN_SYSTEM
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, identifier
from simulator.fhir.service_request import order_reference
from simulator.record.results import ReportOrdered
from simulator.terminology.concept import Concept
from simulator.terminology.specimens import specimen_of


def specimen_type(report: ReportOrdered) -> Concept | None:
    """What was taken for a report: what its order says, else what its LOINC name says."""
    if report.specimen is not None or report.category != "laboratory":
        return report.specimen
    return specimen_of(report.concepts[0].display)


def specimen(entry: ReportOrdered, context: Context) -> list[Resource]:
    """The specimen of a report, where it has one."""
    kind = specimen_type(entry)
    if kind is None:
        return []
    resource_id = context.other_id(entry, "Specimen")
    made: Resource = {
        "resourceType": "Specimen",
        "id": resource_id,
        "meta": context.metas["specimen"],
        "identifier": [identifier(SPECIMEN_SYSTEM, resource_id)],
        "status": "available",
        "type": context.codeable_of(kind),
        "subject": context.patient,
        "request": [order_reference(entry, context)],
    }
    collection: Resource = {}
    if entry.encounter is not None:
        collection["collector"] = context.visits[entry.encounter].practitioner
    collection["collectedDateTime"] = context.instants[entry.collected]
    made["collection"] = collection
    return [made]


def specimen_reference(report: ReportOrdered, context: Context) -> Resource | None:
    """A reference to a report's specimen, None where it has none."""
    kind = specimen_type(report)
    if kind is None:
        return None
    return {"reference": f"Specimen/{context.other_id(report, 'Specimen')}", "display": kind.display}
