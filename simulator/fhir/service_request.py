"""ServiceRequest (hl7.org/fhir/R4/servicerequest.html; US Core ServiceRequest): the orders of reports and of images."""

from __future__ import annotations

from typing import Final

from simulator.fhir.canonical import ORDER_SYSTEM
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Part, Resource, codeable, identifier, without
from simulator.record.entry import Entry
from simulator.record.results import ImagingPerformed, ReportIssued, ReportOrdered
from simulator.record.treatment import ProcedurePerformed
from simulator.resources.fragments import once
from simulator.terminology.concept import Concept
from simulator.terminology.systems import SNOMED

_LABORATORY: Final = once([codeable(SNOMED, "108252007", "Laboratory procedure")])
_IMAGING: Final = once([codeable(SNOMED, "363679005", "Imaging")])
_EVALUATION: Final = once([codeable(SNOMED, "386053000", "Evaluation procedure (procedure)")])

#: A report's category → the category of its order (US Core's value set us-core-servicerequest-category).
_CATEGORIES: Final[dict[str, Part]] = {"imaging": _IMAGING, "laboratory": _LABORATORY, "pathology": _LABORATORY}


def report_order(entry: ReportOrdered, context: Context) -> list[Resource]:
    """The order of a report, active until its results come."""
    category = _CATEGORIES.get(entry.category, _EVALUATION)
    made = _order(entry, context, category, entry.concepts, entry.collected, entry.issued)
    context.give_reason(made, entry.reason)
    return [made]


def imaging_order(entry: ImagingPerformed, context: Context) -> list[Resource]:
    """The order of an imaging study, completed with it."""
    made = _order(entry, context, _IMAGING, [entry.concept], entry.time, max(entry.time, entry.procedure.recorded))
    made["status"] = "completed"
    context.give_reason(made, entry.procedure.reason if isinstance(entry.procedure, ProcedurePerformed) else None)
    return [made]


def _order(entry: Entry, context: Context, category: Part, concepts: list[Concept], start: int, end: int) -> Resource:
    resource_id = context.other_id(entry, "ServiceRequest")
    made: Resource = {
        "resourceType": "ServiceRequest",
        "id": resource_id,
        "meta": context.metas["servicerequest"],
        "identifier": [identifier(ORDER_SYSTEM, resource_id)],
        "status": "active",
        "intent": "order",
        "category": category,
        "code": context.codeable(concepts),
        "subject": context.patient,
        "encounter": context.visits[entry.encounter].reference,
        "occurrencePeriod": context.period(start, None if end > entry.recorded else end),
        "authoredOn": context.instants[entry.time],
        "requester": context.author(entry),
    }
    if entry.encounter is None:
        without(made, "encounter")
    return made


def order_reference(entry: Entry, context: Context) -> Resource:
    """A reference to the order of a report or of an imaging study."""
    return {"reference": f"ServiceRequest/{context.other_id(entry, 'ServiceRequest')}"}


def completed(entry: ReportIssued, context: Context) -> list[Resource]:
    """The report's order, completed."""
    changed = context.now(context.other_id(entry.report, "ServiceRequest"))
    changed["status"] = "completed"
    changed["occurrencePeriod"] = context.period(entry.report.collected, max(entry.report.collected, entry.report.issued))
    return [changed]
