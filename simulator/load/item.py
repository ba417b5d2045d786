"""A resource on its way to a server: its bytes, what it refers to, and the hash by which a journal knows it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

from simulator.resources.references import Resource, key_of

#: A literal reference in compact JSON. Text that quotes JSON has its quotes escaped, so that it is never taken for one.
REFERENCE = re.compile(rb'"reference":"([^"\\]+)"')
#: What servers set themselves: FHIR R4, "Resource.meta" (https://hl7.org/fhir/R4/resource.html#Meta).
_SERVERS_OWN = ("versionId", "lastUpdated", "source")
#: Lists that are sets: a server may give them back in another order.
_SETS = ("profile", "security", "tag")
_BEFORE_REFERENCE = '"reference":"'
_HASH_BYTES = 16
#: Servers that read numbers as floats write 72.0 as 72.
_WHOLE = re.compile(rb"\.0+(?=[,}\]])")


@dataclass(slots=True)
class Item:
    """One resource to send. `key` is `Type/id`, `body` its JSON, `refs` the keys that it refers to; `file` and `line` say
    where it came from, `digest` is the hash of its bytes."""

    key: str
    body: bytes
    refs: tuple[str, ...]
    file: str
    line: int
    digest: bytes

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self.body)


def item_of(resource: Resource, file: str, line: int) -> Item:
    """The item of a resource that has type and id."""
    return written_item(key_of(resource), orjson.dumps(resource), file, line)


def written_item(key: str, body: bytes, file: str, line: int) -> Item:
    """The item of a resource that is JSON already."""
    return Item(key, body, references_in(body), file, line, blake2b(body, digest_size=_HASH_BYTES).digest())


def references_in(body: bytes) -> tuple[str, ...]:
    """What a resource's compact JSON refers to, each once, without versions; contained resources are none."""
    # Cut at what stands before a reference, in text, so that none is decoded by itself: a third of the time of a regular
    # expression that finds them all.
    found = dict.fromkeys([text.partition('"')[0] for text in body.decode().split(_BEFORE_REFERENCE)[1:]])
    together = " ".join(found)
    if "#" in together or "\\" in together or "/_history/" in together or "" in found:
        keys = (text.partition("/_history/")[0] for text in found if text and text[0] != "#" and "\\" not in text)
        return tuple(dict.fromkeys(keys))
    return tuple(found)


def digest_of(resource: Resource) -> bytes:
    """The hash of what a resource says, whoever serves it: without what servers set, sets in order, numbers as floats, white
    space of the narrative evened out."""
    text = _WHOLE.sub(b"", orjson.dumps(_plain(resource), option=orjson.OPT_SORT_KEYS))
    return blake2b(text, digest_size=_HASH_BYTES).digest()


def _plain(resource: Resource) -> Resource:
    meta = {name: value for name, value in resource.get("meta", {}).items() if name not in _SERVERS_OWN}
    meta |= {name: sorted(map(_bare, meta[name]), key=orjson.dumps) for name in _SETS if name in meta}
    plain = {**resource, "meta": meta}
    if not meta:
        del plain["meta"]
    text = resource.get("text")
    if isinstance(text, dict) and isinstance(text.get("div"), str):
        plain["text"] = {**text, "div": " ".join(text["div"].split())}
    return plain


def _bare(value: Any) -> Any:
    """A tag without its display, which a server keeps once for all resources; a profile as it is."""
    return {name: inner for name, inner in value.items() if name != "display"} if isinstance(value, dict) else value


def said_digest(item: Item) -> bytes:
    """`digest_of` an item's resource."""
    return digest_of(orjson.loads(item.body))


def last_items(items: Iterable[Item]) -> dict[str, Item]:
    """Of every key the last item, in the order in which each came first."""
    found: dict[str, Item] = {}
    for item in items:
        found[item.key] = item
    return found


def resource_of(item: Item) -> dict[str, Any]:
    """The item's resource as a plain dict of its own."""
    value: dict[str, Any] = orjson.loads(item.body)
    return value
