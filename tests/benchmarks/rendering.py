"""From finished lives to bytes on disk, in CPU time, beside the floor:
`python tests/benchmarks/rendering.py [-n LIVES] [--modules DIR] [--format F] [--years-of-history N] [--repeat TIMES]`.

Each life is lived (untimed), rendered and written as a run does it; then its files are written again from memory, which is
what hashing and the disk take of it. The floor is what cannot be left out: orjson makes each resource, in its last state and
as a plain dict, into bytes, and these are written. With `--repeat` the smallest of several times counts for each life, which
takes other work on the machine out of the figure. As in a run the garbage collector is off within a life; what it takes after one
stands in the figures of `heart.py`.
"""

from __future__ import annotations

import argparse
import gc
import resource
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from simulator.config import RunConfig
from simulator.engine.lifetime import settle
from simulator.fhir.renderer import Renderer
from simulator.resources.folding import last_states
from simulator.run.formats import BULK, ENCOUNTERS, PATIENTS, Formats
from simulator.run.part import write_lived
from simulator.run.population import instant_of
from simulator.run.prepare import prepare
from simulator.sinks.files import write_file

FORMATS = (ENCOUNTERS, PATIENTS, BULK)
WARM_UP = 10


def main() -> None:
    """Prints milliseconds a life and microseconds a resource of each part of the way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=50)
    parser.add_argument("--modules", action="append", default=[], type=Path)
    parser.add_argument("--format", action="append", choices=FORMATS, default=[])
    parser.add_argument("--years-of-history", type=int, default=0)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _measure(options, Path(folder))


def _measure(options: argparse.Namespace, folder: Path) -> None:
    config = RunConfig.of(
        seed=options.seed,
        modules=tuple(options.modules),
        formats=tuple(options.format or [PATIENTS]),
        years_of_history=options.years_of_history,
    )
    lives: Any = prepare(config).lives
    as_of = instant_of(config, lives.zone)
    formats = Formats(config, lives.zone)
    plain = Renderer(config.population)
    born = [each for each in range(4 * options.n + 40) if lives.birth(config.seed, each)[0] < as_of]
    for candidate in born[:WARM_UP]:
        write_lived(lives.rendered(candidate, lives.lived(candidate)), formats, folder)
    settle()
    gc.disable()
    sums: dict[str, float] = Counter()
    for candidate in born[: options.n]:
        life = lives.lived(candidate)
        states = list(last_states(line.bundle for line in plain.lines(life.chart, as_of, lives.since(life))).values())
        sums.update(_way(partial(lives.rendered, candidate, life), formats, states, folder, options.repeat))
    _tell(sums, options.n, " and ".join(config.formats))


def _tell(sums: dict[str, float], lives: int, formats: str) -> None:
    resources, size = sums["resources"], sums["bytes"] / lives / 1e6
    print(f"{lives} lives as {formats}: {resources / lives:,.0f} resources and {size:.2f} MB a life")
    for name in ("rendering", "serialising", "hashing and writing", "all", "floor"):
        print(f"{name:20} {sums[name] / lives * 1e3:7.2f} ms a life {sums[name] / resources * 1e6:7.2f} µs a resource")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{sums['all'] / sums['floor']:.1f} times the floor; peak {peak:.0f} MB")


def _way(render: Callable[[], Any], formats: Formats, states: list[Any], folder: Path, times: int) -> dict[str, float]:
    """One life's seconds of each part of the way, its resources and bytes."""
    rendering = _least(times, lambda: deque(render().lines, maxlen=0))
    everything = _least(times, lambda: write_lived(render(), formats, folder))
    record = write_lived(render(), formats, folder)
    written = [each for each in (*record.files, record.piece) if each is not None]
    contents = [(folder / each.path).read_bytes() for each in written]
    writing = _least(times, lambda: [write_file(folder, "again", [each]) for each in contents])
    floor = _least(times, lambda: _write_plainly(folder / "floor", states))
    for each in written:
        (folder / each.path).unlink()
    return {
        "rendering": rendering,
        "serialising": everything - rendering - writing,
        "hashing and writing": writing,
        "all": everything,
        "floor": floor,
        "resources": len(states),
        "bytes": sum(map(len, contents)),
    }


def _least(times: int, work: Callable[[], object]) -> float:
    """The smallest of so many CPU times of a piece of work, in seconds."""
    best = float("inf")
    for _ in range(times):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def _write_plainly(path: Path, resources: list[dict[str, Any]]) -> None:
    with path.open("wb") as file:
        file.write(b"\n".join(map(orjson.dumps, resources)))


if __name__ == "__main__":
    main()
