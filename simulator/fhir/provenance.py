"""Provenance (hl7.org/fhir/R4/provenance.html; US Core Provenance): who wrote and who sent a line."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.fhir.canonical import PROVENANCE_AGENT, US_CORE_PROVENANCE_AGENT
from simulator.fhir.context import Context
from simulator.fhir.cutting import Cut
from simulator.fhir.datatypes import Resource, codeable
from simulator.record.encounters import EncounterOpened

_AUTHOR = codeable(PROVENANCE_AGENT, "author", "Author")
_TRANSMITTER = codeable(US_CORE_PROVENANCE_AGENT, "transmitter", "Transmitter")


def provenance(cut: Cut, context: Context, resources: Iterable[Resource]) -> Resource:
    """The origin of every resource of a line; its id belongs to the encounter, or to the instant."""
    encounter = cut.encounter
    if encounter is None:
        resource_id = context.space.id("instant", cut.time, "Provenance")
        encounter = next((each.encounter for each in cut.entries if each.encounter is not None), None)
    else:
        resource_id = context.other_id(encounter, "Provenance")
    return {
        "resourceType": "Provenance",
        "id": resource_id,
        "meta": context.rendered.meta("provenance"),
        "target": [{"reference": f"{each['resourceType']}/{each['id']}"} for each in resources],
        "recorded": context.instant(cut.time),
        "agent": _agents(encounter, context),
    }


def _agents(encounter: EncounterOpened | None, context: Context) -> list[Resource]:
    if encounter is not None:
        organization = context.organization(encounter.organization)
        who = context.practitioner(encounter.clinician)
    else:
        assert context.registrar is not None
        who = organization = context.organization(context.registrar)
    return [
        {"type": _AUTHOR, "who": who, "onBehalfOf": organization},
        {"type": _TRANSMITTER, "who": organization, "onBehalfOf": organization},
    ]
