"""Whole lives by whole libraries: the same twice, ahead of the clock or not, to an earlier or a later date, with a module more."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from living import delay, library, mark, module, simple, sleepless, story

from simulator.engine.hours import OFFICE_CLASSES, is_office_hour
from simulator.engine.lifetime import Engine, Life
from simulator.kernel.clock import DAY, YEAR, day_of
from simulator.machine.compile import compile_library
from simulator.machine.library import ModuleLibrary
from simulator.machine.load import load_library
from simulator.record.encounters import EncounterOpened
from simulator.record.entry import Entry
from simulator.record.life import Died
from simulator.record.person import Person
from simulator.record.results import ImagingPerformed, ObservationMade, ReportIssued, ReportOrdered
from simulator.record.treatment import MedicationDispensed, ProcedurePerformed
from simulator.world.declared import DeclaredDeaths
from simulator.world.world import World

SEED = 20260101
OWN_LIVES, CORPUS_LIVES = 20, 3


@dataclass
class Lived:
    """People who have lived by a library to a date."""

    world: World
    library: ModuleLibrary
    engine: Engine
    as_of: int
    lives: list[Life]

    def again(self, life: Life, as_of: int | None = None, by: ModuleLibrary | None = None, ahead: bool = True) -> Life:
        """The same person's life once more, to another date, by another library, or without running ahead."""
        engine = self.engine
        if by is not None or not ahead:
            made = compile_library(by or self.library)
            engine = Engine(self.world, made if ahead else sleepless(made), DeclaredDeaths.none())
        return engine.live(life.person, self.as_of if as_of is None else as_of)


def _lived(world: World, by: ModuleLibrary, count: int) -> Lived:
    as_of = world.zone.at(day_of(date(2026, 1, 1)))
    engine = Engine(world, compile_library(by), DeclaredDeaths.none())
    people = [person for candidate in range(4 * count) if (person := _person(world, candidate, as_of)) is not None][:count]
    return Lived(world, by, engine, as_of, [engine.live(person, as_of) for person in people])


def _person(world: World, candidate: int, as_of: int) -> Person | None:
    """Somebody who has been born by the date."""
    birth, _ = world.birth(SEED, candidate)
    return world.person(SEED, candidate) if birth < as_of else None


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def own(world: World) -> Lived:
    return _lived(world, load_library(), OWN_LIVES)


@pytest.fixture(scope="module")
def corpus(world: World, shared: Path) -> Lived:
    return _lived(world, load_library([shared / "gmf" / "modules"]), CORPUS_LIVES)


def asleep(lived: Lived) -> list[Life]:
    """Their lives without running ahead, by one program."""
    engine = Engine(lived.world, sleepless(compile_library(lived.library)), DeclaredDeaths.none())
    return [engine.live(life.person, lived.as_of) for life in lived.lives]


# ------------------------------------------------------------------------------------------------ running ahead


def test_charts_are_the_same_ahead_of_the_clock_or_not(own: Lived) -> None:
    for ahead, awake in zip(own.lives, asleep(own), strict=True):
        assert story(ahead) == story(awake), ahead.person.candidate


def test_charts_of_the_corpus_are_the_same_ahead_of_the_clock_or_not(corpus: Lived) -> None:
    for ahead, awake in zip(corpus.lives, asleep(corpus), strict=True):
        assert story(ahead) == story(awake), ahead.person.candidate


# ------------------------------------------------------------------------------------------------ the same life


def test_a_life_is_the_same_twice_whatever_was_lived_between(own: Lived) -> None:
    for life in own.lives[:4]:
        assert story(own.again(life)) == story(life)


@pytest.mark.parametrize("years", [3, 33])
def test_a_life_to_a_later_date_begins_with_that_to_an_earlier_one(own: Lived, years: int) -> None:
    for life in own.lives[:4]:
        earlier = own.as_of - years * YEAR - 12345
        if earlier <= life.person.birth:
            earlier = life.person.birth + (own.as_of - life.person.birth) // 3
        cut = own.again(life, earlier)
        assert story(cut, before=earlier) == story(life, before=earlier)


def test_a_life_by_the_corpus_to_a_later_date_begins_with_that_to_an_earlier_one(corpus: Lived) -> None:
    for life in corpus.lives:
        earlier = life.person.birth + (corpus.as_of - life.person.birth) * 2 // 3
        cut = corpus.again(life, earlier)
        assert story(cut, before=earlier) == story(life, before=earlier)


