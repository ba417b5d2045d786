"""When people are born, and who lives at the default date."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from simulator.kernel.clock import HOUR, YEAR, date_of, day_of
from simulator.world import tables
from simulator.world.declared import DeclaredDeaths
from simulator.world.world import World

NONE = DeclaredDeaths.none()
DEFAULT_DATE = day_of(date(2026, 1, 1))


def published() -> dict[tuple[str, int], float]:
    counts = {(row["sex"], int(row["age_low"])): float(row["population"]) for row in tables.rows("population_census_2020")}
    total = sum(counts.values())
    return {cell: count / total for cell, count in counts.items()}


@pytest.fixture(scope="module")
def living(world: World) -> Counter[tuple[str, int]]:
    """The living at the default date by sex and five-year band, of 80,000 candidates."""
    instant = world.zone.at(DEFAULT_DATE)
    found: Counter[tuple[str, int]] = Counter()
    for candidate in range(80_000):
        birth, sex = world.birth(4, candidate)
        if birth < instant < world.death_of(4, candidate, birth, sex, NONE):
            found[(sex, min(int((instant - birth) / YEAR) // 5 * 5, 85))] += 1
    return found


def test_the_living_at_the_default_date_have_the_published_ages(living: Counter[tuple[str, int]]) -> None:
    total = sum(living.values())
    distance = sum(abs(living[cell] / total - share) for cell, share in published().items()) / 2
    assert distance < 0.02


def test_the_published_sex_ratio_falls_with_age(living: Counter[tuple[str, int]]) -> None:
    young = sum(living[("M", age)] for age in range(0, 20, 5)) / sum(living[("F", age)] for age in range(0, 20, 5))
    assert 0.99 < young < 1.11
    assert living[("M", 85)] / living[("F", 85)] < 0.75


def test_at_a_later_date_the_same_people_are_older_and_others_have_been_born(world: World) -> None:
    births = [world.birth(3, candidate)[0] for candidate in range(3000)]
    early, late = (world.zone.at(day_of(date(year, 1, 1))) for year in (2026, 2036))
    assert sum(birth < early for birth in births) < sum(birth < late for birth in births)
    assert {birth for birth in births if birth < early} < {birth for birth in births if birth < late}


def test_births_lie_between_1900_and_2100(world: World) -> None:
    years = [date_of(world.zone.day(world.birth(5, candidate)[0])).year for candidate in range(4000)]
    assert min(years) >= 1900
    assert max(years) <= 2100
    assert min(years) < 1910
    assert max(years) > 2090


def test_births_follow_season_and_hour(world: World) -> None:
    births = [world.birth(9, candidate)[0] for candidate in range(30_000)]
    months = Counter(date_of(world.zone.day(birth)).month for birth in births)
    assert months[8] + months[9] > 1.08 * (months[1] + months[2]) * 61 / 59
    by_day = sum(6 * HOUR <= world.zone.second_of_day(birth) < 18 * HOUR for birth in births) / len(births)
    assert by_day == pytest.approx(0.61, abs=0.015)


def test_a_birth_is_a_function_of_seed_and_candidate(world: World) -> None:
    forth = [world.birth(1, candidate) for candidate in range(50)]
    back = [world.birth(1, candidate) for candidate in reversed(range(50))]
    assert forth == back[::-1]
    assert forth != [world.birth(2, candidate) for candidate in range(50)]
    other = World()
    assert forth == [other.birth(1, candidate) for candidate in range(50)]


def test_every_table_has_a_source() -> None:
    folder = Path(tables.__file__).parent / "tables"
    listed = (folder / "SOURCES.md").read_text(encoding="utf-8")
    files = sorted(path.name for path in folder.glob("*.csv"))
    assert files
    assert [name for name in files if f"`{name}`" not in listed] == []
    assert sum(path.stat().st_size for path in folder.iterdir()) < 2_000_000


def test_no_table_has_quotes() -> None:
    folder = Path(tables.__file__).parent / "tables"
    for path in sorted(folder.glob("*.csv")):
        header, *cells = tables.lines(path.stem)
        assert {len(row) for row in cells} == {len(header)}, path.name
        assert '"' not in path.read_text(encoding="utf-8")
