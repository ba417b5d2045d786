"""DocumentReference (hl7.org/fhir/R4/documentreference.html; US Core DocumentReference): visit notes, and attachments."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from simulator.fhir.canonical import DOCUMENT_SYSTEM, US_CORE_CODES
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, codeable, coding, identifier
from simulator.fhir.encounter import is_finished
from simulator.fhir.note import note
from simulator.record.encounters import EncounterOpened
from simulator.record.entry import Entry
from simulator.record.results import ObservationMade
from simulator.record.treatment import ProcedurePerformed
from simulator.resources.fragments import once
from simulator.terminology.concept import Concept, concept
from simulator.terminology.systems import LOINC

_CLINICAL_NOTE: Final = once([codeable(f"{US_CORE_CODES}us-core-documentreference-category", "clinical-note", "Clinical Note")])
_FORMAT: Final = once(
    coding(
        "http://ihe.net/fhir/ValueSet/IHE.FormatCode.codesystem",
        "urn:ihe:iti:xds:2017:mimeTypeSufficient",
        "mimeType Sufficient",
    )
)

PROGRESS_NOTE: Final = concept(LOINC, "11506-3", "Progress note")
HISTORY_AND_PHYSICAL: Final = concept(LOINC, "34117-2", "History and physical note")
DISCHARGE_SUMMARY: Final = concept(LOINC, "18842-5", "Discharge summary")
CONSULTATION: Final = concept(LOINC, "11488-4", "Consult note")
PROCEDURE_NOTE: Final = concept(LOINC, "28570-0", "Procedure note")
EMERGENCY_NOTE: Final = concept(LOINC, "34111-5", "Emergency department Note")

#: Encounter class → the type of its note (US Core's clinical note types), unless what happened in it asks for another.
_TYPES: Final[dict[str, Concept]] = {
    "emergency": EMERGENCY_NOTE,
    "inpatient": DISCHARGE_SUMMARY,
    "snf": DISCHARGE_SUMMARY,
    "wellness": HISTORY_AND_PHYSICAL,
}


def note_type(encounter: EncounterOpened, entries: list[Entry], finished: bool) -> Concept:
    """The type of an encounter's note: whoever isn't discharged yet has a history and physical; outpatients who come for a
    procedure have its note, and those whom a specialist sees a consultation's."""
    kind = _TYPES.get(encounter.encounter_class)
    if kind is DISCHARGE_SUMMARY and not finished:
        return HISTORY_AND_PHYSICAL
    if kind is not None:
        return kind
    if encounter.encounter_class == "outpatient" and any(type(each) is ProcedurePerformed for each in entries):
        return PROCEDURE_NOTE
    if encounter.encounter_class in ("ambulatory", "outpatient") and encounter.organization.kind == "hospital":
        return CONSULTATION
    return PROGRESS_NOTE


def visit_note(encounter: EncounterOpened, entries: list[Entry], context: Context) -> Resource:
    """The note of an encounter, preliminary as long as it is open."""
    finished = is_finished(encounter, context)
    kind = note_type(encounter, entries, finished)
    closed = encounter.closed
    end = closed.time if closed is not None and finished else None
    text = note(kind.display, encounter, entries, context.person, context.date(encounter.time))
    resource_id = context.other_id(encounter, "DocumentReference")
    return {
        "resourceType": "DocumentReference",
        "id": resource_id,
        "meta": context.metas["documentreference"],
        "identifier": [identifier(DOCUMENT_SYSTEM, resource_id)],
        "status": "current",
        "docStatus": "final" if finished else "preliminary",
        "type": context.codeable_of(kind),
        "category": _CLINICAL_NOTE,
        "subject": context.patient,
        "date": context.instants[encounter.time if end is None else end],
        "author": context.visits[encounter].performers,
        "authenticator": context.practitioner_role(encounter.clinician),
        "custodian": context.visits[encounter].organization,
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain; charset=utf-8",
                    "data": b64encode(text.encode()).decode(),
                    "title": kind.display,
                },
                "format": _FORMAT,
            }
        ],
        "context": {"encounter": [context.references[encounter]], "period": context.period(encounter.time, end)},
    }


def attachment(entry: ObservationMade, context: Context) -> list[Resource]:
    """The document or picture beside an observation, where it has one."""
    attached = entry.attachment
    if attached is None:
        return []
    content: Resource = {"contentType": attached.content_type}
    if attached.data:
        content["data"] = attached.data
    if attached.url:
        content["url"] = attached.url
    if attached.title:
        content["title"] = attached.title
    made: Resource = {
        "resourceType": "DocumentReference",
        "id": context.other_id(entry, "DocumentReference"),
        "meta": context.metas[""],
        "status": "current",
        "type": context.codeable(entry.concepts),
        "subject": context.patient,
        "date": context.instants[entry.recorded],
        "content": [{"attachment": content}],
    }
    if entry.encounter is not None:
        made["author"] = context.visits[entry.encounter].performers
        made["context"] = {"encounter": [context.references[entry.encounter]]}
    return [made]


def attachment_reference(entry: ObservationMade, context: Context) -> Resource:
    """A reference to what is attached to an observation."""
    return {"reference": f"DocumentReference/{context.other_id(entry, 'DocumentReference')}"}
