"""A person's lifetime: one SimPy environment from birth to death or to the date, with a process for each machine."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Final

import simpy

from simulator.body.vitals import Body
from simulator.engine.alarms import STOP_RANK, Sleeper, ring
from simulator.engine.attendance import Attendance
from simulator.engine.befalling import befalling
from simulator.engine.care import Care, Death, entry_or_none
from simulator.engine.dispensing import dispense
from simulator.engine.growing import grow, growing
from simulator.engine.physique import Physique
from simulator.kernel.clock import age_in_years
from simulator.machine.compile import Program
from simulator.machine.subject import Subject
from simulator.machine.walk import Walk
from simulator.record.chart import Chart
from simulator.record.life import Died, Registered
from simulator.record.person import Person
from simulator.record.results import ImagingPerformed
from simulator.record.treatment import CarePlanEnded, MedicationEnded, ProcedurePerformed
from simulator.terminology.concept import concept
from simulator.terminology.systems import DISCHARGE_DISPOSITION
from simulator.world.declared import DeclaredDeaths
from simulator.world.world import World

EXPIRED: Final = concept(DISCHARGE_DISPOSITION, "exp", "Expired")
LIFE: Final = "life"


class Life:
    """What came of a life: the chart up to the date, the instant of death if it came before, and how much was walked.

    `walks` are the walks as they stood at the end; `visits` counts the states visited.
    """

    __slots__ = ("as_of", "attributes", "chart", "death", "died", "person", "visits", "walks")

    def __init__(
        self, person: Person, chart: Chart, as_of: int, death: Death, walks: list[Walk], attributes: dict[str, object]
    ) -> None:
        self.person = person
        self.chart = chart
        self.as_of = as_of
        self.death = death
        self.died = chart.died
        self.walks = walks
        self.attributes = attributes
        self.visits = sum(walk.steps_taken + walk.rounds for walk in walks)


class Engine:
    """Lives lives: the same person, program and date give the same chart, whatever was lived before."""

    __slots__ = ("declared", "program", "world")

    def __init__(self, world: World, program: Program, declared: DeclaredDeaths) -> None:
        self.world = world
        self.program = program
        self.declared = declared

    def live(
        self, person: Person, as_of: int, walk_of: Callable[..., Walk] = Walk, subject_of: Callable[..., Subject] = Subject
    ) -> Life:
        """The life of a person up to an instant (UTC seconds), not included; `walk_of` and `subject_of` make the walks and the
        subject, for those who want to watch.

        Raises ModuleRunError for a module that cannot be lived.
        """
        chart = Chart(person)
        death = Death(self.world.death(person, self.declared), LIFE, "death", 0, None, None)
        env = simpy.Environment(initial_time=person.birth)
        stop = ring(env, STOP_RANK, min(as_of, death.at))
        care = Care(env, self.world, person.address, death, stop)
        body = Body(person.seed, person.candidate, person.sex, person.race, person.birth)
        subject = subject_of(person, chart, care)
        physique = Physique(body, chart, subject.attributes)
        subject.body = physique
        subject.horizon = min(as_of, death.at)
        care.subject = subject
        chart.append(Registered(person, self.world.registrar(person)))
        grow(subject, physique, person.birth)
        env.process(befalling(env, subject, care, self.world.biography(person)))
        env.process(growing(env, subject, physique))
        care.foreseen = "days_until_death" in self.program.attributes_read
        care.foresee()
        env.process(Attendance(env, care).live())
        walks = [walk_of(machine, subject) for machine in self.program.machines]
        sleepers = [Sleeper(env, walk) for walk in walks]
        env.run(until=stop)
        for each in sleepers:
            each.let_go()
        self._finish(care, as_of)
        return Life(person, chart, as_of, care.death, walks, subject.attributes)

    def _finish(self, care: Care, as_of: int) -> None:
        chart = care.subject.chart
        death = care.death
        if death.at < as_of:
            self._die(care, death)
        dispense(chart, lambda address: self.world.pharmacy(chart.person, address), min(as_of, death.at))

    def _die(self, care: Care, death: Death) -> None:
        """Ends the stay, the procedures, the orders and the plans, and records the death."""
        chart = care.subject.chart
        person = chart.person
        chart.died = death.at
        for entry in chart.entries:
            if isinstance(entry, ProcedurePerformed) and entry.recorded > death.at:
                entry.recorded = entry.end = death.at
                entry.status = "stopped"
            elif isinstance(entry, ImagingPerformed) and entry.recorded > death.at:
                entry.recorded = death.at
        encounter = chart.open_encounter
        orders = {order.sequence: order for order in chart.active_medications.values()}
        for sequence in sorted(orders):
            order = orders[sequence]
            order.ended = MedicationEnded(order.module, order.state, order.visit, death.at, encounter, order, "stopped")
            chart.append(order.ended)
        plans = {plan.sequence: plan for plan in chart.active_care_plans.values()}
        for sequence in sorted(plans):
            plan = plans[sequence]
            plan.ended = CarePlanEnded(plan.module, plan.state, plan.visit, death.at, encounter, plan)
            chart.append(plan.ended)
        if encounter is not None:
            care.close(encounter, EXPIRED)
        age = age_in_years(person.birth_day, person.zone.day(death.at))
        cause = death.cause or self.world.cause_of_death(person, age)
        condition = entry_or_none(death.condition)
        chart.append(Died(death.module, death.state, death.visit, death.at, None, cause, condition))


def settle() -> None:
    """Takes what is compiled and loaded out of the garbage collector's sight: 5 % of a life's time otherwise."""
    gc.collect()
    gc.freeze()
