"""MedicationOrder and -End, CarePlanStart and -End, Procedure, Vaccine, Device and -End, SupplyList: what is done."""

from __future__ import annotations

from itertools import pairwise

import pytest
from living import (
    Json,
    after,
    code,
    codes,
    delay,
    drug,
    entries,
    guard,
    live,
    local,
    mark,
    module,
    only,
    onset,
    procedure,
    set_to,
    simple,
    state,
    symptomatic,
    visit,
    visit_end,
    wellness,
)

from simulator.engine.lifetime import Life
from simulator.kernel.clock import DAY, HOUR, MINUTE, MONTH
from simulator.kernel.streams import stream
from simulator.record.encounters import EncounterClosed, EncounterOpened
from simulator.record.problems import ConditionOnset
from simulator.record.treatment import (
    CarePlanEnded,
    CarePlanStarted,
    DeviceAssigned,
    DeviceRemoved,
    MedicationEnded,
    MedicationGiven,
    MedicationOrdered,
    ProcedurePerformed,
    SuppliesDelivered,
    Vaccinated,
)
from simulator.terminology.concept import Concept

METFORMIN = "860975"


def orders(life: Life) -> list[MedicationOrdered]:
    return entries(life, MedicationOrdered)


def stops(**fields: object) -> Json:
    return state("MedicationEnd", **fields)


def drawn() -> float:
    return stream(1, 0, "module", "a").random()


# ------------------------------------------------------------------------------------------------ MedicationOrder


def test_an_order_is_active_from_its_time_in_the_encounter_that_is_open() -> None:
    life = live(module(Wait=delay(days=2), Visit=visit(), Order=drug(), End=visit_end()))
    order = only(orders(life))
    assert order.time == life.person.birth + 2 * DAY
    assert order.encounter is only(entries(life, EncounterOpened, module="a"))
    assert life.chart.active_medications == {METFORMIN: order}
    assert (order.chronic, order.administered, order.prescription, order.reason) == (False, False, None, None)


def test_a_prescription_is_kept_as_written() -> None:
    written = {
        "refills": 3,
        "dosage": {"amount": 2, "frequency": 3, "period": 1.5, "unit": "days"},
        "duration": {"quantity": 2, "unit": "months"},
        "instructions": codes("311504000"),
    }
    found = only(orders(live(module(Order=drug(prescription=written))))).prescription
    assert found is not None
    assert (found.as_needed, found.refills) == (False, 3)
    assert (found.amount, found.frequency, found.period, found.period_unit) == (2, 3, 1.5, "d")
    assert (found.duration_quantity, found.duration_unit, found.duration_seconds) == (2, "mo", 2 * MONTH)
    assert [concept.code for concept in found.instructions] == ["311504000"]


@pytest.mark.parametrize("value", [True, False])
def test_as_needed_holds_if_the_key_merely_exists(value: bool) -> None:
    found = only(orders(live(module(Order=drug(prescription={"as_needed": value}))))).prescription
    assert found is not None and found.as_needed


def test_re_ordering_an_active_drug_keeps_the_order() -> None:
    life = live(module(A=drug(), Wait=delay(days=5), B=drug(assign_to_attribute="x"), End=stops(medication_order="B")))
    order = only(orders(life))
    assert order.state == "A"
    assert life.attributes["x"] is order
    assert order.ended is only(entries(life, MedicationEnded)), "B stands for the order of A"


def test_after_its_end_a_drug_is_ordered_anew() -> None:
    life = live(module(A=drug(), End=stops(medication_order="A"), B=drug()))
    assert [order.state for order in orders(life)] == ["A", "B"]


def test_an_order_by_another_module_is_the_same_drug() -> None:
    assert len(orders(live(module(A=drug()), module(B=drug())))) == 1


def test_a_drug_given_at_once_is_given_and_not_active() -> None:
    life = live(module(A=drug(administration=True, prescription={"refills": 2}), B=drug(administration=True)))
    assert [order.administered for order in orders(life)] == [True, True]
    assert [dose.order for dose in entries(life, MedicationGiven)] == orders(life)
    assert all(order.prescription is None for order in orders(life))
    assert not life.chart.active_medications


