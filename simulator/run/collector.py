"""The garbage collector, kept out of the way of a run."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from simulator.engine.lifetime import settle


@contextmanager
def collector_spared() -> Iterator[None]:
    """Takes what lives as long as the run (compiled modules, tables) out of the collector's sight, and stops it but for
    `collect_person`: a collector that looks round fifty times in the middle of a life takes a seventh of the engine's time.
    """
    was_on = gc.isenabled()
    settle()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def collect_person() -> None:
    """Collects what is left of a person who has been written, where the collector is spared.

    What stays is what is kept for all people (rendered codes, clinicians), and grows: it goes out of sight too, or it would be
    looked through once a person.
    """
    if not gc.isenabled():
        settle()
