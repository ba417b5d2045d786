"""The entries of a bundle whose resources stay the JSON that they are: nothing is built of what is only passed on."""

from __future__ import annotations

import re

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
#: How bundles begin that are compact already.
_COMPACT = b'{"resourceType":"Bundle","type":"'
#: How resources begin whose first two elements name them: the rest needn't be read.
_NAMES_FIRST = re.compile(rb'\{"resourceType":"([A-Za-z]+)","id":"([A-Za-z0-9.-]{1,64})"')


def written_entries(bundle: bytes) -> list[tuple[str, bytes]] | None:
    """`Type/id` and compact JSON of every resource of a bundle whose entries stand under their own ids; None of anything else,
    which is for a reader who looks into resources.

    To look a bundle through takes a fifth of building it of dicts and writing its resources anew (10 instead of 50 µs a resource).
    """
    try:
        found = [(entry.fullUrl, bytes(entry.resource)) for entry in _BUNDLE.decode(_compact(bundle)).entry]
        keyed = [(url, _key(resource), resource) for url, resource in found]
    except msgspec.MsgspecError:
        return None
    return None if any(not url.endswith(f"/{key}") for url, key, _ in keyed) else [(key, resource) for _, key, resource in keyed]


def _compact(bundle: bytes) -> bytes:
    if bundle.startswith(_COMPACT) and b"\n" not in bundle.rstrip(b"\n"):
        return bundle
    return msgspec.json.format(bundle, indent=-1)


def _key(resource: bytes) -> str:
    match = _NAMES_FIRST.match(resource)
    if match is not None:
        return b"/".join(match.groups()).decode()
    named = _NAMED.decode(resource)
    return f"{named.resourceType}/{named.id}"
