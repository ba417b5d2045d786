"""DiagnosticReport (hl7.org/fhir/R4/diagnosticreport.html; US Core Laboratory Results Reporting, and Report and Note Exchange)."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from simulator.fhir.canonical import DIAGNOSTIC_SERVICE, REPORT_SYSTEM
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Part, Resource, codeable, identifier
from simulator.fhir.note import value_text
from simulator.fhir.service_request import order_reference
from simulator.fhir.specimen import specimen_reference
from simulator.record.results import ObservationMade, ReportIssued, ReportOrdered
from simulator.resources.fragments import once
from simulator.terminology.systems import LOINC

_OTHER: Final = once([codeable(DIAGNOSTIC_SERVICE, "OTH", "Other")])

#: The report's category → FHIR's category, and US Core's profile; the three LOINC parts are those that US Core's note
#: profile binds. Anything else is a report of its own kind.
_CATEGORIES: Final[dict[str, tuple[Part, str]]] = {
    "cardiology": (once([codeable(LOINC, "LP29708-2", "Cardiology")]), "diagnosticreport-note"),
    "imaging": (once([codeable(LOINC, "LP29684-5", "Radiology")]), "diagnosticreport-note"),
    "laboratory": (once([codeable(DIAGNOSTIC_SERVICE, "LAB", "Laboratory")]), "diagnosticreport-lab"),
    "pathology": (once([codeable(LOINC, "LP7839-6", "Pathology")]), "diagnosticreport-note"),
}


def diagnostic_report(entry: ReportOrdered, context: Context) -> list[Resource]:
    """A report as it is ordered: registered, its results still to come."""
    resource_id = context.ids[entry]
    category, profile = _CATEGORIES.get(entry.category, (_OTHER, ""))
    made: Resource = {
        "resourceType": "DiagnosticReport",
        "id": resource_id,
        "meta": context.metas[profile],
        "identifier": [identifier(REPORT_SYSTEM, resource_id)],
        "basedOn": [order_reference(entry, context)],
        "status": "registered",
        "category": category,
        "code": context.codeable(entry.concepts),
        "subject": context.patient,
    }
    encounter = entry.encounter
    if encounter is not None:
        made["encounter"] = context.references[encounter]
    made["effectiveDateTime"] = context.instants[entry.collected]
    if encounter is not None:
        visit = context.visits[encounter]
        made["performer"] = [visit.practitioner, visit.organization]
        made["resultsInterpreter"] = visit.performers
    reference = specimen_reference(entry, context)
    if reference is not None:
        made["specimen"] = [reference]
    return [made]


def issued(entry: ReportIssued, context: Context) -> list[Resource]:
    """The report, final, with its results; what isn't from a laboratory comes as a text too."""
    report = entry.report
    changed = context.now(context.ids[report])
    changed["status"] = "final"
    changed["issued"] = context.instants[report.issued]
    if report.observations:
        changed["result"] = [context.references[each] for each in report.observations]
    if report.category != "laboratory" and report.observations:
        text = "\n".join([report.concepts[0].display, "", *(_finding(each) for each in report.observations)])
        changed["presentedForm"] = [{"contentType": "text/plain", "data": b64encode(text.encode()).decode()}]
    return [changed]


def _finding(observation: ObservationMade) -> str:
    found = [f"{observation.concepts[0].display}: {value_text(observation.value, observation.unit)}"]
    found += [f"  {each.concepts[0].display}: {value_text(each.value, each.unit)}" for each in observation.components]
    return "\n".join(found)
