"""Which states of the modules people reach, and why the others are not reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from simulator.config import RunConfig
from simulator.engine.lifetime import Engine, settle
from simulator.machine.compile import Program, compile_library
from simulator.machine.library import ModuleLibrary
from simulator.machine.load import load_library
from simulator.machine.walk import Machine, Step, Walk
from simulator.run.population import candidates, instant_of
from simulator.tools.causes import DEAD, RARE, UNMET, Causes
from simulator.world.declared import DeclaredDeaths
from simulator.world.world import World

__all__ = ["DEAD", "RARE", "UNMET", "Reached", "config_of", "cover", "told", "unreached"]


@dataclass(slots=True)
class Reached:
    """How many visits each state of each module had, over all lives; by (module key, state)."""

    lives: int = 0
    visits: Counter[tuple[str, str]] = field(default_factory=Counter)
    people: Counter[tuple[str, str]] = field(default_factory=Counter)


class CountedWalk(Walk):
    """A walk that counts the states that it leaves."""

    __slots__ = ("states",)

    def __init__(self, machine: Machine, subject: object) -> None:
        super().__init__(machine, subject)  # type: ignore[arg-type]
        self.states: Counter[tuple[str, str]] = Counter()

    def leave(self, step: Step) -> None:
        """Counts the state, and remembers it as every walk does."""
        super().leave(step)
        self.states[(step.module, step.name)] += 1


def watched(program: Program) -> Program:
    """The program with every state remembered, so that `CountedWalk` sees it left."""
    for machine in (*program.machines, *program.submodules):
        for step in machine.steps.values():
            step.remembered = True
    return program


def take(reached: Reached, walks: Iterable[Walk]) -> None:
    """Counts the walks of one life; the state where a walk stands at the end counts too."""
    reached.lives += 1
    seen: Counter[tuple[str, str]] = Counter()
    for walk in walks:
        assert isinstance(walk, CountedWalk)
        seen += walk.states
        seen[(walk.step.module, walk.step.name)] += 1
    reached.visits += seen
    reached.people.update(seen.keys())


def cover(config: RunConfig) -> tuple[ModuleLibrary, Reached]:
    """Lives as many candidates as the config asks for people, dead or living, and counts the states that they reach.

    Raises what loading and living raise.
    """
    library = load_library(config.modules or None, config.add_modules, config.only, config.without)
    world = World(config.state)
    engine = Engine(world, watched(compile_library(library)), DeclaredDeaths.none())
    as_of = instant_of(config, world.zone)
    reached = Reached()
    settle()
    for candidate in islice(candidates(config, world), config.patients):
        take(reached, engine.live(world.person(config.seed, candidate), as_of, CountedWalk).walks)
    return library, reached


def unreached(library: ModuleLibrary, reached: Reached) -> list[tuple[str, str, str]]:
    """Every state that nobody reached: module key, state, and why, in the order of the modules."""
    return Causes(library, reached.people, reached.visits).all()


def told(library: ModuleLibrary, reached: Reached, names: bool) -> list[str]:
    """The coverage in lines: how many states were reached, the causes of the others, and with `names` each of those."""
    every = sum(len(module.model.states) for module in library)
    causes_of = Causes(library, reached.people, reached.visits)
    missed = causes_of.all()
    share = (every - len(missed)) / every if every else 1.0
    lines = [f"{every - len(missed):,} of {every:,} states reached ({share:.1%}) in {reached.lives:,} lives"]
    causes = Counter(cause for _, _, cause in missed)
    lines += [f"{causes[cause]:>7,} {cause}" for cause in (DEAD, RARE, UNMET) if causes[cause]]
    if names:
        lines += [f'{key} state "{state}": {cause}{_asked(causes_of, key, state, cause)}' for key, state, cause in missed]
    return lines


def _asked(causes: Causes, key: str, state: str, cause: str) -> str:
    said = causes.asked((key, state)) if cause == UNMET else ""
    return f" ({said})" if said else ""


def config_of(folders: list[Path], lives: int, seed: int, state: str) -> RunConfig:
    """The config of a coverage run. Raises UsageError for values that cannot be."""
    return RunConfig.of(patients=lives, seed=seed, state=state, modules=folders)
