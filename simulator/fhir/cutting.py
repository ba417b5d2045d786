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
_UNKNOWN = -1


class Cut:
    """One line to be: an encounter's, or an instant's where `encounter` is None. `time` is when it can be posted."""

    __slots__ = ("encounter", "entries", "order", "time")

    def __init__(self, encounter: EncounterOpened | None, time: int) -> None:
        self.encounter = encounter
        self.time = time
        self.order = (time, -1)
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
    """What was recorded before `as_of` (UTC seconds), in the chart's order."""
    return [entry for entry in chart.in_order() if entry.recorded < as_of]


def cut(shown: list[Entry], as_of: int) -> list[Cut]:
    """The lines of the entries shown, in order: registration, then by time and sequence.

    An encounter's line stands at its end, or at `as_of`; everything else has a line per instant. An entry that refers to
    something in a later line waits for that line, and is left out if it never comes.
    """
    keys = [_key(entry, as_of) for entry in shown]
    cuts = _cuts(shown, keys, as_of)
    ordered = sorted(cuts.values(), key=attrgetter("order"))
    places = {id(each): number for number, each in enumerate(ordered)}
    _Placing(shown, [places[id(cuts[key])] for key in keys]).fill(ordered)
    return [each for each in ordered if each.entries]


def _key(entry: Entry, as_of: int) -> tuple[str, int]:
    """The line that an entry belongs to."""
    encounter = entry.encounter
    if encounter is not None and encounter.recorded <= entry.recorded:
        closed = encounter.closed
        if closed is None or closed.recorded >= as_of or entry.recorded < closed.recorded:
            return "encounter", encounter.sequence
        if entry.recorded == closed.recorded and entry.sequence <= closed.sequence:
            return "encounter", encounter.sequence
    return "instant", entry.recorded


def _cuts(shown: list[Entry], keys: list[tuple[str, int]], as_of: int) -> dict[tuple[str, int], Cut]:
    cuts: dict[tuple[str, int], Cut] = {}
    for entry, key in zip(shown, keys, strict=True):
        made = cuts.get(key)
        if key[0] == "encounter":
            if made is None:
                made = cuts[key] = Cut(entry.encounter, as_of)
                made.order = (as_of, entry.sequence)
            if type(entry) is EncounterClosed:
                made.time = entry.recorded
                made.order = (entry.recorded, entry.sequence)
            continue
        if made is None:
            made = cuts[key] = Cut(None, entry.recorded)
        if type(entry) is Registered:
            made.order = (entry.recorded, -2)
        elif made.order[1] != -2:
            made.order = (entry.recorded, entry.sequence)
    return cuts


class _Placing:
    """Places every entry in its line, or in the latest line of what it refers to."""

    __slots__ = ("_lines", "_own", "_shown")

    def __init__(self, shown: list[Entry], own: list[int]) -> None:
        self._shown = shown
        self._own = {entry.sequence: line for entry, line in zip(shown, own, strict=True)}
        self._lines: dict[int, int] = {}

    def fill(self, cuts: list[Cut]) -> None:
        """Hands every entry that can be shown to its line, in the order of the chart."""
        for entry in self._shown:
            line = self._line(entry)
            if line != _NEVER:
                cuts[line].entries.append(entry)

    def _line(self, entry: Entry) -> int:
        found = self._lines.get(entry.sequence)
        if found is not None:
            return found
        line = self._lines[entry.sequence] = self._own.get(entry.sequence, _NEVER)
        if line == _NEVER or type(entry) is EncounterOpened:
            return line
        needed: tuple[Any, ...] = (entry.encounter,)
        more = NEEDS.get(type(entry))
        if more is not None:
            needed += more(entry)
        for each in needed:
            if isinstance(each, Entry) and each is not entry:
                line = max(line, self._line(each))
        self._lines[entry.sequence] = line
        return line
