"""The truth behind a record: what a chart doesn't tell, as rows of plain values. The README describes the format.

A row has `type` and `time`, the local time with its offset; module keys and state paths as everywhere. The rows of a person
depend on the person, the modules and the date alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from operator import attrgetter, itemgetter
from typing import Any

from simulator.engine.lifetime import LIFE, Engine, Life
from simulator.engine.truth import AttributeSet, StateVisit, ToldSubject, ToldWalk
from simulator.fhir.context import Context
from simulator.fhir.cutting import shown_entries
from simulator.fhir.primary import PRIMARY
from simulator.fhir.rendered import Rendered
from simulator.record.chart import Chart
from simulator.record.encounters import EncounterClosed
from simulator.record.entry import Entry
from simulator.record.life import Died
from simulator.record.person import Person
from simulator.record.problems import AllergyEnded, ConditionAbated, LatentCondition
from simulator.record.results import ObservationMade, ReportIssued
from simulator.record.treatment import CarePlanEnded, DeviceRemoved, MedicationDispensed, MedicationEnded
from simulator.terminology.concept import Concept

Row = dict[str, Any]

#: Numbers are written with so many decimals: the last digits of a double differ from system to system.
DECIMALS = 6
#: The order of rows of one instant.
CONDITION, ATTRIBUTE, STATE, DEATH = range(4)

#: Entries that change what another entry made.
_CHANGED: dict[type[Entry], Callable[[Any], Entry]] = {
    AllergyEnded: attrgetter("allergy"),
    CarePlanEnded: attrgetter("plan"),
    ConditionAbated: attrgetter("condition"),
    DeviceRemoved: attrgetter("device"),
    EncounterClosed: attrgetter("encounter"),
    MedicationEnded: attrgetter("order"),
    ReportIssued: attrgetter("report"),
}


def told_life(engine: Engine, person: Person, as_of: int, walk_of: Callable[..., ToldWalk] = ToldWalk) -> Life:
    """A life that keeps its truth; the engine's program must be `engine.truth.told`. Raises what `Engine.live` raises."""
    return engine.live(person, as_of, walk_of, ToldSubject)


def truth_rows(life: Life, population: str, states: bool) -> list[Row]:
    """The truth of a life that `told_life` has lived: conditions, attributes and death, with `states` also each state entered.

    Rows are sorted by time; those of one instant by conditions, attributes, states, death, and within each by the turn of
    their modules. `population` keys the ids of resources, as in the record.
    """
    truth = Truth(life, population)
    found = [*truth.conditions(), *truth.attributes(), *truth.deaths()]
    if states:
        found += truth.states()
    return [row for _, row in sorted(found, key=itemgetter(0))]


#: (module, state, visit) → entries.
Written = dict[tuple[str, str, int], list[Entry]]
#: Where a row stands: its time, kind, the turn of its module, and a number within these.
Place = tuple[int, int, int, int]


