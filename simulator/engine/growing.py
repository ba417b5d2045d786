"""Growing: what the body supplies to modules as attributes, brought up to date as the person grows older.

Infants grow monthly, children quarterly, and adults yearly; between two growths the supplied attributes hold still, so that steps which read
nothing else may run ahead (`Subject.next_growth`).
"""

from __future__ import annotations

import simpy

from simulator.body.supplied import supplied_attributes
from simulator.engine.alarms import GROWTH_RANK, Process, ring
from simulator.engine.physique import Physique
from simulator.kernel.clock import DAY, day_at_age
from simulator.machine.subject import Subject

#: Completed months of age up to which somebody grows monthly, and quarterly; then yearly, on the birthday.
MONTHLY_UNTIL = 2 * 12
QUARTERLY_UNTIL = 20 * 12


def grow(subject: Subject, physique: Physique, now: int) -> None:
    """Sets the supplied attributes as of now; those that are no longer supplied stay as they were."""
    for name, value in supplied_attributes(physique.body, now, physique.state).items():
        subject.set(name, value)


def growing(env: simpy.Environment, subject: Subject, physique: Physique) -> Process:
    """The process: grows by the months and birthdays above, and says when the next growth is."""
    months = 0
    while True:
        months += 1 if months < MONTHLY_UNTIL else 3 if months < QUARTERLY_UNTIL else 12
        subject.next_growth = subject.zone.at(day_at_age(subject.birth_day, months))
        yield ring(env, GROWTH_RANK, max(subject.next_growth, int(env.now)))
        grow(subject, physique, int(env.now))


def foreseeing(env: simpy.Environment, subject: Subject, death_at: int) -> Process:
    """The process that lets modules know of a death that is near: "days_until_death", each day of the last days."""
    first = max(death_at - FORESEEN_DAYS * DAY, int(env.now))
    for at in range(first, death_at, DAY):
        yield ring(env, GROWTH_RANK, at)
        subject.set("days_until_death", (death_at - at) // DAY)


#: So many days ahead a death from natural causes is foreseen.
FORESEEN_DAYS = 60
