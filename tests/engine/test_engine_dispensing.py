"""Fills at the pharmacy: after the visit, when the supply runs out, as often as the order allows."""

from __future__ import annotations

from itertools import pairwise

import pytest
from living import (
    ELSEWHERE,
    Json,
    SmallWorld,
    delay,
    drug,
    entries,
    instant,
    live,
    local,
    module,
    only,
    person,
    state,
    visit,
    visit_end,
    wellness,
)

from simulator.engine.dispensing import CLOSES, NEVER_FILLED, OPENS
from simulator.engine.lifetime import Life
from simulator.kernel.clock import DAY
from simulator.record.encounters import EncounterOpened
from simulator.record.life import Moved
from simulator.record.person import Person
from simulator.record.treatment import MedicationDispensed, MedicationOrdered


def prescription(days: float = 0, refills: int = 0, **fields: object) -> Json:
    lasting = {"duration": {"quantity": days, "unit": "days"}} if days else {}
    return {"prescription": {"refills": refills, **lasting, **fields}}


def fills(life: Life) -> list[MedicationDispensed]:
    return entries(life, MedicationDispensed)


def filler(**fields: object) -> Person:
    """Somebody who fills the prescriptions of a state Order of module a."""
    for candidate in range(50):
        who = person(candidate=candidate)
        if fills(live(module(Order=drug(**prescription(10))), who=who, until="1980-03-01T00:00")):
            return who
    raise AssertionError("nobody fills")


FILLER = filler()


def filled(*states: Json, until: str = "1982-01-01T00:00", world: SmallWorld | None = None) -> list[MedicationDispensed]:
    names = {("Order" if made["type"] == "MedicationOrder" else f"S{number}"): made for number, made in enumerate(states)}
    return fills(live(module(**names), who=FILLER, until=until, world=world))


def test_a_first_fill_comes_within_a_day_or_so_and_refills_when_the_supply_is_gone() -> None:
    found = filled(drug(**prescription(30, refills=3)))
    assert [fill.number for fill in found] == [0, 1, 2, 3]
    assert 0 < found[0].time - FILLER.birth <= 2 * DAY
    for before, after in pairwise(found):
        assert 30 * DAY <= after.time - before.time <= 37 * DAY
    assert {fill.days_supply for fill in found} == {30}


@pytest.mark.parametrize(
    ("days", "refills", "number", "supply"),
    [(10, 0, 1, 10), (0, 0, 1, 30), (0, 2, 3, 30), (90, 1, 2, 90), (180, 0, 2, 90), (365, 0, 5, 90), (0.5, 0, 1, 30)],
)
def test_a_course_is_handed_out_in_supplies_of_90_days_at_most(days: float, refills: int, number: int, supply: int) -> None:
    found = filled(drug(**prescription(days, refills=refills)), until="1990-01-01T00:00")
    assert len(found) == number
    assert {fill.days_supply for fill in found} == {supply}


@pytest.mark.parametrize(
    ("dosage", "quantity"),
    [
        ({"amount": 1, "frequency": 1, "period": 1, "unit": "days"}, 30),
        ({"amount": 2, "frequency": 3, "period": 1, "unit": "days"}, 180),
        ({"amount": 1, "frequency": 1, "period": 8, "unit": "hours"}, 90),
        ({"amount": 1, "frequency": 1, "period": 1, "unit": "weeks"}, 4),
        ({"amount": 1, "frequency": 1, "period": 1, "unit": "months"}, 1),
        ({"amount": 0, "frequency": 1, "period": 1, "unit": "days"}, 30),
    ],
    ids=str,
)
def test_the_quantity_is_that_of_the_dosage(dosage: Json, quantity: float) -> None:
    (found,) = filled(drug(**prescription(30, dosage=dosage)))
    assert found.quantity == quantity


def test_pharmacies_have_hours() -> None:
    for candidate in range(25):
        life = live(module(Order=drug(**prescription(30, refills=5))), who=person(candidate=candidate))
        for fill in fills(life):
            shown = local(fill.time)
            assert OPENS <= shown.hour * 3600 + shown.minute * 60 + shown.second < CLOSES


def test_fills_come_after_the_visit() -> None:
    stay = [visit("inpatient"), drug(**prescription(30)), delay(days=5), visit_end()]
    life = live(
        module(**{("Order" if made["type"] == "MedicationOrder" else f"S{n}"): made for n, made in enumerate(stay)}), who=FILLER
    )
    hospital = next(entry for entry in entries(life, EncounterOpened) if entry.module == "a")
    assert hospital.closed is not None
    assert only(fills(life)).time > hospital.closed.time


def test_while_a_visit_lasts_nothing_is_filled() -> None:
    assert not filled(visit("inpatient"), drug(**prescription(30)), delay(days=500), visit_end(), until="1980-03-01T00:00")


def test_fills_end_with_the_order() -> None:
    found = filled(drug(**prescription(30, refills=9)), delay(days=70), state("MedicationEnd", medication_order="Order"))
    assert len(found) in (2, 3)
    assert max(fill.time for fill in found) < FILLER.birth + 70 * DAY


def test_fills_end_with_the_date_and_with_death() -> None:
    order = drug(**prescription(30, refills=9))
    whole = filled(order)
    for count in (1, 4):
        cut = fills(live(module(Order=order), who=FILLER, until=whole[count].time))
        assert [(fill.time, fill.number) for fill in cut] == [(fill.time, fill.number) for fill in whole[:count]]
    dies = live(module(Order=order), who=FILLER, world=SmallWorld(dies=whole[2].time - 60))
    assert len(fills(dies)) == 2


def test_drugs_without_a_prescription_and_drugs_given_at_once_are_not_filled() -> None:
    assert not filled(drug())
    assert not filled(drug(administration=True, **prescription(30)))


def test_so_many_new_prescriptions_are_never_filled() -> None:
    orders = {f"Order{number}": drug(str(1000 + number), **prescription(30)) for number in range(400)}
    life = live(module(**orders), until="1980-02-01T00:00")
    assert 1 - len(fills(life)) / 400 == pytest.approx(NEVER_FILLED, abs=0.06)


def test_renewals_are_filled_for_sure() -> None:
    visits = {f"{name}{number}": make() for number in range(8) for name, make in (("Visit", wellness), ("End", visit_end))}
    orders = {f"Order{number}": drug(str(1000 + number), chronic=True, **prescription(30)) for number in range(10)}
    life = live(module(**orders), module(**visits), until="1981-06-01T00:00")
    done = {(fill.order.module, fill.order.state) for fill in fills(life)}
    renewals = [order for order in entries(life, MedicationOrdered) if order.renews is not None and order.ended is not None]
    assert len(renewals) > 40
    assert all((order.module, order.state) in done for order in renewals)


@pytest.mark.stand_in
def test_each_fill_is_at_the_pharmacy_of_the_home_of_that_time() -> None:
    at = instant("1980-06-01T12:00")
    found = filled(drug(**prescription(30, refills=9)), world=SmallWorld([Moved(0, at, ELSEWHERE, "555-0199")]))
    for fill in found:
        assert fill.pharmacy.address.city == ("Springfield" if fill.time < at else "Shelbyville")
    assert {fill.pharmacy.address.city for fill in found} == {"Springfield", "Shelbyville"}
