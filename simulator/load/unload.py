"""Takes from a server what a source gave it: referrers before what they refer to, and of what is shared only what nobody
else refers to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import orjson

from simulator.errors import LoadError
from simulator.load.client import CONFLICT, Client, said_by, said_in
from simulator.load.entries import bundle_bytes, entry_answers
from simulator.load.item import Item
from simulator.load.journal import Journal
from simulator.load.operation import Watcher, opened, source_name
from simulator.load.options import LoadOptions
from simulator.load.packing import levels
from simulator.load.referrers import keys_at_once, referred_to
from simulator.load.server import capabilities, connect
from simulator.load.source import Source
from simulator.load.unit import Unit
from simulator.resources.components import components
from simulator.resources.persons import SEVERAL
from simulator.sinks.lock import locked
from simulator.sinks.manifest import Manifest

_LOCK = "load-journal.lock"
#: Entries of a request that deletes. A circle of references goes in one whatever its size.
_ENTRIES = 50
_GONE = frozenset({404, 410})


@dataclass(slots=True)
class Unloaded:
    """What came of it, by type: deleted, not there anyway, kept because others refer to it, and what the server refused."""

    deleted: Counter[str] = field(default_factory=Counter)
    absent: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The outcome to read."""
        rows = (("deleted", self.deleted), ("not there", self.absent), ("kept", self.kept))
        lines = [f"{name:<14}{counts.total():,}" for name, counts in rows]
        return lines + [f"refused       {each}" for each in self.refused[:100]]


def unload_paths(paths: list[Path], options: LoadOptions, watcher: Watcher) -> Unloaded:
    """Deletes what the paths hold. Raises SimulatorError; see `errors`."""
    client = connect(options)
    try:
        capabilities(client)
        with opened(paths, options.journal, options.address) as (_, source, folder, manifest), locked(folder / _LOCK, folder):
            journal = Journal(folder, options.address, source_name(paths))
            try:
                return _unload(client, journal, source, manifest, options, watcher)
            finally:
                journal.close()
    finally:
        client.close()


def _unload(
    client: Client, journal: Journal, source: Source, manifest: Manifest | None, options: LoadOptions, watcher: Watcher
) -> Unloaded:
    done = Unloaded()
    shared: dict[str, Item] = {}
    people: list[Unit] = []
    for unit in source.units(options.limit):
        if unit.shared:
            shared.update(unit.last())
        else:
            people.append(unit)
    watcher.begins(len(people))
    begun = monotonic()
    remover = _Remover(client, journal, done)
    with ThreadPoolExecutor(options.workers) as pool:
        # What several people are in goes before the people: it refers to them, and they don't refer to it.
        for unit in [each for each in people if each.name == SEVERAL]:
            remover.remove(unit)
        persons = [each for each in people if each.name != SEVERAL]
        for number, _ in enumerate(pool.map(remover.remove, persons), 1):
            watcher.went_on(number, done.deleted.total(), monotonic() - begun)
    if options.limit is None:
        remover.remove_shared(shared)
        if manifest is not None:
            journal.forget_run(manifest.population)
    return done


class _Remover:
    def __init__(self, client: Client, journal: Journal, done: Unloaded) -> None:
        self._client = client
        self._journal = journal
        self._done = done

    def remove(self, unit: Unit) -> None:
        """Deletes a person's resources, what refers before what is referred to."""
        items = unit.last()
        groups = components({key: item.refs for key, item in items.items()})
        servers = self._journal.servers(list(items))
        run: list[str] = []
        for group in reversed(groups):
            if run and len(run) + len(group) > _ENTRIES:
                self._delete(run, servers)
                run = []
            run += group
        self._delete(run, servers)
        self._journal.unit_gone(unit.name)

    def remove_shared(self, items: dict[str, Item]) -> None:
        """Deletes of what people share what nobody refers to any more, what refers before what is referred to."""
        servers = self._journal.servers(list(items))
        known = ((key, servers.get(ref, ref)) for key, item in items.items() for ref in item.refs if ref in items)
        at_once = keys_at_once(self._client, known)
        groups = [[items[key] for key in keys] for keys in components({key: item.refs for key, item in items.items()})]
        for level in reversed(levels(groups)):
            of_kind: dict[str, list[str]] = {}
            for item in (each for group in level for each in group):
                of_kind.setdefault(item.key.partition("/")[0], []).append(item.key)
            for keys in of_kind.values():
                self._remove_unused(keys, servers, at_once)

    def _remove_unused(self, keys: Sequence[str], servers: dict[str, str], at_once: int) -> None:
        """Deletes of keys of one type those that nobody refers to."""
        used = referred_to(self._client, [servers.get(key, key) for key in keys], at_once)
        unused = [key for key in keys if servers.get(key, key) not in used]
        self._done.kept.update(key.partition("/")[0] for key in keys if servers.get(key, key) in used)
        for start in range(0, len(unused), _ENTRIES):
            self._delete(unused[start : start + _ENTRIES], servers, shared=True)

    def _delete(self, keys: Sequence[str], servers: dict[str, str], shared: bool = False) -> None:
        if not keys:
            return
        requests = [{"request": {"method": "DELETE", "url": servers.get(key, key)}} for key in keys]
        content = bundle_bytes("transaction", [orjson.dumps(each) for each in requests])
        answer = self._client.request("POST", "", content, amount=len(keys))
        answers = entry_answers(answer.content, len(keys)) if answer.is_success else None
        if answers is None:
            for key in keys:
                self._delete_alone(key, servers.get(key, key), shared)
            return
        gone = []
        for key, said in zip(keys, answers, strict=True):
            status = int(str(said.get("status", "500"))[:3])
            if self._counted(key, status, said_in(said.get("outcome"))):
                gone.append(key)
        self._journal.gone(gone)

    def _delete_alone(self, key: str, there: str, shared: bool) -> None:
        answer = self._client.request("DELETE", there)
        if shared and answer.status_code == CONFLICT:
            self._done.kept[key.partition("/")[0]] += 1
        elif self._counted(key, answer.status_code, said_by(answer)):
            self._journal.gone([key])

    def _counted(self, key: str, status: int, said: str) -> bool:
        """Counts what became of a key; whether it is gone."""
        kind = key.partition("/")[0]
        if status in _GONE:
            self._done.absent[kind] += 1
        elif status < 400:
            self._done.deleted[kind] += 1
        else:
            self._done.refused.append(f"{key}: {status}: {said}")
            return False
        return True


def check_unloaded(done: Unloaded, options: LoadOptions) -> None:
    """Raises LoadError where the server refused to delete something."""
    if done.refused:
        raise LoadError(f"{options.address}: refused to delete {len(done.refused):,} resources")
