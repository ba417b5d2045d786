"""Bundles in other shapes: collections, urn:uuid full URLs that a server replaces, and references by identifier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from simulator.resources.references import Resource, key_of, references, with_references

URN: Final = "urn:uuid:"


def put_entry(resource: Resource, key: str, base_url: str) -> Resource:
    """A transaction's entry that puts a resource under its own `key`, `Type/id`; `base_url` has no slash at its end."""
    return {"fullUrl": f"{base_url}/{key}", "resource": resource, "request": {"method": "PUT", "url": key}}


def collected_entry(resource: Resource, key: str, base_url: str) -> Resource:
    """A collection's entry."""
    return {"fullUrl": f"{base_url}/{key}", "resource": resource}


def bundle_of(kind: str, entries: list[Any]) -> Resource:
    """A Bundle of type `kind`; entries may be JSON already."""
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def urn_bundle(kind: str, own: Iterable[Resource], shared: Iterable[Resource]) -> Resource:
    """A bundle, closed in itself, whose references are urn:uuid; ids are UUIDs. In a transaction everything is posted, the
    `shared` only where the server doesn't have them yet.

    Raises KeyError where a shared resource has no identifier.
    """
    shared, own = list(shared), list(own)
    urns = {key_of(each): f"{URN}{each['id']}" for each in (*shared, *own)}
    entries = []
    for number, resource in enumerate((*shared, *own)):
        entry: dict[str, Any] = {"fullUrl": urns[key_of(resource)], "resource": renamed(resource, urns)}
        if kind == "transaction":
            entry["request"] = {"method": "POST", "url": resource["resourceType"]}
            if number < len(shared):
                entry["request"]["ifNoneExist"] = identifier_query(resource)
        entries.append(entry)
    return bundle_of(kind, entries)


def identifier_query(resource: Resource) -> str:
    """The search that finds a resource by its first identifier, `identifier=system|value`. Raises KeyError without one."""
    first = resource["identifier"][0]
    return f"identifier={first['system']}|{first['value']}"


def conditional_names(shared: Iterable[Resource]) -> dict[str, str]:
    """`Type/id` → the conditional reference, `Type?identifier=system|value`, of resources with identifiers."""
    return {key_of(each): f"{each['resourceType']}?{identifier_query(each)}" for each in shared}


def renamed(resource: Resource, names: Mapping[str, str]) -> Resource:
    """A copy whose references stand under other names, where `names` has one; parts without references are shared, and a
    resource that refers to none of them is given as it is."""
    if not any(target in names for target in references(resource)):
        return resource

    def change(reference: Resource) -> Resource:
        name = names.get(reference["reference"])
        return reference if name is None else {**reference, "reference": name}

    found: Resource = with_references(resource, change)
    return found


def renamed_bundle(bundle: Resource, names: Mapping[str, str]) -> Resource:
    """The same of a whole bundle."""
    entries = [{**entry, "resource": renamed(entry["resource"], names)} for entry in bundle["entry"]]
    return {**bundle, "entry": entries}
