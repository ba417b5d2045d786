"""The baseline: a record that reaches back only so far begins with what stood on its first day.

What isn't rendered any more costs nothing but a look at its kind; references to it are displays (see `context.References`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, Final

from simulator.fhir.builders import BUILDERS, UPDATES
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource
from simulator.fhir.patient import CHANGES, PatientRecord, patient
from simulator.fhir.provenance import provenance_of_registration
from simulator.record.encounters import EncounterClosed, EncounterOpened
from simulator.record.entry import Entry
from simulator.record.life import CoverageEnded, CoverageStarted, MaritalStatusChanged, Registered
from simulator.record.problems import AllergyEnded, AllergyOnset, ConditionAbated, ConditionOnset
from simulator.record.results import ReportIssued, ReportOrdered
from simulator.record.treatment import (
    CarePlanEnded,
    CarePlanStarted,
    DeviceAssigned,
    DeviceRemoved,
    MedicationEnded,
    MedicationOrdered,
    Vaccinated,
)
from simulator.resources.fragments import plain
from simulator.resources.references import key_of, with_references

#: What ends something → what it ends.
ENDED: Final[dict[type[Entry], Callable[[Any], Entry]]] = {
    AllergyEnded: attrgetter("allergy"),
    CarePlanEnded: attrgetter("plan"),
    ConditionAbated: attrgetter("condition"),
    CoverageEnded: attrgetter("coverage"),
    DeviceRemoved: attrgetter("device"),
    EncounterClosed: attrgetter("encounter"),
    MedicationEnded: attrgetter("order"),
    ReportIssued: attrgetter("report"),
}
#: What stands until it is ended: problems, allergies, running drugs, devices, plans, cover, orders whose results are to come.
_ENDING: Final = frozenset(
    {AllergyOnset, CarePlanStarted, ConditionOnset, CoverageStarted, DeviceAssigned, MedicationOrdered, ReportOrdered}
)
#: What stands whatever comes. (Of spouses only the present one is written.)
_LASTING: Final = frozenset({MaritalStatusChanged, Registered, Vaccinated})
_SHARED_TYPES: Final[tuple[str, ...]] = ("Organization/", "Location/", "Practitioner/", "PractitionerRole/", "Endpoint/")


class Past:
    """What of the `older` entries, in the chart's order, goes on after them: `standing` goes into the baseline, `visits` are
    encounters that are still open, with all that was written in them."""

    __slots__ = ("older", "open", "standing", "visits")

    def __init__(self, older: list[Entry]) -> None:
        self.older = older
        ended = {get(entry) for entry in older if (get := ENDED.get(type(entry))) is not None}
        self.standing = {entry for entry in older if _stands(entry, ended)}
        self.open = {entry for entry in older if type(entry) is EncounterOpened and entry not in ended}
        self.visits = [entry for entry in older if entry.encounter in self.open] if self.open else []


def _stands(entry: Entry, ended: set[Entry]) -> bool:
    kind = type(entry)
    if kind in _LASTING:
        return True
    return kind in _ENDING and entry not in ended and not (isinstance(entry, MedicationOrdered) and entry.administered)


def is_left_without(entry: Entry, context: Context) -> bool:
    """Whether an entry ends what isn't rendered any more: a drug that was given, and ended, before the record begins."""
    get = ENDED.get(type(entry))
    return get is not None and get(entry) not in context.ids


def baseline(past: Past, context: Context, record: PatientRecord, time: int) -> tuple[list[Resource], Resource]:
    """The resources of the baseline at `time` (UTC seconds), the patient first and each in that day's state, and their
    Provenance. Whoever refers to what isn't among them, or comes later, only displays it."""
    built: dict[str, Resource] = {}
    for entry in past.older:
        kind = type(entry)
        change = CHANGES.get(kind)
        if change is not None:
            change(record, entry)
        if entry in past.standing:
            for build in (*UPDATES.get(kind, ()), *BUILDERS.get(kind, ())):
                for resource in build(entry, context):
                    built[resource["id"]] = context.resources[resource["id"]] = resource
    record.changed = False
    found = [patient(record, time), *(each for each in built.values() if each.get("active", True))]
    return _closed(found, context), provenance_of_registration(context, time, found)


def _closed(found: list[Resource], context: Context) -> list[Resource]:
    """The resources without references that lead out of the baseline; later versions of them come without these too."""
    keys = {key_of(each) for each in found}

    def change(reference: Resource) -> Resource:
        target: str = reference["reference"]
        if target in keys or target.startswith(_SHARED_TYPES):
            return reference
        return {"display": reference.get("display", target.partition("/")[0])}

    closed = [with_references(plain(each), change) for each in found]
    context.resources.update((each["id"], each) for each in closed if each["id"] in context.resources)
    return closed


def rendered_entries(past: Past, newer: Iterable[Entry]) -> set[Entry]:
    """The entries that have resources in the baseline or after it."""
    return {*past.standing, *past.open, *newer}
