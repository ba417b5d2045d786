"""Waking: events of our own with a rank, since SimPy's Timeout takes no priority.

Of all that can run at one instant the smallest rank goes next. SimPy orders by (time, priority, insertion) and starts a process
at priority 0, so that our ranks begin above 1 and the stop lies below 0.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final

import simpy
from simpy.events import EventPriority

from simulator.machine.walk import NEVER, PARK, Walk, advance

STOP_RANK: Final = -1
LIFE_RANK: Final = 2
GROWTH_RANK: Final = 3
CARE_RANK: Final = 4
#: After every machine: what ends an instant.
LAST_RANK: Final = 1 << 30

Process = Generator[simpy.Event, Any, None]


class Alarm(simpy.Event):
    """An event that is already decided, with the rank in whose turn it rings; who makes it schedules it, or lets others ring it."""

    __slots__ = ("rank",)

    def __init__(self, env: simpy.Environment, rank: int) -> None:
        self.env = env
        self.callbacks: Any = []
        self._value = None
        self._ok = True
        self._defused = False
        self.rank = EventPriority(rank)

    def ring(self, env: simpy.Environment) -> None:
        """Lets those who wait for this alarm go on at this instant, in their turn; if it was to ring later, it rings for nobody."""
        sooner = Alarm(env, self.rank)
        sooner.callbacks, self.callbacks = self.callbacks, sooner.callbacks
        env.schedule(sooner, self.rank, 0)


def ring(env: simpy.Environment, rank: int, at: int) -> Alarm:
    """An alarm that rings at an instant, in the turn of its rank."""
    alarm = Alarm(env, rank)
    env.schedule(alarm, alarm.rank, at - int(env.now))
    return alarm


class Sleeper:
    """Walks one machine: on, asleep, and on again when its alarm rings, until the machine is done.

    It is an alarm's only callback. SimPy's Process would do the same by a generator: a generator's `send` and its bookkeeping cost
    a seventh of the engine's time.
    """

    __slots__ = ("callbacks", "env", "parked", "rank", "walk")

    def __init__(self, env: simpy.Environment, walk: Walk) -> None:
        self.env = env
        self.walk = walk
        self.rank = EventPriority(walk.rank)
        self.parked = False
        self.callbacks = [self.go_on]
        self._set(Alarm(env, self.rank), 0)

    def _set(self, alarm: Alarm, seconds: int) -> None:
        alarm.callbacks = self.callbacks
        if seconds >= 0:
            self.env.schedule(alarm, self.rank, seconds)

    def let_go(self) -> None:
        """Forgets itself, when nothing will ring any more; see `Chart.clear`."""
        self.callbacks.clear()

    def go_on(self, alarm: Alarm) -> None:
        """The alarm has rung: walks on, and sets it again."""
        walk = self.walk
        if self.parked:
            self.parked, walk.alarm = False, None
            walk.awake()
        now = int(self.env.now)
        seconds = advance(walk, now)
        walk.due = now + seconds if seconds >= 0 else NEVER
        if seconds >= 0:
            self._set(alarm, seconds)
        elif seconds == PARK:
            self.parked = True
            walk.alarm = alarm
            self._set(alarm, walk.wake_at - now if walk.wake_at != NEVER else -1)


def wake(env: simpy.Environment, walk: Walk) -> None:
    """Lets a parked walk try again at this instant; one that is on its way already stays on it."""
    alarm = walk.alarm
    if alarm is not None:
        walk.alarm = None
        alarm.ring(env)
