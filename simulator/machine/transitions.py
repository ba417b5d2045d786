"""The transitions of the module format as slot objects: where to go from a step."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Final

from simulator.machine.conditions import Condition
from simulator.machine.lookup import Lookup, running
from simulator.machine.walk import NEVER, Spread, Step, Transition, Walk


class Direct(Transition):
    """Always the same step."""

    __slots__ = ("target",)

    def __init__(self, target: Step) -> None:
        super().__init__()
        self.target = target

    def choose(self, walk: Walk) -> Step:
        return self.target

    def spread(self, walk: Walk) -> Spread:
        return [], [self.target], NEVER


class Return(Transition):
    """The end of a submodule: on from where it was called."""

    __slots__ = ()

    def choose(self, walk: Walk) -> Step:
        call = walk.step = walk.calls.pop()
        if call.remembered:
            walk.leave(call)
        return call.after.choose(walk)  # type: ignore[attr-defined, no-any-return]


class Share:
    """A probability: a number, or an attribute's with a default."""

    __slots__ = ("attribute", "probability")

    def __init__(self, probability: float, attribute: str) -> None:
        self.probability = probability
        self.attribute = attribute

    def of(self, walk: Walk) -> float:
        """The probability now; an attribute that is not a number gives the default."""
        found = walk.subject.attributes.get(self.attribute)
        return float(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else self.probability


class Distributed(Transition):
    """One draw over fixed probabilities; what is missing to 1 falls to the last."""

    __slots__ = ("bounds", "targets")

    def __init__(self, probabilities: list[float], targets: list[Step]) -> None:
        super().__init__()
        self.targets = targets
        self.bounds = running(tuple(probabilities))

    def choose(self, walk: Walk) -> Step:
        return self.targets[bisect_right(self.bounds, walk.random.random())]

    def spread(self, walk: Walk) -> Spread:
        return self.bounds, self.targets, NEVER


class DistributedByAttribute(Transition):
    """One draw over probabilities of which some are attributes; what is missing to 1 falls to the last."""

    __slots__ = ("shares", "targets")

    def __init__(self, shares: list[Share], targets: list[Step]) -> None:
        super().__init__()
        self.shares = shares
        self.targets = targets

    def choose(self, walk: Walk) -> Step:
        drawn = walk.random.random()
        total = 0.0
        for place, share in enumerate(self.shares):
            total += share.of(walk) if share.attribute else share.probability
            if drawn < total:
                return self.targets[place]
        return self.targets[-1]

    def spread(self, walk: Walk) -> Spread:
        sums = accumulate([share.of(walk) if share.attribute else share.probability for share in self.shares[:-1]])
        return list(accumulate(sums, max)), self.targets, NEVER  # a negative share takes nothing from those before it


class Conditional(Transition):
    """The first option whose condition holds or is absent, else the last; each option is a step or a transition of its own."""

    __slots__ = ("options",)

    def __init__(self, options: list[tuple[Condition | None, Transition]]) -> None:
        super().__init__()
        self.options = options

    def choose(self, walk: Walk) -> Step:
        for condition, option in self.options:
            if condition is None or condition.holds(walk):
                return option.choose(walk)
        return self.options[-1][1].choose(walk)

    def spread(self, walk: Walk) -> Spread:
        way, changes = self.options[-1][1], NEVER
        for condition, option in self.options:
            holds = condition is None or condition.holds(walk)
            if condition is not None:
                changes = min(changes, condition.changes_at(walk))
            if holds:
                way = option
                break
        bounds, targets, until = way.spread(walk)
        return bounds, targets, min(until, changes)


class ByTimeTable(Transition):
    """One draw over a table that asks for nothing but the time; of its own since a life asks one of these 4,000 times."""

    __slots__ = ("_bounds", "_from", "_until", "defaults", "lookup", "targets")

    def __init__(self, lookup: Lookup, defaults: tuple[float, ...], targets: list[Step]) -> None:
        super().__init__()
        self.targets = targets
        self.lookup = lookup
        self.defaults = running(defaults)
        self._from = self._until = 0
        self._bounds = self.defaults

    def choose(self, walk: Walk) -> Step:
        bounds, targets, _ = self.spread(walk)
        return targets[bisect_right(bounds, walk.random.random())]

    def spread(self, walk: Walk) -> Spread:
        now = walk.now
        if not self._from <= now < self._until:  # the row found last is the row again, for decades
            self._from, self._until, found = self.lookup.span_at(now)
            self._bounds = found or self.defaults
        return self._bounds, self.targets, self._until


class ByTable(Transition):
    """One draw over the probabilities of the table's row that fits the person, or the default ones."""

    __slots__ = ("defaults", "lookup", "targets")

    def __init__(self, lookup: Lookup, defaults: tuple[float, ...], targets: list[Step]) -> None:
        super().__init__()
        self.lookup = lookup
        self.defaults = running(defaults)
        self.targets = targets

    def choose(self, walk: Walk) -> Step:
        bounds = self.lookup.find(walk)
        return self.targets[bisect_right(self.defaults if bounds is None else bounds, walk.random.random())]


#: Where people with a complaint go first, by payer: shares of ambulatory and emergency care among episodes (the rest is
#: telemedicine), before and from the year in which telemedicine became common (2020).
#: Of acute visits 28 % are to emergency departments, more than half of those of uninsured people (Pitts, Carrier, Rich, Kellermann,
#: Health Aff 2010;29:1620); of visits for urinary tract infection a fifth (Schappert, Rechtsteiner, Vital Health Stat 13(169),
#: 2011). So a fifth, and twice that for Medicaid and uninsured people, who come three times as often a head (NHAMCS 2019);
#: telemedicine takes one visit in eight from the offices (NCHS Data Brief 445: used by 37 % of adults in 2021).
CARE_BEFORE_2020: Final[dict[bool, tuple[float, float]]] = {False: (0.80, 0.20), True: (0.60, 0.40)}
CARE_FROM_2020: Final[dict[bool, tuple[float, float]]] = {False: (0.68, 0.20), True: (0.48, 0.40)}
TELEMEDICINE_YEAR: Final = 2020

#: Words of the attribute "insurance_status" that stand for people who come to the emergency department often.
HIGH_EMERGENCY_USE: Final[tuple[str, ...]] = ("medicaid", "none")


class ByTypeOfCare(Transition):
    """One draw over ambulatory, emergency and telemedicine care, weighted by cover and year."""

    __slots__ = ("ambulatory", "emergency", "telemedicine", "turning_point")

    def __init__(self, ambulatory: Step, emergency: Step, telemedicine: Step, turning_point: int) -> None:
        super().__init__()
        self.ambulatory = ambulatory
        self.emergency = emergency
        self.telemedicine = telemedicine
        self.turning_point = turning_point

    def choose(self, walk: Walk) -> Step:
        shares = CARE_BEFORE_2020 if walk.now < self.turning_point else CARE_FROM_2020
        ambulatory, emergency = shares[walk.subject.attributes.get("insurance_status") in HIGH_EMERGENCY_USE]
        drawn = walk.random.random()
        if drawn < ambulatory:
            return self.ambulatory
        if drawn < ambulatory + emergency or walk.now < self.turning_point:
            return self.emergency
        return self.telemedicine
