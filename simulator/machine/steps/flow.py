"""Steps that only move a walk: pass, end, call, wait, guard."""

from __future__ import annotations

from simulator.machine.conditions import Condition
from simulator.machine.transitions import Return
from simulator.machine.values import Length
from simulator.machine.walk import DONE, GO, NEVER, NOISY, Step, Transition, Walk


class Pass(Step):
    """Initial and Simple: does nothing, and goes on."""

    __slots__ = ()

    def act(self, walk: Walk) -> int:
        return GO


class Terminal(Step):
    """The end of a submodule, which returns to its caller, or of a module, which leaves no encounter open."""

    __slots__ = ()

    def __init__(self, module: str, name: str, path: str) -> None:
        super().__init__(module, name, path)
        self.transition = Return()
        self.transition.quietness = NOISY

    def act(self, walk: Walk) -> int:
        if walk.calls:
            return GO
        walk.visit = None
        if walk.encounter is not None:
            walk.subject.care.close_encounter(walk, self.path, None)
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
        return self.length.draw(walk.random) or GO


class Guard(Step):
    """Waits until a condition holds: asleep on signals and on the instant at which time alone may change it."""

    __slots__ = ("condition", "signals")

    def __init__(self, module: str, name: str, path: str, condition: Condition) -> None:
        super().__init__(module, name, path)
        self.condition = condition
        self.signals = condition.signals()

    def act(self, walk: Walk) -> int:
        if self.condition.holds(walk):
            return GO
        changes_at = self.condition.changes_at(walk)
        if self.signals or changes_at == NEVER:
            return walk.park(self.signals, changes_at)
        walk.again = True
        return changes_at - walk.now
