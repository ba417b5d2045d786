"""Our people on the same modules, counted from their charts."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

from simulator.engine.lifetime import Engine, Life, settle
from simulator.kernel.clock import YEAR, day_of
from simulator.machine.compile import Program, compile_library
from simulator.machine.load import load_library
from simulator.record.encounters import EncounterOpened
from simulator.record.entry import Entry
from simulator.record.problems import ConditionOnset
from simulator.record.treatment import MedicationOrdered, ProcedurePerformed, Vaccinated
from simulator.world.declared import DeclaredDeaths
from simulator.world.world import World
from tests.agreement.counts import Counts
from tests.agreement.reference import AS_OF

STATE = "MA"
#: The module format's classes of encounter as FHIR's, by which both are compared.
CLASSES = {
    "ambulatory": "office",
    "outpatient": "office",
    "wellness": "office",
    "urgentcare": "office",
    "emergency": "emergency",
    "inpatient": "inpatient",
    "snf": "inpatient",
    "hospice": "home",
    "home": "home",
    "virtual": "virtual",
}
_KINDS: dict[type[Entry], str] = {
    ConditionOnset: "Condition",
    ProcedurePerformed: "Procedure",
    MedicationOrdered: "MedicationRequest",
    Vaccinated: "Immunization",
}


def program(modules: Path, overlays: tuple[Path, ...] = (), only: tuple[str, ...] = ()) -> Program:
    """The modules compiled; a module or table of a later folder stands in for that of the same name."""
    return compile_library(load_library([modules, *overlays], only=only))


def lives(world: World, engine: Engine, seed: int, people: int, first: int = 0) -> Iterator[Life]:
    """The lives of candidates from the `first` on, until so many live at the date."""
    as_of = world.zone.at(day_of(AS_OF))
    settle()
    gc.disable()
    candidate, living = first, 0
    while living < people:
        if world.birth(seed, candidate)[0] < as_of:
            life = engine.live(world.person(seed, candidate), as_of)
            living += life.died is None
            yield life
            gc.collect(0)
            if candidate % 20 == 0:
                gc.collect()
        candidate += 1
    gc.enable()


def count(modules: Path, people: int, seed: int, overlays: tuple[Path, ...] = (), only: tuple[str, ...] = ()) -> Counts:
    """The counts of so many living people of the state that the reference is of; `only` on these modules and core."""
    world = World(STATE)
    engine = Engine(world, program(modules, overlays, only), DeclaredDeaths.none())
    counts = Counts(f"simulator, state {STATE}, seed {seed}, {people} living at {AS_OF}")
    for life in lives(world, engine, seed, people):
        take(counts, life)
    return counts


def take(counts: Counts, life: Life) -> None:
    """Counts a life."""
    if life.died is not None:
        counts.dead += 1
        return
    codes: dict[str, str] = {}
    visits: list[str] = []
    writers: list[str] = []
    for entry in life.chart.entries:
        kind = _KINDS.get(type(entry))
        if kind is not None and not (isinstance(entry, Vaccinated) and entry.not_done_reason is not None):
            first = entry.concepts[0]  # type: ignore[attr-defined]
            codes[f"{kind}|{first.code}"] = first.display
        elif isinstance(entry, EncounterOpened):
            named = CLASSES[entry.encounter_class]
            visits.append(f"{named}|{entry.concepts[0].code if entry.concepts else ''}|{_reason(entry)}")
            writers.append(f"{named}|{entry.module}|{entry.state}")
    counts.add((life.as_of - life.person.birth) / YEAR, codes.items(), visits, writers)


def _reason(entry: EncounterOpened) -> str:
    """The code of an encounter's reason, "" without one."""
    reason = entry.reason
    if reason is None:
        return ""
    concept = reason.concepts[0] if isinstance(reason, Entry) else reason  # type: ignore[attr-defined]
    return str(concept.code)