def test_a_drug_given_at_once_does_not_disturb_one_that_is_active() -> None:
    life = live(module(A=drug(), B=drug(administration=True)))
    assert life.chart.active_medications[METFORMIN].state == "A"


def test_a_chronic_drug_given_at_once_is_active_too() -> None:
    life = live(module(A=drug(administration=True, chronic=True, prescription={"refills": 2})))
    order = only(orders(life))
    assert order.prescription is not None
    assert life.chart.active_medications == {METFORMIN: order}
    assert only(entries(life, MedicationGiven)).order is order


def test_orders_wake_who_waits_for_them() -> None:
    active = {"condition_type": "Active Medication", "codes": codes(METFORMIN)}
    waits = module(Guard=guard(**active), On=mark(), Gone=guard(condition_type="Not", condition=active), Off=mark())
    life = live(waits, module(W=delay(days=1), A=drug(), X=delay(days=2), End=stops(medication_order="A")))
    assert (after(life, "On"), after(life, "Off")) == (DAY, 3 * DAY)


# ------------------------------------------------------------------------------------------------ reasons


def reason_of(name: str, **states: Json) -> object:
    """The reason of an order that names one, after these states."""
    return only(entries(live(module(**states, Order=drug(reason=name))), MedicationOrdered, "Order")).reason


def test_a_reason_is_the_recorded_condition_of_a_state_or_of_what_an_attribute_holds() -> None:
    by_state = reason_of("Ill", Ill=onset("1"))
    by_attribute = reason_of("x", Ill=onset("1", assign_to_attribute="x"))
    assert isinstance(by_state, ConditionOnset) and isinstance(by_attribute, ConditionOnset)


def test_an_attribute_comes_before_a_state_of_the_same_name() -> None:
    found = reason_of("Ill", Ill=onset("1"), Set=set_to("Ill", value_code=code("2")))
    assert isinstance(found, Concept) and found.code == "2"


def test_an_attribute_that_holds_no_entry_leaves_it_to_the_state() -> None:
    assert isinstance(reason_of("Ill", Ill=onset("1"), Set=set_to("Ill", True)), ConditionOnset)


def test_of_a_condition_that_nobody_has_diagnosed_only_the_code_is_given() -> None:
    waits = {"Visit": visit(direct_transition="End"), "End": visit_end()}
    first = simple(
        conditional_transition=[{"condition": {"condition_type": "False"}, "transition": "Visit"}, {"transition": "Ill"}]
    )
    found = reason_of("Ill", First=first, **waits, Ill=onset("1", target_encounter="Visit"))
    assert isinstance(found, Concept) and found.code == "1"


def test_of_anything_else_the_first_code_is_given() -> None:
    for made, number in ((procedure("7"), "7"), (drug("8"), "8"), (state("CarePlanStart", codes=codes("9")), "9")):
        found = reason_of("Earlier", Earlier=made)
        assert isinstance(found, Concept) and found.code == number


def test_a_reason_that_means_nothing_is_none() -> None:
    assert reason_of("Nobody") is None
    assert reason_of("Later", First=simple()) is None


def test_a_reason_may_be_a_state_of_the_caller() -> None:
    modules = {
        "a": module(Ill=onset("1"), Call=state("CallSubmodule", submodule="sub/b")),
        "sub/b": module(Order=drug(reason="Ill")),
    }
    assert isinstance(only(orders(live(modules))).reason, ConditionOnset)


def test_a_state_of_another_module_is_no_reason() -> None:
    assert only(orders(live(module(Ill=onset("1")), module(Wait=delay(days=1), Order=drug(reason="Ill"))))).reason is None


# ------------------------------------------------------------------------------------------------ MedicationEnd


