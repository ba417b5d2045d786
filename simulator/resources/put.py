"""Resources as lines put them: JSON already, and looked into no more.

Each is made into JSON as soon as it is whole, while its dicts are at hand; they are let go of at once. A life that was kept in
dicts until it was written took a third more time, most of it to find and to free them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from orjson import dumps, loads

from simulator.resources.bundling import bundle_of
from simulator.resources.fragments import kept
from simulator.resources.references import Resource

_RESOURCE: Final = b'","resource":'
_REQUEST: Final = b',"request":{"method":"PUT","url":"'
_END: Final = b'"}}'
_NO_ENTRIES: Final = b"]}"
#: What stands behind a resource, but for its key.
_AFTER: Final = len(_REQUEST) + len(_END)


def full_url_before(base_url: str) -> bytes:
    """How an entry begins, up to its resource's key; `base_url` has no slash at its end."""
    return b'{"fullUrl":' + dumps(base_url)[:-1] + b"/"


class Put:
    """A resource that a line puts. `key` is `Type/id`, under which it is put and, behind the base URL, found; `kind` its type;
    `entry` the transaction's entry as JSON."""

    __slots__ = ("_end", "_start", "entry", "key", "kind")

    def __init__(self, resource: Resource, key: str, before: bytes) -> None:
        """`before` is what `full_url_before` gives; `key` needs no escape in JSON."""
        name = key.encode()
        # Joined, it is a copy no larger than it must be: the bytes that orjson gives hold on to the 4 kB in which they were made.
        self.entry = b"".join((before, name, _RESOURCE, dumps(resource), _REQUEST, name, _END))
        self.key = key
        self.kind: str = resource["resourceType"]
        self._start = len(before) + len(name) + len(_RESOURCE)
        self._end = len(self.entry) - len(name) - _AFTER

    @property
    def resource(self) -> bytes:
        """The resource as JSON."""
        return self.entry[self._start : self._end]

    @property
    def size(self) -> int:
        """The bytes of `resource`."""
        return self._end - self._start

    @property
    def collected(self) -> bytes:
        """A collection's entry as JSON."""
        return self.entry[: self._end] + b"}"


class Line:
    """Resources that are put together."""

    __slots__ = ("puts",)

    def __init__(self, puts: list[Put]) -> None:
        self.puts = puts

    @property
    def bundle(self) -> Resource:
        """The line's transaction as plain dicts, made anew each time."""
        return transaction_of(self.puts).plain


class Written:
    """A bundle of type `kind` whose entries are JSON already."""

    __slots__ = ("entries", "kind")

    def __init__(self, kind: str, entries: list[bytes]) -> None:
        self.kind = kind
        self.entries = entries

    def chunks(self, at_once: int) -> Iterator[bytes]:
        """The bundle as JSON, with so many entries at once."""
        yield dumps(bundle_of(self.kind, [])).removesuffix(_NO_ENTRIES)
        for first in range(0, len(self.entries), at_once):
            between = b"," if first else b""
            yield between + b",".join(self.entries[first : first + at_once])
        yield _NO_ENTRIES

    @property
    def plain(self) -> Resource:
        """The bundle as plain dicts, made anew each time."""
        return bundle_of(self.kind, [loads(each) for each in self.entries])


def transaction_of(puts: Iterable[Put]) -> Written:
    """The transaction that puts them."""
    return Written("transaction", [each.entry for each in puts])


def collection_of(puts: Iterable[Put]) -> Written:
    """A collection of what has been put."""
    return Written("collection", [each.collected for each in puts])


def written_bundle(bundle: Resource) -> Written:
    """A bundle of dicts."""
    return Written(bundle["type"], [kept(each) for each in bundle["entry"]])


def resources_of(puts: Iterable[Put]) -> list[Resource]:
    """The resources as plain dicts, made anew each time."""
    return [_plain(each) for each in puts]


def _plain(put: Put) -> Any:
    return loads(put.resource)
