"""One person's way through one module: each state with its time, what was drawn in it, what it set and wrote, and what followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from simulator.config import RunConfig
from simulator.engine.lifetime import Engine
from simulator.engine.truth import StateVisit, ToldSubject, ToldWalk, told
from simulator.errors import UsageError
from simulator.fhir.primary import PRIMARY
from simulator.kernel.clock import age_in_months
from simulator.kernel.streams import Random
from simulator.machine.compile import compile_library
from simulator.machine.load import load_library
from simulator.machine.subject import Subject
from simulator.machine.walk import Machine, Step, Walk
from simulator.record.entry import Entry
from simulator.run.population import check_named, instant_of
from simulator.run.prepare import declared_deaths
from simulator.run.truth import Truth, Written, told_life, wrote_in
from simulator.terminology.concept import Concept
from simulator.tools.finding import find
from simulator.world.world import World

#: Below this age in months people are told in months.
MONTHS_UNTIL = 24


@dataclass(frozen=True, slots=True)
class TracedState:
    """One stay in a state: `entered` and `left` are local times (None: still there), `age` the completed years, or months of
    small children; `drew` is what acting drew, `chose` what the choice of what followed drew. `following` is "" at the end."""

    state: str
    type: str
    entered: str
    left: str | None
    age: str
    drew: tuple[str, ...]
    set: tuple[str, ...]
    wrote: tuple[str, ...]
    chose: tuple[str, ...]
    following: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A person's way through a module up to a date; `who` and `end` are told in words."""

    module: str
    who: str
    states: tuple[TracedState, ...]
    end: str


class _Draws:
    """A generator that tells what was drawn of it: text such as "0.25" or "normalvariate(5, 2) = 4.1"."""

    __slots__ = ("_source", "told")

    def __init__(self, source: Random) -> None:
        self._source = source
        self.told: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._source, name)

        def draw(*numbers: float) -> Any:
            drawn = method(*numbers)
            asked = f"{name}({', '.join(f'{number:g}' for number in numbers)}) = " if numbers else ""
            self.told.append(f"{asked}{drawn:.4g}")
            return drawn

        return draw


class TracedWalk(ToldWalk):
    """A walk that keeps what was drawn in each stay, while acting and while choosing what follows."""

    __slots__ = ("_draws", "chose", "drew")

    def __init__(self, machine: Machine, subject: Subject) -> None:
        super().__init__(machine, subject)
        self._draws = _Draws(super().random)
        self.drew: list[tuple[str, ...]] = []
        self.chose: list[tuple[str, ...]] = []

    @property
    def random(self) -> Random:
        """The walk's generator, listened to."""
        return cast(Random, self._draws)

    def leaves(self, step: Step) -> None:
        """Keeps what acting has drawn."""
        super().leaves(step)
        self.drew.append(self._taken())

    def enters(self, step: Step) -> None:
        """Keeps what choosing has drawn."""
        super().enters(step)
        self.chose.append(self._taken())

    def _taken(self) -> tuple[str, ...]:
        taken, self._draws.told = tuple(self._draws.told), []
        return taken

    def drew_in(self, stay: StateVisit) -> tuple[str, ...]:
        """What acting drew in a stay."""
        return self.drew[stay.number] if stay.number < len(self.drew) else tuple(self._draws.told)

    def chose_after(self, stay: StateVisit) -> tuple[str, ...]:
        """What the choice of what followed a stay drew."""
        return self.chose[stay.number] if stay.number < len(self.chose) else ()


