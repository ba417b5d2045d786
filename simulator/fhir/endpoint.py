"""Endpoint (hl7.org/fhir/R4/endpoint.html): where an organisation's record could be asked, had it a server."""

from __future__ import annotations

from simulator.fhir.canonical import ENDPOINT_SYSTEM, FHIR_BASE, TERMINOLOGY
from simulator.fhir.datatypes import Resource, codeable, coding, identifier
from simulator.fhir.rendered import Rendered, shared_id, world_meta
from simulator.record.care import Organization


def endpoint(care: Organization, rendered: Rendered) -> Resource:
    """An organisation's FHIR endpoint; it lies under a domain that resolves nowhere."""
    resource_id = shared_id("Endpoint", care.key)
    return {
        "resourceType": "Endpoint",
        "id": resource_id,
        "meta": world_meta(""),
        "identifier": [identifier(ENDPOINT_SYSTEM, resource_id)],
        "status": "active",
        "connectionType": coding(f"{TERMINOLOGY}endpoint-connection-type", "hl7-fhir-rest", "HL7 FHIR"),
        "name": f"FHIR endpoint of {care.name}",
        "managingOrganization": rendered.organization(care),
        "payloadType": [codeable(f"{TERMINOLOGY}endpoint-payload-type", "any", "Any")],
        "payloadMimeType": ["application/fhir+json"],
        "address": f"{FHIR_BASE}Organization/{shared_id('Organization', care.key)}/$record",
    }


def endpoint_reference(care: Organization) -> Resource:
    """A reference to an organisation's endpoint."""
    return {"reference": f"Endpoint/{shared_id('Endpoint', care.key)}", "display": f"FHIR endpoint of {care.name}"}
