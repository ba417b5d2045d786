"""What a builder may ask while one chart is rendered: ids, references, texts of times, and the resources as they stand now.

The look-ups are dicts that make what they lack (`__missing__`), so that a hit costs no call of a function.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from orjson import Fragment

from simulator.errors import ResourceError
from simulator.fhir.cutting import BEGINNING
from simulator.fhir.datatypes import Part, Resource
from simulator.fhir.primary import PRIMARY
from simulator.fhir.rendered import Displays, Rendered, Shared
from simulator.fhir.visits import Visits
from simulator.kernel.clock import Zone
from simulator.kernel.identity import IdSpace
from simulator.record.care import Clinician, Location, Organization, Payer
from simulator.record.chart import Chart
from simulator.record.entry import Entry, Reason
from simulator.record.person import Person
from simulator.resources.fragments import once
from simulator.terminology.concept import Concept
from simulator.terminology.icd10cm import with_icd10cm


class Instants(dict[int, str]):
    """An instant (UTC seconds) → its text in the person's zone."""

    __slots__ = ("_zone",)

    def __init__(self, zone: Zone) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, seconds: int) -> str:
        text = self[seconds] = self._zone.iso(seconds)
        return text


class Ids(dict[Entry, str]):
    """An entry → the id of its primary resource; only what the chart shows by the date has one."""

    __slots__ = ()

    def __missing__(self, entry: Entry) -> str:
        raise ResourceError(f"{entry!r} has no resource that the chart shows: it isn't in the chart, or comes after the date")


class References(dict[Entry, Part]):
    """An entry → a reference to its primary resource; of what was recorded before `since` and isn't rendered, its display."""

    __slots__ = ("_displays", "_ids", "_since")

    def __init__(self, ids: Ids, displays: Displays, since: int) -> None:
        super().__init__()
        self._ids = ids
        self._displays = displays
        self._since = since

    def __missing__(self, entry: Entry) -> Part:
        kind = PRIMARY[type(entry)]
        concepts: list[Concept] = getattr(entry, "concepts", [])
        # Neither types nor ids need an escape in JSON. (By way of a dict it took half as long again.)
        if not (entry.recorded >= self._since or entry in self._ids):
            text = self._displays[concepts[0]] if concepts else f'"display":"{kind}"'
        elif concepts:
            text = f'"reference":"{kind}/{self._ids[entry]}",{self._displays[concepts[0]]}'
        else:
            text = f'"reference":"{kind}/{self._ids[entry]}"'
        found = self[entry] = Fragment(f"{{{text}}}")
        return found


def patient_id(population: str, person: Person) -> str:
    """The id of somebody's Patient."""
    return _space(population, person).id("Patient")


def _space(population: str, person: Person) -> IdSpace:
    return IdSpace(f"{population}/{person.seed}/{person.candidate}")


