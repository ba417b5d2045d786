"""A run to somebody who takes people as they come, such as a server: `run.json` in the folder, and no other files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any, Protocol

from simulator.config import RunConfig
from simulator.run.lives import Lived
from simulator.run.part import count_resources
from simulator.run.population import Tally, parts
from simulator.run.prepared import Prepared
from simulator.run.shared import bundles, entry_key
from simulator.run.summary import Summary, Watcher, summarize
from simulator.sinks.manifest import Manifest
from simulator.sinks.run_folder import RunFolder, find_whole, taken


class Taker(Protocol):
    """Who takes people as they come."""

    def share(self, bundles: list[dict[str, Any]]) -> None:
        """Takes what the next person is the first to refer to; it is there when this returns."""
        ...

    def person(self, patient: str, lines: list[dict[str, Any]]) -> None:
        """Takes somebody's lines."""
        ...

    def finish(self) -> None:
        """Ends when everything has been taken."""
        ...


def run_to_taker(
    config: RunConfig, prepared: Prepared, open_taker: Callable[[Manifest], AbstractContextManager[Taker]], watcher: Watcher | None
) -> Summary:
    """Lives the run and gives it away; the same command again gives it again, and whoever takes it knows what they have.

    Raises UsageError where the folder holds another run, RunError where lives cannot be lived as asked for, and what the
    taker raises.
    """
    with _folder(config, prepared.manifest) as folder, open_taker(prepared.manifest) as taker:
        manifest = _give(config, prepared, taker, watcher)
        taker.finish()
        if folder is not None:
            folder.finish(manifest)
    return summarize(config.output, manifest, prepared, None, already_whole=False)


@contextmanager
def _folder(config: RunConfig, manifest: Manifest) -> Iterator[RunFolder | None]:
    """The folder, taken; None where it holds this very run already, whose manifest stays as it is."""
    if not config.overwrite and find_whole(config.output, manifest) is not None:
        yield None
        return
    with taken(config.output, manifest, config.overwrite) as folder:
        yield folder


def _give(config: RunConfig, prepared: Prepared, taker: Taker, watcher: Watcher | None) -> Manifest:
    """Gives everybody away, and counts: the manifest of the complete run."""
    tally = Tally(config)
    resources: Counter[str] = Counter()
    lines = 0
    given: set[str] = set()
    for lived in _lived(config, prepared, tally):
        fresh = [entry for entry in lived.shared if entry_key(entry) not in given]
        given.update(map(entry_key, fresh))
        resources.update(entry["resource"]["resourceType"] for entry in fresh)
        if fresh:
            taker.share(list(bundles(fresh)))
        taker.person(lived.patient, lived.lines)
        resources.update(count_resources(lived.lines))
        lines += len(lived.lines)
        if watcher is not None:
            watcher.went_on(tally.lived if config.persons is not None else tally.living, tally.written)
    people = {"living": tally.living, "dead": tally.dead, "lived": tally.lived, "lines": lines}
    return replace(prepared.manifest, people=people, resources=dict(sorted(resources.items())))


def _lived(config: RunConfig, prepared: Prepared, tally: Tally) -> Iterator[Lived]:
    """Those who belong to the run, as they are lived."""
    for part in parts(config, prepared.lives):
        for candidate in part.candidates:
            lived = prepared.lives.live(candidate)
            if tally.take(lived):
                yield lived
            if tally.wanted == 0:
                return
