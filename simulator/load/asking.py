"""What a server has of some resources, asked for in the way in which it answers sooner: by a search for their ids, or by a batch
that reads them. A server with an index of ids counts fifty in a moment; one without looks through all it has for every search, for
half a minute where it has 200,000 resources, and yet reads each at once."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from math import inf
from time import monotonic
from typing import Any

import orjson

from simulator.errors import LoadError
from simulator.load.client import Client, resource_in, said_by
from simulator.load.http import Answer, TimedOut
from simulator.resources.bundling import bundle_of
from simulator.resources.references import Resource

#: Searches' and reads' answers are to be the server's newest.
_NEWEST = {"Cache-Control": "no-cache"}
#: What a read of one resource may say: here it is, it isn't here, it was deleted.
_THERE, _ABSENT = "200", ("404", "410")


class Asker:
    """Asks one server. Safe to share among threads."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._takes_batches = True
        self._count_seconds: dict[str, float] = {}
        self._read_seconds: dict[str, float] = {}
        self._trying = threading.Lock()

    def found(self, kind: str, ids: list[str], whole: bool) -> dict[str, Resource | None]:
        """Of the ids of a type those that are there: with the resource, or with None where all were counted and `whole` doesn't ask
        for more. Raises LoadError where the server answers neither reads nor searches."""
        if kind not in self._count_seconds:
            with self._trying:
                if kind not in self._count_seconds:
                    return self._try(kind, ids)
        sooner = self._count_seconds[kind] < self._read_seconds[kind]
        if sooner and not whole and self._count(kind, ids) == len(ids):
            return dict.fromkeys(ids)
        return self._whole(kind, ids)

    def _try(self, kind: str, ids: list[str]) -> dict[str, Resource | None]:
        """Reads and counts, one after the other and nobody else: a request that waits for another to be answered tells nothing."""
        there = self._whole(kind, ids)
        self._count(kind, ids)
        return there

    def _count(self, kind: str, ids: list[str]) -> int | None:
        begun = monotonic()
        total = self._counted(kind, ids)
        _keep_least(self._count_seconds, kind, inf if total is None else monotonic() - begun)
        return total

    def _counted(self, kind: str, ids: list[str]) -> int | None:
        """How many the server counts, None where it gives no number."""
        try:
            answer = self._search(kind, ids, {"_summary": "count"})
        except TimedOut:
            return None
        counted = resource_in(answer, "Bundle") if answer.is_success else None
        total = None if counted is None else counted.get("total")
        return total if isinstance(total, int) else None

    def _whole(self, kind: str, ids: list[str]) -> dict[str, Resource | None]:
        begun = monotonic()
        there = self._read(kind, ids)
        if there is None:
            there = self._searched(kind, ids)
        _keep_least(self._read_seconds, kind, monotonic() - begun)
        asked = set(ids)
        return {each["id"]: each for each in there if each.get("resourceType") == kind and each.get("id") in asked}

    def _read(self, kind: str, ids: list[str]) -> list[Resource] | None:
        """What a batch of reads gives, None where it gives no clear answer: not every server takes a batch, or reads in one."""
        if not self._takes_batches:
            return None
        entries = [{"request": {"method": "GET", "url": f"{kind}/{each}"}} for each in ids]
        content = orjson.dumps(bundle_of("batch", entries))
        try:
            answer = self._client.request("POST", "", content=content, headers=_NEWEST)
        except TimedOut:
            return None
        if not answer.is_success:
            self._takes_batches = False
            return None
        answered = (resource_in(answer, "Bundle") or {}).get("entry", [])
        statuses = [str(entry.get("response", {}).get("status", ""))[:3] for entry in answered]
        if len(answered) != len(ids) or not all(status == _THERE or status in _ABSENT for status in statuses):
            return None
        return _resources(entry for entry, status in zip(answered, statuses, strict=True) if status == _THERE)

    def _searched(self, kind: str, ids: list[str]) -> list[Resource]:
        try:
            answer = self._search(kind, ids, {})
        except TimedOut as error:
            raise LoadError(f"{self._client.base}: the verification got no answer in time") from error
        found = resource_in(answer, "Bundle")
        if not answer.is_success or found is None:
            raise LoadError(f"{self._client.base}: cannot be verified, {kind}?_id=…: {said_by(answer)}")
        return [entry.get("resource", {}) for entry in found.get("entry", [])]

    def _search(self, kind: str, ids: list[str], params: dict[str, str]) -> Answer:
        asked = {"_id": ",".join(ids), "_count": str(len(ids)), **params}
        return self._client.request("GET", kind, params=asked, headers=_NEWEST)


def _resources(entries: Iterable[dict[str, Any]]) -> list[Resource] | None:
    """The resources of entries; None where one says that it is there and doesn't give it."""
    found = [entry.get("resource") for entry in entries]
    return None if None in found else [each for each in found if each is not None]


def _keep_least(seconds: dict[str, float], kind: str, spent: float) -> None:
    seconds[kind] = min(spent, seconds.get(kind, inf))