class Context:
    """One chart while its lines are made.

    `resources` holds the resources so far that may change yet, in their present version, by id. `registrar` is the
    organisation that registered the birth, `home` the present address, `mother` a reference to the mother, `spouses` the
    ids of all so far. `shared` collects what the line at hand is the first of the chart to refer to. What was recorded before
    `since` (UTC seconds) is rendered only where it has been numbered.
    """

    __slots__ = (
        "_known",
        "_ordinals",
        "_others",
        "as_of",
        "home",
        "ids",
        "instants",
        "metas",
        "mother",
        "patient",
        "patient_id",
        "person",
        "references",
        "registrar",
        "rendered",
        "resources",
        "shared",
        "since",
        "space",
        "spouses",
        "visits",
    )

    def __init__(self, rendered: Rendered, chart: Chart, as_of: int, since: int = BEGINNING) -> None:
        person = chart.person
        self.since = since
        self.rendered = rendered
        self.metas = rendered.metas
        self.person = person
        self.as_of = as_of
        self.space = _space(rendered.population, person)
        self.patient_id = patient_id(rendered.population, person)
        self.patient: Part = once({"reference": f"Patient/{self.patient_id}"})
        self.registrar: Organization | None = None
        self.home = person.address
        self.mother: Part = None
        self.resources: dict[str, Resource] = {}
        self.shared: list[Shared] = []
        self.spouses: list[str] = []
        self.instants = Instants(person.zone)
        self.ids = Ids()
        self.references = References(self.ids, rendered.displays, since)
        self.visits = Visits(self)
        self._known: set[str] = set()
        self._ordinals: dict[Entry, int] = {}
        self._others: dict[tuple[Entry, str], str] = {}

    def clear(self) -> None:
        """Lets go of the chart's entries when all is rendered: see `Chart.clear`."""
        for kept in (self.ids, self.references, self.visits, self.resources, self._ordinals, self._others):
            kept.clear()

    def number(self, entries: list[Entry], rendered: AbstractSet[Entry] | None = None) -> None:
        """Gives entries their ids, in the order given, but for those that aren't rendered where `rendered` tells who is;
        further ones of the same module, state, visit and kind are numbered."""
        taken: dict[str, int] = {}
        ids, space = self.ids, self.space
        for entry in entries:
            kind = PRIMARY.get(type(entry))
            if kind is None:
                continue
            key = f"/{entry.module}/{entry.state}/{entry.visit}/{kind}"
            if key in taken:
                ordinal = self._ordinals[entry] = taken[key]
                taken[key] += 1
                key = f"{key}/{ordinal}"
            else:
                taken[key] = 1
            if rendered is None or entry in rendered:
                ids[entry] = space.at(key)

    def other_id(self, entry: Entry, kind: str) -> str:
        """The id of another resource of an entry; `kind` is its type, with a suffix where there are several."""
        found = self._others.get((entry, kind))
        if found is None:
            found = self._others[entry, kind] = self.space.at(self._other_key(entry, kind))
        return found

    def other_number(self, entry: Entry, kind: str) -> int:
        """The same as a number: a UUID of 128 bits."""
        return self.space.number_at(self._other_key(entry, kind))

    def _other_key(self, entry: Entry, kind: str) -> str:
        ordinal = self._ordinals.get(entry)
        key = f"/{entry.module}/{entry.state}/{entry.visit}/{kind}"
        return f"{key}/{ordinal}" if ordinal else key

    def comes_later(self, condition: Entry) -> bool:
        """Whether a condition stands in a later line than the one at hand."""
        found = self.ids.get(condition)
        return found not in self.resources and (found is not None or condition.recorded >= self.since)

    def date(self, seconds: int) -> str:
        """The person's local date at an instant."""
        return self.person.zone.date(seconds)

    def period(self, start: int, end: int | None) -> Resource:
        """A Period of instants."""
        if end is None:
            return {"start": self.instants[start]}
        return {"start": self.instants[start], "end": self.instants[end]}

    def codeable(self, concepts: list[Concept]) -> Part:
        """The CodeableConcept of concepts that mean the same."""
        if len(concepts) == 1:
            return self.rendered.codeables[concepts[0]]
        return self.rendered.codeable(concepts)

    def diagnosis(self, concepts: list[Concept]) -> Part:
        """The CodeableConcept of a diagnosis, with ICD-10-CM beside it where that is known."""
        if len(concepts) == 1:
            return self.rendered.diagnoses[concepts[0]]
        return self.rendered.codeable(with_icd10cm(concepts))

    def codeable_of(self, concept: Concept) -> Part:
        """The CodeableConcept of one concept."""
        return self.rendered.codeables[concept]

    def organization(self, organization: Organization) -> Part:
        """A reference to an organisation."""
        self._know(organization)
        return self.rendered.organization(organization)

    def location(self, location: Location) -> Part:
        """A reference to a location."""
        self._know(location)
        return self.rendered.location(location)

    def practitioner(self, clinician: Clinician) -> Part:
        """A reference to a clinician as a person."""
        self._know(clinician)
        return self.rendered.practitioner(clinician)

    def practitioner_role(self, clinician: Clinician) -> Part:
        """A reference to a clinician's role."""
        self._know(clinician)
        return self.rendered.practitioner_role(clinician)

    def payer(self, payer: Payer) -> Part:
        """A reference to the organisation that pays."""
        self._know(payer)
        return self.rendered.payer(payer)

    def author(self, entry: Entry) -> Part:
        """A reference to who wrote an entry: the encounter's clinician, else the registrar. Raises ResourceError where the
        chart has neither."""
        if entry.encounter is not None:
            return self.visits[entry.encounter].practitioner
        if self.registrar is None:
            raise ResourceError(f"{entry!r} has no encounter, and the chart doesn't begin with a registration")
        return self.organization(self.registrar)

    def give_reason(self, resource: Resource, reason: Reason) -> None:
        """Writes a reason: a condition's entry as reasonReference, a concept as reasonCode."""
        if reason is None:
            return
        if isinstance(reason, Concept):
            resource["reasonCode"] = [self.rendered.codeables[reason]]
        else:
            resource["reasonReference"] = [self.references[reason]]

    def now(self, resource_id: str) -> Resource:
        """A copy of a resource as it stands, for an update to change. Raises ResourceError where there is none."""
        found = self.resources.get(resource_id)
        if found is None:
            raise ResourceError(f"no resource {resource_id} to change in the chart of candidate {self.person.candidate}")
        return dict(found)

    def _know(self, shared: Shared) -> None:
        key = f"{type(shared).__name__}/{shared.key}"
        if key not in self._known:
            self._known.add(key)
            self.shared.append(shared)
