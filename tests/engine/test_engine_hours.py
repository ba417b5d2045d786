"""When offices are open: working days, hours of the local clock, appointments."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from living import NEW_YORK, instant, local

from simulator.engine.hours import is_office_hour, is_working_day, next_appointment
from simulator.kernel.clock import DAY, day_of, zone

EAST = zone(NEW_YORK)


@pytest.mark.parametrize(
    "holiday",
    [
        date(2021, 1, 1),
        date(2021, 1, 18),
        date(2021, 7, 5),  # the Fourth, observed on a Monday
        date(2021, 11, 25),
        date(2020, 12, 25),
        date(2022, 6, 20),  # Juneteenth, observed
        date(1960, 11, 24),
    ],
)
def test_holidays_are_no_working_days(holiday: date) -> None:
    assert holiday.weekday() < 5
    assert not is_working_day(day_of(holiday))


@pytest.mark.parametrize("usual", [date(1975, 1, 20), date(1990, 6, 19), date(2021, 7, 6), date(2020, 2, 29).replace(day=28)])
def test_days_before_they_were_holidays_are_working_days(usual: date) -> None:
    """Martin Luther King's day since 1986, Juneteenth since 2021."""
    assert is_working_day(day_of(usual))


def test_weekends_are_no_working_days() -> None:
    assert [is_working_day(day_of(date(2021, 6, day))) for day in range(7, 14)] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2021-06-15T07:59", False),
        ("2021-06-15T08:00", True),
        ("2021-06-15T16:30", True),
        ("2021-06-15T16:31", False),
        ("2021-06-19T10:00", False),
        ("2021-07-05T10:00", False),
        ("2021-03-15T08:00", True),
        ("2021-11-08T16:30", True),
    ],
)
def test_an_office_takes_patients_from_8_to_half_an_hour_before_it_closes(at: str, opens: bool) -> None:
    assert is_office_hour(EAST, instant(at)) is opens


@settings(max_examples=200)
@given(st.datetimes(datetime(1905, 1, 1), datetime(2098, 1, 1)), st.integers(0, 1 << 40))
def test_an_appointment_is_in_office_hours_not_before_it_is_wanted_and_within_days(wanted: datetime, key: int) -> None:
    earliest = instant(f"{wanted:%Y-%m-%dT%H:%M:%S}")
    found = next_appointment(EAST, earliest, 1, key)
    assert found >= earliest
    assert is_office_hour(EAST, found)
    assert found - earliest < 6 * DAY
    assert local(found).minute % 5 == 0


def test_an_appointments_hour_is_its_keys_own() -> None:
    monday, tuesday = instant("2021-06-14T00:00"), instant("2021-06-15T00:00")
    first = next_appointment(EAST, monday, 1, "key")
    assert next_appointment(EAST, monday, 1, "key") == first
    assert next_appointment(EAST, tuesday, 1, "key") == first + DAY
    hours = {local(next_appointment(EAST, monday, 1, number)).hour for number in range(200)}
    assert hours == set(range(8, 17))
