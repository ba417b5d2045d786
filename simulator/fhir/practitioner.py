"""Practitioner (hl7.org/fhir/R4/practitioner.html; US Core Practitioner)."""

from __future__ import annotations

from simulator.fhir.canonical import NPI
from simulator.fhir.datatypes import Resource, human_name, identifier, telecom
from simulator.fhir.rendered import shared_id, world_meta
from simulator.record.care import Clinician
from simulator.terminology.value_sets import GENDERS


def practitioner(clinician: Clinician) -> Resource:
    """A clinician as a person."""
    made: Resource = {
        "resourceType": "Practitioner",
        "id": shared_id("Practitioner", clinician.key),
        "meta": world_meta("practitioner"),
        "identifier": [identifier(NPI, clinician.npi)],
        "active": True,
        "name": [human_name(clinician.name)],
        "telecom": [telecom("phone", clinician.phone, "work")],
        "gender": GENDERS[clinician.sex],
    }
    if clinician.email:
        made["telecom"].append(telecom("email", clinician.email, "work"))
    return made
