"""Cutting a chart into lines: which entry stands in which line, in the order in which they can be posted."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final

from simulator.record.chart import Chart
from simulator.record.encounters import EncounterOpened
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
_NEVER: Final = 1 << 60
#: The line of what stands before all lines.
_BEFORE: Final = -1
#: Before everything that is ever recorded.
BEGINNING: Final = -(1 << 60)
_RECORDED: Final = attrgetter("recorded")
#: Before every sequence number.
_FIRST: Final = -1


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
NEEDS: Final[dict[type[Entry], Callable[[Any], tuple[Any, ...]]]] = {
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


def cut(shown: list[Entry], as_of: int, since: int = BEGINNING) -> list[Cut]:
    """The lines of the entries shown, in order: registration, then by time and sequence.

    An encounter's line stands at its end, or at `as_of`; everything else has a line per instant. An entry that refers to
    something in a later line waits for that line, and is left out if it never comes. What isn't shown and was recorded before
    `since` (UTC seconds) stands before all of them, or nowhere.
    """
    own, cuts = _own_cuts(shown, as_of)
    cuts.sort(key=attrgetter("time", "sequence"))
    for number, each in enumerate(cuts):
        each.number = number
    if _refers_back(shown, own, since):
        return cuts
    for each in cuts:
        each.entries = []
    places: dict[Entry, int] = {}
    for entry in shown:
        place = _place(entry, own, places, since)
        if place != _NEVER:
            cuts[place].entries.append(entry)
    return [each for each in cuts if each.entries]


def _own_cuts(shown: list[Entry], as_of: int) -> tuple[dict[Entry, Cut], list[Cut]]:
    """The line that each entry belongs to, before any waits, and all lines. An instant's line comes after what ended at
    that instant before its last entry; the registration comes first."""
    own: dict[Entry, Cut] = {}
    visits: dict[Entry, Cut] = {}
    instants: dict[int, Cut] = {}
    for entry in shown:
        encounter, recorded = entry.encounter, entry.recorded
        if encounter is not None:
            found = visits.get(encounter)
            if found is None:
                found = visits[encounter] = _visit(encounter, as_of)
            if encounter.recorded <= recorded and (
                recorded < found.time or (recorded == found.time and entry.sequence <= found.sequence)
            ):
                found.entries.append(entry)
                own[entry] = found
                continue
        found = instants.get(recorded)
        if found is None:
            found = instants[recorded] = Cut(None, recorded, entry.sequence)
        found.sequence = _FIRST if type(entry) is Registered or found.sequence == _FIRST else entry.sequence
        found.entries.append(entry)
        own[entry] = found
    return own, [*(each for each in visits.values() if each.entries), *instants.values()]


def _visit(encounter: EncounterOpened, as_of: int) -> Cut:
    """An encounter's line, still empty: at its end, or at the date while it is open."""
    closed = encounter.closed
    if closed is None or closed.recorded >= as_of:
        return Cut(encounter, as_of, encounter.sequence)
    return Cut(encounter, closed.recorded, closed.sequence)


def _refers_back(shown: list[Entry], own: dict[Entry, Cut], since: int) -> bool:
    """Whether nothing refers to a later line, so that nothing has to wait: so it is with nearly every chart."""
    for entry in shown:
        found = own[entry]
        encounter = entry.encounter
        if encounter is not None and encounter is not found.encounter and not _is_by(encounter, found, own, since):
            return False
        needs = NEEDS.get(type(entry))
        if needs is None:
            continue
        for each in needs(entry):
            if each is not None and isinstance(each, Entry) and not _is_by(each, found, own, since):
                return False
    return True


def _is_by(entry: Entry, line: Cut, own: dict[Entry, Cut], since: int) -> bool:
    """Whether an entry stands in a line or before it."""
    found = own.get(entry)
    return entry.recorded < since if found is None else found.number <= line.number


def _place(entry: Entry, own: dict[Entry, Cut], places: dict[Entry, int], since: int) -> int:
    """The number of an entry's line: its own, or the latest of what it refers to."""
    known = places.get(entry)
    if known is not None:
        return known
    found = own.get(entry)
    missing = _BEFORE if entry.recorded < since else _NEVER
    place = places[entry] = missing if found is None else found.number
    if found is None or type(entry) is EncounterOpened:
        return place
    if entry.encounter is not None:
        place = max(place, _place(entry.encounter, own, places, since))
    needs = NEEDS.get(type(entry))
    if needs is not None:
        for each in needs(entry):
            if isinstance(each, Entry):
                place = max(place, _place(each, own, places, since))
    places[entry] = place
    return place
