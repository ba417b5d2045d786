"""When care is open: office hours on working days; emergency, urgent and inpatient care at any hour.

Offices see people from 8:00 to 17:00, Monday to Friday, but on holidays. Holidays are those of the United
States by the pinned `holidays` package (federal holidays, 5 U.S.C. 6103, from the year on in which each was made).
"""

from __future__ import annotations

from functools import cache
from typing import Final

import holidays

from simulator.kernel.clock import HOUR, MINUTE, Zone, date_of, day_of, weekday
from simulator.kernel.streams import uniform

OFFICE_OPENS: Final = 8 * HOUR
OFFICE_CLOSES: Final = 17 * HOUR
#: The last patient comes so long before an office closes.
LAST_VISIT: Final = 30 * MINUTE

#: Encounter classes that begin in office hours only.
OFFICE_CLASSES: Final[tuple[str, ...]] = ("ambulatory", "outpatient", "wellness", "virtual")


@cache
def _holidays(year: int) -> frozenset[int]:
    """The days of a year's holidays, observed ones too."""
    return frozenset(day_of(day) for day in holidays.country_holidays("US", years=year))


@cache
def is_working_day(day: int) -> bool:
    """Monday to Friday, and no holiday."""
    return weekday(day) < 5 and day not in _holidays(date_of(day).year)


def is_office_hour(zone: Zone, now: int) -> bool:
    """Whether an office takes a patient at this instant."""
    return OFFICE_OPENS <= zone.second_of_day(now) <= OFFICE_CLOSES - LAST_VISIT and is_working_day(zone.day(now))


def next_appointment(zone: Zone, earliest: int, seed: int, *key: object) -> int:
    """The instant of an appointment at an office: on the first working day whose appointment is not before `earliest`.

    The minute of the day is the key's own: appointments begin on every fifth minute.
    """
    span = OFFICE_CLOSES - LAST_VISIT - OFFICE_OPENS
    slots = span // (5 * MINUTE)
    second = OFFICE_OPENS + int(uniform(seed, *key, "appointment") * (slots + 1)) * 5 * MINUTE
    day = zone.day(earliest)
    while True:
        if is_working_day(day):
            at = zone.at(day, second)
            if at >= earliest:
                return at
        day += 1
