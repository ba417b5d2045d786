"""Patient (hl7.org/fhir/R4/patient.html; US Core Patient): whole again whenever something of it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from simulator.fhir.canonical import (
    FHIR_EXTENSIONS,
    LANGUAGE,
    MARITAL_STATUS,
    MRN_SYSTEM,
    NULL_FLAVOR,
    RACE_AND_ETHNICITY,
    SOCIAL_SECURITY,
    US_CORE,
)
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Part, Resource, coding, extension, human_name, postal_address, telecom, typed_identifier
from simulator.fhir.rendered import shared_id
from simulator.kernel.clock import age_in_years
from simulator.record.care import Organization
from simulator.record.encounters import EncounterOpened
from simulator.record.entry import Entry
from simulator.record.life import Died, MaritalStatusChanged, Moved, NameChanged, Registered
from simulator.record.person import Address, Name, Person
from simulator.resources.fragments import once
from simulator.terminology.value_sets import (
    GENDERS,
    LANGUAGES,
    MARITAL_STATUSES,
    OMB_ETHNICITIES,
    OMB_RACES,
    SEX_CONCEPTS,
)

#: From this age a person has an e-mail address of their own in the record (13: the Children's Online Privacy Protection Act).
_EMAIL_AGE_YEARS: Final = 13


class PatientRecord:
    """What the chart knows of a person so far; `changed` since the Patient was last written."""

    __slots__ = (
        "addresses",
        "changed",
        "context",
        "died",
        "extensions",
        "identifiers",
        "marital_status",
        "names",
        "organizations",
        "phone",
    )

    def __init__(self, context: Context) -> None:
        self.context = context
        self.extensions: Part = once(_extensions(context.person))
        self.identifiers: list[Part] = []
        self.names: list[tuple[Name, int]] = []
        self.addresses: list[tuple[Address, int]] = []
        self.phone = ""
        self.marital_status = "S"
        self.organizations: dict[str, Organization] = {}
        self.died: int | None = None
        self.changed = False

    def see(self, organization: Organization) -> None:
        """The first sight at an organisation gives its record number."""
        if organization.key not in self.organizations:
            self.organizations[organization.key] = organization
            self.changed = True


def _register(record: PatientRecord, entry: Registered) -> None:
    person = entry.person
    record.names.append((person.name, entry.time))
    record.addresses.append((person.address, entry.time))
    record.phone = person.phone
    record.context.registrar = entry.organization
    record.see(entry.organization)
    record.changed = True


def _rename(record: PatientRecord, entry: NameChanged) -> None:
    record.names.append((entry.name, entry.time))
    record.changed = True


def _move(record: PatientRecord, entry: Moved) -> None:
    record.addresses.append((entry.address, entry.time))
    record.context.home = entry.address
    record.phone = entry.phone
    record.changed = True


def _marry(record: PatientRecord, entry: MaritalStatusChanged) -> None:
    record.marital_status = entry.status
    record.changed = True


def _die(record: PatientRecord, entry: Died) -> None:
    record.died = entry.time
    record.changed = True


def _visit(record: PatientRecord, entry: EncounterOpened) -> None:
    record.see(entry.organization)


#: What changes a Patient.
CHANGES: Final[dict[type[Entry], Callable[[PatientRecord, Any], None]]] = {
    Died: _die,
    EncounterOpened: _visit,
    MaritalStatusChanged: _marry,
    Moved: _move,
    NameChanged: _rename,
    Registered: _register,
}


def patient(record: PatientRecord, time: int) -> Resource:
    """The Patient as the record has it at `time` (UTC seconds)."""
    context = record.context
    person = context.person
    made: Resource = {
        "resourceType": "Patient",
        "id": context.patient_id,
        "meta": context.metas["patient"],
        "extension": record.extensions,
        "identifier": _identifiers(record),
        "active": True,
        "name": _names(record),
        "telecom": _telecoms(record, time),
        "gender": GENDERS[person.sex],
        "birthDate": context.date(person.birth),
        "_birthDate": {"extension": [extension(f"{FHIR_EXTENSIONS}patient-birthTime", "DateTime", context.instants[person.birth])]},
        "address": _addresses(record),
        "maritalStatus": {
            "coding": [coding(MARITAL_STATUS, record.marital_status, MARITAL_STATUSES[record.marital_status])],
            "text": MARITAL_STATUSES[record.marital_status],
        },
        "communication": [_communication(person.language)],
    }
    if record.died is not None:
        made["deceasedDateTime"] = context.instants[record.died]
    if person.multiple_birth:
        made["multipleBirthInteger"] = person.multiple_birth
    else:
        made["multipleBirthBoolean"] = False
    if context.registrar is not None:
        made["managingOrganization"] = context.organization(context.registrar)
    return made


def _extensions(person: Person) -> list[Resource]:
    """What is fixed at birth."""
    place = {"city": person.birth_place.city, "state": person.birth_place.state, "country": person.birth_place.country}
    found = [
        _race(person),
        _ethnicity(person),
        extension(f"{US_CORE}us-core-birthsex", "Code", person.sex),
        extension(f"{US_CORE}us-core-sex", "Code", SEX_CONCEPTS[person.sex]),
        extension(f"{FHIR_EXTENSIONS}patient-mothersMaidenName", "String", person.mother.name.family),
        extension(f"{FHIR_EXTENSIONS}patient-birthPlace", "Address", place),
    ]
    if person.tribal_affiliation is not None:
        found.append(_tribe(*person.tribal_affiliation))
    return found


def _race(person: Person) -> Resource:
    known = [code for code in person.race_codes if code in OMB_RACES]
    parts = [extension("ombCategory", "Coding", coding(RACE_AND_ETHNICITY, code, OMB_RACES[code])) for code in known]
    if not parts:
        parts.append(extension("ombCategory", "Coding", coding(NULL_FLAVOR, "UNK", "unknown")))
    parts.append(extension("text", "String", person.race_text))
    return {"url": f"{US_CORE}us-core-race", "extension": parts}


def _ethnicity(person: Person) -> Resource:
    code, display = OMB_ETHNICITIES[person.ethnicity]
    parts = [
        extension("ombCategory", "Coding", coding(RACE_AND_ETHNICITY, code, display)),
        extension("text", "String", display),
    ]
    return {"url": f"{US_CORE}us-core-ethnicity", "extension": parts}


def _tribe(code: str, display: str) -> Resource:
    tribe = {"coding": [coding("http://terminology.hl7.org/CodeSystem/v3-TribalEntityUS", code, display)], "text": display}
    parts = [
        extension("tribalAffiliation", "CodeableConcept", tribe),
        extension("isEnrolled", "Boolean", True),
    ]
    return {"url": f"{US_CORE}us-core-tribal-affiliation", "extension": parts}


def record_number(context: Context, organization: Organization) -> str:
    """The record number that an organisation gives the person: ten digits, of this population and person alone."""
    return str(int(context.space.id("mrn", organization.key)[:8], 16)).zfill(10)


def _identifiers(record: PatientRecord) -> list[Part]:
    """The social security number, and the numbers of the organisations that have seen the person, each made once."""
    context, found = record.context, record.identifiers
    if not found:
        number = context.person.social_security_number
        found.append(once(typed_identifier("SB", "Social Beneficiary Identifier", SOCIAL_SECURITY, number)))
    for organization in list(record.organizations.values())[len(found) - 1 :]:
        system = f"{MRN_SYSTEM}{shared_id('Organization', organization.key)}"
        made = typed_identifier("MR", "Medical record number", system, record_number(context, organization), "usual")
        made["assigner"] = context.organization(organization)
        found.append(once(made))
    return list(found)


def _names(record: PatientRecord) -> list[Resource]:
    """The present name first, then the earlier ones, latest first; a married woman's name of birth is her maiden name."""
    text = record.context.date
    found = []
    until: int | None = None
    for number, (name, since) in reversed(list(enumerate(record.names))):
        use = name.use
        if until is not None:
            married = record.marital_status != "S" and record.context.person.sex == "F"
            use = "maiden" if number == 0 and married and name.family != record.names[-1][0].family else "old"
        made = human_name(name, use)
        made["period"] = {"start": text(since)} if until is None else {"start": text(since), "end": text(until)}
        found.append(made)
        until = since
    return found


def _addresses(record: PatientRecord) -> list[Resource]:
    text = record.context.date
    found = []
    until: int | None = None
    for address, since in reversed(record.addresses):
        made = postal_address(address, "home" if until is None else "old")
        made["period"] = {"start": text(since)} if until is None else {"start": text(since), "end": text(until)}
        found.append(made)
        until = since
    return found


def _telecoms(record: PatientRecord, time: int) -> list[Resource]:
    person = record.context.person
    found = [telecom("phone", record.phone, "home")]
    if person.email and age_in_years(person.birth_day, person.zone.day(time)) >= _EMAIL_AGE_YEARS:
        found.append(telecom("email", person.email, "home"))
    return found


def _communication(language: str) -> Resource:
    display = LANGUAGES.get(language, language)
    return {"language": {"coding": [coding(LANGUAGE, language, display)], "text": display}, "preferred": True}
