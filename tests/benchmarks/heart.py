"""The engine alone, in CPU time: `python tests/benchmarks/heart.py [-n LIVES] [--modules DIR] [--repeat TIMES]`.

Lives are lived once to warm up what a run warms up once (tables, providers), then measured; nothing is rendered. As in a run the
garbage collector goes round once a life, which counts. With `--repeat` the smallest of several times counts for each life, which
takes other work on the machine out of the figure.
"""

from __future__ import annotations

import argparse
import resource
import time
from datetime import date
from pathlib import Path

from simulator.engine.lifetime import Engine
from simulator.kernel.clock import YEAR, day_of
from simulator.machine.compile import compile_library
from simulator.machine.load import load_library
from simulator.record.person import Person
from simulator.run.collector import collect_person, collector_spared
from simulator.world.declared import DeclaredDeaths
from simulator.world.world import World


def main() -> None:
    """Prints milliseconds a life, microseconds a state visit, and what a life is made of."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=100)
    parser.add_argument("--modules", action="append", default=None, type=Path)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    world = World()
    engine = Engine(world, compile_library(load_library(options.modules)), DeclaredDeaths.none())
    as_of = world.zone.at(day_of(date(2026, 1, 1)))
    people = []
    candidate = 0
    while len(people) < options.n:
        if world.birth(options.seed, candidate)[0] < as_of:
            people.append(world.person(options.seed, candidate))
        candidate += 1
    for person in people[:10]:
        engine.live(person, as_of)
    with collector_spared():
        _measure(engine, people, as_of, options.repeat)


def _measure(engine: Engine, people: list[Person], as_of: int, repeat: int) -> None:
    seconds = visits = entries = years = 0.0
    for person in people:
        best = float("inf")
        for _ in range(repeat):
            begun = time.process_time()
            life = engine.live(person, as_of)
            stood = life.visits, len(life.chart.entries), ((life.died or as_of) - person.birth) / YEAR
            del life
            collect_person()
            best = min(best, time.process_time() - begun)
        seconds += best
        visits, entries, years = visits + stood[0], entries + stood[1], years + stood[2]
    count = len(people)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds / count * 1000:.1f} ms CPU a life, {seconds / visits * 1e6:.2f} µs a state visit")
    print(f"{visits / count:,.0f} state visits, {entries / count:,.0f} entries, {years / count:.1f} years a life")
    print(f"peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
