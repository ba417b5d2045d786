"""Encounters: opened, and closed with the time they took."""

from __future__ import annotations

from simulator.record.care import Clinician, Location, Organization
from simulator.record.entry import Entry, Reason
from simulator.terminology.concept import Concept


class EncounterOpened(Entry):
    """Somebody comes, is admitted, or is visited.

    `encounter_class` is the module format's word ("ambulatory", "outpatient", "wellness", "emergency", "urgentcare",
    "inpatient", "hospice", "snf", "home", "virtual"). `closed` is filled by the closing entry.
    """

    __slots__ = ("clinician", "closed", "concepts", "encounter_class", "location", "organization", "reason")

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter_class: str,
        concepts: list[Concept],
        reason: Reason,
        clinician: Clinician,
        location: Location,
    ) -> None:
        super().__init__(module, state, visit, time, None)
        self.encounter = self
        self.encounter_class = encounter_class
        self.concepts = concepts
        self.reason = reason
        self.clinician = clinician
        self.location = location
        self.organization: Organization = location.organization
        self.closed: EncounterClosed | None = None

    def let_go(self) -> None:
        self.encounter = self.closed = None


class EncounterClosed(Entry):
    """The encounter's end; `disposition` is a concept of discharge, or None."""

    __slots__ = ("disposition",)

    def __init__(
        self, module: str, state: str, visit: int, time: int, encounter: EncounterOpened, disposition: Concept | None
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.disposition = disposition
