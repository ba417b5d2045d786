"""What others call: a run into a folder, and a run as bundles in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from simulator.config import RunConfig
from simulator.fhir.models import as_model
from simulator.run.options import check_same, config_of, manifest_at
from simulator.run.prepare import prepare
from simulator.run.stream import stream
from simulator.run.summary import Summary, Watcher
from simulator.run.to_folder import run_to_folder
from simulator.run.to_taker import Taker, run_to_taker
from simulator.sinks.manifest import Manifest


def run(config: RunConfig, watcher: Watcher | None = None, from_run: Path | None = None) -> Summary:
    """Makes a run in the folder `config.output`; `from_run` is the run.json that it must come to, see `options.config_of`.

    Raises SimulatorError; see `errors`.
    """
    prepared = prepare(config)
    if from_run is not None:
        check_same(from_run, manifest_at(from_run), prepared.manifest)
    return run_to_folder(config, prepared, watcher)


def run_of(from_run: str | Path | None = None, watcher: Watcher | None = None, **options: Any) -> Summary:
    """Makes the run of options as people type them, or the one that a run.json tells of; see `simulator.run`."""
    if from_run is None:
        return run(RunConfig.of(**options), watcher)
    path = Path(from_run)
    return run(config_of(path, **options), watcher, path)


def models_of(config: RunConfig) -> Iterator[Any]:
    """The bundles of a run as `fhir.resources` models; see `bundles_of`."""
    return map(as_model, bundles_of(config))


def run_to(
    config: RunConfig, open_taker: Callable[[Manifest], AbstractContextManager[Taker]], watcher: Watcher | None = None
) -> Summary:
    """Makes a run and gives it away person by person; see `to_taker`. Raises SimulatorError; see `errors`."""
    return run_to_taker(config, prepare(config), open_taker, watcher)


def bundles_of(config: RunConfig) -> Iterator[dict[str, Any]]:
    """The bundles of a run as they come, person by person; see `stream`. Modules are loaded and checked at once."""
    return stream(config, prepare(config).lives)