@pytest.mark.parametrize(
    "how",
    [{"medication_order": "A"}, {"referenced_by_attribute": "x"}, {"codes": codes(METFORMIN, system="RxNorm")}],
    ids=lambda how: next(iter(how)),
)
def test_an_order_ends_by_state_attribute_or_code(how: Json) -> None:
    life = live(module(A=drug(assign_to_attribute="x"), Wait=delay(days=3), End=stops(**how), Again=stops(**how)))
    order = only(orders(life))
    assert order.ended is only(entries(life, MedicationEnded))
    assert (order.ended.time, order.ended.status) == (life.person.birth + 3 * DAY, "stopped")
    assert not life.chart.active_medications


@pytest.mark.parametrize(
    "how",
    [{"medication_order": "A"}, {"referenced_by_attribute": "nothing"}, {"codes": codes("2")}],
    ids=lambda how: next(iter(how)),
)
def test_ending_what_was_not_ordered_does_nothing(how: Json) -> None:
    first = simple(conditional_transition=[{"condition": {"condition_type": "False"}, "transition": "A"}, {"transition": "End"}])
    assert not entries(live(module(First=first, A=drug(), End=stops(**how))), MedicationEnded)


def test_what_was_given_at_once_does_not_end() -> None:
    assert not entries(live(module(A=drug(administration=True), End=stops(medication_order="A"))), MedicationEnded)


def test_another_module_ends_by_code() -> None:
    life = live(module(A=drug()), module(Wait=delay(days=1), End=stops(codes=codes(METFORMIN))))
    assert only(entries(life, MedicationEnded)).module == "b"


# ------------------------------------------------------------------------------------------------ renewals


def checkups(times: int = 3) -> Json:
    """A module that takes part in so many wellness visits."""
    return module(**{f"{name}{n}": make() for n in range(times) for name, make in (("Visit", wellness), ("End", visit_end))})


def test_a_chronic_drug_is_renewed_once_a_wellness_visit() -> None:
    life = live(module(A=drug(chronic=True, prescription={"refills": 1})), checkups(2), checkups(3))
    visits = [entry for entry in entries(life, EncounterOpened) if entry.encounter_class == "wellness"][:3]
    found = orders(life)
    assert [order.time for order in found[1:]] == [entry.time for entry in visits]
    for before, renewed in pairwise(found):
        assert renewed.renews is before
        assert before.ended is not None
        assert (before.ended.time, before.ended.status) == (renewed.time, "completed")
        assert renewed.prescription is before.prescription and renewed.chronic
    assert life.chart.active_medications == {METFORMIN: found[-1]}
    assert len({(order.state, order.visit) for order in found}) == len(found), "each has a key of its own"


def test_visits_in_which_no_module_takes_part_renew_nothing() -> None:
    assert len(orders(live(module(A=drug(chronic=True))))) == 1


def test_other_drugs_are_not_renewed() -> None:
    assert len(orders(live(module(A=drug()), checkups()))) == 1
    assert len(orders(live(module(A=drug(chronic=True), End=stops(medication_order="A")), checkups()))) == 1


def test_visits_that_symptoms_lead_to_renew_nothing() -> None:
    life = live(module(A=drug(chronic=True)), symptomatic(600), checkups(1), until="1980-01-04T00:00")
    assert {entry.encounter_class for entry in entries(life, EncounterOpened)} == {"emergency", "urgentcare"}
    assert len(orders(life)) == 1


def test_several_chronic_drugs_are_renewed_in_the_order_of_their_orders() -> None:
    ordered = {f"D{number}": drug(number, chronic=True) for number in ("3", "1", "2")}
    life = live(module(**ordered), checkups(1))
    assert [order.concepts[0].code for order in orders(life)] == ["3", "1", "2"] * 2


@pytest.mark.parametrize("how", [{"medication_order": "A"}, {"referenced_by_attribute": "x"}], ids=lambda how: next(iter(how)))
def test_the_end_of_a_renewed_order_ends_the_one_that_it_lives_on_in(how: Json) -> None:
    life = live(module(A=drug(chronic=True, assign_to_attribute="x"), Wait=delay(days=200), End=stops(**how)), checkups(3))
    last = orders(life)[-1]
    assert last.renews is not None
    assert last.ended is not None and last.ended.status == "stopped"
    assert not life.chart.active_medications
    assert len(entries(life, MedicationEnded)) == len(orders(life))


