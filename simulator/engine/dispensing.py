"""Fills of prescriptions at the pharmacy, worked out when a life is over: from the order to its end.

A first fill comes within a day or two of the order, outside the visit; a refill each time the supply runs out, as often as
the order allows. Of new prescriptions 28 % are never filled (primary non-adherence: Fischer et al., J Gen Intern Med 2010;25:284).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Final

from simulator.kernel.clock import DAY, HOUR, Zone
from simulator.kernel.streams import uniform
from simulator.record.care import Organization
from simulator.record.chart import Chart
from simulator.record.life import Moved
from simulator.record.person import Address
from simulator.record.treatment import MedicationDispensed, MedicationOrdered

NEVER_FILLED: Final = 0.28
#: A pharmacy's supply where the order does not say how long it lasts (days), and the longest that it hands out at once.
USUAL_DAYS: Final = 30
LONGEST_DAYS: Final = 90
OPENS: Final = 9 * HOUR
CLOSES: Final = 21 * HOUR


def dispense(chart: Chart, pharmacy_of: Callable[[Address], Organization], until: int) -> None:
    """Appends the fills of every order up to an instant: the date, or the death; each at the pharmacy of the home of that time."""
    moves = [entry for entry in chart.entries if isinstance(entry, Moved)]
    homes = [chart.person.address, *(move.address for move in moves)]
    days = [move.recorded for move in moves]
    for entry in list(chart.entries):
        if isinstance(entry, MedicationOrdered) and not entry.administered and entry.prescription is not None:
            _fill(chart, entry, lambda at: pharmacy_of(homes[bisect_right(days, at)]), until)


def _fill(chart: Chart, order: MedicationOrdered, pharmacy_at: Callable[[int], Organization], until: int) -> None:
    person = chart.person
    key = (person.candidate, order.module, order.state, order.visit)
    if order.renews is None and uniform(person.seed, *key, "filled") < NEVER_FILLED:
        return
    left = _leaves_visit(order)
    if left is None:
        return
    prescription = order.prescription
    assert prescription is not None
    course = prescription.duration_seconds // DAY or USUAL_DAYS
    supply = max(1, min(course, LONGEST_DAYS))
    fills = max(1, -(-course // supply)) + prescription.refills
    end = min(until, order.ended.recorded if order.ended is not None else until)
    at = _at_counter(person.zone, left, person.seed, *key, 0)
    for number in range(fills):
        if at >= end:
            return
        chart.append(MedicationDispensed(order, at, number, supply, _quantity(order, supply), pharmacy_at(at)))
        late = int(uniform(person.seed, *key, "late", number) * 6) * DAY
        at = _at_counter(person.zone, at + supply * DAY + late, person.seed, *key, number + 1)


def _leaves_visit(order: MedicationOrdered) -> int | None:
    """When the visit of an order is over, and somebody may go to the pharmacy; None while it lasts."""
    if order.encounter is None:
        return order.recorded
    return None if order.encounter.closed is None else order.encounter.closed.recorded


def _at_counter(zone: Zone, earliest: int, seed: int, *key: object) -> int:
    """An hour at which the pharmacy is open, from an instant on: the same day where that leaves time, else the next."""
    second = int(OPENS + (CLOSES - OPENS) * uniform(seed, *key, "counter"))
    day = zone.day(earliest)
    at = zone.at(day, second)
    return at if at > earliest else zone.at(day + 1, second)


def _quantity(order: MedicationOrdered, days: int) -> float:
    """Units for so many days, by the dosage; one a day where the order does not say."""
    prescription = order.prescription
    assert prescription is not None
    per_day = {"h": 24.0, "d": 1.0, "wk": 1 / 7, "mo": 1 / 30, "min": 1440.0, "s": 86400.0, "a": 1 / 365.25}
    if not prescription.frequency or not prescription.period:
        return float(days)
    amount = (prescription.amount or 1.0) * prescription.frequency * per_day[prescription.period_unit]
    return float(max(1, round(amount * days / prescription.period)))
