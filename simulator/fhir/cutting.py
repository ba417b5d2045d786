"""Cutting a chart into lines: which entry stands in which line, in the order in which they can be posted."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from simulator.record.chart import Chart
from simulator.record.encounters import EncounterClosed, EncounterOpened
from simulator.record.entry import Entry
from simulator.record.life import CoverageEnded, Died, Registered
from simulator.record.problems import AllergyEnded, ConditionAbated
from simulator.record.results import ImagingPerformed, ObservationMade, ReportIssued, ReportOrdered
from simulator.record.treatment import (
    CarePlanEnded,
    CarePlanStarted,
    DeviceRemoved,
    MedicationDispensed,
    MedicationEnded,
    MedicationGiven,
    MedicationOrdered,
    ProcedurePerformed,
)

#: The line of an entry that refers to what hasn't come by the date.
_NEVER = 1 << 60
_RECORDED = attrgetter("recorded")
#: Before every sequence number.
_FIRST = -1


class Cut:
    """One line to be: an encounter's, or an instant's where `encounter` is None. `time` is when it can be posted."""

    __slots__ = ("encounter", "entries", "number", "sequence", "time")

    def __init__(self, encounter: EncounterOpened | None, time: int, sequence: int) -> None:
        self.encounter = encounter
        self.time = time
        self.sequence = sequence
        self.number = 0
        self.entries: list[Entry] = []


def _one(name: str) -> Callable[[Any], tuple[Any, ...]]:
    get = attrgetter(name)
    return lambda entry: (get(entry),)


def _plan_needs(entry: CarePlanStarted) -> tuple[Any, ...]:
    addressed = [each for goal in entry.goals for each in goal.addresses]
    return (entry.reason, *addressed)


#: What an entry's resources refer to beside the encounter; None and concepts are passed over.
NEEDS: dict[type[Entry], Callable[[Any], tuple[Any, ...]]] = {
    AllergyEnded: _one("allergy"),
    CarePlanEnded: _one("plan"),
    CarePlanStarted: _plan_needs,
    ConditionAbated: _one("condition"),
    CoverageEnded: _one("coverage"),
    DeviceRemoved: _one("device"),
    Died: _one("condition"),
    ImagingPerformed: _one("procedure"),
    MedicationDispensed: _one("order"),
    MedicationEnded: _one("order"),
    MedicationGiven: _one("order"),
    MedicationOrdered: lambda entry: (entry.reason, entry.renews),
    ObservationMade: _one("report"),
    ProcedurePerformed: _one("reason"),
    ReportIssued: lambda entry: (entry.report, *entry.report.observations),
    ReportOrdered: _one("reason"),
}


def shown_entries(chart: Chart, as_of: int) -> list[Entry]:
    """What was recorded before `as_of` (UTC seconds), in the chart's order. (The entries stand by their numbers, and the
    sort keeps the order of equals.)"""
    return sorted((entry for entry in chart.entries if entry.recorded < as_of), key=_RECORDED)


def cut(shown: list[Entry], as_of: int) -> list[Cut]:
    """The lines of the entries shown, in order: registration, then by time and sequence.

    An encounter's line stands at its end, or at `as_of`; everything else has a line per instant. An entry that refers to
    something in a later line waits for that line, and is left out if it never comes.
    """
    own = _own_cuts(shown, as_of)
    cuts = sorted(set(own.values()), key=attrgetter("time", "sequence"))
    for number, each in enumerate(cuts):
        each.number = number
    places: dict[Entry, int] = {}
    for entry in shown:
        found = own[entry]
        if type(entry) not in NEEDS and found.encounter is entry.encounter:
            places[entry] = found.number
            found.entries.append(entry)
            continue
        place = _place_of(entry, own, places)
        if place != _NEVER:
            cuts[place].entries.append(entry)
    return [each for each in cuts if each.entries]


def _own_cuts(shown: list[Entry], as_of: int) -> dict[Entry, Cut]:
    """The line that each entry belongs to, before any waits. An instant's line comes after what ended at that instant
    before its last entry; the registration comes first."""
    own: dict[Entry, Cut] = {}
    visits: dict[Entry, Cut] = {}
    instants: dict[int, Cut] = {}
    for entry in shown:
        encounter = entry.encounter
        if encounter is not None and _is_during(entry, encounter, as_of):
            found = visits.get(encounter)
            if found is None:
                found = visits[encounter] = Cut(encounter, as_of, entry.sequence)
            if type(entry) is EncounterClosed:
                found.time, found.sequence = entry.recorded, entry.sequence
        else:
            found = instants.get(entry.recorded)
            if found is None:
                sequence = _FIRST if type(entry) is Registered else entry.sequence
                found = instants[entry.recorded] = Cut(None, entry.recorded, sequence)
            elif found.sequence != _FIRST:
                found.sequence = entry.sequence
        own[entry] = found
    return own


def _is_during(entry: Entry, encounter: EncounterOpened, as_of: int) -> bool:
    """Whether an entry was recorded while its encounter was open."""
    recorded, closed = entry.recorded, encounter.closed
    if recorded < encounter.recorded:
        return False
    if closed is None or closed.recorded >= as_of or recorded < closed.recorded:
        return True
    return recorded == closed.recorded and entry.sequence <= closed.sequence


def _place(entry: Entry, own: dict[Entry, Cut], places: dict[Entry, int]) -> int:
    """The number of an entry's line: its own, or the latest of what it refers to."""
    found = own.get(entry)
    place = places[entry] = _NEVER if found is None else found.number
    if found is None or type(entry) is EncounterOpened:
        return place
    if entry.encounter is not None and found.encounter is not entry.encounter:
        place = max(place, _place_of(entry.encounter, own, places))
    needs = NEEDS.get(type(entry))
    if needs is not None:
        for each in needs(entry):
            if isinstance(each, Entry):
                place = max(place, _place_of(each, own, places))
    places[entry] = place
    return place


def _place_of(entry: Entry, own: dict[Entry, Cut], places: dict[Entry, int]) -> int:
    known = places.get(entry)
    return _place(entry, own, places) if known is None else known
