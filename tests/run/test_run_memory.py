"""A run's memory doesn't grow with its people; `memory.py` beside this file measures a large run."""

from __future__ import annotations

import gc
import pathlib
import tracemalloc
from collections import deque
from collections.abc import Callable
from pathlib import Path

from simulator.config import RunConfig
from simulator.run.lives import Lives
from simulator.run.prepare import prepare
from simulator.run.prepared import Prepared
from simulator.run.to_folder import run_to_folder

#: What a person may leave behind: the names, sizes and hashes of their files, which run.json will tell.
PERSON_BYTES = 500
#: What lives may leave behind that were all lived before: next to nothing.
LIVES_BYTES = 100_000
#: Candidates of seed 1 born long before the date, and after.
CANDIDATES = (2, 4, 6, 7)


def _held() -> int:
    """Bytes that are held, but for pathlib's table of interned names, which grows by leaps and belongs to the interpreter."""
    gc.collect()
    snapshot = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(False, pathlib.__file__)])
    return sum(trace.size for trace in snapshot.traces)


def _draw(lives: Lives, candidate: int) -> None:
    deque(lives.live(candidate).lines, maxlen=0)


def test_lives_leave_nothing_behind_but_what_all_share() -> None:
    lives = prepare(RunConfig()).lives
    for candidate in CANDIDATES:
        _draw(lives, candidate)
    tracemalloc.start()
    try:
        before = _held()
        for candidate in CANDIDATES:
            _draw(lives, candidate)
        assert _held() - before < LIVES_BYTES
    finally:
        tracemalloc.stop()


def test_a_run_keeps_of_each_person_only_what_its_manifest_tells(tmp_path: Path, prepared: Callable[[RunConfig], Prepared]) -> None:
    held: dict[int, int] = {}

    class Watching:
        def went_on(self, wanted_done: int, written: int) -> None:
            if wanted_done in (200, 800) and wanted_done not in held:
                held[wanted_done] = _held()

        def foresaw(self, bytes_needed: int, bytes_free: int) -> None:
            pass

    config = RunConfig.of(patients=820, output=tmp_path / "town")
    tracemalloc.start()
    try:
        run_to_folder(config, prepared(config), Watching())
    finally:
        tracemalloc.stop()
    assert held[800] - held[200] < PERSON_BYTES * 600 * 4 / 3
