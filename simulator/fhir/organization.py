"""Organization (hl7.org/fhir/R4/organization.html; US Core Organization): who gives care, and who pays."""

from __future__ import annotations

from typing import Final

from simulator.fhir.canonical import CLIA, NPI, ORGANIZATION_SYSTEM, TERMINOLOGY
from simulator.fhir.datatypes import Resource, codeable, identifier, postal_address, telecom
from simulator.fhir.rendered import shared_id, world_meta
from simulator.record.care import Organization, Payer

_ORGANIZATION_TYPE: Final = f"{TERMINOLOGY}organization-type"


def organization(care: Organization) -> Resource:
    """A care provider, a laboratory or a pharmacy."""
    identifiers = [identifier(NPI, care.npi)]
    if care.clia:
        identifiers.append(identifier(CLIA, care.clia))
    return {
        "resourceType": "Organization",
        "id": shared_id("Organization", care.key),
        "meta": world_meta("organization"),
        "identifier": identifiers,
        "active": True,
        "type": [codeable(_ORGANIZATION_TYPE, "prov", "Healthcare Provider")],
        "name": care.name,
        "telecom": [telecom("phone", care.phone, "work")],
        "address": [postal_address(care.address, "work")],
    }


def payer(pays: Payer) -> Resource:
    """An insurer or a public programme."""
    return {
        "resourceType": "Organization",
        "id": shared_id("Payer", pays.key),
        "meta": world_meta("organization"),
        "identifier": [identifier(ORGANIZATION_SYSTEM, shared_id("Payer", pays.key))],
        "active": True,
        "type": [codeable(_ORGANIZATION_TYPE, "pay", "Payer")],
        "name": pays.name,
        "telecom": [telecom("phone", pays.phone, "work")],
        "address": [postal_address(pays.address, "work")],
    }
