"""Charts to lines: transaction bundles of everything as it was then, each postable after those before it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any, Final

from simulator.fhir.baseline import Past, baseline, is_left_without, rendered_entries
from simulator.fhir.builders import BUILDERS, CHANGEABLE, UPDATES, Build
from simulator.fhir.canonical import FHIR_BASE
from simulator.fhir.context import Context
from simulator.fhir.cutting import BEGINNING, Cut, cut, shown_entries
from simulator.fhir.datatypes import Resource
from simulator.fhir.document_reference import visit_note
from simulator.fhir.encounter import encounter
from simulator.fhir.patient import CHANGES, PatientRecord, patient
from simulator.fhir.provenance import provenance
from simulator.fhir.rendered import Rendered, Shared
from simulator.fhir.shared import shared_resources
from simulator.record.chart import Chart
from simulator.record.entry import Entry
from simulator.resources.bundling import bundle_of, put_entry
from simulator.resources.put import Line, Put, full_url_before
from simulator.resources.references import key_of

#: Where full URLs begin unless a run says otherwise.
BASE_URL: Final = FHIR_BASE.removesuffix("/")
#: At most so many entries stand in a bundle of shared resources.
SHARED_ENTRIES: Final = 200


_NOTHING: Final[tuple[Callable[[PatientRecord, Any], None] | None, tuple[Build, ...]]] = (None, ())
#: Entry → what it changes of the patient, and what changes and builds other resources.
_TAKING: Final = {
    kind: (CHANGES.get(kind), UPDATES.get(kind, ()) + BUILDERS.get(kind, ())) for kind in {**CHANGES, **UPDATES, **BUILDERS}
}


class ChartLine(Line):
    """One line of a chart: what it puts, the instant at which it could be posted (UTC seconds), and who gives care or pays that
    the chart refers to here for the first time, in order of first reference."""

    __slots__ = ("shared", "time")

    def __init__(self, puts: list[Put], time: int, shared: list[Shared]) -> None:
        super().__init__(puts)
        self.time = time
        self.shared = shared


class Renderer:
    """Makes lines for one population; keep one for a whole run, for what it has rendered once serves every chart. Full URLs
    begin with `base_url`, which has no slash at its end.
    """

    __slots__ = ("_base_url", "_before", "_rendered")

    def __init__(self, population: str, base_url: str = BASE_URL) -> None:
        self._rendered = Rendered(population)
        self._base_url = base_url
        self._before = full_url_before(base_url)

    def lines(self, chart: Chart, as_of: int, since: int = BEGINNING) -> list[ChartLine]:
        """The lines of a chart as it stood at `as_of` (UTC seconds): nothing that was recorded then or later. Where somebody
        was born before `since`, the first line tells what stood then, and nothing older is rendered."""
        return list(self.each_line(chart, as_of, since))

    def each_line(self, chart: Chart, as_of: int, since: int = BEGINNING) -> Iterator[ChartLine]:
        """The same one by one: whoever lets go of a line before the next needs a tenth of the memory, and less time."""
        shown = shown_entries(chart, as_of)
        if chart.person.birth < since:
            yield from self._lines_since(shown, chart, as_of, since)
            return
        context = Context(self._rendered, chart, as_of)
        context.number(shown)
        record = PatientRecord(context)
        for each in cut(shown, as_of):
            yield _line(each, context, record, self._before)
        context.clear()

    def _lines_since(self, shown: list[Entry], chart: Chart, as_of: int, since: int) -> Iterator[ChartLine]:
        first = bisect_left(shown, since, key=attrgetter("recorded"))
        past, newer = Past(shown[:first]), shown[first:]
        context = Context(self._rendered, chart, as_of, since)
        record = PatientRecord(context)
        context.number(shown, rendered_entries(past, newer))
        resources, origin = baseline(past, context, record, since)
        yield ChartLine([Put(each, key_of(each), self._before) for each in (*resources, origin)], since, context.shared)
        context.references.clear()
        context.visits.clear()
        newer = [entry for entry in newer if not is_left_without(entry, context)]
        for each in cut([*past.visits, *newer], as_of, since):
            yield _line(each, context, record, self._before)
        context.clear()

    def shared(self, objects: Iterable[Shared]) -> list[Resource]:
        """Bundles of exactly these shared resources and what they refer to in turn: sorted, at most 200 entries each,
        nothing before what it refers to."""
        entries = [put_entry(each, key_of(each), self._base_url) for each in shared_resources(objects, self._rendered)]
        return [
            bundle_of("transaction", entries[first : first + SHARED_ENTRIES]) for first in range(0, len(entries), SHARED_ENTRIES)
        ]


def _line(cut: Cut, context: Context, record: PatientRecord, before: bytes) -> ChartLine:
    """One line: the patient if changed, the encounter, what the entries made, the visit's note, and where it all is from."""
    context.shared = []
    resources = context.resources
    built: dict[str, Resource] = {}
    since = context.since
    for entry in cut.entries:
        if entry.recorded < since:
            continue
        change, builds = _TAKING.get(type(entry), _NOTHING)
        if change is not None:
            change(record, entry)
        for build in builds:
            for resource in build(entry, context):
                resource_id = resource["id"]
                built[resource_id] = resource
                if resource["resourceType"] in CHANGEABLE:
                    resources[resource_id] = resource
    line: list[Resource] = []
    if record.changed:
        record.changed = False
        line.append(patient(record, cut.time))
    if cut.encounter is not None:
        line.append(encounter(cut.encounter, context, cut.entries))
        line += built.values()
        line.append(visit_note(cut.encounter, cut.entries, context))
    else:
        line += built.values()
    return ChartLine(_puts(line, cut, context, before), cut.time, context.shared)


def _puts(line: list[Resource], cut: Cut, context: Context, before: bytes) -> list[Put]:
    keys = [f"{each['resourceType']}/{each['id']}" for each in line]
    line.append(provenance(cut, context, keys))
    keys.append(f"Provenance/{line[-1]['id']}")
    return [Put(resource, key, before) for resource, key in zip(line, keys, strict=True)]
