"""The shared resources: exactly those referred to, and what they refer to in turn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from orjson import loads

from simulator.fhir.datatypes import Resource
from simulator.fhir.endpoint import endpoint
from simulator.fhir.location import location
from simulator.fhir.organization import organization, payer
from simulator.fhir.practitioner import practitioner
from simulator.fhir.practitioner_role import practitioner_role
from simulator.fhir.rendered import Rendered, Shared
from simulator.record.care import Clinician, Location, Organization, Payer
from simulator.resources.fragments import kept


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
    made = rendered.shared
    found: list[bytes] = []
    for key in sorted(payers):
        found.append(made.get(f"Payer/{key}") or _kept(f"Payer/{key}", payer(payers[key]), made))
    for key in sorted(organizations):
        found.append(made.get(f"Organization/{key}") or _kept(f"Organization/{key}", organization(organizations[key]), made))
    for key in sorted(locations):
        found.append(made.get(f"Location/{key}") or _kept(f"Location/{key}", location(locations[key], rendered), made))
    for key in sorted(clinicians):
        found.append(made.get(f"Practitioner/{key}") or _kept(f"Practitioner/{key}", practitioner(clinicians[key]), made))
    for key in sorted(employers):
        found.append(made.get(f"Endpoint/{key}") or _kept(f"Endpoint/{key}", endpoint(employers[key], rendered), made))
    for key in sorted(clinicians):
        found.append(made.get(f"Role/{key}") or _kept(f"Role/{key}", practitioner_role(clinicians[key], rendered), made))
    return [loads(each) for each in found]


#: So many shared resources are kept rendered; then all are forgotten, and made anew when somebody refers to them.
MOST_KEPT: Final = 1_500


def _kept(key: str, resource: Resource, made: dict[str, bytes]) -> bytes:
    """A resource for all people who share it, as JSON: as dicts, thousands of clinicians would take a hundred megabytes."""
    if len(made) >= MOST_KEPT:
        made.clear()
    made[key] = kept(resource)
    return made[key]
