"""Care: alone opens and closes encounters. The lock, the hours, the clinicians, renewals, and the death that is to come."""

from __future__ import annotations

from typing import Final

import simpy

from simulator.engine.alarms import STOP_RANK, Alarm, ring, wake
from simulator.engine.growing import foreseeing
from simulator.engine.hours import OFFICE_CLASSES, is_office_hour, next_appointment
from simulator.engine.results import result_times
from simulator.engine.visits import LEAST_LENGTHS
from simulator.machine.subject import Subject
from simulator.machine.walk import Walk
from simulator.record.encounters import EncounterClosed, EncounterOpened
from simulator.record.entry import Entry
from simulator.record.person import Address
from simulator.record.treatment import MedicationEnded, MedicationOrdered
from simulator.terminology.concept import Concept
from simulator.world.world import World


class Death:
    """The death that is to come: when, of what, and which state of which module brings it ("life": none)."""

    __slots__ = ("at", "cause", "condition", "module", "state", "visit")

    def __init__(self, at: int, module: str, state: str, visit: int, cause: Concept | None, condition: object) -> None:
        self.at = at
        self.module = module
        self.state = state
        self.visit = visit
        self.cause = cause
        self.condition = condition


class Care:
    """The care of one person, in the environment of their life.

    `foreseen` says whether modules are told of the death ahead. `own_visit` is true while the engine itself holds the lock for a
    visit; the walks that want the lock wait, and `own_visit_wanted` wakes the engine where it wants it: the engine goes first.
    """

    __slots__ = (
        "_holder",
        "_renewed",
        "_stop",
        "_waiting",
        "address",
        "chronic_new",
        "death",
        "env",
        "foreseen",
        "own_visit",
        "own_visit_wanted",
        "planner_alarm",
        "subject",
        "symptoms_new",
        "world",
    )

    def __init__(self, env: simpy.Environment, world: World, address: Address, death: Death, stop: Alarm) -> None:
        self.env = env
        self.world = world
        self.address = address
        self.death = death
        self.subject: Subject
        self.foreseen = False
        self.own_visit = False
        self.own_visit_wanted: Alarm | None = None
        self.planner_alarm: Alarm | None = None
        self.chronic_new = False
        self.symptoms_new = False
        self._stop = stop
        self._holder: Walk | None = None
        self._waiting: list[Walk] = []
        self._renewed: EncounterOpened | None = None

    def wake(self, walk: Walk) -> None:
        """Lets a parked walk try again, at this instant, in its turn."""
        wake(self.env, walk)

    def wait_for_opening(self, encounter_class: str, now: int, key: str) -> int:
        """Seconds until an encounter of this class may begin; 0 where it may begin now."""
        subject = self.subject
        if encounter_class not in OFFICE_CLASSES or is_office_hour(subject.zone, now):
            return 0
        person = subject.person
        return next_appointment(subject.zone, now, person.seed, person.candidate, key) - now

    def take_lock(self, walk: Walk) -> bool:
        """Whether the walk holds the lock now; where it does not, it is woken when the lock is free."""
        if self.own_visit or (self._holder is not None and self._holder is not walk):
            self._waiting.append(walk)
            return False
        self._holder = walk
        return True

    def is_free(self) -> bool:
        """Whether nobody holds the lock."""
        return self._holder is None and not self.own_visit

    def nobody_else_holds(self, walk: Walk) -> bool:
        """Whether no other walk holds the lock; where one does, this walk is woken when it is free."""
        if self._holder is None or self._holder is walk:
            return True
        self._waiting.append(walk)
        return False

    def release(self) -> None:
        """Frees the lock, and lets those who want it try in their turn."""
        self._holder = None
        self.own_visit = False
        wanted = self.own_visit_wanted
        if wanted is not None:
            self.own_visit_wanted = None
            wanted.ring(self.env)
        waiting, self._waiting = self._waiting, []
        for walk in waiting:
            wake(self.env, walk)

    def open_encounter(self, walk: Walk, encounter_class: str, state: str, visit: int, concepts: list[Concept]) -> EncounterOpened:
        """Opens an encounter for a walk that holds the lock."""
        machine = walk.machine
        encounter = self.open(machine.key, state, visit, encounter_class, concepts, machine.specialty)
        walk.encounter = encounter
        walk.busy_until = encounter.time
        return encounter

    def open(
        self, module: str, state: str, visit: int, encounter_class: str, concepts: list[Concept], specialty: str
    ) -> EncounterOpened:
        """Opens an encounter now, with the clinician whom the person sees for it."""
        now = int(self.env.now)
        clinician = self.world.clinician(
            self.subject.person, self.address, encounter_class, specialty, f"{module}/{state}/{visit}", now
        )
        location = clinician.location
        encounter = EncounterOpened(module, state, visit, now, encounter_class, concepts, None, clinician, location)
        chart = self.subject.chart
        chart.append(encounter)
        chart.open_encounter = encounter
        return encounter

    def end_of(self, walk: Walk) -> int:
        """The instant at which the walk's encounter may end: its class's least length, and the ends of what the walk did in it."""
        encounter = walk.encounter
        assert encounter is not None
        return max(encounter.time + LEAST_LENGTHS[encounter.encounter_class], walk.busy_until)

    def close_encounter(self, walk: Walk, state: str, disposition: Concept | None) -> None:
        """Closes the walk's encounter now, and frees the lock."""
        encounter = walk.encounter
        assert encounter is not None
        walk.encounter = None
        walk.encounter_state = ""
        self.close(encounter, disposition)
        self.release()

    def close(self, encounter: EncounterOpened, disposition: Concept | None) -> None:
        """Closes an encounter now."""
        chart = self.subject.chart
        now = int(self.env.now)
        encounter.closed = EncounterClosed(encounter.module, encounter.state, encounter.visit, now, encounter, disposition)
        chart.append(encounter.closed)
        chart.open_encounter = None

    def symptoms_changed(self, now: int) -> None:
        """A symptom was set: whoever plans the visits looks at them again."""
        self.symptoms_new = True
        self._call_planner()

    def chronic_ordered(self, now: int) -> None:
        """A chronic drug was ordered: whoever plans the visits looks at the next one again."""
        self.chronic_new = True
        self._call_planner()

    def _call_planner(self) -> None:
        alarm = self.planner_alarm
        if alarm is not None:
            self.planner_alarm = None
            alarm.ring(self.env)

    def result_times(self, category: str, encounter: EncounterOpened | None, now: int, key: str) -> tuple[int, int]:
        """When a report's specimen is collected, and when its results come."""
        return result_times(self.subject, category, encounter, now, key)

    def renew_chronic(self, now: int) -> None:
        """Renews every chronic drug, once a wellness visit: the old order is completed, and a new one stands in its place."""
        visit = self.subject.visit
        if visit is None or visit is self._renewed or visit.encounter_class != "wellness":
            return
        self._renewed = visit
        active = self.subject.chart.active_medications
        chronic = {order.sequence: order for order in active.values() if order.chronic}
        for sequence in sorted(chronic):
            self._renew(chronic[sequence], now, visit)

    def _renew(self, order: MedicationOrdered, now: int, visit: EncounterOpened) -> None:
        chart = self.subject.chart
        state = f"{order.state.split(RENEWAL)[0]}{RENEWAL}{now}"
        order.ended = MedicationEnded(order.module, order.state, order.visit, now, visit, order, "completed")
        chart.append(order.ended)
        renewed = MedicationOrdered(
            order.module,
            state,
            order.visit,
            now,
            visit,
            order.concepts,
            order.reason,
            order.prescription,
            True,
            False,
        )
        renewed.renews = order
        chart.append(renewed)
        for concept in order.concepts:
            if chart.active_medications.get(concept.code) is order:
                chart.active_medications[concept.code] = renewed

    def die(self, walk: Walk, path: str, visit: int, at: int, cause: Concept | None, condition: object) -> None:
        """The person will die at an instant, unless they die before."""
        if at >= self.death.at:
            return
        self.death = Death(at, walk.machine.key, path, visit, cause, condition)
        self.foresee()
        if at < self.subject.horizon:
            now = int(self.env.now)
            self.subject.horizon = at
            sooner = ring(self.env, STOP_RANK, max(at, now))
            sooner.callbacks, self._stop.callbacks = self._stop.callbacks, sooner.callbacks
            self._stop = sooner

    def foresee(self) -> None:
        """Lets modules know of the death as it comes near, where any asks."""
        at = self.death.at
        if self.foreseen:
            self.env.process(foreseeing(self.env, self.subject, at, lambda: self.death.at == at))


#: Stands between the state that ordered a drug and the instant of a renewal, in the key of the renewed order.
RENEWAL: Final = "#renewal-"


def entry_or_none(condition: object) -> Entry | None:
    """An entry of the chart; None for anything else that a death may be of."""
    return condition if isinstance(condition, Entry) else None
