"""Location (hl7.org/fhir/R4/location.html; US Core Location)."""

from __future__ import annotations

from simulator.fhir.canonical import LOCATION_SYSTEM
from simulator.fhir.datatypes import Resource, codeable_of, identifier, postal_address, telecom
from simulator.fhir.rendered import Rendered, shared_id, world_meta
from simulator.record.care import Location


def location(place: Location, rendered: Rendered) -> Resource:
    """A place where care happens."""
    return {
        "resourceType": "Location",
        "id": shared_id("Location", place.key),
        "meta": world_meta("location"),
        "identifier": [identifier(LOCATION_SYSTEM, shared_id("Location", place.key))],
        "status": "active",
        "name": place.name,
        "mode": "instance",
        "type": [codeable_of(place.kind)],
        "telecom": [telecom("phone", place.phone, "work")],
        "address": postal_address(place.address, "work"),
        "managingOrganization": rendered.organization(place.organization),
    }
