"""Who comes when nobody ordered it: wellness visits by age, and visits that symptoms lead to."""

from __future__ import annotations

from typing import Final

import simpy

from simulator.engine.alarms import CARE_RANK, LAST_RANK, Alarm, Process, ring
from simulator.engine.care import Care
from simulator.engine.hours import OFFICE_CLASSES, next_appointment
from simulator.engine.visits import (
    ADULT_YEARS,
    LEAST_LENGTHS,
    SYMPTOM_VISITS,
    WELL_ADULT,
    WELL_CHILD,
    SymptomVisit,
    wellness_interval,
)
from simulator.kernel.clock import DAY, HOUR, age_in_months
from simulator.kernel.streams import uniform
from simulator.machine.subject import Subject, Symptom
from simulator.machine.walk import NEVER
from simulator.record.encounters import EncounterOpened
from simulator.terminology.concept import Concept

CARE: Final = "care"

#: Whoever takes part in a visit and waits for longer has left it.
LONGEST_VISIT: Final = 4 * HOUR
#: A wellness visit is made up to so many days after it is due; those of infants sooner.
LATEST_DAYS: Final = 28
LATEST_INFANT_DAYS: Final = 7


class Attendance:
    """The visits of one person that the engine opens: when the next ones are due, and the process that holds them.

    `visits` counts the wellness visits; `last_wellness` is when the last one began, or the birth.
    """

    __slots__ = ("care", "env", "last_total", "last_wellness", "symptom_at", "symptom_visit", "visits", "wellness_at")

    def __init__(self, env: simpy.Environment, care: Care) -> None:
        self.env = env
        self.care = care
        self.visits = 0
        self.last_total = 0.0
        self.symptom_at = NEVER
        self.symptom_visit: SymptomVisit | None = None
        self.last_wellness = care.subject.person.birth
        self.wellness_at = self._next_wellness(self.last_wellness)

    def live(self) -> Process:
        """The process: sleeps until a visit is due or symptoms change, waits for the lock, and holds the visit."""
        care, env = self.care, self.env
        while True:
            now = int(env.now)
            if care.symptoms_new:
                care.symptoms_new = False
                self._plan_symptom_visit(now)
            if care.chronic_new:
                care.chronic_new = False
                self.wellness_at = min(self.wellness_at, self._next_wellness(now))
            due = min(self.wellness_at, self.symptom_at)
            if due > now:
                alarm = Alarm(env, CARE_RANK)
                if due != NEVER:
                    env.schedule(alarm, alarm.rank, due - now)
                care.planner_alarm = alarm
                yield alarm
                care.planner_alarm = None
            elif not care.is_free():
                care.own_visit_wanted = Alarm(env, CARE_RANK)
                yield care.own_visit_wanted
                self._put_off(int(env.now))
            else:
                yield from self._hold(now)
                self._put_off(int(env.now))

    def _hold(self, now: int) -> Process:
        """Holds the visit that is due for the length of its class, and while somebody who takes part is busy for some hours."""
        care, subject = self.care, self.care.subject
        visit = self.symptom_visit if self.symptom_at <= now else None
        encounter_class = "wellness" if visit is None else visit.encounter_class
        code = self._wellness_concept(now) if visit is None else visit.concept
        care.own_visit = True
        encounter = care.open(CARE, encounter_class, now, encounter_class, [code], "")
        subject.visit = encounter
        waiters, subject.visit_waiters = subject.visit_waiters, []
        for walk in waiters:
            care.wake(walk)
        ends = now + LEAST_LENGTHS[encounter_class]
        yield ring(self.env, LAST_RANK, ends)
        while (later := self._busy_until(encounter, now + LONGEST_VISIT)) > ends:
            ends = later
            yield ring(self.env, LAST_RANK, ends)
        care.close(encounter, None)
        subject.visit = None
        subject.participants.clear()
        care.release()
        if visit is None:
            self.visits += 1
            self.last_wellness = now
            self.wellness_at = self._next_wellness(now)
        else:
            self._address(subject)

    def _busy_until(self, encounter: EncounterOpened, latest: int) -> int:
        """The last instant, up to `latest`, at which somebody who takes part in a visit goes on; its begin where nobody is busy."""
        busy = [walk.due for walk in self.care.subject.participants if walk.visit is encounter and walk.due <= latest]
        return max(busy, default=encounter.time)

    def _wellness_concept(self, now: int) -> Concept:
        subject = self.care.subject
        months = age_in_months(subject.birth_day, subject.zone.day(now))
        return WELL_CHILD if months < 12 * ADULT_YEARS else WELL_ADULT

    def _next_wellness(self, earliest: int) -> int:
        """The appointment of the wellness visit after the last one, by age and drugs; the first is within days of birth."""
        subject, last = self.care.subject, self.last_wellness
        person = subject.person
        months = age_in_months(subject.birth_day, subject.zone.day(last))
        if self.visits == 0:
            due = last + DAY
        else:
            chronic = any(order.chronic for order in subject.chart.active_medications.values())
            due = last + wellness_interval(months, chronic)
        latest = LATEST_INFANT_DAYS if months < 18 else LATEST_DAYS
        late = int(uniform(person.seed, person.candidate, CARE, "late", last) * latest) * DAY
        at = max(due + late, earliest)
        return next_appointment(subject.zone, at, person.seed, person.candidate, CARE, "wellness", last)

    def _put_off(self, now: int) -> None:
        """Finds new hours for visits of offices that the lock, or another visit, kept waiting."""
        subject = self.care.subject
        person = subject.person
        if self.wellness_at < now:
            self.wellness_at = next_appointment(subject.zone, now, person.seed, person.candidate, CARE, "late", now)
        visit = self.symptom_visit
        if self.symptom_at < now and visit is not None and visit.encounter_class in OFFICE_CLASSES:
            self.symptom_at = next_appointment(subject.zone, now, person.seed, person.candidate, CARE, "later", now)

    def _plan_symptom_visit(self, now: int) -> None:
        """Plans a visit where the total of unattended symptoms asks for it and is another than at the last one."""
        total = _unattended(self.care.subject)
        visit = next((visit for visit in SYMPTOM_VISITS if total > visit.above), None)
        if visit is None or total == self.last_total:
            self.symptom_visit, self.symptom_at = None, NEVER
            return
        if visit is self.symptom_visit:
            return
        subject = self.care.subject
        person = subject.person
        shortest, longest = visit.wait
        drawn = uniform(person.seed, person.candidate, CARE, "symptoms", now)
        at = now + int(shortest + (longest - shortest) * drawn)
        if visit.encounter_class in OFFICE_CLASSES:
            at = next_appointment(subject.zone, at, person.seed, person.candidate, CARE, "symptoms", now)
        self.symptom_visit, self.symptom_at = visit, at

    def _address(self, subject: Subject) -> None:
        """The visit has seen to the strongest symptom; what is left must change before it leads to another."""
        unattended = [symptom for causes in subject.symptoms.values() for symptom in causes.values() if not symptom.addressed]
        self.last_total = _unattended(subject)
        if unattended:
            max(unattended, key=_strength).addressed = True
        self.care.symptoms_new = True
        self.symptom_visit, self.symptom_at = None, NEVER


def _strength(symptom: Symptom) -> float:
    return symptom.value


def _unattended(subject: Subject) -> float:
    """The total of the symptoms, each by its strongest cause that nobody has seen to."""
    total = 0.0
    for causes in subject.symptoms.values():  # every symptom that changes asks: a twentieth of the engine's time by `max`
        strongest: float | None = None
        for symptom in causes.values():
            if not symptom.addressed and (strongest is None or symptom.value > strongest):
                strongest = symptom.value
        if strongest is not None:
            total += strongest
    return total
