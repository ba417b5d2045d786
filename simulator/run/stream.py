"""A run in memory: bundles as plain dicts, person by person, in an order in which they can be posted as they come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.config import RunConfig
from simulator.errors import UsageError
from simulator.resources.folding import Fold
from simulator.run.formats import ENCOUNTERS, PATIENTS, Formats
from simulator.run.lives import Lived, Lives
from simulator.run.population import Tally, parts
from simulator.run.shared import bundles, entry_key


def stream(config: RunConfig, lives: Lives) -> Iterator[dict[str, Any]]:
    """The bundles of a run: before a person's lines, or their bundle, those of the shared resources that they are the first
    to refer to (with urn references these stand in each person's bundle).

    Raises UsageError at once for formats that aren't one of bundles, RunError where lives cannot be lived as asked for.
    """
    if config.formats not in ((ENCOUNTERS,), (PATIENTS,)):
        raise UsageError(f"format: {' and '.join(config.formats)} in memory; accepted is one of {ENCOUNTERS} and {PATIENTS}")
    return _stream(config, lives, Formats(config, lives.zone))


def _stream(config: RunConfig, lives: Lives, formats: Formats) -> Iterator[dict[str, Any]]:
    given: set[str] = set()
    for lived in lived_of(config, lives):
        lines = list(lived.lines)  # all at once, for what is shared comes before them
        if config.references != "urn":
            fresh = [entry for entry in lived.shared if entry_key(entry) not in given]
            given.update(map(entry_key, fresh))
            yield from map(formats.of_type, bundles(fresh))
        if config.formats == (PATIENTS,):
            fold = Fold(lines)
            fold.draw()
            yield formats.patient(fold.states(), lived.shared).plain
        else:
            yield from (line.plain for line in formats.lines(lines, lived.shared))


def lived_of(config: RunConfig, lives: Lives) -> Iterator[Lived]:
    """Those who belong to a run, as they are lived. Raises RunError where lives cannot be lived as asked for."""
    tally = Tally(config)
    for part in parts(config, lives):
        for candidate in part.candidates:
            lived = lives.live(candidate)
            if tally.take(lived):
                yield lived
            if tally.wanted == 0:
                return
