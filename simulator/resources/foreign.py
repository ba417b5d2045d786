"""Entries of anybody's bundles as resources with ids of their own and literal references, so that they can be put."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

import orjson

from simulator.kernel.identity import IdSpace
from simulator.resources.references import Resource, key_of, references, with_references

#: Ids of resources that bring none, from what they say.
_IDS: Final = IdSpace("load")
#: FHIR R4, data type id (https://hl7.org/fhir/R4/datatypes.html#id).
_ID: Final = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_URN: Final = "urn:uuid:"
#: Elements that name another resource of the bundle: Reference.reference, and addresses such as Attachment.url.
_LINKS: Final[tuple[str, ...]] = ("reference", "url")
_WHOLE: Final[tuple[str, ...]] = ("http://", "https://")
_ADDRESS: Final = re.compile(r"(https?://.*/)([A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?)")
_CONDITIONAL: Final = re.compile(r"([A-Z][A-Za-z]+)\?(.+)")


def resources_of(value: dict[str, Any], own: bool = False) -> list[Resource]:
    """The resources of a bundle, or the one that `value` is, each with an id. References to other entries by their fullUrl
    are literal, and so are whole addresses on the server that the entries come from; conditional ones are left, and so are
    those by type and id, which are literal already. In one's `own` bundles no whole addresses are looked for.

    Raises ValueError where an entry holds no resource, such as one that deletes.
    """
    if value["resourceType"] != "Bundle":
        return [_named(value, "", "")]
    entries = value.get("entry", [])
    names: dict[str, str] = {}
    bases: set[str] = set()
    found = []
    for number, entry in enumerate(entries):
        resource = entry.get("resource")
        if not isinstance(resource, dict) or "resourceType" not in resource:
            raise ValueError(f"entry {number + 1} holds no resource{_asked_instead(entry)}")
        full_url = str(entry.get("fullUrl", ""))
        named = _named(resource, full_url, str(entry.get("request", {}).get("url", "")))
        found.append(named)
        if full_url and not full_url.endswith(key_of(named)):
            names[full_url] = key_of(named)
        elif not own and full_url.startswith(_WHOLE):
            bases.add(full_url.removesuffix(key_of(named)))
    if names:
        found = [linked(each, lambda link: names.get(link, link)) for each in found]
    return [_relative(each, bases) for each in found] if bases else found


def _asked_instead(entry: dict[str, Any]) -> str:
    """What an entry asks a server to do that isn't to take a resource."""
    request = entry.get("request", {})
    return f" but asks to {request['method']} {request.get('url', '')}".rstrip() if request.get("method") else ""


def _relative(resource: Resource, bases: set[str]) -> Resource:
    """The resource with references to whole addresses below one of the bases by type and id; itself where it has none."""
    if not any(target.startswith(_WHOLE) for target in references(resource)):
        return resource

    def by_key(reference: Resource) -> Resource:
        match = _ADDRESS.fullmatch(reference["reference"])
        return {**reference, "reference": match[2]} if match and match[1] in bases else reference

    changed: Resource = with_references(resource, by_key)
    return changed


def _named(resource: Resource, full_url: str, request_url: str) -> Resource:
    """The resource with its id: the one under which it is put, its own, its fullUrl's, or one from what it says."""
    kind, identity = resource["resourceType"], resource.get("id")
    if identity and request_url == f"{kind}/{identity}":
        return resource
    put = request_url.removeprefix(f"{kind}/") if request_url.startswith(f"{kind}/") else ""
    for each in (put, identity, full_url.removeprefix(_URN) if full_url.startswith(_URN) else ""):
        if isinstance(each, str) and _ID.fullmatch(each):
            return resource if identity == each else {"resourceType": kind, "id": each, **_without_id(resource)}
    made = _IDS.id(kind, orjson.dumps(_without_id(resource), option=orjson.OPT_SORT_KEYS).hex())
    return {"resourceType": kind, "id": made, **_without_id(resource)}


def _without_id(resource: Resource) -> Resource:
    return {name: value for name, value in resource.items() if name not in ("resourceType", "id")}


def linked(value: Any, change: Callable[[str], str]) -> Any:
    """A copy in which `change` has replaced what names another resource; the value itself where nothing changes."""
    if isinstance(value, dict):
        copy = {
            name: change(inner) if name in _LINKS and isinstance(inner, str) else linked(inner, change)
            for name, inner in value.items()
        }
        return copy if any(copy[name] is not value[name] for name in value) else value
    if isinstance(value, list):
        items = [linked(inner, change) for inner in value]
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    return value


def condition_of(reference: str) -> tuple[str, str] | None:
    """Type and query of a conditional reference (`Practitioner?identifier=…`), None where it is a literal one."""
    match = _CONDITIONAL.fullmatch(reference)
    return (match[1], match[2]) if match else None


def identifiers_of(resource: Resource) -> Iterable[str]:
    """The queries by identifier that find a resource: with its system, and without."""
    found = resource.get("identifier", [])
    for identifier in found if isinstance(found, list) else [found]:
        system, value = identifier.get("system"), identifier.get("value")
        if value:
            yield f"identifier={value}"
            if system:
                yield f"identifier={system}|{value}"