def test_a_drug_under_several_codes_is_renewed_under_all() -> None:
    life = live(module(A=state("MedicationOrder", codes=codes("1", "2", system="RxNorm"), chronic=True)), checkups(1))
    assert len(orders(life)) == 2
    assert set(life.chart.active_medications.values()) == {orders(life)[-1]}


# ------------------------------------------------------------------------------------------------ care plans


def plan(**fields: object) -> Json:
    return state("CarePlanStart", **{"codes": codes("698360004"), **fields})


def plans(life: Life) -> list[CarePlanStarted]:
    return entries(life, CarePlanStarted)


def test_a_care_plan_has_its_activities_goals_and_reason() -> None:
    goals = [
        {"text": "walk", "addresses": ["x", "nothing"]},
        {"observation": {"codes": codes("4548-4", system="LOINC"), "operator": "<", "value": 7}},
        {"codes": codes("5")},
    ]
    life = live(module(Ill=onset("1", assign_to_attribute="x"), Plan=plan(activities=codes("6", "7"), goals=goals, reason="Ill")))
    found = only(plans(life))
    assert [concept.code for concept in found.activities] == ["6", "7"]
    ill = only(entries(life, ConditionOnset))
    assert found.reason is ill
    walk, observed, coded = found.goals
    assert (walk.text, walk.addresses) == ("walk", [ill])
    assert (observed.observed[0].code, observed.operator, observed.value) == ("4548-4", "<", 7)
    assert coded.concepts[0].code == "5"


def test_a_plan_that_is_active_stays() -> None:
    life = live(module(A=plan(), B=plan(assign_to_attribute="x")))
    assert life.attributes["x"] is only(plans(life))
    assert set(life.chart.active_care_plans) == {"698360004"}


@pytest.mark.parametrize(
    "how", [{"careplan": "A"}, {"referenced_by_attribute": "x"}, {"codes": codes("698360004")}], ids=lambda how: next(iter(how))
)
def test_a_plan_ends_by_state_attribute_or_code(how: Json) -> None:
    active = {"condition_type": "Active CarePlan", "codes": codes("698360004")}
    waits = module(Guard=guard(**active), On=mark(), Gone=guard(condition_type="Not", condition=active), Off=mark())
    ends = state("CarePlanEnd", **how)
    life = live(waits, module(A=plan(assign_to_attribute="x"), Wait=delay(days=3), End=ends, Again=ends))
    assert only(plans(life)).ended is only(entries(life, CarePlanEnded))
    assert (after(life, "On"), after(life, "Off")) == (0, 3 * DAY)


# ------------------------------------------------------------------------------------------------ procedures


def procedures(life: Life) -> list[ProcedurePerformed]:
    return entries(life, ProcedurePerformed)


def test_a_procedure_takes_15_minutes_for_which_nobody_waits() -> None:
    life = live(module(Ill=onset("1"), Do=procedure(reason="Ill", assign_to_attribute="x"), Seen=mark()))
    found = only(procedures(life))
    assert (found.end - found.time, found.recorded, found.status) == (15 * MINUTE, found.end, "completed")
    assert after(life, "Seen") == 0
    assert found.reason is only(entries(life, ConditionOnset))
    assert life.attributes["x"] is found


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        ({"duration": {"low": 40, "high": 40, "unit": "minutes"}}, 40),
        ({"duration": {"low": 1, "high": 2, "unit": "hours"}}, 60 + 60 * drawn()),
        ({"duration": {"low": 2, "high": 1, "unit": "hours"}}, 60 + 60 * drawn()),
        ({"distribution": {"kind": "UNIFORM", "parameters": {"low": 1, "high": 2}}, "unit": "hours"}, 60 + 60 * drawn()),
        ({"distribution": {"kind": "EXACT", "parameters": {"value": 0.5}}, "unit": "days"}, 720),
        ({"duration": {"low": 0, "high": 0, "unit": "hours"}}, 0),
    ],
    ids=str,
)
def test_a_procedure_with_a_length_takes_it_and_the_module_waits(fields: Json, minutes: float) -> None:
    life = live(module(Wait=delay(hours=1), Do=procedure(**fields), Seen=mark()))
    found = only(procedures(life))
    assert found.time == life.person.birth + HOUR
    assert found.end - found.time == pytest.approx(minutes * MINUTE, abs=1)
    assert after(life, "Seen") == found.end - life.person.birth


