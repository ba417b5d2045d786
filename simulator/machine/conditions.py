"""The conditions that guards wait for and transitions ask, as slot objects.

Each says whether it `holds`, on which `signals` it may change, when it may next change by time alone (`changes_at`), and how quiet
it is. Comparisons are those of the module format: nil makes every operator but the nil tests false.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Final

from simulator.errors import ModuleRunError
from simulator.kernel.clock import WEEK
from simulator.machine.walk import NEVER, NOISY, QUIET, Walk
from simulator.record.entry import Entry
from simulator.record.problems import LatentCondition
from simulator.terminology.concept import Concept

#: A guard on a vital sign, an observation within a time, or another value that moves by itself is tried again so often.
RETRY_SECONDS: Final = WEEK

#: What an operator of the module format means; the nil tests stand for themselves.
COMPARISONS: Final[dict[str, Callable[[object, object], bool]]] = {
    "<": operator.lt,  # type: ignore[dict-item]
    "<=": operator.le,  # type: ignore[dict-item]
    "==": operator.eq,
    ">=": operator.ge,  # type: ignore[dict-item]
    ">": operator.gt,  # type: ignore[dict-item]
    "!=": operator.ne,
}


class Condition:
    """One condition."""

    __slots__ = ()

    def holds(self, walk: Walk) -> bool:
        """Whether it holds at the walk's clock."""
        raise NotImplementedError

    def signals(self) -> tuple[str, ...]:
        """The signals on which it may change, whatever attributes hold."""
        return ()

    def held_signals(self, walk: Walk) -> tuple[str, ...]:
        """The signals of what the attributes that it refers to hold now."""
        return ()

    def refers(self) -> bool:
        """Whether there are attributes that it refers to, by what they hold."""
        return False

    def changes_at(self, walk: Walk) -> int:
        """The next instant after the walk's clock at which it may change by time alone; NEVER if none."""
        return NEVER

    def reads(self) -> tuple[str, ...]:
        """The attributes it reads."""
        return ()

    def quietness(self) -> int:
        """How far it may be asked ahead of the world, its attributes aside."""
        return QUIET


class Always(Condition):
    """True or False."""

    __slots__ = ("value",)

    def __init__(self, value: bool) -> None:
        self.value = value

    def holds(self, walk: Walk) -> bool:
        return self.value


class Gender(Condition):
    """The sex at birth."""

    __slots__ = ("gender",)

    def __init__(self, gender: str) -> None:
        self.gender = gender

    def holds(self, walk: Walk) -> bool:
        return walk.subject.sex == self.gender


class Race(Condition):
    """The race, in the format's lower-case words."""

    __slots__ = ("race",)

    def __init__(self, race: str) -> None:
        self.race = race

    def holds(self, walk: Walk) -> bool:
        return walk.subject.race == self.race


class Fixed(Condition):
    """An attribute that birth fixes ("socioeconomic_category")."""

    __slots__ = ("attribute", "value")

    def __init__(self, attribute: str, value: str) -> None:
        self.attribute = attribute
        self.value = value

    def holds(self, walk: Walk) -> bool:
        return walk.subject.attributes.get(self.attribute) == self.value


class AttributeIs(Condition):
    """An attribute against a value.

    Numbers compare as numbers and text by its letters; of booleans and codes only `==` and `!=` mean anything, and for a boolean
    every operator but `==` means `!=`. An entry or condition that an attribute holds is true.
    Raises ModuleRunError for an attribute of another kind than the value.
    """

    __slots__ = ("attribute", "compare", "kind", "operator_text", "value", "wants_equal")

    def __init__(self, attribute: str, operator_text: str, value: object) -> None:
        self.attribute = attribute
        self.operator_text = operator_text
        self.compare = COMPARISONS.get(operator_text)
        self.value = value
        self.kind = type(value)
        self.wants_equal = operator_text == "=="

    def holds(self, walk: Walk) -> bool:
        found = walk.subject.attributes.get(self.attribute)
        compare = self.compare
        if compare is None:
            return (found is None) == (self.operator_text == "is nil")
        if found is None:
            return False
        kind = type(found)
        if kind is self.kind:  # nearly always; `compared` is for the rest, and takes three times as long
            if kind is bool:
                return (found is self.value) == self.wants_equal
            if kind is str or kind is int or kind is float:
                return compare(found, self.value)
        try:
            return compared(found, self.value, self.operator_text, compare)
        except TypeError:
            raise ModuleRunError(
                walk.machine.key,
                walk.step.name,
                f'attribute "{self.attribute}" is {found!r} and cannot be compared ({self.operator_text}) with {self.value!r}',
            ) from None

    def signals(self) -> tuple[str, ...]:
        return ("attribute:" + self.attribute,)

    def reads(self) -> tuple[str, ...]:
        return (self.attribute,)


def compared(found: object, value: object, operator_text: str, compare: Callable[[object, object], bool]) -> bool:
    """A comparison as the module format means it. Raises TypeError for kinds that do not compare."""
    if isinstance(value, bool) and isinstance(found, (Entry, LatentCondition)):
        found = True
    if isinstance(found, bool) or isinstance(value, bool):
        if not (isinstance(found, bool) and isinstance(value, bool)):
            raise TypeError
        return (found == value) == (operator_text == "==")
    if isinstance(found, Concept) or isinstance(value, Concept):
        if not (isinstance(found, Concept) and isinstance(value, Concept)) or operator_text not in ("==", "!="):
            raise TypeError
        same = found.system == value.system and found.code == value.code
        return same == (operator_text == "==")
    if isinstance(found, str) != isinstance(value, str) or not isinstance(found, (str, int, float)):
        raise TypeError
    return compare(found, value)


