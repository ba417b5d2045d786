"""Fills of prescriptions at the pharmacy, worked out when a life is over: from the order to its end.

A first fill comes within a day or two of the order, outside the visit; a refill each time the supply runs out, as often as
the order allows. Of new prescriptions 28 % are never filled (primary non-adherence: Fischer et al., J Gen Intern Med 2010;25:284).
"""

from __future__ import annotations

from simulator.kernel.clock import DAY, HOUR, Zone
from simulator.kernel.streams import uniform
from simulator.record.care import Organization
from simulator.record.chart import Chart
from simulator.record.treatment import MedicationDispensed, MedicationOrdered

NEVER_FILLED = 0.28
#: A pharmacy's supply where the order does not say how long it lasts (days), and the longest that it hands out at once.
USUAL_DAYS, LONGEST_DAYS = 30, 90
OPENS, CLOSES = 9 * HOUR, 21 * HOUR


def dispense(chart: Chart, pharmacy: Organization, until: int) -> None:
    """Appends the fills of every order up to an instant: the date, or the death."""
    for entry in list(chart.entries):
        if isinstance(entry, MedicationOrdered) and not entry.administered and entry.prescription is not None:
            _fill(chart, entry, pharmacy, until)


def _fill(chart: Chart, order: MedicationOrdered, pharmacy: Organization, until: int) -> None:
    person = chart.person
    key = (person.candidate, order.module, order.state, order.visit)
    if order.renews is None and uniform(person.seed, *key, "filled") < NEVER_FILLED:
        return
    prescription = order.prescription
    assert prescription is not None
    course = prescription.duration_seconds // DAY or USUAL_DAYS
    supply = max(1, min(course, LONGEST_DAYS))
    fills = max(1, -(-course // supply)) + prescription.refills
    end = min(until, order.ended.recorded if order.ended is not None else until)
    left = order.recorded
    if order.encounter is not None:
        if order.encounter.closed is None:
            return
        left = order.encounter.closed.recorded
    at = _at_counter(person.zone, left, person.seed, *key, 0)
    for number in range(fills):
        if at >= end:
            return
        chart.append(MedicationDispensed(order, at, number, supply, _quantity(order, supply), pharmacy))
        late = int(uniform(person.seed, *key, "late", number) * 6) * DAY
        at = _at_counter(person.zone, at + supply * DAY + late, person.seed, *key, number + 1)


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
