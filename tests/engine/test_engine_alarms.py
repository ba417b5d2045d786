"""Alarms: the smallest rank of an instant rings first; one that is rung sooner rings once."""

from __future__ import annotations

import pytest
import simpy

from simulator.engine.alarms import CARE_RANK, GROWTH_RANK, LAST_RANK, LIFE_RANK, STOP_RANK, Alarm, Process, ring, wake
from simulator.machine.compile import FIRST_RANK
from simulator.machine.walk import Walk


def heard(env: simpy.Environment, log: list[tuple[int, str]], name: str, alarm: Alarm) -> Process:
    yield alarm
    log.append((int(env.now), name))


def test_ranks_stand_in_the_order_in_which_things_go_at_one_instant() -> None:
    assert STOP_RANK < 0 < LIFE_RANK < GROWTH_RANK < CARE_RANK < FIRST_RANK < LAST_RANK


def test_of_one_instant_the_smallest_rank_rings_first_whoever_was_set_first() -> None:
    env, log = simpy.Environment(initial_time=-100), []
    for rank in (30, 12, 11, 20):
        env.process(heard(env, log, str(rank), ring(env, rank, -40)))
    env.run()
    assert log == [(-40, "11"), (-40, "12"), (-40, "20"), (-40, "30")]


def test_an_alarm_that_is_rung_sooner_rings_once() -> None:
    env, log = simpy.Environment(), []
    alarm = ring(env, 11, 50)
    env.process(heard(env, log, "sleeper", alarm))

    def waker() -> Process:
        yield ring(env, 12, 20)
        alarm.ring(env)

    env.process(waker())
    env.run()
    assert log == [(20, "sleeper")]
    assert env.now == 50, "its old time passes, and nobody hears it"


def test_who_is_woken_goes_before_larger_ranks_of_that_instant() -> None:
    env, log = simpy.Environment(), []
    asleep = Alarm(env, 11)
    env.process(heard(env, log, "sleeper", asleep))

    def waker() -> Process:
        yield ring(env, 12, 20)
        asleep.ring(env)
        log.append((int(env.now), "waker"))

    env.process(waker())
    env.process(heard(env, log, "later", ring(env, 13, 20)))
    env.run()
    assert log == [(20, "waker"), (20, "sleeper"), (20, "later")]


@pytest.mark.stand_in
def test_waking_a_walk_that_is_on_its_way_does_nothing() -> None:
    env = simpy.Environment()
    walk = Walk.__new__(Walk)
    walk.alarm = None
    wake(env, walk)
    assert env.peek() == float("inf")
    walk.alarm = Alarm(env, 11)
    wake(env, walk)
    assert walk.alarm is None
    assert env.peek() == 0
    wake(env, walk)
