"""CareTeam (hl7.org/fhir/R4/careteam.html; US Core CareTeam): who carries a care plan."""

from __future__ import annotations

from typing import Final

from simulator.fhir.context import Context
from simulator.fhir.datatypes import Part, Resource, codeable
from simulator.kernel.clock import age_in_years
from simulator.record.treatment import CarePlanEnded, CarePlanStarted
from simulator.resources.fragments import once
from simulator.terminology.systems import SNOMED

_PATIENT: Final = once([codeable(SNOMED, "116154003", "Patient (person)")])
_CAREGIVER: Final = once([codeable(SNOMED, "133932002", "Caregiver (person)")])
_ORGANIZATION: Final = once([codeable(SNOMED, "224891009", "Healthcare services")])

#: Whoever is younger has a parent in the team (18: the age of majority in most states).
_MAJORITY_YEARS: Final = 18


def care_team(entry: CarePlanStarted, context: Context) -> list[Resource]:
    """The patient, whoever is close to them, the clinician who began the plan, and the organisation."""
    made: Resource = {
        "resourceType": "CareTeam",
        "id": context.other_id(entry, "CareTeam"),
        "meta": context.metas["careteam"],
        "status": "active",
        "name": f"Care team for {entry.concepts[0].display}",
        "subject": context.patient,
    }
    encounter = entry.encounter
    if encounter is not None:
        made["encounter"] = context.references[encounter]
    made["period"] = context.period(entry.time, None)
    participants: list[Resource] = [{"role": _PATIENT, "member": context.patient}]
    relative = _relative(entry, context)
    if relative is not None:
        participants.append({"role": _CAREGIVER, "member": relative})
    if encounter is not None:
        role = [context.codeable_of(encounter.clinician.role)]
        participants.append({"role": role, "member": context.visits[encounter].practitioner})
        organization = context.visits[encounter].organization
        participants.append({"role": _ORGANIZATION, "member": organization})
        made["participant"] = participants
        made["managingOrganization"] = [organization]
    else:
        made["participant"] = participants
    return [made]


def _relative(entry: CarePlanStarted, context: Context) -> Part:
    """The mother of a child, the present spouse of a grown person."""
    person = context.person
    years = age_in_years(person.birth_day, person.zone.day(entry.time))
    if years < _MAJORITY_YEARS:
        return context.mother
    for resource_id in reversed(context.spouses):
        if context.resources[resource_id]["active"]:
            return {"reference": f"RelatedPerson/{resource_id}", "display": context.resources[resource_id]["name"][0]["text"]}
    return None


def team_reference(entry: CarePlanStarted, context: Context) -> Resource:
    """A reference to a plan's team."""
    return {"reference": f"CareTeam/{context.other_id(entry, 'CareTeam')}"}


def dissolved(entry: CarePlanEnded, context: Context) -> list[Resource]:
    """The plan's team, no longer active."""
    changed = context.now(context.other_id(entry.plan, "CareTeam"))
    changed["status"] = "inactive"
    changed["period"] = context.period(entry.plan.time, max(entry.time, entry.plan.time))
    return [changed]
