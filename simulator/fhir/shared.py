"""The shared resources: exactly those referred to, and what they refer to in turn."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.fhir.datatypes import Resource
from simulator.fhir.endpoint import endpoint
from simulator.fhir.location import location
from simulator.fhir.organization import organization, payer
from simulator.fhir.practitioner import practitioner
from simulator.fhir.practitioner_role import practitioner_role
from simulator.fhir.rendered import Rendered, Shared
from simulator.record.care import Clinician, Location, Organization, Payer


def shared_resources(objects: Iterable[Shared], rendered: Rendered) -> list[Resource]:
    """Organisations, locations, practitioners, endpoints and roles, in this order and each by key.

    A clinician is written as a Practitioner and as a PractitionerRole, with the organisation, its endpoint and the location.
    """
    payers: dict[str, Payer] = {}
    organizations: dict[str, Organization] = {}
    locations: dict[str, Location] = {}
    clinicians: dict[str, Clinician] = {}
    for each in objects:
        if isinstance(each, Payer):
            payers[each.key] = each
        elif isinstance(each, Organization):
            organizations[each.key] = each
        elif isinstance(each, Location):
            locations[each.key] = each
        else:
            clinicians[each.key] = each
    employers: dict[str, Organization] = {}
    for clinician in clinicians.values():
        employers[clinician.organization.key] = clinician.organization
        locations[clinician.location.key] = clinician.location
    organizations.update(employers)
    organizations.update({place.organization.key: place.organization for place in locations.values()})
    return [
        *(payer(payers[key]) for key in sorted(payers)),
        *(organization(organizations[key]) for key in sorted(organizations)),
        *(location(locations[key], rendered) for key in sorted(locations)),
        *(practitioner(clinicians[key]) for key in sorted(clinicians)),
        *(endpoint(employers[key], rendered) for key in sorted(employers)),
        *(practitioner_role(clinicians[key], rendered) for key in sorted(clinicians)),
    ]
