"""FHIR's data types as plain dicts (hl7.org/fhir/R4/datatypes.html)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.record.person import Address, Name
from simulator.terminology.concept import Concept

#: A resource, or a part of one that is made for it alone.
Resource = dict[str, Any]
#: What may be there already as JSON (`resources.fragments.once`), for it stands in many resources.
Part = Any


def whole(number: int | float) -> int | float:
    """A number that is whole as such, however it was computed; another as it is. (A conditional expression would be of one type
    when compiled: 1 would become 1.0.)"""
    if number % 1:
        return number
    return int(number)


def coding(system: str, code: str, display: str) -> Resource:
    """A Coding."""
    return {"system": system, "code": code, "display": display}


def codeable(system: str, code: str, display: str) -> Resource:
    """A CodeableConcept of one coding, without a text: for statuses and categories, whose display says it all."""
    return {"coding": [coding(system, code, display)]}


def coding_of(concept: Concept) -> Resource:
    """A Coding of a concept. Where a module gave no display, the code stands for it in texts, and here is none."""
    if concept.display == concept.code:
        return {"system": concept.system, "code": concept.code}
    return coding(concept.system, concept.code, concept.display)


def codeable_of(concept: Concept) -> Resource:
    """A CodeableConcept of one concept, with its display as the text."""
    return {"coding": [coding_of(concept)], "text": concept.display}


def codeable_of_all(concepts: list[Concept]) -> Resource:
    """A CodeableConcept of concepts that mean the same; the first is the module's own, and gives the text."""
    return {"coding": [coding_of(each) for each in concepts], "text": concepts[0].display}


def identifier(system: str, value: str, use: str = "official") -> Resource:
    """An Identifier without a type."""
    return {"use": use, "system": system, "value": value}


def typed_identifier(code: str, display: str, system: str, value: str, use: str = "official") -> Resource:
    """An Identifier whose type is a code of HL7's table 0203."""
    kind = codeable("http://terminology.hl7.org/CodeSystem/v2-0203", code, display)
    return {"use": use, "type": kind, "system": system, "value": value}


def telecom(system: str, value: str, use: str) -> Resource:
    """A ContactPoint; `system` is "phone", "email" or "url"."""
    return {"system": system, "value": value, "use": use}


def human_name(name: Name, use: str = "") -> Resource:
    """A HumanName; `use` replaces the name's own."""
    made: Resource = {"use": use or name.use, "text": name_text(name), "family": name.family, "given": list(name.given)}
    if name.prefix:
        made["prefix"] = [name.prefix]
    if name.suffix:
        made["suffix"] = [name.suffix]
    return made


def name_text(name: Name) -> str:
    """A name as it is spoken: prefix, given names, family name, suffix."""
    return " ".join(part for part in (name.prefix, *name.given, name.family, name.suffix) if part)


def postal_address(address: Address, use: str) -> Resource:
    """An Address; `use` is "home", "work" or "old"."""
    made: Resource = {"use": use, "type": "both", "line": [address.line], "city": address.city}
    if address.county:
        made["district"] = address.county
    made["state"] = address.state
    made["postalCode"] = address.postal_code
    made["country"] = address.country
    return made


def period(text: Callable[[int], str], start: int | None, end: int | None = None) -> Resource:
    """A Period of instants (UTC seconds), written by `text`."""
    made: Resource = {}
    if start is not None:
        made["start"] = text(start)
    if end is not None:
        made["end"] = text(end)
    return made


def without(resource: Resource, *names: str) -> None:
    """Takes out elements that turned out to be absent. (To write all at once and take out the rare is three times as fast
    as to add one by one: a dict that grows is copied.)"""
    for name in names:
        del resource[name]


def extension(url: str, kind: str, value: Any) -> Resource:
    """An Extension with `value[x]`: `kind` is the type's part of the name, as in "String"."""
    return {"url": url, f"value{kind}": value}
