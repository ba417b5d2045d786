"""The chart: an append-only, time-stamped log of entries, and the questions that modules ask of it."""

from __future__ import annotations

from simulator.record.encounters import EncounterOpened
from simulator.record.entry import Entry
from simulator.record.person import Person
from simulator.record.problems import AllergyOnset, ConditionOnset, LatentCondition
from simulator.record.results import ObservationMade
from simulator.record.treatment import CarePlanStarted, DeviceAssigned, MedicationOrdered


class Chart:
    """One person's record.

    The chart's order is (`recorded`, `sequence`): entries are numbered as they are appended, and one whose result comes
    later is appended when it is ordered, with the later `recorded`. The dicts of what is active are keyed by code text.
    """

    __slots__ = (
        "active_allergies",
        "active_care_plans",
        "active_conditions",
        "active_devices",
        "active_medications",
        "died",
        "entries",
        "last_observations",
        "latent_conditions",
        "open_encounter",
        "person",
    )

    def __init__(self, person: Person) -> None:
        self.person = person
        self.entries: list[Entry] = []
        self.open_encounter: EncounterOpened | None = None
        self.active_conditions: dict[str, ConditionOnset] = {}
        self.active_allergies: dict[str, AllergyOnset] = {}
        self.active_medications: dict[str, MedicationOrdered] = {}
        self.active_care_plans: dict[str, CarePlanStarted] = {}
        self.active_devices: dict[str, DeviceAssigned] = {}
        self.last_observations: dict[str, ObservationMade] = {}
        self.latent_conditions: list[LatentCondition] = []
        self.died: int | None = None

    def append(self, entry: Entry) -> None:
        """Numbers an entry and keeps it."""
        entry.sequence = len(self.entries)
        self.entries.append(entry)

    def clear(self) -> None:
        """Lets go of all entries, of a chart that has been read for the last time: much of a life refers to itself in circles
        (walks, care, an order and its result), and would keep them until the garbage collector has gone round."""
        for entry in self.entries:
            entry.let_go()
        self.entries.clear()
        self.open_encounter = None
        for active in (
            self.active_conditions,
            self.active_allergies,
            self.active_medications,
            self.active_care_plans,
            self.active_devices,
            self.last_observations,
        ):
            active.clear()
        self.latent_conditions.clear()

    def in_order(self) -> list[Entry]:
        """The entries by (recorded, sequence)."""
        return sorted(self.entries, key=_order)


def _order(entry: Entry) -> tuple[int, int]:
    return entry.recorded, entry.sequence
