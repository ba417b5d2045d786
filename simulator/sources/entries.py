"""The entries of a bundle whose resources stay the JSON that they are: nothing is built of what is only passed on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec


class _Named(msgspec.Struct, gc=False):
    resourceType: str
    id: str


class _Entry(msgspec.Struct, gc=False):
    fullUrl: str
    resource: msgspec.Raw


class _Bundle(msgspec.Struct, tag_field="resourceType", tag="Bundle", gc=False):
    entry: list[_Entry]


_BUNDLE = msgspec.json.Decoder(_Bundle)
_NAMED = msgspec.json.Decoder(_Named)


def written_entries(bundle: bytes) -> list[tuple[str, bytes]] | None:
    """`Type/id` and compact JSON of every resource of a bundle whose entries stand under their own ids; None of anything else,
    which is for a reader who looks into resources.

    To look a bundle through takes half of building it of dicts and writing its resources anew (25 instead of 50 µs a resource).
    """
    try:
        found = list(_keyed(_BUNDLE.decode(msgspec.json.format(bundle, indent=-1))))
    except msgspec.MsgspecError:
        return None
    return None if any(not url.endswith(f"/{key}") for url, key, _ in found) else [(key, raw) for _, key, raw in found]


def _keyed(bundle: _Bundle) -> Iterator[tuple[str, str, bytes]]:
    for entry in bundle.entry:
        named: Any = _NAMED.decode(entry.resource)
        yield entry.fullUrl, f"{named.resourceType}/{named.id}", bytes(entry.resource)