def test_a_date_within_a_visit_leaves_it_open_and_all_before_it_the_same(own: Lived) -> None:
    life = next(life for life in own.lives if len(life.chart.entries) > 500)
    visits = [entry for entry in life.chart.in_order() if isinstance(entry, EncounterOpened)]
    for visit in visits[3 :: len(visits) // 4]:
        within = visit.time + 60
        cut = own.again(life, within)
        assert cut.chart.open_encounter is not None
        assert story(cut, before=within) == story(life, before=within)


@pytest.mark.stand_in
def test_a_module_of_its_own_changes_no_others(own: Lived) -> None:
    """Without visits, symptoms, chronic drugs, death, and attributes or codes that others have."""
    loop = module(Wait=delay(days=97), See=mark(), Draw=simple(distributed_transition=[{"transition": "Wait", "distribution": 1}]))
    more = library({"m_more": loop})
    both = load_library()
    both.others.modules["m_more"] = more.others.modules["m_more"]
    engine = Engine(own.world, compile_library(both), DeclaredDeaths.none())
    for life in own.lives[:4]:
        with_more = engine.live(life.person, own.as_of)
        told = story(with_more)
        others = [entry for entry in told if dict(entry[1:])["module"] != "m_more"]  # type: ignore[call-overload]
        assert others == story(life)
        assert len(told) - len(others) == pytest.approx(
            (min(own.as_of, life.died or own.as_of) - life.person.birth) // (97 * DAY), abs=1
        )


# ------------------------------------------------------------------------------------------------ what holds for every life


def test_nothing_happens_at_or_after_the_date(own: Lived) -> None:
    later = (ReportIssued, ObservationMade, ProcedurePerformed, ImagingPerformed)
    for life in own.lives:
        for entry in life.chart.entries:
            if isinstance(entry, ReportIssued) or (isinstance(entry, ObservationMade) and entry.report is not None):
                assert entry.encounter is None or entry.encounter.time < own.as_of
            else:
                assert entry.time < own.as_of, entry
            assert entry.recorded < own.as_of or isinstance(entry, later), entry


def test_nothing_happens_before_birth_and_after_death_only_results_come(own: Lived) -> None:
    dead = [life for life in own.lives if life.died is not None]
    assert dead, "the test wants somebody who has died"
    for life in own.lives:
        assert min(entry.time for entry in life.chart.entries) == life.person.birth
        for entry in life.chart.entries:
            if life.died is not None and entry.recorded > life.died:
                assert isinstance(entry, ReportIssued | ObservationMade), entry
                assert entry.recorded < life.died + 4 * DAY
    for life in dead:
        (died,) = [entry for entry in life.chart.entries if isinstance(entry, Died)]
        assert died.time == life.died
        assert life.chart.open_encounter is None


def test_encounters_never_overlap_and_offices_keep_their_hours(own: Lived) -> None:
    for life in own.lives:
        visits = [entry for entry in life.chart.in_order() if isinstance(entry, EncounterOpened)]
        for before, after in pairwise(visits):
            assert before.closed is not None
            assert before.time < before.closed.time <= after.time
        for visit in visits:
            if visit.encounter_class in OFFICE_CLASSES:
                assert is_office_hour(life.person.zone, visit.time), visit


def test_what_belongs_to_an_encounter_began_in_it(own: Lived) -> None:
    for life in own.lives:
        for entry in life.chart.entries:
            visit = entry.encounter
            if visit is None or visit is entry or isinstance(entry, MedicationDispensed):
                continue
            assert entry.time >= visit.time, entry
            if isinstance(entry, ReportOrdered | ProcedurePerformed) and visit.closed is not None:
                assert entry.time <= visit.closed.time, entry


def test_every_entry_has_a_key_of_its_own(own: Lived) -> None:
    for life in own.lives:
        keys = [(type(entry), entry.module, entry.state, entry.visit) for entry in life.chart.entries]
        keys = [key for key in keys if key[0] is not MedicationDispensed]
        assert len(set(keys)) == len(keys)


def test_entries_are_numbered_as_they_were_appended(own: Lived) -> None:
    for life in own.lives:
        assert [entry.sequence for entry in life.chart.entries] == list(range(len(life.chart.entries)))


def test_somebody_is_ill_somebody_is_treated_and_everybody_is_registered(own: Lived) -> None:
    """The lives above are worth their tests."""
    kinds = {type(entry).__name__ for life in own.lives for entry in life.chart.entries}
    assert {"Registered", "ConditionOnset", "MedicationOrdered", "MedicationDispensed", "Vaccinated", "ReportIssued"} <= kinds
    assert sum(len(life.chart.entries) for life in own.lives) > 8000


def test_nothing_of_a_life_is_kept_when_nobody_holds_it(own: Lived) -> None:
    def entries() -> list[Entry]:
        gc.collect()
        return [found for found in gc.get_objects() if isinstance(found, Entry)]

    before = entries()
    for life in own.lives:
        own.again(life)
    assert len(entries()) == len(before)
