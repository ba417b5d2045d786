"""How much memory a run takes, part by part: `python tests/run/memory.py [PATIENTS [WORKERS]]` (3000, 1).

It isn't part of the tests, for 3,000 people take their time. Memory is what the process itself, and each worker, holds
resident (Linux's /proc); figures are in tests/benchmarks/RESULTS.md.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from simulator.config import RunConfig
from simulator.run.api import run

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
#: A line is printed each time that so many more are there.
STEP = 100


def resident_megabytes(process: int) -> float:
    """What a process holds in memory; 0 where it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE_BYTES / 1e6
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        found += map(int, (task / "children").read_text().split())
    return found


class Watching:
    """Prints what all processes hold, every `STEP` people."""

    def __init__(self) -> None:
        self._said = 0

    def went_on(self, wanted_done: int, written: int) -> None:
        """Prints a line where enough people have come since the last."""
        if wanted_done < self._said + STEP:
            return
        self._said = wanted_done
        sizes = [resident_megabytes(each) for each in (os.getpid(), *children(os.getpid()))]
        print(wanted_done, *(f"{each:.0f} MB" for each in sizes if each > 20), flush=True)

    def foresaw(self, bytes_needed: int, bytes_free: int) -> None:
        """Says how much disk it will take."""
        print(f"{bytes_needed / 1e9:.1f} GB of disk", flush=True)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    patients, workers = (*numbers, *(3000, 1)[len(numbers) :])
    with tempfile.TemporaryDirectory() as folder:
        run(RunConfig(patients=patients, workers=workers, output=Path(folder) / "town"), Watching())
