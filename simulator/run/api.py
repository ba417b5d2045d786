"""What others call: a run into a folder, and a run as bundles in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.config import RunConfig
from simulator.run.prepare import prepare
from simulator.run.stream import stream
from simulator.run.summary import Summary, Watcher
from simulator.run.to_folder import run_to_folder


def run(config: RunConfig, watcher: Watcher | None = None) -> Summary:
    """Makes a run in the folder `config.output`. Raises SimulatorError; see `errors`."""
    return run_to_folder(config, prepare(config), watcher)


def bundles_of(config: RunConfig) -> Iterator[dict[str, Any]]:
    """The bundles of a run as they come, person by person; see `stream`. Modules are loaded and checked at once."""
    return stream(config, prepare(config).lives)
