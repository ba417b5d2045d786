"""Moves over a life, all within the metro area."""

from __future__ import annotations

from math import log

from simulator.kernel.clock import HOUR
from simulator.kernel.streams import stream
from simulator.record.entry import Entry
from simulator.record.life import Moved
from simulator.record.person import Person
from simulator.world.numbers import phone
from simulator.world.places import Places

#: Movers in a year by age below which (Census Bureau, CPS 2022 geographic mobility, table 1; from memory, rounded).
_RATES = (
    (5, 0.11),
    (18, 0.075),
    (20, 0.10),
    (25, 0.16),
    (30, 0.16),
    (35, 0.12),
    (45, 0.08),
    (55, 0.055),
    (65, 0.045),
    (75, 0.033),
    (200, 0.03),
)
#: Who keeps the telephone number when moving: mobile numbers go along (an assumption).
_KEEPS_PHONE = 0.8
_LAST_AGE = 120.0
#: People move by day.
_FIRST_HOUR, _LAST_HOUR = 9 * HOUR, 18 * HOUR


def moves(person: Person, group: str, places: Places) -> list[Entry]:
    """The moves of 120 years, in time order."""
    rng = stream(person.seed, person.candidate, "moves")
    entries: list[Entry] = []
    home = places.by_code(person.address.postal_code)
    telephone = person.phone
    age, day = 0.0, person.birth_day
    while True:
        age = _next_age(age, -log(1.0 - rng.random()))
        if age >= _LAST_AGE:
            return entries
        number = len(entries)
        home = places.move(group, home, rng.random())
        address = places.address(home, rng)
        if rng.random() >= _KEEPS_PHONE:
            telephone = phone(rng, places.telephone_areas)
        day = max(person.birth_day + int(age * 365.25), day + 1)
        instant = person.zone.at(day, _FIRST_HOUR + int(rng.random() * (_LAST_HOUR - _FIRST_HOUR)))
        entries.append(Moved(number, instant, address, telephone))


def _next_age(age: float, target: float) -> float:
    """The age at which the hazard of moving, counted from `age`, reaches `target`."""
    for below, rate in _RATES:
        if age >= below:
            continue
        span = (below - age) * rate
        if target <= span:
            return age + target / rate
        target -= span
        age = float(below)
    return _LAST_AGE
