"""A run in memory: bundles as plain dicts, person by person, in an order in which they can be posted as they come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.config import RunConfig
from simulator.run.lives import Lives
from simulator.run.population import Tally, parts
from simulator.run.shared import bundles, entry_key


def stream(config: RunConfig, lives: Lives) -> Iterator[dict[str, Any]]:
    """The bundles of a run: before a person's lines those of the shared resources that they are the first to refer to.

    Raises RunError where lives cannot be lived as asked for.
    """
    tally = Tally(config)
    given: set[str] = set()
    for part in parts(config, lives):
        for candidate in part.candidates:
            lived = lives.live(candidate)
            if tally.take(lived):
                fresh = [entry for entry in lived.shared if entry_key(entry) not in given]
                given.update(map(entry_key, fresh))
                yield from bundles(fresh)
                yield from lived.lines
            if tally.wanted == 0:
                return
