"""Whether a server has what was sent: counted by id and type, and read back and compared, from the server's answers alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

from simulator.load.asking import Asker
from simulator.load.client import Client
from simulator.load.item import digest_of
from simulator.load.journal import Journal
from simulator.load.server_ids import TAG_SYSTEM
from simulator.resources.foreign import linked
from simulator.resources.references import Resource, references

#: Ids of one search: a URL of 2,000 characters, which every server and proxy takes.
IDS = 50
#: Differences that are named one by one.
_NAMED = 100

Chunk = tuple[str, dict[str, bytes]]


@dataclass(slots=True)
class Verified:
    """What a verification found. `wanted` and `found` count by type; `missing` and `altered` name the first."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    compared: int = 0
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether everything is there, as it was sent."""
        return self.wanted == self.found and not self.missing and not self.altered

    def to_json(self) -> dict[str, Any]:
        """The verification as the report holds it."""
        return {
            "whole": self.whole,
            "wanted": dict(sorted(self.wanted.items())),
            "found": dict(sorted(self.found.items())),
            "compared": self.compared,
            "missing": self.missing[:_NAMED],
            "altered": self.altered[:_NAMED],
        }

    def rows(self) -> list[tuple[str, str]]:
        """The verification as rows of a table."""
        rows = [("verified", f"{self.found.total():,} of {self.wanted.total():,} there, {self.compared:,} compared")]
        for kind in sorted(self.wanted):
            if self.wanted[kind] != self.found[kind]:
                rows.append(("", f"{kind}: {self.found[kind]:,} of {self.wanted[kind]:,}"))
        rows += [("missing", key) for key in self.missing[:_NAMED]]
        return rows + [("altered", key) for key in self.altered[:_NAMED]]


def verify(client: Client, journal: Journal, sample: int, workers: int) -> Verified:
    """Counts on the server what the source had to give, and compares a sample of about `sample` resources of all types.

    Raises LoadError where the server answers neither reads nor searches.
    """
    verified = Verified()
    total = sum(1 for _ in journal.wanted())
    every = max(1, -(-total // sample))
    chunks = _chosen(journal, every)
    asker = Asker(client)
    with ThreadPoolExecutor(workers) as pool:
        while block := list(islice(chunks, 2 * workers)):
            for (kind, digests), found, compared in pool.map(lambda each: _ask(asker, journal, *each), block):
                _count(verified, kind, digests, found, compared)
    return verified


def _chosen(journal: Journal, every: int) -> Iterator[tuple[Chunk, bool]]:
    """The chunks, each with whether it is compared: the first of every type, and of all every so many."""
    kinds: set[str] = set()
    for number, chunk in enumerate(_chunks(journal)):
        yield chunk, chunk[0] not in kinds or number % every == 0
        kinds.add(chunk[0])


def _chunks(journal: Journal) -> Iterator[Chunk]:
    for kind, rows in groupby(journal.wanted(), key=lambda row: row[0].partition("/")[0]):
        digests: dict[str, bytes] = {}
        for key, digest in rows:
            digests[key] = digest
            if len(digests) == IDS:
                yield kind, digests
                digests = {}
        if digests:
            yield kind, digests


def _ask(asker: Asker, journal: Journal, chunk: Chunk, compare: bool) -> tuple[Chunk, dict[str, bytes | None], bool]:
    """Of a chunk's keys those that the server has, with the hash of what it has; None where they were only counted."""
    kind, digests = chunk
    servers = journal.servers(list(digests))
    keys = {servers.get(key, key).partition("/")[2]: key for key in digests}
    there = asker.found(kind, list(keys), whole=compare or bool(servers))
    found: dict[str, bytes | None] = {}
    for server_id, resource in there.items():
        key = keys[server_id]
        found[key] = None if resource is None else digest_of(_as_sent(journal, resource, key) if servers else resource)
    return chunk, found, None not in found.values()


def _as_sent(journal: Journal, resource: Resource, key: str) -> Resource:
    """The resource as it was before the server gave it, and what it refers to, ids of its own."""
    holders = {ref: holder for ref in references(resource) if (holder := journal.holder(ref)) is not None}
    plain = {**linked(resource, lambda ref: holders.get(ref, ref)), "id": key.partition("/")[2]}
    meta = dict(plain.get("meta", {}))
    meta["tag"] = [tag for tag in meta.get("tag", []) if tag.get("system") != TAG_SYSTEM]
    if not meta["tag"]:
        del meta["tag"]
    return {**plain, "meta": meta}


def _count(verified: Verified, kind: str, digests: dict[str, bytes], found: dict[str, bytes | None], compared: bool) -> None:
    verified.wanted[kind] += len(digests)
    verified.found[kind] += len(found)
    verified.missing += [key for key in digests if key not in found]
    if compared:
        verified.compared += len(found)
        verified.altered += [key for key, digest in found.items() if digest is not None and digest != digests[key]]
