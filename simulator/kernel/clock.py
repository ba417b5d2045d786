"""Time: whole seconds since 1970-01-01T00:00:00Z, calendar ages, and the local clock of a time zone.

A *day* is a count of local days since 1970-01-01. Zone data come from the pinned `tzdata` package (IANA), never from the
system, so that every machine gives the same bytes.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86400
WEEK: Final = 7 * DAY
#: A module's month is 30 days and its year 365.25 days, in every notation (the author's meaning, never truncated).
MONTH: Final = 30 * DAY
YEAR: Final = 31_557_600

_EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()
_FIRST: Final = int(datetime(1899, 12, 1, tzinfo=UTC).timestamp())
_LAST: Final = int(datetime(2102, 1, 1, tzinfo=UTC).timestamp())


def day_of(value: date) -> int:
    """The day number of a calendar date."""
    return value.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> date:
    """The calendar date of a day number."""
    return date.fromordinal(day + _EPOCH_ORDINAL)


#: Some two thousand days are kept: as many as a long life's visits. All days since 1900 would be 14 MB.
@lru_cache(maxsize=2_048)
def day_text(day: int) -> str:
    """A day as FHIR's date, `YYYY-MM-DD`."""
    return date_of(day).isoformat()


def weekday(day: int) -> int:
    """Monday 0 … Sunday 6."""
    return (day + 3) % 7


def age_in_months(birth_day: int, day: int) -> int:
    """Completed calendar months from `birth_day` to `day`; a month is completed on the same day of the month, or on the
    first of the following where that day does not exist."""
    born, today = date_of(birth_day), date_of(day)
    months = (today.year - born.year) * 12 + today.month - born.month
    return months - (today.day < born.day)


def age_in_years(birth_day: int, day: int) -> int:
    """Completed calendar years; whoever was born on 29 February completes a year on 1 March where there is no 29th."""
    return age_in_months(birth_day, day) // 12


def day_at_age(birth_day: int, months: int) -> int:
    """The first day on which `months` calendar months are completed: the inverse of `age_in_months`."""
    born = date_of(birth_day)
    years, month = divmod(born.month - 1 + months, 12)
    year = born.year + years
    try:
        return day_of(date(year, month + 1, born.day))
    except ValueError:
        return day_of(date(year + (month == 11), (month + 1) % 12 + 1, 1))


#: Texts of a day's minutes and of a minute's seconds: to format the numbers takes eight times as long (0.7 µs).
_MINUTES: Final = tuple(f"T{hour:02}:{minute:02}:" for hour in range(24) for minute in range(60))
_SECONDS: Final = tuple(f"{second:02}" for second in range(60))


class Zone:
    """A time zone as a table of offsets from 1900 to 2101; beyond, the nearest one holds.

    `key` is the IANA name. Make one with `zone()`.
    """

    __slots__ = ("_instants", "_offset_texts", "_offsets", "key")

    def __init__(self, key: str, instants: list[int], offsets: list[int]) -> None:
        self.key = key
        self._instants = instants
        self._offsets = offsets
        self._offset_texts = {offset: _offset_text(offset) for offset in offsets}

    def offset(self, seconds: int) -> int:
        """Seconds to add to UTC at the instant `seconds`, in whole minutes."""
        return self._offsets[bisect_right(self._instants, seconds)]

    def day(self, seconds: int) -> int:
        """The local day of an instant."""
        return (seconds + self._offsets[bisect_right(self._instants, seconds)]) // DAY

    def second_of_day(self, seconds: int) -> int:
        """Local seconds since local midnight, on the clock's face."""
        return (seconds + self._offsets[bisect_right(self._instants, seconds)]) % DAY

    def at(self, day: int, second_of_day: int = 0) -> int:
        """The instant at which the local clock shows `second_of_day` on `day`: the first of two in autumn; in the hour
        that spring leaves out, as if the clock had not yet been put forward."""
        wall = day * DAY + second_of_day
        before, after = self.offset(wall - DAY), self.offset(wall + DAY)
        if before == after:  # no zone changes twice in two days
            return wall - before
        if self.offset(wall - before) != before and self.offset(wall - after) == after:
            return wall - after
        return wall - before

    def iso(self, seconds: int) -> str:
        """An instant as FHIR's dateTime with the local offset, `2026-01-31T08:05:09-08:00`."""
        offset = self._offsets[bisect_right(self._instants, seconds)]
        wall = seconds + offset
        of_day = wall % DAY
        return f"{day_text(wall // DAY)}{_MINUTES[of_day // MINUTE]}{_SECONDS[of_day % MINUTE]}{self._offset_texts[offset]}"

    def date(self, seconds: int) -> str:
        """The local date of an instant, `2026-01-31`."""
        return day_text((seconds + self._offsets[bisect_right(self._instants, seconds)]) // DAY)


def _offset_text(offset: int) -> str:
    sign = "-" if offset < 0 else "+"
    hours, minutes = divmod(abs(offset) // 60, 60)
    return f"{sign}{hours:02}:{minutes:02}"


@cache
def zone(key: str) -> Zone:
    """The zone of an IANA name. Raises FileNotFoundError for a name that tzdata does not have."""
    resource = files("tzdata").joinpath("zoneinfo", *key.split("/"))
    with resource.open("rb") as file:
        info = ZoneInfo.from_file(file, key=key)
    instants: list[int] = []
    offsets = [_utc_offset(info, _FIRST)]
    for end in range(_FIRST + WEEK, _LAST + WEEK, WEEK):
        offset = _utc_offset(info, end)
        if offset != offsets[-1]:
            instants.append(_change(info, end - WEEK, end))
            offsets.append(offset)
    return Zone(key, instants, offsets)


def _utc_offset(info: ZoneInfo, seconds: int) -> int:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    offset = moment.astimezone(info).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60 * 60


def _change(info: ZoneInfo, low: int, high: int) -> int:
    """The first second in (low, high] that has the offset of `high`; no zone changes twice in a week."""
    target = _utc_offset(info, high)
    while high - low > 1:
        middle = (low + high) // 2
        if _utc_offset(info, middle) == target:
            high = middle
        else:
            low = middle
    return high
