"""How a resource is written to a server that takes clients' ids: PUT under its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import msgspec
import orjson

from simulator.load.item import Item


class Writer(Protocol):
    """How items become requests, and what their answers mean."""

    def entry(self, item: Item, together: frozenset[str]) -> bytes:
        """The item as a bundle's entry; `together` are the keys of all that go in the same bundle."""
        ...

    def alone(self, item: Item) -> tuple[str, str, bytes, dict[str, str]]:
        """The item as a request of its own: method, path, body, headers."""
        ...

    def may_change(self) -> bool:
        """Whether the server may turn out to give the ids itself: it has taken nothing under others yet."""
        ...

    def location(self, key: str) -> str | None:
        """Where the server would have a key, as `Type/id`; None where it cannot have it yet."""
        ...

    def prepare(self, items: Iterable[Item]) -> None:
        """Looks at items that will come together."""
        ...

    def taken(self, items: Sequence[tuple[Item, str]]) -> Sequence[Item]:
        """The server has these now; with each the location that it gave, "" where it gave none. Gives back those that it
        took for others: they must be sent again, and so must what refers to them."""
        ...


def bundle_bytes(kind: str, entries: Sequence[bytes]) -> bytes:
    """A bundle of entries; `kind` is transaction or batch."""
    return b'{"resourceType":"Bundle","type":"%s","entry":[%s]}' % (kind.encode(), b",".join(entries))


def put_entry(base: str, key: str, body: bytes) -> bytes:
    """An entry that puts a resource; the fullUrl is the address that it will have, against which servers resolve references."""
    name = key.encode()
    return b'{"fullUrl":"%s/%s","resource":%s,"request":{"method":"PUT","url":"%s"}}' % (base.encode(), name, body, name)


class _Response(msgspec.Struct, gc=False):
    status: str
    location: str = ""


class _Entry(msgspec.Struct, gc=False):
    response: _Response


class _Answer(msgspec.Struct, gc=False):
    entry: list[_Entry]


_ANSWER = msgspec.json.Decoder(_Answer)


def entry_answers(answer: bytes, count: int) -> list[dict[str, Any]] | None:
    """The `response` of each entry of a bundle that was answered, None where the answer isn't one or hasn't as many.

    Where all went well, as nearly always, nothing is built of the resources that some servers send back.
    """
    try:
        found = _ANSWER.decode(answer).entry
    except msgspec.MsgspecError:
        return _any_answers(answer, count)
    if len(found) != count or any(not each.response.status.startswith("2") for each in found):
        return _any_answers(answer, count)
    return [{"status": each.response.status, "location": each.response.location} for each in found]


def _any_answers(answer: bytes, count: int) -> list[dict[str, Any]] | None:
    try:
        bundle = orjson.loads(answer)
    except orjson.JSONDecodeError:
        return None
    entries = bundle.get("entry") if isinstance(bundle, dict) else None
    if not isinstance(entries, list) or len(entries) != count:
        return None
    return [each.get("response") or {} for each in entries]
