"""Charts to lines: transaction bundles of everything as it was then, each postable after those before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from simulator.fhir.builders import BUILDERS, UPDATES
from simulator.fhir.canonical import FHIR_BASE
from simulator.fhir.context import Context
from simulator.fhir.cutting import Cut, cut, shown_entries
from simulator.fhir.datatypes import Resource
from simulator.fhir.document_reference import visit_note
from simulator.fhir.encounter import encounter
from simulator.fhir.patient import PatientRecord, patient
from simulator.fhir.provenance import provenance
from simulator.fhir.rendered import Rendered, Shared
from simulator.fhir.shared import shared_resources
from simulator.record.chart import Chart

#: At most so many entries stand in a bundle of shared resources.
SHARED_ENTRIES = 200

_BUILD = {kind: UPDATES.get(kind, ()) + BUILDERS.get(kind, ()) for kind in {**BUILDERS, **UPDATES}}


@dataclass(slots=True)
class Line:
    """One line: the bundle, the instant at which it could be posted (UTC seconds), and who gives care or pays that the
    chart refers to here for the first time, in order of first reference."""

    bundle: Resource
    time: int
    shared: list[Shared] = field(default_factory=list)


class Renderer:
    """Makes lines for one population; keep one for a whole run, for what it has rendered once serves every chart.

    The dicts that it gives share parts (concepts, references, metas): copy before changing.
    """

    __slots__ = ("_rendered",)

    def __init__(self, population: str) -> None:
        self._rendered = Rendered(population)

    def lines(self, chart: Chart, as_of: int) -> list[Line]:
        """The lines of a chart as it stood at `as_of` (UTC seconds): nothing that was recorded then or later."""
        shown = shown_entries(chart, as_of)
        context = Context(self._rendered, chart, as_of)
        context.number(shown)
        record = PatientRecord(context)
        return [_line(each, context, record) for each in cut(shown, as_of)]

    def shared(self, objects: Iterable[Shared]) -> list[Resource]:
        """Bundles of exactly these shared resources and what they refer to in turn: sorted, at most 200 entries each,
        nothing before what it refers to."""
        entries = [transaction_entry(each) for each in shared_resources(objects, self._rendered)]
        return [transaction(entries[first : first + SHARED_ENTRIES]) for first in range(0, len(entries), SHARED_ENTRIES)]


def _line(cut: Cut, context: Context, record: PatientRecord) -> Line:
    context.shared = []
    built: dict[str, Resource] = {}
    resources = context.resources
    for entry in cut.entries:
        record.take(entry)
        for build in _BUILD.get(type(entry), ()):
            for resource in build(entry, context):
                resources[resource["id"]] = built[resource["id"]] = resource
    first: dict[str, Resource] = {}
    if record.changed:
        record.changed = False
        first[context.patient_id] = patient(record, cut.time)
    if cut.encounter is not None:
        made = encounter(cut.encounter, context, cut.entries)
        first[made["id"]] = made
        made = visit_note(cut.encounter, cut.entries, context)
        built[made["id"]] = made
    first.update(built)
    resources.update(first)
    line = list(first.values())
    line.append(provenance(cut, context, line))
    return Line(transaction([transaction_entry(each) for each in line]), cut.time, context.shared)


def transaction(entries: list[Resource]) -> Resource:
    """A transaction bundle."""
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def transaction_entry(resource: Resource) -> Resource:
    """A bundle entry that puts a resource under its own id."""
    place = f"{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": FHIR_BASE + place, "resource": resource, "request": {"method": "PUT", "url": place}}
