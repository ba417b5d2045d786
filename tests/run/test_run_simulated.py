"""Lives as a run makes them: whom nobody will read isn't lived."""

from __future__ import annotations

from typing import Any

from simulator.config import RunConfig
from simulator.engine.lifetime import Life
from simulator.run.population import instant_of
from simulator.run.prepare import prepare

CANDIDATES = range(60)
ONLY = ("influenza",)


def _lives(**options: Any) -> tuple[Any, list[int]]:
    """Lives, and the candidates whose life has been lived so far."""
    lives: Any = prepare(RunConfig.of(only=ONLY, **options)).lives
    lived, through = [], lives.lived

    def noted(candidate: int) -> Life:
        lived.append(candidate)
        life: Life = through(candidate)
        return life

    lives.lived = noted
    return lives, lived


def _born(lives: Any) -> list[int]:
    as_of = instant_of(RunConfig(), lives.zone)
    return [each for each in CANDIDATES if lives.birth(1, each)[0] < as_of]


def test_who_is_dead_by_the_life_table_is_not_lived_where_the_dead_are_not_written() -> None:
    everybody, all_lived = _lives()
    living, lived = _lives(living_only=True)
    born, unexpected = _born(everybody), set()
    for candidate in born:
        one, other = everybody.live(candidate), living.live(candidate)
        assert (other.living, other.expected, other.fits) == (one.living, one.expected, one.fits)
        assert other.written == one.living
        if not one.expected:
            unexpected.add(candidate)
        assert [line.bundle for line in other.lines] == [line.bundle for line in one.lines if one.living]
    assert all_lived == born
    assert 20 < len(lived) < len(born)
    assert set(born) - set(lived) == unexpected


def test_named_persons_are_lived_dead_or_alive() -> None:
    lives, lived = _lives(persons=_born(_lives()[0]))
    written = [lives.live(each).written for each in _born(lives)]
    assert all(written)
    assert len(lived) == len(written)
