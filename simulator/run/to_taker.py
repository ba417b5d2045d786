"""A run to somebody who takes people as they come, such as a server: `run.json` in the folder, and no other files.

Lives are made as for a folder, by this process or by several; each part's files are given away and removed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Protocol

from simulator.config import RunConfig
from simulator.errors import UsageError
from simulator.run.ahead import Ahead
from simulator.run.collector import collector_spared
from simulator.run.formats import ENCOUNTERS
from simulator.run.part import PartRecord, PersonRecord
from simulator.run.population import Tally
from simulator.run.prepare import prepare as prepare_modules
from simulator.run.prepared import Prepared
from simulator.run.shared import bundles, in_order
from simulator.run.summary import Summary, Watcher, summarize
from simulator.run.to_folder import makers
from simulator.sinks.manifest import Manifest
from simulator.sinks.run_folder import RunFolder, find_whole, taken, visited
from simulator.sources.documents import read_documents


class Taker(Protocol):
    """Who takes people as they come."""

    def share(self, bundles: list[dict[str, Any]]) -> None:
        """Takes what the next person is the first to refer to; it is there before she is."""
        ...

    def person(self, patient: str, lines: list[dict[str, Any]]) -> None:
        """Takes somebody's lines."""
        ...

    def finish(self) -> None:
        """Ends when everything has been taken."""
        ...


def run_to_taker(
    config: RunConfig,
    prepared: Prepared,
    open_taker: Callable[[Manifest], AbstractContextManager[Taker]],
    watcher: Watcher | None = None,
    prepare: Callable[[RunConfig], Prepared] = prepare_modules,
) -> Summary:
    """Lives the run and gives it away; the same command again gives it again, and whoever takes it knows what they have.

    `prepare` is as in `run_to_folder`. Raises what that raises, UsageError for a config that asks for other files than encounter
    lines, and what the taker raises.
    """
    _check_lines(config)
    whole = None if config.overwrite else find_whole(config.output, prepared.manifest)
    own = visited(config.output, prepared.manifest) if whole else taken(config.output, prepared.manifest, config.overwrite)
    with own as folder, open_taker(prepared.manifest) as taker, collector_spared():
        given = Given(config, taker)
        ahead = Ahead(given, watcher)
        with makers(config, prepared, prepare, folder, ahead) as made:
            for record in made:
                given.add(record, folder)
                ahead.counted(record.number)
                if given.wanted == 0:
                    break
        taker.finish()
        manifest = given.manifest(prepared.manifest)
        if whole is None:
            folder.finish(manifest)
    return summarize(config.output, manifest, prepared, None, already_whole=False)


def _check_lines(config: RunConfig) -> None:
    """Raises UsageError where the run asks for files of another kind than are given away: nobody would get them."""
    said = {
        "format": config.formats != (ENCOUNTERS,),
        "bundle": config.bundle != "transaction",
        "references": config.references != "literal",
        "base-url": bool(config.base_url),
        "gzip": config.gzip,
        "truth": bool(config.truth),
    }
    wrong = next((name for name, is_said in said.items() if is_said), None)
    if wrong is not None:
        raise UsageError(f"{wrong}: says how files are written, and --to writes none; accepted is --to without {', '.join(said)}")


class Given:
    """What has been given away of a run so far: people in the order of candidates, and before each what is shared and new."""

    def __init__(self, config: RunConfig, taker: Taker) -> None:
        self._taker = taker
        self._tally = Tally(config)
        self._patients = config.persons is None
        self._lines = 0
        self._resources: Counter[str] = Counter()
        self._shared: set[str] = set()

    @property
    def wanted(self) -> int | None:
        """How many living are still wanted; None where persons are named."""
        return self._tally.wanted

    @property
    def lived(self) -> int:
        """How many candidates were lived."""
        return self._tally.lived

    @property
    def written(self) -> int:
        """How many people have been given."""
        return self._tally.written

    @property
    def wanted_done(self) -> int:
        """How many of those asked for are there: living people, or named ones."""
        return self._tally.living if self._patients else self._tally.lived

    def add(self, part: PartRecord, folder: RunFolder) -> None:
        """Gives a part's people away, up to the last that is wanted, and removes the part."""
        for person in part.people:
            if self._tally.take(person):
                self._share({key: part.shared[key] for key in person.shared if key not in self._shared})
                self._give(person, folder, part.number)
        folder.drop(part.number)

    def _share(self, fresh: dict[str, dict[str, Any]]) -> None:
        if not fresh:
            return
        self._shared.update(fresh)
        self._resources.update(key.partition("/")[0] for key in fresh)
        self._taker.share(list(bundles(in_order(fresh))))

    def _give(self, person: PersonRecord, folder: RunFolder, number: int) -> None:
        lines = [each.value for file in person.files for each in read_documents(folder.part_folder(number) / file.path)]
        self._taker.person(person.patient, lines)
        self._lines += person.lines
        self._resources.update(person.resources)

    def manifest(self, begun: Manifest) -> Manifest:
        """The manifest of the run, complete."""
        tally = self._tally
        people = {"living": tally.living, "dead": tally.dead, "lived": tally.lived, "lines": self._lines}
        return replace(begun, people=people, resources=dict(sorted(self._resources.items())))
