"""`simulator generate --to`: a run loaded while it is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from simulator.cli.load import INTERRUPTED, tell
from simulator.cli.load_progress import LoadLines
from simulator.cli.progress import watching
from simulator.config import RunConfig
from simulator.errors import LoadError

if TYPE_CHECKING:
    from simulator.load.options import LoadOptions
    from simulator.load.run_taker import RunTaker
    from simulator.sinks.manifest import Manifest


def load_meanwhile(config: RunConfig, options: LoadOptions) -> None:
    """Makes the run, loads it meanwhile, and says what came of it. Raises SimulatorError; see `errors`."""
    from simulator.load.run_taker import taking
    from simulator.run.api import run_to

    takers: list[RunTaker] = []

    @contextmanager
    def open_taker(manifest: Manifest) -> Iterator[RunTaker]:
        with taking(options, config.output, manifest, LoadLines(quiet=True)) as taker:
            takers.append(taker)
            yield taker

    try:
        with watching(len(config.persons or ()) or config.patients, config.quiet) as watcher:
            run_to(config, open_taker, watcher)
    except KeyboardInterrupt:
        raise LoadError(INTERRUPTED) from None
    outcome = takers[0].outcome
    if outcome is not None:
        tell(outcome, config.quiet)
