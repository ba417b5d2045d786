"""How much disk a run will need, known after its first parts."""

from __future__ import annotations

import shutil
from pathlib import Path

from simulator.config import RunConfig
from simulator.errors import OutputError
from simulator.kernel.amounts import bytes_text
from simulator.run.gathered import Gathered
from simulator.run.summary import Watcher
from simulator.sinks.files import writing

#: So many parts tell what the others will be like: some sixty lives.
TELLING_PARTS = 3


def check_disk(config: RunConfig, folder: Path, number: int, gathered: Gathered, watcher: Watcher | None) -> None:
    """After the part that makes the first parts enough, tells the watcher what the run will need, and stops if it isn't there.

    Raises OutputError where the disk has less room than the rest of the run will need.
    """
    if number != TELLING_PARTS - 1 or not gathered.wanted_done:
        return
    asked = config.patients if config.persons is None else len(config.persons)
    whole = gathered.bytes * asked // gathered.wanted_done
    rest = whole - gathered.bytes
    with writing(folder):
        free = shutil.disk_usage(folder).free
    if watcher is not None:
        watcher.foresaw(whole, free)
    if rest > free:
        raise OutputError(
            f"{folder}: the rest of the run will need {bytes_text(rest)}, and {bytes_text(free)} are free; needed is more room, "
            "or a smaller run; the same command goes on"
        )