class SymptomIs(Condition):
    """A symptom's strength against a number."""

    __slots__ = ("compare", "operator_text", "symptom", "value")

    def __init__(self, symptom: str, operator_text: str, value: float) -> None:
        self.symptom = symptom
        self.operator_text = operator_text
        self.compare = COMPARISONS.get(operator_text)
        self.value = value

    def holds(self, walk: Walk) -> bool:
        if self.compare is None:
            return (self.symptom not in walk.subject.symptoms) == (self.operator_text == "is nil")
        return self.compare(walk.subject.symptom(self.symptom), self.value)

    def signals(self) -> tuple[str, ...]:
        return ("symptom:" + self.symptom,)

    def quietness(self) -> int:
        return NOISY


class VitalSignIs(Condition):
    """A vital sign as it is now against a number."""

    __slots__ = ("compare", "name", "operator_text", "value")

    def __init__(self, name: str, operator_text: str, value: float) -> None:
        self.name = name
        self.operator_text = operator_text
        self.compare = COMPARISONS.get(operator_text)
        self.value = value

    def holds(self, walk: Walk) -> bool:
        if self.compare is None:
            return self.operator_text == "is not nil"
        return self.compare(walk.subject.body.vital(self.name, walk.now), self.value)

    def changes_at(self, walk: Walk) -> int:
        return walk.now + RETRY_SECONDS

    def quietness(self) -> int:
        return NOISY


class PriorState(Condition):
    """Whether this walk was in a state, later than another one, or within a length of time (0: at any time)."""

    __slots__ = ("name", "since", "within_seconds")

    def __init__(self, name: str, since: str, within_seconds: int) -> None:
        self.name = name
        self.since = since
        self.within_seconds = within_seconds

    def holds(self, walk: Walk) -> bool:
        found = walk.left.get(self.name)
        if found is None:
            return False
        left, serial = found
        if self.within_seconds and left <= walk.now - self.within_seconds:
            return False
        if not self.since:
            return True
        barrier = walk.left.get(self.since)
        return barrier is None or barrier[1] < serial

    def changes_at(self, walk: Walk) -> int:
        found = walk.left.get(self.name)
        if found is None or not self.within_seconds:
            return NEVER
        expiry = found[0] + self.within_seconds
        return expiry if expiry > walk.now else NEVER


class Count(Condition):
    """How many of several hold: at least `minimum` and at most `maximum` (And, Or, At Least, At Most)."""

    __slots__ = ("conditions", "maximum", "minimum")

    def __init__(self, conditions: list[Condition], minimum: int, maximum: int) -> None:
        self.conditions = conditions
        self.minimum = minimum
        self.maximum = maximum

    def holds(self, walk: Walk) -> bool:
        found = 0
        for condition in self.conditions:
            if condition.holds(walk):
                found += 1
        return self.minimum <= found <= self.maximum

    def signals(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for condition in self.conditions for key in condition.signals()))

    def held_signals(self, walk: Walk) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for condition in self.conditions for key in condition.held_signals(walk)))

    def refers(self) -> bool:
        return any(condition.refers() for condition in self.conditions)

    def changes_at(self, walk: Walk) -> int:
        soonest = NEVER
        for condition in self.conditions:  # a generator costs 300 ns here
            soonest = min(soonest, condition.changes_at(walk))
        return soonest

    def reads(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for condition in self.conditions for name in condition.reads()))

    def quietness(self) -> int:
        return min((condition.quietness() for condition in self.conditions), default=QUIET)


class And(Count):
    """All hold; asks no further than the first that does not."""

    __slots__ = ()

    def __init__(self, conditions: list[Condition]) -> None:
        super().__init__(conditions, len(conditions), len(conditions))

    def holds(self, walk: Walk) -> bool:
        for condition in self.conditions:  # noqa: SIM110 a generator costs 300 ns here
            if not condition.holds(walk):
                return False
        return True


class Or(Count):
    """Any holds; asks no further than the first that does."""

    __slots__ = ()

    def __init__(self, conditions: list[Condition]) -> None:
        super().__init__(conditions, 1, len(conditions))

    def holds(self, walk: Walk) -> bool:
        for condition in self.conditions:  # noqa: SIM110 a generator costs 300 ns here
            if condition.holds(walk):
                return True
        return False


class Not(Condition):
    """The other one does not hold."""

    __slots__ = ("condition",)

    def __init__(self, condition: Condition) -> None:
        self.condition = condition

    def holds(self, walk: Walk) -> bool:
        return not self.condition.holds(walk)

    def signals(self) -> tuple[str, ...]:
        return self.condition.signals()

    def held_signals(self, walk: Walk) -> tuple[str, ...]:
        return self.condition.held_signals(walk)

    def refers(self) -> bool:
        return self.condition.refers()

    def changes_at(self, walk: Walk) -> int:
        return self.condition.changes_at(walk)

    def reads(self) -> tuple[str, ...]:
        return self.condition.reads()

    def quietness(self) -> int:
        return self.condition.quietness()
