"""What befalls people outside care."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from simulator.kernel.clock import YEAR, age_in_years, date_of, day_of
from simulator.record.entry import Entry
from simulator.record.life import CoverageEnded, CoverageStarted, MaritalStatusChanged, Moved, NameChanged
from simulator.record.person import Person
from simulator.world.payers import insurance_status
from simulator.world.world import World

Lives = list[tuple[Person, list[Entry]]]
MEDICARE_BEGINS = day_of(date(1966, 7, 1))


@pytest.fixture(scope="module")
def lives(world: World, people: list[Person]) -> Lives:
    return [(person, world.biography(person)) for person in people]


def age(person: Person, entry: Entry) -> float:
    return (entry.time - person.birth) / YEAR


def test_entries_are_in_order_and_within_a_life(lives: Lives) -> None:
    for person, entries in lives:
        times = [entry.time for entry in entries]
        assert times == sorted(times)
        assert not times or (times[0] >= person.birth and times[-1] < person.birth + 121 * YEAR)


def test_a_biography_is_a_function_of_the_person(people: list[Person], lives: Lives) -> None:
    again = World()
    for number in (30, 2, 11):
        fresh = again.biography(again.person(1, number))
        assert [(repr(entry), entry.time) for entry in fresh] == [(repr(entry), entry.time) for entry in lives[number][1]]


def test_ids_of_entries_are_their_own(lives: Lives) -> None:
    for _, entries in lives:
        keys = [(type(entry).__name__, entry.state, entry.visit) for entry in entries]
        assert len(keys) == len(set(keys))


def test_moves_change_the_address(lives: Lives) -> None:
    for person, entries in lives:
        address = person.address
        for entry in entries:
            if isinstance(entry, Moved):
                assert entry.address != address
                address = entry.address


def test_young_adults_move_most(lives: Lives) -> None:
    ages = Counter(int(age(person, entry)) // 10 for person, entries in lives for entry in entries if isinstance(entry, Moved))
    assert ages[2] > 1.4 * ages[0]
    assert ages[2] > 3 * ages[6]
    assert ages[2] / (10 * len(lives)) == pytest.approx(0.15, abs=0.02)


def test_marital_status_goes_in_possible_steps(lives: Lives) -> None:
    steps = {("S", "M"), ("M", "D"), ("M", "W"), ("D", "M"), ("W", "M")}
    for person, entries in lives:
        status = "S"
        for entry in entries:
            if isinstance(entry, MaritalStatusChanged):
                assert (status, entry.status) in steps
                status = entry.status
                assert (entry.spouse is not None) == (status == "M")
                assert age(person, entry) >= 15.0


def test_most_people_marry_and_some_divorce(lives: Lives) -> None:
    adults = [entries for person, entries in lives if date_of(person.birth_day).year < 1980]
    statuses = [[entry.status for entry in entries if isinstance(entry, MaritalStatusChanged)] for entries in adults]
    assert sum("M" in one for one in statuses) / len(statuses) == pytest.approx(0.91, abs=0.04)
    assert 0.2 < sum("D" in one for one in statuses) / len(statuses) < 0.5


def test_names_change_with_marriages_or_after_divorces(lives: Lives) -> None:
    changed = {"M": 0, "F": 0}
    for person, entries in lives:
        events = {entry.time for entry in entries if isinstance(entry, MaritalStatusChanged)}
        names = [entry for entry in entries if isinstance(entry, NameChanged)]
        assert {entry.time for entry in names} <= events
        before = person.name
        for entry in names:
            assert entry.name.family != before.family
            assert entry.name.given == person.name.given
            assert entry.name.suffix == ("" if entry.name.family != person.name.family else person.name.suffix)
            before = entry.name
        changed[person.sex] += bool(names)
    assert changed["F"] > 8 * changed["M"] > 0


def test_one_cover_at_a_time(lives: Lives) -> None:
    for _, entries in lives:
        running: CoverageStarted | None = None
        for entry in entries:
            if isinstance(entry, CoverageStarted):
                assert running is None
                running = entry
            elif isinstance(entry, CoverageEnded):
                assert entry.coverage is running
                assert running is not None
                assert entry.time > running.time
                running = None


def test_medicare_begins_at_65_and_not_before_1966(lives: Lives) -> None:
    for person, entries in lives:
        for entry in entries:
            if not isinstance(entry, CoverageStarted):
                continue
            day = person.zone.day(entry.time)
            kind = entry.plan.payer.kind
            if insurance_status(entry.plan) == "medicare":
                assert age_in_years(person.birth_day, day + 31) >= 65
                assert day >= MEDICARE_BEGINS
            if kind in ("medicaid", "tricare"):
                assert date_of(day).year >= 1967
            assert entry.relationship in ("self", "child", "spouse")
            assert entry.plan.group
            if entry.relationship == "child":
                assert age(person, entry) < 26.0


def covered_at(world: World, lives: Lives, instant: int, low: int, high: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for person, entries in lives:
        if not low <= (instant - person.birth) / YEAR < high:
            continue
        status = "none"
        for entry in entries:
            if entry.time <= instant and isinstance(entry, CoverageStarted | CoverageEnded):
                status = insurance_status(entry.plan if isinstance(entry, CoverageStarted) else None)
        found[status] += 1
    return found


def test_covers_have_the_published_shares(world: World, lives: Lives) -> None:
    """ACS 2018, B27010, of people of all dates from 2000 on."""
    instants = [world.zone.at(day_of(date(year, 3, 1))) for year in range(2000, 2100, 10)]
    shares = {}
    for low, high in ((0, 19), (19, 65), (66, 100)):
        counts: Counter[str] = Counter()
        for instant in instants:
            counts += covered_at(world, lives, instant, low, high)
        shares[low] = {status: count / sum(counts.values()) for status, count in counts.items()}
    assert shares[0]["medicaid"] == pytest.approx(0.35, abs=0.05)
    assert shares[0]["none"] == pytest.approx(0.052, abs=0.02)
    assert shares[19]["private"] == pytest.approx(0.71, abs=0.05)
    assert shares[19]["none"] == pytest.approx(0.125, abs=0.03)
    assert shares[66]["medicare"] == pytest.approx(0.97, abs=0.02)


def test_the_poor_have_medicaid(lives: Lives) -> None:
    def share(low: float, high: float) -> float:
        some = [
            any(isinstance(entry, CoverageStarted) and entry.plan.payer.kind == "medicaid" for entry in entries)
            for person, entries in lives
            if low <= float(str(person.attributes["poverty_ratio"])) < high and date_of(person.birth_day).year > 1990
        ]
        return sum(some) / len(some)

    assert share(0.0, 1.0) > 0.85
    assert share(4.0, 99.0) < 0.4


def test_people_move_and_marry_by_day(lives: Lives) -> None:
    for person, entries in lives[:300]:
        for entry in entries:
            if isinstance(entry, Moved) or (isinstance(entry, MaritalStatusChanged) and entry.status != "W"):
                assert 9 * 3600 <= person.zone.second_of_day(entry.time) < 18 * 3600
