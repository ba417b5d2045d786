"""One person who lives one module, on a clock and with draws that the test decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from simulator.engine.lifetime import Engine
from simulator.engine.truth import ToldWalk, told
from simulator.errors import UsageError
from simulator.kernel.clock import HOUR, MINUTE, YEAR, Zone, day_of
from simulator.kernel.streams import Random
from simulator.machine.compile import compile_library
from simulator.machine.subject import Subject
from simulator.machine.walk import Machine
from simulator.record.entry import Entry
from simulator.record.person import Person
from simulator.run.truth import told_life
from simulator.testing.draws import fixed
from simulator.testing.lived import LivedModule
from simulator.testing.modules import Json, library_of
from simulator.world.declared import DeclaredDeaths
from simulator.world.world import World

#: Among so many candidates somebody of the sex and race is looked for: one in 500 is of the rarest.
MOST_CANDIDATES = 20_000
RACES = ("white", "black", "asian", "native", "hawaiian", "other")
SEXES = ("F", "M")
#: Nobody lives longer, in years.
LONGEST_LIFE = 130


class _QuietWorld(World):
    """The world, in which nobody moves, marries, is insured, or dies by the life table."""

    __slots__ = ()

    def biography(self, person: Person) -> list[Entry]:
        return []

    def death(self, person: Person, declared: DeclaredDeaths) -> int:
        return person.birth + LONGEST_LIFE * YEAR


class _DrawnWalk(ToldWalk):
    """A walk whose draws are given."""

    __slots__ = ("_given",)

    def __init__(self, machine: Machine, subject: Subject, draws: float | Sequence[float]) -> None:
        super().__init__(machine, subject)
        self._given = fixed(draws, super().random)

    @property
    def random(self) -> Random:
        return self._given


def live(
    module: Json | str | Path,
    *,
    birth: str = "1980-01-02T12:00",
    until: str = "2026-01-01",
    sex: str = "F",
    race: str = "white",
    attributes: Mapping[str, object] | None = None,
    draws: float | Sequence[float] | None = None,
    submodules: Mapping[str, Json] | None = None,
    tables: Mapping[str, str] | None = None,
    seed: int = 1,
) -> LivedModule:
    """One module as one person lives it: a dict, a file, or a key of the own library.

    The person is born and lives up to local times; nothing else happens to them than this module and the visits of wellness
    and symptoms that the engine opens. `attributes` are set at birth. `draws` are what the module draws: one number for every
    draw, or several in turn and then by the seed; all other chance (hours, clinicians, the body) is the seed's. `submodules`
    by key and `tables` (CSV text) by name go with a dict.

    Raises InputError with every error of the module, ModuleRunError where it goes astray, UsageError for a value that cannot be.
    """
    library, key = library_of(module, submodules or {}, tables or {})
    world = _world()
    person = _person(seed, sex, race)
    born, as_of = _instant("birth", birth, world.zone), _instant("until", until, world.zone)
    if as_of <= born:
        raise UsageError(f"until: {until} isn't after the birth at {birth}; accepted is a later time")
    person = replace(person, birth=born, attributes={**person.attributes, **(attributes or {})})

    def walk_of(machine: Machine, subject: Subject) -> ToldWalk:
        return ToldWalk(machine, subject) if draws is None else _DrawnWalk(machine, subject, draws)

    engine = Engine(world, told(compile_library(library)), DeclaredDeaths.none())
    return LivedModule(told_life(engine, person, as_of, walk_of), key, f"seed-{seed}")


@cache
def _world() -> _QuietWorld:
    """Made once, for its tables take a quarter of a second to read."""
    return _QuietWorld()


@cache
def _person(seed: int, sex: str, race: str) -> Person:
    """The first candidate of a sex and a race."""
    world = _world()
    if sex not in SEXES:
        raise UsageError(f"sex: {sex!r}; accepted are {', '.join(SEXES)}")
    if race not in RACES:
        raise UsageError(f"race: {race!r}; accepted are {', '.join(RACES)}")
    for candidate in range(MOST_CANDIDATES):
        if world.birth(seed, candidate)[1] == sex:
            person = world.person(seed, candidate)
            if person.race == race:
                return person
    raise UsageError(f"nobody of sex {sex} and race {race} among {MOST_CANDIDATES} candidates; accepted is another seed")


def _instant(name: str, text: str, zone: Zone) -> int:
    try:
        clock = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{name}: {text!r}; accepted is a local time such as 1990-05-06T09:30, or a date") from None
    return zone.at(day_of(clock.date()), clock.hour * HOUR + clock.minute * MINUTE + clock.second)
