"""What a builder may ask while one chart is rendered: ids, references, texts of times, and the resources as they stand now."""

from __future__ import annotations

from typing import Any

from simulator.errors import ResourceError
from simulator.fhir.datatypes import Resource
from simulator.fhir.rendered import Rendered, Shared
from simulator.kernel.identity import IdSpace
from simulator.record.care import Clinician, Location, Organization, Payer
from simulator.record.chart import Chart
from simulator.record.encounters import EncounterOpened
from simulator.record.entry import Entry, Reason
from simulator.record.life import CoverageStarted, Died, MaritalStatusChanged
from simulator.record.problems import AllergyOnset, ConditionOnset
from simulator.record.results import ImagingPerformed, ObservationMade, ReportOrdered
from simulator.record.treatment import (
    CarePlanStarted,
    DeviceAssigned,
    MedicationDispensed,
    MedicationGiven,
    MedicationOrdered,
    ProcedurePerformed,
    SuppliesDelivered,
    Vaccinated,
)
from simulator.terminology.concept import Concept

#: The resource that an entry is, where several come of it the one that others refer to.
PRIMARY: dict[type[Entry], str] = {
    AllergyOnset: "AllergyIntolerance",
    CarePlanStarted: "CarePlan",
    ConditionOnset: "Condition",
    CoverageStarted: "Coverage",
    DeviceAssigned: "Device",
    Died: "Observation",
    EncounterOpened: "Encounter",
    ImagingPerformed: "ImagingStudy",
    MaritalStatusChanged: "RelatedPerson",
    MedicationDispensed: "MedicationDispense",
    MedicationGiven: "MedicationAdministration",
    MedicationOrdered: "MedicationRequest",
    ObservationMade: "Observation",
    ProcedurePerformed: "Procedure",
    ReportOrdered: "DiagnosticReport",
    SuppliesDelivered: "SupplyDelivery",
    Vaccinated: "Immunization",
}


