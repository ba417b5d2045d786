"""Encounter (hl7.org/fhir/R4/encounter.html; US Core Encounter)."""

from __future__ import annotations

from typing import Final

from simulator.fhir.canonical import ACT_CODE, DISCHARGE_DISPOSITION, ENCOUNTER_SYSTEM, PARTICIPATION_TYPE
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Part, Resource, codeable, coding, identifier
from simulator.record.encounters import EncounterClosed, EncounterOpened
from simulator.record.entry import Entry
from simulator.record.life import Died
from simulator.record.problems import ConditionOnset
from simulator.resources.fragments import once
from simulator.terminology.concept import Concept, concept
from simulator.terminology.systems import SNOMED

_AMBULATORY: Final = once(coding(ACT_CODE, "AMB", "ambulatory"))
_HOME: Final = once(coding(ACT_CODE, "HH", "home health"))

#: The module format's word → v3-ActEncounterCode. A skilled nursing facility is an inpatient stay that isn't acute.
CLASSES: Final[dict[str, Part]] = {
    "ambulatory": _AMBULATORY,
    "emergency": once(coding(ACT_CODE, "EMER", "emergency")),
    "home": _HOME,
    "hospice": _HOME,
    "inpatient": once(coding(ACT_CODE, "IMP", "inpatient encounter")),
    "outpatient": _AMBULATORY,
    "snf": once(coding(ACT_CODE, "NONAC", "inpatient non-acute")),
    "urgentcare": _AMBULATORY,
    "virtual": once(coding(ACT_CODE, "VR", "virtual")),
    "wellness": _AMBULATORY,
}
#: The classes whose patients are discharged.
STAYS: Final = frozenset({"inpatient", "snf"})

_PRIMARY_PERFORMER: Final = once([codeable(PARTICIPATION_TYPE, "PPRF", "primary performer")])
_DISCHARGED_HOME: Final = once(codeable(DISCHARGE_DISPOSITION, "home", "Home"))
_EXPIRED: Final = once(codeable(DISCHARGE_DISPOSITION, "exp", "Expired"))
#: What an encounter is called whose module names no type.
_ENCOUNTER_FOR_PROBLEM: Final = concept(SNOMED, "185347001", "Encounter for problem")


def is_finished(entry: EncounterOpened, context: Context) -> bool:
    """Whether an encounter has ended by the date."""
    return entry.closed is not None and entry.closed.recorded < context.as_of


def encounter(entry: EncounterOpened, context: Context, entries: list[Entry]) -> Resource:
    """An encounter with the diagnoses made in it; `entries` are its line's. Open ones have no end yet."""
    closed = entry.closed if is_finished(entry, context) else None
    end = None if closed is None else closed.time
    span = once(context.period(entry.time, end))
    resource_id = context.ids[entry]
    visit = context.visits[entry]
    concepts: list[Concept] = entry.concepts or [_ENCOUNTER_FOR_PROBLEM]
    made: Resource = {
        "resourceType": "Encounter",
        "id": resource_id,
        "meta": context.metas["encounter"],
        "identifier": [identifier(ENCOUNTER_SYSTEM, resource_id)],
        "status": "in-progress" if closed is None else "finished",
        "class": CLASSES.get(entry.encounter_class, _AMBULATORY),
        "type": [context.codeable(concepts)],
        "subject": context.patient,
        "participant": [{"type": _PRIMARY_PERFORMER, "period": span, "individual": visit.practitioner}],
        "period": span,
    }
    _give_reason(made, entry, context, entries)
    diagnoses = [
        {"condition": context.references[each]} for each in entries if type(each) is ConditionOnset and each.encounter is entry
    ]
    if diagnoses:
        made["diagnosis"] = diagnoses
    if closed is not None:
        disposition = _disposition(entry, closed, context, entries)
        if disposition is not None:
            made["hospitalization"] = {"dischargeDisposition": disposition}
    status = "active" if closed is None else "completed"
    made["location"] = [{"location": visit.location, "status": status, "period": span}]
    made["serviceProvider"] = visit.organization
    return made


def _give_reason(made: Resource, entry: EncounterOpened, context: Context, entries: list[Entry]) -> None:
    """A reason that is diagnosed here is the diagnosis; one whose condition comes in a later line is written as its code."""
    reason = entry.reason
    if isinstance(reason, Concept):
        diagnosed = (each for each in entries if type(each) is ConditionOnset and reason in each.concepts)
        reason = next(diagnosed, reason)
    if isinstance(reason, ConditionOnset) and context.comes_later(reason):
        made["reasonCode"] = [context.codeable(reason.concepts)]
    else:
        context.give_reason(made, reason)


def _disposition(entry: EncounterOpened, closed: EncounterClosed, context: Context, entries: list[Entry]) -> Part:
    if closed.disposition is not None:
        return context.codeable_of(closed.disposition)
    if any(type(each) is Died for each in entries):
        return _EXPIRED
    return _DISCHARGED_HOME if entry.encounter_class in STAYS else None
