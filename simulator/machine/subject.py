"""What a machine may ask and do: a person's attributes, chart and body, and the care that the engine gives.

`Subject` holds what needs no clock of its own; care and body are met through protocols, so that a module can be walked
without an engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from simulator.kernel.clock import YEAR, Zone, day_at_age
from simulator.record.chart import Chart
from simulator.record.encounters import EncounterOpened
from simulator.record.person import Person
from simulator.terminology.concept import Concept

if TYPE_CHECKING:
    from simulator.machine.walk import Walk


class Body(Protocol):
    """The person's body: vital signs and laboratory values."""

    def vital(self, name: str, now: int) -> float:
        """The value of a vital sign now, in its unit."""

    def set_vital(self, name: str, module: str, value: float, now: int, half_life: int, added: bool) -> None:
        """A module sets a vital sign, or adds to the body's own; with a `half_life` in seconds (0: none) the effect decays."""


class Care(Protocol):
    """Whoever opens and closes encounters: the lock, the hours, the clinicians."""

    def wait_for_opening(self, encounter_class: str, now: int, key: str) -> int:
        """Seconds until an encounter of this class may begin; 0 where it may begin now."""

    def take_lock(self, walk: Walk) -> bool:
        """Whether the walk holds the lock now; where it does not, it is woken when the lock is free."""

    def open_encounter(self, walk: Walk, encounter_class: str, state: str, visit: int, concepts: list[Concept]) -> EncounterOpened:
        """Opens an encounter for a walk that holds the lock."""

    def end_of(self, walk: Walk) -> int:
        """The instant at which the walk's encounter may end at the earliest."""

    def close_encounter(self, walk: Walk, state: str, disposition: Concept | None) -> None:
        """Closes the walk's encounter now, and frees the lock."""

    def nobody_else_holds(self, walk: Walk) -> bool:
        """Whether no other walk holds the lock; where one does, this walk is woken when it is free."""

    def symptoms_changed(self, now: int) -> None:
        """A symptom was set: the person may want to be seen."""

    def chronic_ordered(self, now: int) -> None:
        """A chronic drug was ordered: the person is to be seen more often."""

    def result_times(self, category: str, encounter: EncounterOpened | None, now: int, key: str) -> tuple[int, int]:
        """When a report's specimen is collected, and when its results come."""

    def renew_chronic(self, now: int) -> None:
        """Renews every chronic drug, once a wellness visit."""

    def die(self, walk: Walk, path: str, visit: int, at: int, cause: Concept | None, condition: object) -> None:
        """The person will die at an instant, unless they die before."""

    def wake(self, walk: Walk) -> None:
        """Lets a parked walk try again, at this instant, in its turn."""


class Symptom:
    """A symptom as one cause makes it: strength 0–100, and whether somebody has seen to it."""

    __slots__ = ("addressed", "value")

    def __init__(self, value: float) -> None:
        self.value = value
        self.addressed = False


class Subject:
    """A person as machines see them.

    `watchers` are the walks asleep on a signal: "attribute:NAME", "condition:CODE", "allergy:CODE", "medication:CODE",
    "care_plan:CODE", "observation:CODE", "symptom:NAME". `next_growth` and `horizon` are the instants before which quiet
    steps may run ahead. `participants` are the walks that take, or took, part in `visit`, the one that the engine holds open.
    """

    __slots__ = (
        "_birthdays",
        "attributes",
        "birth_day",
        "body",
        "care",
        "chart",
        "horizon",
        "next_growth",
        "participants",
        "person",
        "race",
        "sex",
        "symptoms",
        "visit",
        "visit_waiters",
        "watchers",
        "zone",
    )

    def __init__(self, person: Person, chart: Chart, care: Care) -> None:
        self.person = person
        self.chart = chart
        self.body: Body
        self.care = care
        self.sex = person.sex
        self.race = person.race
        self.zone: Zone = person.zone
        self.birth_day = person.birth_day
        self.attributes: dict[str, object] = dict(person.attributes)
        self._birthdays: list[int] = []
        self.symptoms: dict[str, dict[str, Symptom]] = {}
        self.watchers: dict[str, list[Walk]] = {}
        self.visit: EncounterOpened | None = None
        self.participants: list[Walk] = []
        self.visit_waiters: list[Walk] = []
        self.next_growth = person.birth
        self.horizon = person.birth

    def set(self, name: str, value: object) -> None:
        """Sets an attribute, or removes it for None, and wakes whoever waits for it."""
        attributes = self.attributes
        if value is None:
            if name not in attributes:
                return
            del attributes[name]
        else:
            attributes[name] = value
        if self.watchers:
            self.signal("attribute:" + name)

    def birthday(self, years: int) -> int:
        """The instant at which a number of years is completed, local midnight."""
        known = self._birthdays
        while len(known) <= years:
            known.append(self.zone.at(day_at_age(self.birth_day, 12 * len(known))))
        return known[years]

    def age_years(self, now: int) -> int:
        """Completed calendar years at an instant, 0 before birth."""
        years = max((now - self.person.birth) // YEAR, 0)  # at most one off: a year of age has 365 or 366 days
        if years and now < self.birthday(years):
            return years - 1
        return years + 1 if now >= self.birthday(years + 1) else years

    def signal(self, key: str) -> None:
        """Wakes the walks that sleep on a signal."""
        waiting = self.watchers.get(key)
        if waiting:
            for walk in list(waiting):
                self.care.wake(walk)

    def symptom(self, name: str) -> float:
        """The strength of a symptom: the strongest of its causes, 0 where there is none."""
        causes = self.symptoms.get(name)
        return max(symptom.value for symptom in causes.values()) if causes else 0