class Context:
    """One chart while its lines are made.

    `resources` holds every resource so far in its present version, by id. `registrar` is the organisation that registered
    the birth, `mother` a reference to the mother, `spouses` the ids of all so far. `shared` collects what the line at hand
    is the first of the chart to refer to.
    """

    __slots__ = (
        "_ids",
        "_known",
        "_ordinals",
        "_references",
        "_stamps",
        "_zone",
        "as_of",
        "mother",
        "patient",
        "patient_id",
        "person",
        "registrar",
        "rendered",
        "resources",
        "shared",
        "space",
        "spouses",
    )

    def __init__(self, rendered: Rendered, chart: Chart, as_of: int) -> None:
        person = chart.person
        self.rendered = rendered
        self.person = person
        self.as_of = as_of
        self.space = IdSpace(f"{rendered.population}/{person.seed}/{person.candidate}")
        self.patient_id = self.space.id("Patient")
        self.patient: Resource = {"reference": f"Patient/{self.patient_id}"}
        self.registrar: Organization | None = None
        self.mother: Resource | None = None
        self.resources: dict[str, Resource] = {}
        self.shared: list[Shared] = []
        self.spouses: list[str] = []
        self._zone = person.zone
        self._known: set[tuple[type[Any], str]] = set()
        self._ids: dict[int, str] = {}
        self._ordinals: dict[int, int] = {}
        self._references: dict[int, Resource] = {}
        self._stamps: dict[int, str] = {}

    def number(self, entries: list[Entry]) -> None:
        """Gives entries their ids, in the order given; further ones of the same module, state, visit and kind are numbered."""
        taken: dict[str, int] = {}
        space_id = self.space.id
        for entry in entries:
            kind = PRIMARY.get(type(entry))
            if kind is None:
                continue
            key = f"{entry.module}/{entry.state}/{entry.visit}/{kind}"
            ordinal = taken.get(key, 0)
            taken[key] = ordinal + 1
            if ordinal:
                self._ordinals[entry.sequence] = ordinal
                key = f"{key}/{ordinal}"
            self._ids[entry.sequence] = space_id(key)

    def id(self, entry: Entry) -> str:
        """The id of an entry's primary resource. Raises ResourceError for an entry that this chart doesn't show."""
        found = self._ids.get(entry.sequence)
        if found is None:
            raise ResourceError(f"{entry!r} has no resource of its own in the chart of candidate {self.person.candidate}")
        return found

    def other_id(self, entry: Entry, kind: str) -> str:
        """The id of another resource of an entry; `kind` is its type, with a suffix where there are several."""
        ordinal = self._ordinals.get(entry.sequence)
        key = f"{entry.module}/{entry.state}/{entry.visit}/{kind}"
        return self.space.id(f"{key}/{ordinal}" if ordinal else key)

    def shows(self, entry: Entry) -> bool:
        """Whether the chart shows this entry by the date."""
        return entry.sequence in self._ids

    def reference(self, entry: Entry) -> Resource:
        """A reference to an entry's primary resource."""
        found = self._references.get(entry.sequence)
        if found is None:
            found = {"reference": f"{PRIMARY[type(entry)]}/{self.id(entry)}"}
            concepts: list[Concept] = getattr(entry, "concepts", [])
            if concepts:
                found["display"] = concepts[0].display
            self._references[entry.sequence] = found
        return found

    def instant(self, seconds: int) -> str:
        """An instant in the person's local time."""
        found = self._stamps.get(seconds)
        if found is None:
            found = self._stamps[seconds] = self._zone.iso(seconds)
        return found

    def date(self, seconds: int) -> str:
        """The person's local date at an instant."""
        return self._zone.date(seconds)

    def period(self, start: int, end: int | None) -> Resource:
        """A Period of instants."""
        if end is None:
            return {"start": self.instant(start)}
        return {"start": self.instant(start), "end": self.instant(end)}

    def codeable(self, concepts: list[Concept]) -> Resource:
        """The CodeableConcept of concepts that mean the same."""
        return self.rendered.codeable(concepts)

    def organization(self, organization: Organization) -> Resource:
        """A reference to an organisation."""
        self._know(organization)
        return self.rendered.organization(organization)

    def location(self, location: Location) -> Resource:
        """A reference to a location."""
        self._know(location)
        return self.rendered.location(location)

    def practitioner(self, clinician: Clinician) -> Resource:
        """A reference to a clinician as a person."""
        self._know(clinician)
        return self.rendered.practitioner(clinician)

    def practitioner_role(self, clinician: Clinician) -> Resource:
        """A reference to a clinician's role."""
        self._know(clinician)
        return self.rendered.practitioner_role(clinician)

    def payer(self, payer: Payer) -> Resource:
        """A reference to the organisation that pays."""
        self._know(payer)
        return self.rendered.payer(payer)

    def author(self, entry: Entry) -> Resource | None:
        """A reference to who wrote an entry: the encounter's clinician, else the registrar."""
        encounter = entry.encounter
        if encounter is not None:
            return self.practitioner(encounter.clinician)
        return None if self.registrar is None else self.organization(self.registrar)

    def give_encounter(self, resource: Resource, entry: Entry, name: str = "encounter") -> None:
        """Writes an entry's encounter, where it has one, as the element `name`."""
        if entry.encounter is not None:
            resource[name] = self.reference(entry.encounter)

    def give_reason(self, resource: Resource, reason: Reason) -> None:
        """Writes a reason: a condition's entry as reasonReference, a concept as reasonCode."""
        if reason is None:
            return
        if isinstance(reason, Concept):
            resource["reasonCode"] = [self.rendered.codeable_of(reason)]
        else:
            resource["reasonReference"] = [self.reference(reason)]

    def now(self, resource_id: str) -> Resource:
        """A copy of a resource as it stands, for an update to change. Raises ResourceError where there is none."""
        found = self.resources.get(resource_id)
        if found is None:
            raise ResourceError(f"no resource {resource_id} to change in the chart of candidate {self.person.candidate}")
        return dict(found)

    def _know(self, shared: Shared) -> None:
        key = (type(shared), shared.key)
        if key not in self._known:
            self._known.add(key)
            self.shared.append(shared)