class Truth:
    """One life, asked for the rows of each kind with their places.

    `life` is that life, `walks` are the walks of its modules, `references` those of its record. Raises TypeError for a life
    that kept no truth.
    """

    def __init__(self, life: Life, population: str) -> None:
        self.life = life
        self._zone = life.person.zone
        self.references = References(life.chart, population, life.as_of)
        self.walks: list[ToldWalk] = []
        for walk in life.walks:
            if not isinstance(walk, ToldWalk):
                raise TypeError("a life without its truth; accepted is one that told_life has lived")
            walk.settle(walk.stays[-1])
            self.walks.append(walk)
        self._ranks = {walk.machine.key: walk.rank for walk in self.walks}

    def conditions(self) -> Iterator[tuple[Place, Row]]:
        """Every condition that truly began, diagnosed or not."""
        for number, latent in enumerate(self.life.chart.latent_conditions):
            if self.happened(latent.arose, latent.module):
                yield (latent.arose, CONDITION, self._ranks[latent.module], number), self._condition(latent)

    def _condition(self, latent: LatentCondition) -> Row:
        onset = latent.onset
        reference = None if onset is None else self.references.of(onset)
        diagnosed = onset is not None and reference is not None
        ended = latent.ended
        return {
            "type": "condition",
            "time": self._zone.iso(latent.arose),
            "module": latent.module,
            "state": latent.state,
            "visit": latent.visit,
            "codes": [coding(each) for each in latent.concepts],
            "ended": None if ended is None or not self.happened(ended, latent.module) else self._zone.iso(ended),
            "diagnosed": self._zone.iso(max(onset.recorded, latent.arose)) if onset is not None and diagnosed else None,
            "condition": reference,
        }

    def attributes(self) -> Iterator[tuple[Place, Row]]:
        """Every attribute at birth, and each change of one."""
        subject = self.walks[0].subject if self.walks else None
        if not isinstance(subject, ToldSubject):
            return
        for number, change in enumerate(subject.changes):
            if self.happened(change.time, change.module):
                yield (change.time, ATTRIBUTE, change.rank, number), self._attribute(change)

    def _attribute(self, change: AttributeSet) -> Row:
        return {
            "type": "attribute",
            "time": self._zone.iso(change.time),
            "attribute": change.name,
            "value": self._value(change.value),
            "module": change.module,
            "state": change.state,
        }

    def states(self) -> Iterator[tuple[Place, Row]]:
        """Each state entered, by every module's walk."""
        written = self.references.written()
        for walk in self.walks:
            key = walk.machine.key
            for stay in walk.stays:
                if self.happened(stay.entered, key):
                    yield (stay.entered, STATE, walk.rank, stay.number), self._state(key, stay, written)

    def _state(self, key: str, stay: StateVisit, written: Written) -> Row:
        path = stay.step.path
        wrote = (self.references.of(entry) for entry in wrote_in(stay, key, written))
        left = stay.left
        return {
            "type": "state",
            "time": self._zone.iso(stay.entered),
            "module": key,
            "state": path,
            "left": None if left is None or not self.happened(left, key) else self._zone.iso(left),
            "wrote": list(dict.fromkeys(wrote)),
        }

    def deaths(self) -> Iterator[tuple[Place, Row]]:
        """The death, where it came before the date."""
        for died in (entry for entry in self.life.chart.entries if isinstance(entry, Died)):
            row = {
                "type": "death",
                "time": self._zone.iso(died.time),
                "module": died.module,
                "state": died.state,
                "cause": None if died.cause is None else coding(died.cause),
                "condition": None if died.condition is None else self.references.of(died.condition),
            }
            yield (died.time, DEATH, 0, 0), row

    def happened(self, time: int, module: str) -> bool:
        """Whether something came before the date and the death; what ran ahead of a death did not. At the very instant of a
        death only the module that brings it has acted."""
        if time >= self.life.as_of:
            return False
        died = self.life.died
        if died is None or time < died:
            return True
        return time == died and module == self.life.death.module != LIFE

    def _value(self, value: object) -> Any:
        if isinstance(value, float):
            return round(value, DECIMALS)
        if isinstance(value, Concept):
            return coding(value)
        if isinstance(value, LatentCondition):
            onset = value.onset
            return {**coding(value.concepts[0]), "reference": None if onset is None else self.references.of(onset)}
        if isinstance(value, Entry):
            concepts = getattr(value, "concepts", None) or [value.concept]  # type: ignore[attr-defined]
            return {**coding(concepts[0]), "reference": self.references.of(value)}
        return value if isinstance(value, str | int | None) else str(value)


class References:
    """The references to the resources of a chart up to a date, by entry."""

    def __init__(self, chart: Chart, population: str, as_of: int) -> None:
        self._shown = shown_entries(chart, as_of)
        self._context = Context(Rendered(population), chart, as_of)
        self._context.number(self._shown)

    def of(self, entry: Entry) -> str | None:
        """`Type/id` of an entry's resource, None where the record doesn't show it by the date."""
        found = self._context.ids.get(entry)
        return None if found is None else f"{PRIMARY[type(entry)]}/{found}"

    def written(self) -> Written:
        """What the record shows of each state's visits: the entries whose resources it wrote or changed, in the chart's order.

        A report's results count as written by the report's state; what a pharmacy hands out is nobody's.
        """
        found: Written = defaultdict(list)
        for entry in self._shown:
            if isinstance(entry, MedicationDispensed):
                continue
            changed = _CHANGED.get(type(entry))
            made = entry if changed is None else changed(entry)
            writer = entry.report if isinstance(entry, ObservationMade) and entry.report is not None else entry
            if made in self._context.ids:
                found[(writer.module, writer.state, writer.visit)].append(made)
        return found


def wrote_in(stay: StateVisit, key: str, written: Written) -> list[Entry]:
    """What a stay of a module's walk wrote or changed."""
    return [entry for visit in range(stay.first, stay.last) for entry in written.get((key, stay.step.path, visit), ())]


def coding(concept: Concept) -> dict[str, str]:
    """A concept as FHIR's Coding."""
    return {"system": concept.system, "code": concept.code, "display": concept.display}
