"""PractitionerRole (hl7.org/fhir/R4/practitionerrole.html; US Core PractitionerRole)."""

from __future__ import annotations

from simulator.fhir.canonical import ROLE_SYSTEM
from simulator.fhir.datatypes import Resource, codeable_of, identifier, telecom
from simulator.fhir.endpoint import endpoint_reference
from simulator.fhir.rendered import Rendered, shared_id, world_meta
from simulator.record.care import Clinician


def practitioner_role(clinician: Clinician, rendered: Rendered) -> Resource:
    """A clinician in one role at one organisation."""
    telecoms = [telecom("phone", clinician.phone, "work")]
    if clinician.email:
        telecoms.append(telecom("email", clinician.email, "work"))
    resource_id = shared_id("PractitionerRole", clinician.key)
    return {
        "resourceType": "PractitionerRole",
        "id": resource_id,
        "meta": world_meta("practitionerrole"),
        "identifier": [identifier(ROLE_SYSTEM, resource_id)],
        "active": True,
        "practitioner": rendered.practitioner(clinician),
        "organization": rendered.organization(clinician.organization),
        "code": [codeable_of(clinician.role)],
        "specialty": [codeable_of(clinician.specialty)],
        "location": [rendered.location(clinician.location)],
        "telecom": telecoms,
        "endpoint": [endpoint_reference(clinician.organization)],
    }
