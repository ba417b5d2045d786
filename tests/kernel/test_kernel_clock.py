"""Time against Python's own calendar and zoneinfo."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.kernel.clock import (
    DAY,
    HOUR,
    MONTH,
    YEAR,
    Zone,
    age_in_months,
    age_in_years,
    date_of,
    day_at_age,
    day_of,
    day_text,
    weekday,
    zone,
)

#: All kinds of United States clocks, one that has seconds before 1900, one east of Greenwich, one that changes at midnight.
ZONES = (
    "America/Los_Angeles",
    "America/New_York",
    "America/Phoenix",
    "America/Anchorage",
    "America/Adak",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "America/Indiana/Indianapolis",
    "Asia/Kolkata",
    "America/Asuncion",
)
seconds = st.integers(int(datetime(1900, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2100, 12, 31, tzinfo=UTC).timestamp()))
days = st.integers(day_of(date(1900, 1, 1)), day_of(date(2100, 12, 31)))
zones = st.sampled_from(ZONES).map(zone)
EXAMPLES = settings(max_examples=300, deadline=None)


def shown(key: str, instant: int) -> datetime:
    """What zoneinfo says that the clock of a zone shows, in whole minutes of offset."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=instant)
    return moment.astimezone(ZoneInfo(key))


@given(days)
def test_days_are_those_of_the_calendar(day: int) -> None:
    found = date_of(day)
    assert found == date(1970, 1, 1) + timedelta(days=day)
    assert day_of(found) == day
    assert day_text(day) == found.isoformat()
    assert weekday(day) == found.weekday()


def test_months_and_years_of_modules_are_30_and_365_25_days() -> None:
    assert (MONTH, YEAR) == (30 * DAY, 365.25 * DAY)


@EXAMPLES
@given(zones, seconds)
def test_the_local_clock_shows_what_zoneinfo_shows(where: Zone, instant: int) -> None:
    there = shown(where.key, instant)
    offset = there.utcoffset()
    assert offset is not None
    whole = int(offset.total_seconds()) // 60 * 60
    assert where.offset(instant) == whole
    if whole == offset.total_seconds():
        assert where.day(instant) == day_of(there.date())
        assert where.second_of_day(instant) == there.hour * HOUR + there.minute * 60 + there.second
        assert where.iso(instant) == there.isoformat()
        assert where.date(instant) == there.date().isoformat()


@EXAMPLES
@given(zones, days, st.integers(0, DAY - 1))
def test_the_instant_of_a_local_time_is_the_first_at_which_the_clock_shows_it(where: Zone, day: int, second: int) -> None:
    found = where.at(day, second)
    shows = where.day(found) * DAY + where.second_of_day(found)
    wall = day * DAY + second
    if shows == wall:
        earlier = found - HOUR
        assert where.day(earlier) * DAY + where.second_of_day(earlier) != wall
        return
    before = where.offset(found - DAY)
    assert found == wall - before, "an hour that was left out is read by the clock before"
    assert shows > wall


@EXAMPLES
@given(zones, days)
def test_local_midnights_come_in_the_order_of_their_days(where: Zone, day: int) -> None:
    start, end = where.at(day), where.at(day + 1)
    assert 23 * HOUR <= end - start <= 25 * HOUR or where.key in ("America/Asuncion", "America/Anchorage", "America/Adak")
    assert where.day(start) == day
    assert where.day(end - 1) == day


def test_spring_and_autumn_in_new_york() -> None:
    there = zone("America/New_York")
    spring, autumn = day_of(date(2021, 3, 14)), day_of(date(2021, 11, 7))
    assert there.at(spring + 1) - there.at(spring) == 23 * HOUR
    assert there.at(autumn + 1) - there.at(autumn) == 25 * HOUR
    assert there.iso(there.at(spring, 2 * HOUR + 1800)) == "2021-03-14T03:30:00-04:00"
    assert there.iso(there.at(autumn, HOUR + 1800)) == "2021-11-07T01:30:00-04:00", "the first of the two"
    assert there.iso(there.at(autumn, HOUR + 1800) + HOUR) == "2021-11-07T01:30:00-05:00"


def test_beyond_its_table_a_zone_keeps_the_nearest_offset() -> None:
    there = zone("America/New_York")
    assert there.offset(-(1 << 40)) == there.offset(int(datetime(1899, 12, 1, tzinfo=UTC).timestamp()))
    assert there.offset(1 << 40) == -5 * HOUR


def test_a_zone_is_made_once_and_an_unknown_one_is_refused() -> None:
    assert zone("America/Chicago") is zone("America/Chicago")
    with pytest.raises(FileNotFoundError):
        zone("America/Atlantis")


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(0, 12 * 120))
def test_the_first_day_of_an_age_is_the_first_on_which_it_is_completed(birth: date, months: int) -> None:
    born = day_of(birth)
    found = day_at_age(born, months)
    assert age_in_months(born, found) >= months
    assert age_in_months(born, found - 1) < months


@given(st.dates(date(1900, 1, 1), date(2000, 12, 31)), st.integers(0, 110))
def test_years_are_completed_on_birthdays(birth: date, years: int) -> None:
    born = day_of(birth)
    leapling = (birth.month, birth.day) == (2, 29)
    year = birth.year + years
    leap_year = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    birthday = date(year, 3, 1) if leapling and not leap_year else birth.replace(year=year)
    assert age_in_years(born, day_of(birthday)) == years
    assert age_in_years(born, day_of(birthday) - 1) == years - 1


@pytest.mark.parametrize(
    ("birth", "months", "expected"),
    [
        (date(2020, 2, 29), 12, date(2021, 3, 1)),
        (date(2020, 2, 29), 48, date(2024, 2, 29)),
        (date(2020, 1, 31), 1, date(2020, 3, 1)),
        (date(2020, 12, 31), 2, date(2021, 3, 1)),
        (date(2020, 11, 30), 1, date(2020, 12, 30)),
    ],
)
def test_a_month_without_that_day_is_completed_on_the_first_of_the_next(birth: date, months: int, expected: date) -> None:
    assert date_of(day_at_age(day_of(birth), months)) == expected
