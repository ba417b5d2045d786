"""RelatedPerson (hl7.org/fhir/R4/relatedperson.html; US Core RelatedPerson): parents from birth, a spouse from the wedding."""

from __future__ import annotations

from simulator.fhir.canonical import ROLE_CODE
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, codeable, human_name, postal_address, telecom
from simulator.record.life import MaritalStatusChanged, Registered
from simulator.record.person import Relative
from simulator.terminology.value_sets import GENDERS, RELATIONSHIPS


def parents(entry: Registered, context: Context) -> list[Resource]:
    """Mother and, where known, father, as they are at the birth."""
    person = entry.person
    found = []
    for relative in (person.mother, person.father):
        if relative is not None:
            resource_id = context.other_id(entry, f"RelatedPerson/{relative.relationship}")
            found.append(_related_person(resource_id, relative, entry.time, context))
            if relative is person.mother:
                context.mother = {"reference": f"RelatedPerson/{resource_id}", "display": found[-1]["name"][0]["text"]}
    return found


def spouse(entry: MaritalStatusChanged, context: Context) -> list[Resource]:
    """The spouse of a wedding."""
    if entry.spouse is None:
        return []
    context.spouses.append(context.ids[entry])
    return [_related_person(context.ids[entry], entry.spouse, entry.time, context)]


def _related_person(resource_id: str, relative: Relative, since: int, context: Context) -> Resource:
    """A relative, who lives where the person does."""
    display = RELATIONSHIPS[relative.relationship]
    made: Resource = {
        "resourceType": "RelatedPerson",
        "id": resource_id,
        "meta": context.metas["relatedperson"],
        "active": True,
        "patient": context.patient,
        "relationship": [codeable(ROLE_CODE, relative.relationship, display)],
        "name": [human_name(relative.name)],
    }
    if relative.phone:
        made["telecom"] = [telecom("phone", relative.phone, "home")]
    made["gender"] = GENDERS[relative.sex]
    made["address"] = [postal_address(context.home, "home")]
    made["period"] = {"start": context.date(since)}
    return made


def separated(entry: MaritalStatusChanged, context: Context) -> list[Resource]:
    """The spouse before this change, no longer one."""
    found = []
    for resource_id in context.spouses:
        changed = context.now(resource_id)
        if changed["active"]:
            changed["active"] = False
            changed["period"] = {**changed["period"], "end": context.date(entry.time)}
            found.append(changed)
    return found
