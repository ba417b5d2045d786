"""Steps that only move a walk: pass, end, call, wait, guard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.machine.conditions import Condition
from simulator.machine.transitions import Return
from simulator.machine.values import Length
from simulator.machine.walk import DONE, GO, NEVER, NOISY, QUIET, Step, Transition, Walk

if TYPE_CHECKING:
    from simulator.machine.rounds import Rounds


class Pass(Step):
    """Initial and Simple: does nothing, and goes on."""

    __slots__ = ()

    def act(self, walk: Walk) -> int:
        return GO


class Terminal(Step):
    """The end of a submodule, which returns to its caller, or of a module, which ends the encounter that it has open."""

    __slots__ = ()

    def __init__(self, module: str, name: str, path: str) -> None:
        super().__init__(module, name, path)
        self.transition = Return()
        self.transition.quietness = NOISY

    def act(self, walk: Walk) -> int:
        if walk.calls:
            return GO
        walk.visit = None
        if walk.encounter is not None and (wait := walk.end_encounter(self.path, None)) > 0:
            return wait
        return DONE


class CallSubmodule(Step):
    """Goes into another module; its end goes on by `after`."""

    __slots__ = ("after",)

    def __init__(self, module: str, name: str, path: str) -> None:
        super().__init__(module, name, path)
        self.after: Transition

    def act(self, walk: Walk) -> int:
        walk.calls.append(self)
        return GO


class Delay(Step):
    """Waits a length of time."""

    __slots__ = ("length",)

    def __init__(self, module: str, name: str, path: str, length: Length) -> None:
        super().__init__(module, name, path)
        self.length = length

    def act(self, walk: Walk) -> int:
        return self.length.draw(walk.random)


class FixedDelay(Step):
    """Waits a length of time that is always the same: 95 % of the delays of a life. `rounds` stand where it mostly leads back to
    itself (`machine.rounds`)."""

    __slots__ = ("rounds", "seconds")

    def __init__(self, module: str, name: str, path: str, seconds: int) -> None:
        super().__init__(module, name, path)
        self.seconds = seconds
        self.rounds: Rounds | None = None

    def act(self, walk: Walk) -> int:
        rounds = self.rounds
        return self.seconds if rounds is None else rounds.wait(walk)


class Guard(Step):
    """Waits until a condition holds: asleep on signals and on the instant at which time alone may change it.

    Where nothing but time can change it (`timed`), the instant is found at once, however often the answer may change before.
    """

    __slots__ = ("condition", "refers", "signals", "timed")

    def __init__(self, module: str, name: str, path: str, condition: Condition) -> None:
        super().__init__(module, name, path)
        self.condition = condition
        self.signals = tuple(dict.fromkeys(condition.signals()))
        self.refers = condition.refers()
        self.timed = not self.signals and condition.quietness() == QUIET

    def act(self, walk: Walk) -> int:
        if self.condition.holds(walk):
            return 0
        if self.timed:
            return self._wait(walk)
        changes_at = self.condition.changes_at(walk)
        if self.refers:
            return walk.park(tuple(dict.fromkeys(self.signals + self.condition.held_signals(walk))), changes_at)
        if self.signals:
            return walk.park(self.signals, changes_at)
        if changes_at == NEVER:
            return walk.park((), NEVER)
        walk.again = True
        return changes_at - walk.now

    def _wait(self, walk: Walk) -> int:
        """Seconds until time alone makes the condition hold; asleep for good where it does not before the horizon."""
        now, horizon = walk.now, walk.subject.horizon
        while walk.now < horizon and not self.condition.holds(walk):
            walk.now = self.condition.changes_at(walk)
        until, walk.now = walk.now, now
        return until - now if until < horizon else walk.park((), NEVER)