def test_a_procedure_belongs_to_the_encounter_in_which_it_began() -> None:
    life = live(module(Visit=visit(), Do=procedure(), End=visit_end()))
    assert only(procedures(life)).encounter is only(entries(life, EncounterOpened, module="a"))


def test_an_encounter_outlasts_what_was_done_in_it_but_not_what_others_did() -> None:
    long = procedure(duration={"low": 5, "high": 5, "unit": "hours"})
    own = live(module(Visit=visit(), Do=long, End=visit_end()))
    assert only(entries(own, EncounterClosed, module="a")).time - own.person.birth == 5 * HOUR
    others = live(module(Visit=visit(), End=visit_end()), module(Do=long))
    assert only(entries(others, EncounterClosed, module="a")).time - others.person.birth == HOUR


# ------------------------------------------------------------------------------------------------ vaccines, devices, supplies


def test_a_vaccine_has_its_codes_and_its_number_in_the_series() -> None:
    life = live(module(Visit=visit(), Give=state("Vaccine", codes=codes("140", system="CVX"), series=2), End=visit_end()))
    found = only(entries(life, Vaccinated))
    assert (found.concepts[0].system, found.concepts[0].code) == ("http://hl7.org/fhir/sid/cvx", "140")
    assert (found.dose, found.not_done_reason) == (2, None)
    assert found.encounter is only(entries(life, EncounterOpened, module="a"))


def test_a_vaccine_with_a_reason_was_not_given() -> None:
    life = live(module(Give=state("Vaccine", codes=codes("140", system="CVX"), status_reason=code("591000119102"))))
    found = only(entries(life, Vaccinated))
    assert found.not_done_reason is not None and found.not_done_reason.code == "591000119102"
    assert found.dose == 0


def device(**fields: object) -> Json:
    return state("Device", **{"code": code("72506001"), **fields})


def test_a_device_has_its_maker_and_model() -> None:
    life = live(module(Get=device(manufacturer="Acme", model="X1", assign_to_attribute="x")))
    found = only(entries(life, DeviceAssigned))
    assert (found.concept.code, found.manufacturer, found.model, found.removed) == ("72506001", "Acme", "X1", None)
    assert life.attributes["x"] is found


@pytest.mark.parametrize(
    "how", [{"device": "Get"}, {"referenced_by_attribute": "x"}, {"codes": codes("72506001")}], ids=lambda how: next(iter(how))
)
def test_a_device_is_taken_away_by_state_attribute_or_code(how: Json) -> None:
    ends = state("DeviceEnd", **how)
    life = live(module(Get=device(assign_to_attribute="x"), Wait=delay(days=3), End=ends, Again=ends))
    found = only(entries(life, DeviceAssigned))
    assert found.removed is only(entries(life, DeviceRemoved))
    assert found.removed.time == life.person.birth + 3 * DAY


def test_supplies_are_counted() -> None:
    supplies = [{"code": code("463659001"), "quantity": 2}, {"code": code("466713001"), "quantity": 12}]
    found = only(entries(live(module(Use=state("SupplyList", supplies=supplies))), SuppliesDelivered))
    assert [(concept.code, quantity) for concept, quantity in found.supplies] == [("463659001", 2), ("466713001", 12)]


# ------------------------------------------------------------------------------------------------ keys


def test_each_visit_of_a_state_has_a_key_of_its_own() -> None:
    again = delay(days=30) | {"direct_transition": "Do"}
    life = live(module(Do=procedure(), Wait=again, Never=simple()), until="1980-06-01T00:00")
    found = procedures(life)
    assert [(entry.module, entry.state, entry.visit) for entry in found] == [("a", "Do", number) for number in range(6)]
    assert local(found[1].time) > local(found[0].time)
