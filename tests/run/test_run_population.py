"""Who belongs to a population: the order of candidates, the n-th living, and where it gives up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any

import pytest

from simulator.config import RunConfig
from simulator.errors import PopulationError, UsageError
from simulator.kernel.clock import day_of
from simulator.run.population import Tally, check_named, instant_of, parts

Make = Callable[[RunConfig], Any]


def _first(config: RunConfig, lives: Any, count: int) -> list[int]:
    candidates = (candidate for part in parts(config, lives) for candidate in part.candidates)
    return list(islice(candidates, count))


def test_those_not_born_before_the_date_are_skipped(fake_lives: Make) -> None:
    config = RunConfig.of(as_of="2026-01-01")
    found = _first(config, fake_lives(config), 120)
    assert found[:106] == list(range(106))
    assert found[106:] == list(range(110, 124))


def test_the_date_is_midnight_on_the_local_clock(fake_lives: Make) -> None:
    config = RunConfig.of(as_of="2026-07-01")
    assert instant_of(config, fake_lives(config).zone) == day_of(date(2026, 7, 1)) * 86400 + 4 * 3600


def test_parts_hold_twenty_candidates_each_and_are_numbered(fake_lives: Make) -> None:
    config = RunConfig()
    first, second = islice(parts(config, fake_lives(config)), 2)
    assert (first.number, first.candidates) == (0, tuple(range(20)))
    assert (second.number, second.candidates) == (1, tuple(range(20, 40)))


def test_ages_are_inclusive_and_completed_at_the_date(fake_lives: Make) -> None:
    config = RunConfig.of(age="40-41", as_of="2026-01-01")
    assert _first(config, fake_lives(config), 4) == [65, 66, 175, 176]
    config = RunConfig.of(age="40-41", as_of="2025-12-31")
    assert _first(config, fake_lives(config), 4) == [64, 65, 174, 175]


def test_sex_restricts(fake_lives: Make) -> None:
    config = RunConfig.of(sex="F")
    assert _first(config, fake_lives(config), 3) == [0, 2, 4]


def test_an_age_that_nobody_has_gives_up(fake_lives: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.run.population.HOPELESS_CANDIDATES", 500)
    config = RunConfig.of(age="107-126")
    with pytest.raises(PopulationError, match="nobody fits among 500 candidates up to 499"):
        next(parts(config, fake_lives(config)))


def test_named_persons_are_exactly_those(fake_lives: Make) -> None:
    config = RunConfig.of(persons=[17, 3])
    assert [part.candidates for part in parts(config, fake_lives(config))] == [(3, 17)]


def test_a_named_person_must_be_born(fake_lives: Make) -> None:
    config = RunConfig.of(persons=[109])
    with pytest.raises(UsageError, match="candidate 109 is born on 2029-01-01; accepted are those born before 2026-01-01"):
        check_named(config, fake_lives(config))


def _taken(config: RunConfig, lives: Any) -> tuple[list[int], Tally]:
    tally, written = Tally(config), []
    for part in parts(config, lives):
        for candidate in part.candidates:
            if tally.take(lives.live(candidate)):
                written.append(candidate)
            if tally.wanted == 0:
                return written, tally
    return written, tally


def test_all_up_to_the_nth_living_are_written_the_dead_too(fake_lives: Make) -> None:
    config = RunConfig.of(patients=5)
    written, tally = _taken(config, fake_lives(config))
    assert written == [0, 1, 2, 3, 4, 5, 6]
    assert (tally.written, tally.living, tally.dead) == (7, 5, 2)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"living_only": True}, [1, 2, 3, 5]),
        ({"sex": "F"}, [2, 6, 10, 14]),
        ({"sex": "F", "with_dead": True}, [0, 2, 4, 6, 8, 10, 12, 14]),
    ],
)
def test_the_dead_are_written_only_where_they_are_wanted(fake_lives: Make, options: dict[str, Any], expected: list[int]) -> None:
    config = RunConfig.of(patients=4, **options)
    written, _ = _taken(config, fake_lives(config))
    assert written == expected


def test_modules_that_leave_hardly_anybody_alive_are_named(fake_lives: Make) -> None:
    config = RunConfig.of(patients=100)
    lives = fake_lives(config)
    lives.dies = lambda candidate: candidate % 20 != 0
    with pytest.raises(PopulationError) as caught:
        _taken(config, lives)
    assert "of 200 people (up to candidate 203) 11 live on 2026-01-01, where the life table would leave 200" in str(caught.value)
    assert "plague (189)" in str(caught.value)


def test_a_tenth_of_the_living_is_enough(fake_lives: Make) -> None:
    config = RunConfig.of(patients=30)
    lives = fake_lives(config)
    lives.dies = lambda candidate: candidate % 10 != 0
    _, tally = _taken(config, lives)
    assert (tally.living, tally.lived) == (30, 283)


def test_named_persons_may_all_be_dead(fake_lives: Make) -> None:
    config = RunConfig.of(persons=[0, 4, 8])
    written, tally = _taken(config, fake_lives(config))
    assert (written, tally.living, tally.dead) == ([0, 4, 8], 0, 3)