def trace(config: RunConfig, key: str) -> Trace:
    """The way of the one person that the config names through the module of a key, as in the whole run.

    Raises UsageError where there is no such module, where nobody walks it by itself, and where not one person is named who is
    born before the date; else what loading and living raise.
    """
    if config.persons is None or len(config.persons) != 1:
        raise UsageError("trace: accepted is one person")
    library = load_library(config.modules or None, config.add_modules, config.only, config.without)
    if find(library, key).kind != "root":
        raise UsageError(f'"{key}" is a submodule: nobody walks it by itself; name the module that calls it')
    world = World(config.state)
    check_named(config, world)
    engine = Engine(world, told(compile_library(library)), declared_deaths(config, library))

    def walk_of(machine: Machine, subject: Subject) -> ToldWalk:
        return (TracedWalk if machine.key == key else ToldWalk)(machine, subject)

    life = told_life(engine, world.person(config.seed, config.persons[0]), instant_of(config, world.zone), walk_of)
    return _traced(Truth(life, config.population), key)


def _traced(truth: Truth, key: str) -> Trace:
    walk = next(walk for walk in truth.walks if isinstance(walk, TracedWalk))
    life, person = truth.life, truth.life.person
    stays = [stay for stay in walk.stays if truth.happened(stay.entered, key)]
    written = truth.references.written()
    states = [_state(truth, walk, stay, written) for stay in stays]
    born = f"born {person.zone.date(person.birth)}"
    end = "the date" if life.died is None else "the death"
    at = person.zone.iso(life.as_of if life.died is None else life.died)
    who = f"person {person.candidate} of seed {person.seed}, {person.sex}, {born}"
    return Trace(key, who, tuple(states), f"{end} on {_minute(at)}")


def _state(truth: Truth, walk: TracedWalk, stay: StateVisit, written: Written) -> TracedState:
    key, step, zone = walk.machine.key, stay.step, truth.life.person.zone
    left = stay.left if stay.left is not None and truth.happened(stay.left, key) else None
    following = walk.stays[stay.number + 1].step.path if left is not None else ""
    return TracedState(
        state=step.path,
        type=step.type_name,
        entered=zone.iso(stay.entered),
        left=None if left is None else zone.iso(left),
        age=_age(truth, stay.entered),
        drew=walk.drew_in(stay),
        set=tuple(_set(walk, stay)),
        wrote=tuple(dict.fromkeys(_entry_text(entry) for entry in wrote_in(stay, key, written))),
        chose=walk.chose_after(stay) if left is not None else (),
        following=following,
    )


def _set(walk: Walk, stay: StateVisit) -> Iterator[str]:
    subject = walk.subject
    assert isinstance(subject, ToldSubject)
    for change in subject.changes:
        if change.number == stay.number and change.module == walk.machine.key:
            yield f"{change.name} = {_value_text(change.value)}"


def _value_text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Concept):
        return value.display or value.code
    if value is None:
        return "nothing"
    concepts = getattr(value, "concepts", None)
    return concepts[0].display if concepts else str(value)


def _entry_text(entry: Entry) -> str:
    concepts = getattr(entry, "concepts", None) or [getattr(entry, "concept", None)]
    return " ".join(part for part in (PRIMARY[type(entry)], concepts[0].display if concepts[0] else "") if part)


def _age(truth: Truth, at: int) -> str:
    person = truth.life.person
    months = age_in_months(person.birth_day, person.zone.day(at))
    return f"{months} mo" if months < MONTHS_UNTIL else f"{months // 12} y"


def _minute(iso: str) -> str:
    return iso[:16].replace("T", " ")


def plain(found: Trace) -> Iterator[str]:
    """A trace as lines of text."""
    yield f"{found.module}: {found.who}, to {found.end}"
    for each in found.states:
        yield f"{_minute(each.entered)}  {each.age:>5}  {each.state}  [{each.type}]"
        for label, told_texts in (("drew", each.drew), ("set", each.set), ("wrote", each.wrote)):
            if told_texts:
                yield f"{'':25}{label} {'; '.join(told_texts)}"
        if each.chose:
            yield f"{'':25}→ {each.following}, drew {'; '.join(each.chose)}"
    last = found.states[-1]
    if last.type != "Terminal":
        yield f"still in {last.state} at {found.end}"
