"""The chart: an append-only log, ordered by when things were recorded."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.kernel.clock import zone
from simulator.record.chart import Chart
from simulator.record.encounters import EncounterOpened
from simulator.record.entry import Entry
from simulator.record.life import Died, Registered
from simulator.record.person import Address, Name, Person, Relative
from simulator.record.results import ReportIssued, ReportOrdered
from simulator.record.treatment import MedicationGiven, MedicationOrdered, ProcedurePerformed
from simulator.terminology.concept import concept

HOME = Address("1 First Street", "Springfield", "NY", "10001")
DRUG = concept("http://www.nlm.nih.gov/research/umls/rxnorm", "860975", "metformin")


def made_person() -> Person:
    mother = Relative("MTH", Name("Doe", ("Ann",)), "F", "555-0100")
    return Person(
        1, 2, 1_000_000, "F", "white", (), "", "nonhispanic", zone("America/New_York"), Name("Doe", ("Jo",)), HOME,
        "555-0101", "jo@example.invalid", "999-00-0001", "en-US", mother, None, HOME,
    )  # fmt: skip


def entry(recorded: int) -> Entry:
    made = Entry("a", "S", 0, recorded, None)
    made.recorded = recorded
    return made


@given(st.lists(st.integers(0, 5), max_size=30))
def test_order_is_by_when_recorded_and_then_by_when_appended(recorded: list[int]) -> None:
    chart = Chart(made_person())
    for at in recorded:
        chart.append(entry(at))
    assert [found.sequence for found in chart.entries] == list(range(len(recorded)))
    ordered = [(found.recorded, found.sequence) for found in chart.in_order()]
    assert ordered == sorted(ordered)
    assert len(ordered) == len(recorded)


def test_an_entry_is_not_numbered_before_it_is_appended() -> None:
    assert entry(1).sequence == -1


def test_a_result_is_recorded_when_it_is_issued_and_a_procedure_at_its_end() -> None:
    chart = Chart(made_person())
    report = ReportOrdered("a", "Panel", 0, 100, None, [DRUG], "laboratory", None, 110, 900)
    chart.append(report)
    chart.append(ReportIssued(report))
    procedure = ProcedurePerformed("a", "Operation", 0, 200, None, [DRUG], 800, None)
    chart.append(procedure)
    assert (report.recorded, procedure.time, procedure.recorded) == (100, 200, 800)
    assert [type(found).__name__ for found in chart.in_order()] == ["ReportOrdered", "ProcedurePerformed", "ReportIssued"]


def test_what_comes_of_an_order_has_its_key_and_encounter() -> None:
    order = MedicationOrdered("a", "Order", 3, 100, None, [DRUG], None, None, False, True)
    given_dose = MedicationGiven(order)
    assert (given_dose.module, given_dose.state, given_dose.visit, given_dose.encounter) == ("a", "Order", 3, None)


@pytest.mark.stand_in
def test_an_encounter_is_its_own_encounter() -> None:
    opened = EncounterOpened.__new__(EncounterOpened)
    place = type("Place", (), {"organization": None})()
    EncounterOpened.__init__(opened, "a", "Visit", 0, 5, "emergency", [DRUG], None, None, place)  # type: ignore[arg-type]
    assert opened.encounter is opened


@pytest.mark.stand_in
def test_birth_is_registered_by_life_and_told_in_the_persons_day() -> None:
    someone = made_person()
    registered = Registered(someone, None)  # type: ignore[arg-type]
    assert (registered.module, registered.time) == ("life", someone.birth)
    assert someone.birth_day == someone.zone.day(someone.birth)


def test_an_entry_tells_what_wrote_it_and_when() -> None:
    died = Died("life", "death", 0, 77, None, None, None)
    assert repr(died) == "<Died #-1 life/death/0 at 77>"


def test_order_does_not_hang_on_the_order_of_appending_equal_times() -> None:
    """Entries of one instant keep the order in which they happened, whatever came between."""
    chart = Chart(made_person())
    late = entry(9)
    chart.append(late)
    early = [entry(random.Random(n).choice((1, 2))) for n in range(20)]
    for one in early:
        chart.append(one)
    found = chart.in_order()
    assert found[-1] is late
    assert [one for one in found[:-1] if one.recorded == 1] == [one for one in early if one.recorded == 1]
