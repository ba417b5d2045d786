"""Growing: what the body supplies to modules as attributes, brought up to date as the person grows older.

Infants grow monthly, children quarterly, and adults yearly; between two growths the supplied attributes hold still, so that steps
which read nothing else may run ahead (`Subject.next_growth`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import simpy

from simulator.body.supplied import supplied_attributes
from simulator.engine.alarms import GROWTH_RANK, Process, ring
from simulator.engine.physique import Physique
from simulator.kernel.clock import DAY, age_in_years, day_at_age
from simulator.machine.subject import Subject
from simulator.world.circumstances import unemployed

#: Completed months of age up to which somebody grows monthly, and quarterly; then yearly, on the birthday.
MONTHLY_UNTIL: Final = 2 * 12
QUARTERLY_UNTIL: Final = 20 * 12
#: From this age on somebody's work is their own, not the household's.
ADULT_YEARS: Final = 18


def grow(subject: Subject, physique: Physique, now: int) -> None:
    """Sets the supplied attributes that growing has changed, and unsets those that no longer apply.

    One that has not changed is left alone: what a module has set meanwhile stays.
    """
    before, found = physique.supplied, supplied_attributes(physique.body, now, physique.state)
    age_years = age_in_years(subject.birth_day, subject.zone.day(now))
    if age_years >= ADULT_YEARS:
        found["unemployed"] = unemployed(subject.person, age_years)
    physique.supplied = found
    for name, value in found.items():
        if name not in before or before[name] != value:
            subject.set(name, value)
    for name in before:
        if name not in found:
            subject.set(name, None)


def growing(env: simpy.Environment, subject: Subject, physique: Physique) -> Process:
    """The process: grows by the months and birthdays above, and says when the next growth is."""
    months = 0
    while True:
        months += 1 if months < MONTHLY_UNTIL else 3 if months < QUARTERLY_UNTIL else 12
        subject.next_growth = subject.zone.at(day_at_age(subject.birth_day, months))
        yield ring(env, GROWTH_RANK, max(subject.next_growth, int(env.now)))
        grow(subject, physique, int(env.now))


#: So many days ahead a death is foreseen.
FORESEEN_DAYS: Final = 60


def foreseeing(env: simpy.Environment, subject: Subject, death_at: int, still: Callable[[], bool]) -> Process:
    """The process that lets modules know of a death that is near: "days_until_death", each day of the last days.

    It ends where the death is `still` to come no more, since another one comes sooner.
    """
    first = max(death_at - FORESEEN_DAYS * DAY, int(env.now))
    for at in range(first, death_at, DAY):
        yield ring(env, GROWTH_RANK, at)
        if not still():
            return
        subject.set("days_until_death", (death_at - at) // DAY)
