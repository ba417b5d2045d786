"""Provenance (hl7.org/fhir/R4/provenance.html; US Core Provenance): who wrote and who sent a line."""

from __future__ import annotations

from simulator.errors import ResourceError
from simulator.fhir.canonical import PROVENANCE_AGENT, US_CORE_PROVENANCE_AGENT
from simulator.fhir.context import Context
from simulator.fhir.cutting import Cut
from simulator.fhir.datatypes import Resource, codeable
from simulator.record.encounters import EncounterOpened
from simulator.resources.references import key_of

_AUTHOR = codeable(PROVENANCE_AGENT, "author", "Author")
_TRANSMITTER = codeable(US_CORE_PROVENANCE_AGENT, "transmitter", "Transmitter")


def provenance(cut: Cut, context: Context, targets: list[Resource]) -> Resource:
    """The origin of a line; `targets` refer to all else in it. Its id belongs to the encounter, or to the instant."""
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
        "target": targets,
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
        "target": [{"reference": key_of(each)} for each in resources],
        "recorded": context.instants[time],
        "agent": _author_and_transmitter(organization, organization),
    }


def _agents(encounter: EncounterOpened | None, cut: Cut, context: Context) -> list[Resource]:
    """The author, on behalf of the organisation, and the organisation as the sender of its own record."""
    if encounter is None:
        organization = context.author(cut.entries[0])
        return _author_and_transmitter(organization, organization)
    visit = context.visits[encounter]
    if not visit.agents:
        visit.agents = _author_and_transmitter(visit.practitioner, visit.organization)
    return visit.agents


def _author_and_transmitter(who: Resource, organization: Resource) -> list[Resource]:
    return [
        {"type": _AUTHOR, "who": who, "onBehalfOf": organization},
        {"type": _TRANSMITTER, "who": organization, "onBehalfOf": organization},
    ]
