"""What is rendered once a run and shared by every resource: concepts, marks, and references to whoever gives care.

What comes from here stands in many resources at once: it is never changed, only replaced.
"""

from __future__ import annotations

from typing import Any, Final

from orjson import dumps

from simulator.fhir.canonical import ACT_REASON, POPULATION_SYSTEM, US_CORE
from simulator.fhir.datatypes import Part, Resource, codeable_of_all, coding, name_text
from simulator.kernel.identity import IdSpace
from simulator.record.care import Clinician, Location, Organization, Payer
from simulator.resources.fragments import once
from simulator.terminology.concept import Concept
from simulator.terminology.icd10cm import with_icd10cm

#: HL7's mark of test data (terminology.hl7.org/CodeSystem/v3-ActReason, HTEST).
SECURITY: Final = [coding(ACT_REASON, "HTEST", "test health data")]

#: The ids of what all populations share.
WORLD_IDS: Final = IdSpace("world")

#: So many references to whoever gives care are kept; then all are forgotten, and made anew: a long run meets ever new clinicians.
MOST_REFERENCES: Final = 3_000

#: What a chart shows of the world: each becomes one or more shared resources.
Shared = Organization | Location | Clinician | Payer


def shared_id(kind: str, key: str) -> str:
    """The id of a shared resource: `kind` is the resource's type, but "Payer" for the organisation that pays."""
    return WORLD_IDS.id(kind, key)


class Codeables(dict[Concept, Part]):
    """A concept → its CodeableConcept."""

    __slots__ = ()

    def __missing__(self, concept: Concept) -> Part:
        made = self[concept] = once(codeable_of_all([concept]))
        return made


class Diagnoses(dict[Concept, Part]):
    """A diagnosis → its CodeableConcept, with ICD-10-CM beside it."""

    __slots__ = ()

    def __missing__(self, concept: Concept) -> Part:
        made = self[concept] = once(codeable_of_all(with_icd10cm([concept])))
        return made


class Displays(dict[Concept, str]):
    """A concept → its display as an element in JSON."""

    __slots__ = ()

    def __missing__(self, concept: Concept) -> str:
        made = self[concept] = f'"display":{dumps(concept.display).decode()}'
        return made


class Metas(dict[str, Part]):
    """A profile (US Core's name of it without "us-core-", a whole URL, or "") → the meta of a resource that fits it."""

    __slots__ = ("_population",)

    def __init__(self, population: str) -> None:
        super().__init__()
        self._population = population

    def __missing__(self, profile: str) -> Part:
        made = self[profile] = once(_meta(profile, self._population))
        return made


class Rendered:
    """The caches of one run, for the population whose name stands in every `meta.tag`. `shapes` belongs to the builders,
    `shared` holds the shared resources so far."""

    __slots__ = ("_lists", "_references", "codeables", "diagnoses", "displays", "metas", "population", "shapes", "shared")

    def __init__(self, population: str) -> None:
        self.population = population
        self.codeables = Codeables()
        self.diagnoses = Diagnoses()
        self.displays = Displays()
        self.metas = Metas(population)
        self.shapes: dict[Any, Any] = {}
        self.shared: dict[str, bytes] = {}
        self._lists: dict[tuple[Concept, ...], Part] = {}
        self._references: dict[tuple[str, str], Part] = {}

    def codeable(self, concepts: list[Concept]) -> Part:
        """The CodeableConcept of concepts that mean the same; the first is the module's own, and gives the text."""
        key = tuple(concepts)
        found = self._lists.get(key)
        if found is None:
            found = self._lists[key] = once(codeable_of_all(concepts))
        return found

    def organization(self, organization: Organization) -> Part:
        """A reference to an organisation."""
        return self._reference("Organization", "Organization", organization.key, organization.name)

    def location(self, location: Location) -> Part:
        """A reference to a location."""
        return self._reference("Location", "Location", location.key, location.name)

    def practitioner(self, clinician: Clinician) -> Part:
        """A reference to a clinician as a person."""
        found = self._references.get(("Practitioner", clinician.key))
        if found is None:
            return self._reference("Practitioner", "Practitioner", clinician.key, name_text(clinician.name))
        return found

    def practitioner_role(self, clinician: Clinician) -> Part:
        """A reference to a clinician in the role at the organisation."""
        return self._reference("PractitionerRole", "PractitionerRole", clinician.key, clinician.specialty.display)

    def payer(self, payer: Payer) -> Part:
        """A reference to the organisation that pays."""
        return self._reference("Organization", "Payer", payer.key, payer.name)

    def _reference(self, kind: str, key_kind: str, key: str, display: str) -> Part:
        found = self._references.get((key_kind, key))
        if found is None:
            if len(self._references) >= MOST_REFERENCES:
                self._references.clear()
            found = once({"reference": f"{kind}/{shared_id(key_kind, key)}", "display": display})
            self._references[(key_kind, key)] = found
        return found


def world_meta(profile: str) -> Resource:
    """The meta of a shared resource, which belongs to the world alone."""
    return _meta(profile, "world")


def _meta(profile: str, population: str) -> Resource:
    made: Resource = {}
    if profile:
        made["profile"] = [profile if profile.startswith("http") else f"{US_CORE}us-core-{profile}"]
    made["security"] = SECURITY
    made["tag"] = [{"system": POPULATION_SYSTEM, "code": population}]
    return made
