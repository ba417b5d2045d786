"""Watching a life: which states are entered, what they write, and who sets which attribute when.

Nothing of it stands in the loop that everybody walks: a program is told to tell (`told`), the engine is given walks and a subject
that listen (`Engine.live(person, as_of, ToldWalk, ToldSubject)`), and the chart comes out the same.
"""

from __future__ import annotations

from typing import Final

from simulator.machine.compile import Program
from simulator.machine.steps.attributes import Counter, SetConstant, SetCopied, SetDrawn
from simulator.machine.steps.flow import FixedDelay
from simulator.machine.steps.orders import CarePlanStartStep, DeviceStep, MedicationOrderStep, ProcedureStep
from simulator.machine.steps.problems import Onset
from simulator.machine.subject import Care, Subject
from simulator.machine.walk import Machine, Step, Transition, Walk
from simulator.record.chart import Chart
from simulator.record.person import Person
from simulator.record.problems import LatentCondition

#: Who sets an attribute that no state set: what befalls a person sets these, their growing all others.
LIFE: Final = "life"
GROWING: Final = "growing"
LIFE_ATTRIBUTES: Final = frozenset({"city", "county", "days_until_death", "insurance_status", "marital_status"})

_SETTING: Final = (
    Counter,
    SetConstant,
    SetCopied,
    SetDrawn,
    Onset,
    MedicationOrderStep,
    CarePlanStartStep,
    ProcedureStep,
    DeviceStep,
)


class StateVisit:
    """One stay in a state: `entered` and `left` are instants (UTC seconds; None: still there), `state` the path, and what the
    state wrote is keyed by its visits from `first` to before `last`. `number` is its place in the walk."""

    __slots__ = ("entered", "first", "last", "left", "number", "step")

    def __init__(self, step: Step, number: int, entered: int, first: int) -> None:
        self.step = step
        self.number = number
        self.entered = entered
        self.left: int | None = None
        self.first = self.last = first


class AttributeSet:
    """An attribute's new value, None where it was removed; `module` and `state` are who set it ("growing" or "life", and "",
    where no state did), `rank` is the turn of the module at that instant, `number` the stay's place in its walk."""

    __slots__ = ("module", "name", "number", "rank", "state", "time", "value")

    def __init__(self, name: str, value: object, time: int) -> None:
        self.name = name
        self.value = value
        self.time = time
        self.module = LIFE if name in LIFE_ATTRIBUTES else GROWING
        self.state = ""
        self.rank = 0
        self.number = -1


class ToldSubject(Subject):
    """A subject that keeps every change of an attribute. What a state sets is claimed by its walk when it leaves the state."""

    __slots__ = ("_unclaimed", "changes")

    def __init__(self, person: Person, chart: Chart, care: Care) -> None:
        super().__init__(person, chart, care)
        self.changes = [AttributeSet(name, self.attributes[name], person.birth) for name in sorted(self.attributes)]
        for change in self.changes:
            change.module = LIFE
        self._unclaimed: dict[str, AttributeSet] = {}

    def set(self, name: str, value: object) -> None:
        """Sets an attribute, and keeps the change where it is one; that its condition has now been diagnosed is none."""
        old = self.attributes.get(name)
        super().set(name, value)
        if isinstance(old, LatentCondition) and old.onset is value:
            return
        if type(old) is type(value) and old == value:
            self._unclaimed.pop(name, None)
            return
        change = self._unclaimed[name] = AttributeSet(name, value, int(self.care.env.now))  # type: ignore[attr-defined]
        self.changes.append(change)

    def claim(self, name: str, walk: Walk, visit: StateVisit) -> None:
        """A state that sets the attribute is left: the last change of it that nobody has claimed was the state's."""
        change = self._unclaimed.pop(name, None)
        if change is not None:
            change.module, change.state, change.rank = walk.machine.key, visit.step.path, walk.rank
            change.time, change.number = visit.entered, visit.number


class ToldWalk(Walk):
    """A walk that keeps its stays in states, in order, the present one last."""

    __slots__ = ("stays",)

    def __init__(self, machine: Machine, subject: Subject) -> None:
        super().__init__(machine, subject)
        self.stays = [StateVisit(self.step, 0, subject.person.birth, 0)]

    def leaves(self, step: Step) -> None:
        """The present state has acted; where to go is not yet drawn."""
        stay = self.stays[-1]
        stay.left = self.now
        self.settle(stay)

    def enters(self, step: Step) -> None:
        """A state is entered now."""
        self.stays.append(StateVisit(step, len(self.stays), self.now, self.visits.get(step.path, 0)))

    def settle(self, stay: StateVisit) -> None:
        """Notes what a stay has written so far, and claims what it has set."""
        step = stay.step
        stay.last = self.visits.get(step.path, 0)
        if isinstance(step, _SETTING) and step.attribute:
            subject = self.subject
            assert isinstance(subject, ToldSubject)
            subject.claim(step.attribute, self, stay)


class _Telling(Transition):
    """A state's transition that tells the walk of being left and of what is entered."""

    __slots__ = ("inner", "step")

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.step = step
        self.inner = step.transition
        self.quietness = self.inner.quietness

    def choose(self, walk: Walk) -> Step:
        assert isinstance(walk, ToldWalk)
        walk.leaves(self.step)
        following = self.inner.choose(walk)
        walk.enters(following)
        return following


def told(program: Program) -> Program:
    """The program itself, whose states from now on tell their walks; it can be walked by `ToldWalk`s alone."""
    for machine in (*program.machines, *program.submodules):
        for step in machine.steps.values():
            if isinstance(step, FixedDelay):
                step.rounds = None  # each round is told
            if not isinstance(step.transition, _Telling):
                step.transition = _Telling(step)
                step.following = None
    return program
