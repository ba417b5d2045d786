"""Provenance (hl7.org/fhir/R4/provenance.html; US Core Provenance): who wrote and who sent a line."""

from __future__ import annotations

from typing import Final

from orjson import Fragment

from simulator.errors import ResourceError
from simulator.fhir.canonical import PROVENANCE_AGENT, US_CORE_PROVENANCE_AGENT
from simulator.fhir.context import Context
from simulator.fhir.cutting import Cut
from simulator.fhir.datatypes import Part, Resource, codeable
from simulator.record.encounters import EncounterOpened
from simulator.resources.fragments import once
from simulator.resources.references import key_of

_AUTHOR: Final = once(codeable(PROVENANCE_AGENT, "author", "Author"))
_TRANSMITTER: Final = once(codeable(US_CORE_PROVENANCE_AGENT, "transmitter", "Transmitter"))


def provenance(cut: Cut, context: Context, keys: list[str]) -> Resource:
    """The origin of a line; `keys` (`Type/id`) are those of all else in it. Its id belongs to the encounter, or to the instant."""
    encounter = cut.encounter
    if encounter is None:
        resource_id = context.space.id("instant", cut.time, "Provenance")
        encounter = next((each.encounter for each in cut.entries if each.encounter is not None), None)
    else:
        resource_id = context.other_id(encounter, "Provenance")
    return {
        "resourceType": "Provenance",
        "id": resource_id,
        "meta": context.metas["provenance"],
        "target": _targets(keys),
        "recorded": context.instants[cut.time],
        "agent": _agents(encounter, cut, context),
    }


def provenance_of_registration(context: Context, time: int, resources: list[Resource]) -> Resource:
    """The origin of what an organisation registers of a person who has been in care for long: at `time` (UTC seconds), and
    under the id that it has at birth. Raises ResourceError where the chart doesn't begin with a registration."""
    if context.registrar is None:
        raise ResourceError(f"the chart of candidate {context.person.candidate} doesn't begin with a registration")
    organization = context.organization(context.registrar)
    return {
        "resourceType": "Provenance",
        "id": context.space.id("instant", context.person.birth, "Provenance"),
        "meta": context.metas["provenance"],
        "target": _targets([key_of(each) for each in resources]),
        "recorded": context.instants[time],
        "agent": _author_and_transmitter(organization, organization),
    }


def _agents(encounter: EncounterOpened | None, cut: Cut, context: Context) -> Part:
    """The author, on behalf of the organisation, and the organisation as the sender of its own record."""
    if encounter is None:
        organization = context.author(cut.entries[0])
        return _author_and_transmitter(organization, organization)
    visit = context.visits[encounter]
    if visit.agents is None:
        visit.agents = _author_and_transmitter(visit.practitioner, visit.organization)
    return visit.agents


def _author_and_transmitter(who: Part, organization: Part) -> Part:
    return once(
        [
            {"type": _AUTHOR, "who": who, "onBehalfOf": organization},
            {"type": _TRANSMITTER, "who": organization, "onBehalfOf": organization},
        ]
    )


def _targets(keys: list[str]) -> Part:
    """References to `keys`, which need no escape in JSON."""
    return Fragment('[{"reference":"' + '"},{"reference":"'.join(keys) + '"}]')
