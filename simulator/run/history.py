"""How far a record reaches back."""

from __future__ import annotations

from datetime import date

from simulator.fhir.cutting import BEGINNING
from simulator.kernel.clock import Zone, date_of, day_of


def history_begins(years: int, zone: Zone, end: int) -> int:
    """The instant at which the day begins that lies so many calendar years before `end` (UTC seconds), the day of the run's
    date or of the death; the 28th where there is no 29 February. With 0 years, before everything."""
    if not years:
        return BEGINNING
    last = date_of(zone.day(end))
    try:
        first = last.replace(year=last.year - years)
    except ValueError:
        first = date(last.year - years, 2, 28)
    return zone.at(day_of(first))
