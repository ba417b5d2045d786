"""A run into a folder: parts are made, by this process or by several, counted in order, and moved into place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from simulator.config import RunConfig
from simulator.run.ahead import Ahead
from simulator.run.collector import collector_spared
from simulator.run.forecast import check_disk
from simulator.run.formats import Formats
from simulator.run.gathered import Gathered
from simulator.run.making import made_here
from simulator.run.part import PartRecord
from simulator.run.population import PART_SIZE, parts
from simulator.run.prepare import prepare as prepare_modules
from simulator.run.prepared import Prepared
from simulator.run.processes import Workers, made_by
from simulator.run.summary import Summary, Watcher, summarize
from simulator.run.worker import Order
from simulator.sinks.run_folder import RunFolder, find_whole, taken


def run_to_folder(
    config: RunConfig,
    prepared: Prepared,
    watcher: Watcher | None = None,
    prepare: Callable[[RunConfig], Prepared] = prepare_modules,
) -> Summary:
    """Makes the run in `config.output`, goes on with it where it was begun, or finds it there whole.

    `prepare` is how other processes come to the same `prepared`: a function that can be pickled by its name.

    Raises UsageError where the folder holds something else, RunError where lives cannot be lived as asked for or a worker is
    gone, and OutputError where the folder cannot be written or the disk will not hold the run.
    """
    whole = None if config.overwrite else find_whole(config.output, prepared.manifest)
    if whole is not None and whole.files:
        return summarize(config.output, whole, prepared, example=None, already_whole=True)
    with taken(config.output, prepared.manifest, config.overwrite) as folder, collector_spared():
        formats = Formats(config, prepared.lives.zone)
        gathered = Gathered(config, formats, folder.path)
        ahead = Ahead(gathered, watcher)
        with makers(config, prepared, prepare, folder, ahead) as made:
            for record in made:
                gathered.add(record, folder)
                ahead.counted(record.number)
                if gathered.wanted == 0:
                    break
                check_disk(config, folder.path, record.number, gathered, watcher)
        manifest = gathered.finish(folder)
        folder.finish(manifest)
    return summarize(config.output, manifest, prepared, gathered.example.path, already_whole=False)


@contextmanager
def makers(
    config: RunConfig, prepared: Prepared, prepare: Callable[[RunConfig], Prepared], folder: RunFolder, ahead: Ahead
) -> Iterator[Iterator[PartRecord]]:
    """The records of the run's parts in order, and whoever makes them; they have ended when this is left."""
    todo = parts(config, prepared.lives)
    count = min(config.workers, _certain_parts(config))
    if count == 1:
        yield made_here(folder, todo, prepared.lives, Formats(config, prepared.lives.zone), ahead)
        return
    with Workers(count, Order(config, Path(config.output).absolute(), prepared.manifest, prepare)) as workers:
        yield made_by(workers, folder, todo, ahead)


def _certain_parts(config: RunConfig) -> int:
    """So many parts a run has at least, as far as one can know: more processes would have nothing to do."""
    if config.having:
        return config.workers
    people = config.patients if config.persons is None else len(config.persons)
    return -(-people // PART_SIZE)
