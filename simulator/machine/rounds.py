"""Delays that mostly lead back to themselves ("each month, one in a thousand falls ill"): their rounds drawn in one go.

Four in ten of a life's state visits on Synthea's modules are such rounds, in nine states. The draws are those that the rounds would
make one by one, so that charts are the same; a round takes 400 instructions compiled, a seventh of another visit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from simulator.machine.steps.flow import FixedDelay
from simulator.machine.transitions import ByTimeTable, Conditional, Direct, Distributed, DistributedByAttribute
from simulator.machine.walk import NOISY, QUIET, Machine, Step, Transition, Walk


class Rounds(Transition):
    """The transition of a delay of always the same length, with the rounds that lead from the delay back to it."""

    __slots__ = ("inner", "seconds", "step")

    def __init__(self, step: FixedDelay) -> None:
        super().__init__()
        self.step: Step = step
        self.seconds = step.seconds
        self.inner = step.transition
        self.quietness = self.inner.quietness

    def wait(self, walk: Walk) -> int:
        """Seconds until the end of the round after which the walk leaves the delay, or of the first one that must not be decided
        ahead of the world."""
        subject, step, seconds = walk.subject, self.step, self.seconds
        limit = subject.horizon if self.quietness == QUIET else min(subject.next_growth, subject.horizon)
        draw = walk.random.random
        entered = walk.now
        at = entered + seconds
        while at < limit and walk.decided is None:
            walk.now = at
            bounds, targets, until = self.inner.spread(walk)
            until = min(until, limit)
            place = targets.index(step) if step in targets else -1
            low = bounds[place - 1] if place > 0 else 0.0
            high = -1.0 if place < 0 else bounds[place] if place < len(bounds) else 2.0
            single = len(targets) == 1
            while at < until:
                drawn = 0.0 if single else draw()
                if not low <= drawn < high:
                    walk.decided = targets[bisect_right(bounds, drawn)]
                    break
                at += seconds
        walk.now = entered
        walk.rounds += (at - entered) // seconds - 1
        return at - entered

    def choose(self, walk: Walk) -> Step:
        decided = walk.decided
        if decided is None:
            return self.inner.choose(walk)
        walk.decided = None
        return decided


def draw_in_one_go(machines: Iterable[Machine]) -> None:
    """Gives every delay that may lead back to itself its rounds, where nobody else can change or see them. For machines whose
    steps are marked quiet."""
    for machine in machines:
        for step in machine.steps.values():
            if isinstance(step, FixedDelay) and step.seconds > 0 and not step.remembered and _leads_back(step):
                step.rounds = Rounds(step)
                step.transition = step.rounds


def _leads_back(step: FixedDelay) -> bool:
    transition = step.transition
    if transition.quietness == NOISY:
        return False
    ways = [way for _, way in transition.options] if isinstance(transition, Conditional) else [transition]
    targets = [_targets(way) for way in ways]
    return all(targets) and max(found.count(step) for found in targets) == 1


def _targets(transition: Transition) -> list[Step]:
    """Where a transition leads that gives a spread; nothing for others."""
    if isinstance(transition, Direct):
        return [transition.target]
    return transition.targets if isinstance(transition, Distributed | DistributedByAttribute | ByTimeTable) else []
