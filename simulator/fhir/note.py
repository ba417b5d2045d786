"""A visit in plain text, as a clinician's note tells it: from the entries of its line alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

from simulator.fhir.datatypes import name_text, whole
from simulator.fhir.dosage import dosage_text
from simulator.kernel.clock import age_in_months
from simulator.record.encounters import EncounterOpened
from simulator.record.entry import Entry
from simulator.record.life import Died
from simulator.record.person import Person
from simulator.record.problems import AllergyEnded, AllergyOnset, ConditionAbated, ConditionOnset
from simulator.record.results import ImagingPerformed, ObservationMade, ReportIssued, ReportOrdered, Value
from simulator.record.treatment import (
    CarePlanEnded,
    CarePlanStarted,
    DeviceAssigned,
    DeviceRemoved,
    MedicationDispensed,
    MedicationEnded,
    MedicationGiven,
    MedicationOrdered,
    ProcedurePerformed,
    SuppliesDelivered,
    Vaccinated,
)
from simulator.terminology.concept import Concept
from simulator.terminology.ucum import readable_unit

#: The headings of a note, in order (after the SOAP and H&P notes of LOINC's document ontology).
PROBLEMS: Final = "Assessment"
ALLERGIES: Final = "Allergies"
FINDINGS: Final = "Findings"
PROCEDURES: Final = "Procedures"
MEDICATIONS: Final = "Medications"
IMMUNIZATIONS: Final = "Immunizations"
ORDERS: Final = "Orders"
PLAN: Final = "Plan"
OUTCOME: Final = "Outcome"
SECTIONS: Final = (PROBLEMS, ALLERGIES, FINDINGS, PROCEDURES, MEDICATIONS, IMMUNIZATIONS, ORDERS, PLAN, OUTCOME)

_TODDLER_MONTHS: Final = 24


def value_text(value: Value, unit: str) -> str:
    """A value with its unit, as people write it."""
    if type(value) is float or type(value) is int:
        number = str(whole(value))
        return f"{number} {readable_unit(unit)}" if unit else number
    if value is None:
        return "not available"
    if isinstance(value, Concept):
        return value.display
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _observation(entry: ObservationMade) -> str:
    if entry.components:
        parts = [f"{each.concepts[0].display} {value_text(each.value, each.unit)}" for each in entry.components]
        return f"{entry.concepts[0].display}: {', '.join(parts)}"
    if entry.sampled is not None:
        return f"{entry.concepts[0].display}: recorded"
    return f"{entry.concepts[0].display}: {value_text(entry.value, entry.unit)}"


def _order(entry: MedicationOrdered) -> str:
    name = " / ".join(each.display for each in entry.concepts)
    if entry.prescription is not None:
        name = f"{name}: {dosage_text(entry.prescription, entry.concepts[0])}"
    return f"Renewed {name}" if entry.renews is not None else name


def _allergy(entry: AllergyOnset) -> str:
    reactions = ", ".join(f"{each.manifestation.display} ({each.severity})" for each in entry.reactions)
    return f"{entry.concepts[0].display}: {reactions}" if reactions else entry.concepts[0].display


def _vaccine(entry: Vaccinated) -> str:
    name = entry.concepts[0].display
    return name if entry.not_done_reason is None else f"{name}: not given, {entry.not_done_reason.display}"


def _plan(entry: CarePlanStarted) -> str:
    activities = ", ".join(each.display for each in entry.activities)
    return f"{entry.concepts[0].display}: {activities}" if activities else entry.concepts[0].display


def _name(entry: Any) -> str:
    display: str = entry.concepts[0].display
    return display


#: Entry → the section that it stands in, and its text.
SENTENCES: Final[dict[type[Entry], tuple[str, Callable[[Any], str]]]] = {
    AllergyEnded: (ALLERGIES, lambda entry: f"{_name(entry.allergy)}: resolved"),
    AllergyOnset: (ALLERGIES, _allergy),
    CarePlanEnded: (PLAN, lambda entry: f"{_name(entry.plan)}: ended"),
    CarePlanStarted: (PLAN, _plan),
    ConditionAbated: (PROBLEMS, lambda entry: f"{_name(entry.condition)}: resolved"),
    ConditionOnset: (PROBLEMS, _name),
    DeviceAssigned: (PROCEDURES, lambda entry: f"Device: {entry.concept.display}"),
    DeviceRemoved: (PROCEDURES, lambda entry: f"Device removed: {entry.device.concept.display}"),
    Died: (OUTCOME, lambda entry: f"Died{'' if entry.cause is None else f': {entry.cause.display}'}"),
    ImagingPerformed: (PROCEDURES, lambda entry: f"Images: {entry.concept.display}"),
    MedicationDispensed: (MEDICATIONS, lambda entry: f"Dispensed {_name(entry.order)}"),
    MedicationEnded: (MEDICATIONS, lambda entry: f"{_name(entry.order)}: {entry.status}"),
    MedicationGiven: (MEDICATIONS, lambda entry: f"Given {_name(entry.order)}"),
    MedicationOrdered: (MEDICATIONS, _order),
    ObservationMade: (FINDINGS, _observation),
    ProcedurePerformed: (PROCEDURES, _name),
    ReportIssued: (FINDINGS, lambda entry: f"{_name(entry.report)}: reported"),
    ReportOrdered: (ORDERS, _name),
    SuppliesDelivered: (ORDERS, lambda entry: ", ".join(f"{each.display} ({number})" for each, number in entry.supplies)),
    Vaccinated: (IMMUNIZATIONS, _vaccine),
}


def note(title: str, encounter: EncounterOpened, entries: list[Entry], person: Person, date: str) -> str:
    """The note of an encounter; `date` is its local date."""
    who = "female" if person.sex == "F" else "male"
    lines = [
        title,
        f"Date: {date}",
        f"Patient: {_age(person, encounter.time)} {who}",
        f"Clinician: {name_text(encounter.clinician.name)}, {encounter.clinician.specialty.display}",
        f"Place: {encounter.organization.name}",
    ]
    if encounter.concepts:
        lines.append(f"Visit: {encounter.concepts[0].display}")
    reason = encounter.reason
    if reason is not None:
        lines.append(f"Reason: {reason.display if isinstance(reason, Concept) else _name(reason)}")
    sections: defaultdict[str, list[str]] = defaultdict(list)
    for entry in entries:
        found = SENTENCES.get(type(entry))
        if found is not None:
            sections[found[0]].append(found[1](entry))
    for heading in SECTIONS:
        if heading in sections:
            lines += ["", heading, "- " + "\n- ".join(sections[heading])]
    return "\n".join(lines) + "\n"


def _age(person: Person, time: int) -> str:
    day = person.zone.day(time)
    months = age_in_months(person.birth_day, day)
    return f"{months} month old" if months < _TODDLER_MONTHS else f"{months // 12} year old"
