"""The cause of death as an Observation (LOINC 69453-9, the US Standard Certificate of Death, CDC/NCHS)."""

from __future__ import annotations

from typing import Final

from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource
from simulator.record.life import Died
from simulator.terminology.concept import concept
from simulator.terminology.systems import LOINC

_CAUSE_OF_DEATH: Final = concept(LOINC, "69453-9", "Cause of death [US Standard Certificate of Death]")


def cause_of_death(entry: Died, context: Context) -> list[Resource]:
    """What the certificate says, where it says something."""
    if entry.cause is None:
        return []
    made: Resource = {
        "resourceType": "Observation",
        "id": context.ids[entry],
        "meta": context.metas[""],
        "status": "final",
        "code": context.codeable_of(_CAUSE_OF_DEATH),
        "subject": context.patient,
    }
    if entry.encounter is not None:
        made["encounter"] = context.references[entry.encounter]
    made["effectiveDateTime"] = context.instants[entry.time]
    made["issued"] = context.instants[entry.recorded]
    made["performer"] = [context.author(entry)]
    made["valueCodeableConcept"] = context.codeable_of(entry.cause)
    if entry.condition is not None:
        made["focus"] = [context.references[entry.condition]]
    return [made]
