"""For servers that give the ids themselves: conditional create, and an id map by which references are written.

What makes a resource findable again is an identifier that is its own, else a tag of ours; so that a lost answer, or a load
without a journal, makes no second one.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

import orjson

from simulator.kernel.identity import BASE_URL, IdSpace
from simulator.load.entries import put_entry
from simulator.load.item import REFERENCE, Item
from simulator.load.journal import Journal
from simulator.resources.references import Resource
from simulator.sinks.files import writing

#: The system of the tag that holds the id of the source.
TAG_SYSTEM = f"{BASE_URL}source-id"
_URNS = IdSpace("load/urn")
_LOCATION = re.compile(r"(?:^|/)([A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64})(?:/_history/[^/]+)?$")


class ServerIds:
    """See `entries.Writer`."""

    def __init__(self, base: str, journal: Journal, map_path: Path) -> None:
        self._base = base
        self._journal = journal
        self._map = map_path
        self._lock = threading.Lock()
        self._by_tag: set[str] = set()

    def may_change(self) -> bool:
        """It is known already that the server gives the ids."""
        return False

    def location(self, key: str) -> str | None:
        """Where the server has a key, None where it has it not yet."""
        return self._journal.servers([key]).get(key)

    def prepare(self, items: Iterable[Item]) -> None:
        """Notes which of the items share an identifier: by it one would be taken for another, so they get a tag."""
        owners: dict[tuple[str, str, str], list[str]] = {}
        for item in items:
            identifier = _identifier(orjson.loads(item.body))
            if identifier is not None:
                owners.setdefault((item.key.partition("/")[0], *identifier), []).append(item.key)
        self._by_tag.update(key for keys in owners.values() if len(keys) > 1 for key in keys)

    def entry(self, item: Item, together: frozenset[str]) -> bytes:
        """The item as an entry: a PUT where the server has it, else a conditional create."""
        servers = self._journal.servers([item.key, *(ref for ref in item.refs if "?" not in ref)])
        body = self._linked(item, servers, together)
        if item.key in servers:
            return put_entry(self._base, servers[item.key], _with_id(body, servers[item.key]))
        kind = item.key.partition("/")[0]
        body, query = self._findable(item, body)
        request = orjson.dumps({"method": "POST", "url": kind, "ifNoneExist": query})
        return b'{"fullUrl":"%s","resource":%s,"request":%s}' % (_urn(item.key).encode(), body, request)

    def alone(self, item: Item) -> tuple[str, str, bytes, dict[str, str]]:
        """The item as a request of its own."""
        servers = self._journal.servers([item.key, *(ref for ref in item.refs if "?" not in ref)])
        body = self._linked(item, servers, frozenset())
        if item.key in servers:
            return "PUT", servers[item.key], _with_id(body, servers[item.key]), {}
        body, query = self._findable(item, body)
        return "POST", item.key.partition("/")[0], body, {"If-None-Exist": query}

    def _linked(self, item: Item, servers: dict[str, str], together: frozenset[str]) -> bytes:
        def name(match: re.Match[bytes]) -> bytes:
            target = match[1].decode()
            known = servers.get(target) or (_urn(target) if target in together else target)
            return b'"reference":"%s"' % known.encode()

        return REFERENCE.sub(name, item.body)

    def _findable(self, item: Item, body: bytes) -> tuple[bytes, str]:
        """The body to create, without an id, and the query that finds it again."""
        resource: Resource = orjson.loads(body)
        identity = resource.pop("id")
        identifier = None if item.key in self._by_tag else _identifier(resource)
        if identifier is not None:
            return orjson.dumps(resource), f"identifier={quote(identifier[0], safe=':/')}|{quote(identifier[1], safe='')}"
        meta = dict(resource.get("meta", {}))
        meta["tag"] = [*meta.get("tag", []), {"system": TAG_SYSTEM, "code": identity}]
        return orjson.dumps({**resource, "meta": meta}), f"_tag={TAG_SYSTEM}|{identity}"

    def taken(self, items: Sequence[tuple[Item, str]]) -> Sequence[Item]:
        """Writes them into the journal and the id map; gives back those that the server took for others."""
        digests: dict[str, bytes] = {}
        servers: dict[str, str] = {}
        mistaken = []
        known = self._journal.servers([item.key for item, _ in items])
        for item, location in items:
            match = _LOCATION.search(location)
            server = known.get(item.key) or (match[1] if match else "")
            holder = self._journal.holder(server)
            if holder not in (None, item.key) or server in servers.values():
                self._by_tag.add(item.key)
                mistaken.append(item)
                continue
            digests[item.key], servers[item.key] = item.digest, server
        self._journal.taken(digests, servers)
        self._write({key: server for key, server in servers.items() if key not in known})
        return mistaken

    def _write(self, servers: dict[str, str]) -> None:
        with self._lock, writing(self._map):
            fresh = not self._map.exists()
            with self._map.open("a", encoding="utf-8") as file:
                if fresh:
                    file.write("source\tserver\n")
                file.writelines(f"{key}\t{server}\n" for key, server in servers.items())


def _urn(key: str) -> str:
    return f"urn:uuid:{_URNS.id(key)}"


def _with_id(body: bytes, server: str) -> bytes:
    resource = orjson.loads(body)
    return orjson.dumps({**resource, "id": server.partition("/")[2]})


def _identifier(resource: Resource) -> tuple[str, str] | None:
    """The first identifier with a system, None where there is none."""
    found = resource.get("identifier", [])
    for identifier in found if isinstance(found, list) else [found]:
        if identifier.get("system") and identifier.get("value"):
            return str(identifier["system"]), str(identifier["value"])
    return None
