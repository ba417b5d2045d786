"""Waking: events of our own with a rank, since SimPy's Timeout takes no priority.

Of all that can run at one instant the smallest rank goes next. SimPy orders by (time, priority, insertion) and starts a process
at priority 0, so that our ranks begin above 1 and the stop lies below 0.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final

import simpy
from simpy.events import EventPriority

from simulator.machine.walk import DONE, NEVER, PARK, Walk, advance

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


def live(env: simpy.Environment, walk: Walk) -> Process:
    """The process of one machine: walks on, waits, and sleeps until it is woken.

    It begins in its turn: SimPy starts processes one after the other, before whoever of them is woken meanwhile.
    """
    rank = EventPriority(walk.rank)
    yield ring(env, walk.rank, int(env.now))
    while True:
        seconds = advance(walk, int(env.now))
        if seconds == DONE:
            return
        alarm = Alarm(env, rank)
        if seconds == PARK:
            walk.alarm = alarm
            if walk.wake_at != NEVER:
                env.schedule(alarm, rank, walk.wake_at - int(env.now))
            yield alarm
            walk.alarm = None
            walk.awake()
        else:
            env.schedule(alarm, rank, seconds)
            yield alarm


def wake(env: simpy.Environment, walk: Walk) -> None:
    """Lets a parked walk try again at this instant; one that is on its way already stays on it."""
    alarm = walk.alarm
    if alarm is not None:
        walk.alarm = None
        alarm.ring(env)
