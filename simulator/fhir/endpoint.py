"""Endpoint (hl7.org/fhir/R4/endpoint.html): where an organisation's record could be asked, had it a server."""

from __future__ import annotations

from simulator.fhir.canonical import FHIR_BASE, TERMINOLOGY
from simulator.fhir.datatypes import Resource, codeable, coding
from simulator.fhir.rendered import Rendered, shared_id, world_meta
from simulator.record.care import Organization


def endpoint(care: Organization, rendered: Rendered) -> Resource:
    """An organisation's FHIR endpoint; it lies under a domain that resolves nowhere."""
    return {
        "resourceType": "Endpoint",
        "id": shared_id("Endpoint", care.key),
        "meta": world_meta(""),
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
