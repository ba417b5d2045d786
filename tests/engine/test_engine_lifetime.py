"""A lifetime from birth to death or to the date: what befalls a person, and how a death ends what is open."""

from __future__ import annotations

import gc

import pytest
from living import (
    ELSEWHERE,
    Json,
    SmallWorld,
    attribute,
    codes,
    delay,
    drug,
    either,
    entries,
    guard,
    instant,
    live,
    local,
    mark,
    module,
    only,
    person,
    plan,
    procedure,
    simple,
    state,
    story,
    times,
    visit,
    visit_end,
)

from simulator.engine.lifetime import EXPIRED, settle
from simulator.kernel.clock import DAY, HOUR
from simulator.record.encounters import EncounterClosed
from simulator.record.entry import Entry
from simulator.record.life import (
    CoverageEnded,
    CoverageStarted,
    Died,
    MaritalStatusChanged,
    Moved,
    NameChanged,
    Registered,
)
from simulator.record.person import Name
from simulator.record.treatment import CarePlanEnded, MedicationEnded, ProcedurePerformed

JUNE, JULY = instant("1981-06-01T12:00"), instant("1981-07-01T12:00")


def die(**fields: object) -> Json:
    return state("Death", **{"codes": codes("1"), **fields})


# ------------------------------------------------------------------------------------------------ birth and life events


def test_a_life_begins_with_its_registration_at_birth() -> None:
    life = live(module(Seen=mark()))
    first = life.chart.in_order()[0]
    assert isinstance(first, Registered)
    assert (first.time, first.sequence) == (life.person.birth, 0)
    assert first.organization.kind == "hospital"


def moved(at: int = JUNE) -> Moved:
    return Moved(0, at, ELSEWHERE, "555-0199")


@pytest.mark.stand_in
def test_what_befalls_a_person_is_recorded_at_its_time() -> None:
    biography: list[Entry] = [NameChanged(0, JUNE, Name("Roe", ("Jo",))), moved(JULY)]
    life = live(module(), world=SmallWorld(biography))
    assert [entry.time for entry in entries(life, Entry, module="life")] == [life.person.birth, JUNE, JULY]
    assert live(module(), world=SmallWorld(biography), until=JUNE).chart.entries[-1].time < JUNE


@pytest.mark.parametrize(
    ("event", "name", "value"),
    [
        (moved(), "city", "Shelbyville"),
        (moved(), "county", "Queens County"),
        (MaritalStatusChanged(0, JUNE, "M", None), "marital_status", "M"),
        (CoverageStarted(0, JUNE, plan("medicaid"), "1", "self"), "insurance_status", "medicaid"),
        (CoverageStarted(0, JUNE, plan("private"), "1", "self"), "insurance_status", "private"),
        (CoverageEnded(JUNE, CoverageStarted(0, 0, plan("private"), "1", "self")), "insurance_status", "none"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Entry) else value,
)
@pytest.mark.stand_in
def test_modules_know_of_it_at_once(event: Entry, name: str, value: str) -> None:
    waits = module(Guard=guard(**attribute(name, "==", value)), Seen=mark())
    life = live(waits, world=SmallWorld([event]))
    assert times(life, "Seen") == [JUNE]
    assert life.attributes[name] == value


def test_the_end_of_a_cover_is_told_to_the_cover() -> None:
    cover = CoverageStarted(0, JUNE, plan("private"), "1", "self")
    world = SmallWorld()
    world.biography = lambda person: [cover, CoverageEnded(JULY, cover)]  # type: ignore[method-assign]
    life = live(module(), world=world)
    assert cover.ended is only(entries(life, CoverageEnded))


@pytest.mark.stand_in
def test_who_has_moved_is_seen_at_the_new_place() -> None:
    world = SmallWorld([moved()])
    visits = module(A=visit(), B=visit_end(), Wait=delay(days=700), C=visit(), D=visit_end())
    live(visits, world=world)
    assert [city for kind, _, city in world.asked if kind == "emergency"] == ["Springfield", "Shelbyville"]


@pytest.mark.stand_in
def test_what_befalls_goes_before_every_module_at_that_instant() -> None:
    asks = delay(seconds=JUNE - person().birth) | {
        "conditional_transition": either(attribute("city", "==", "Shelbyville"), "Yes", "Terminal")
    }
    assert times(live(module(Wait=asks, Yes=mark()), world=SmallWorld([moved()])), "Yes") == [JUNE]


# ------------------------------------------------------------------------------------------------ death


def test_the_background_death_comes_at_its_instant_with_the_worlds_cause() -> None:
    life = live(module(), world=SmallWorld(dies=JUNE))
    died = only(entries(life, Died))
    assert (life.died, died.time, died.module) == (JUNE, JUNE, "life")
    assert died.cause is not None and died.cause.display == "Fatal at 1"
    assert died.condition is None


def test_a_death_at_the_date_itself_is_not_in_it() -> None:
    assert live(module(), world=SmallWorld(dies=JUNE), until=JUNE).died is None
    assert live(module(), world=SmallWorld(dies=JUNE), until=JUNE + 1).died == JUNE


@pytest.mark.parametrize("days", [100, 900])
def test_the_earlier_of_a_modules_death_and_the_background_death_counts(days: int) -> None:
    life = live(module(Wait=delay(days=days), Die=die()), world=SmallWorld(dies=JUNE))
    assert life.died == min(JUNE, life.person.birth + days * DAY)
    assert only(entries(life, Died)).module == ("a" if days == 100 else "life")
    assert life.death.module == only(entries(life, Died)).module


def test_death_ends_the_stay_the_orders_the_plans_and_the_procedures() -> None:
    long = procedure(duration={"low": 5, "high": 5, "unit": "hours"})
    plans = state("CarePlanStart", codes=codes("9"))
    life = live(
        module(Order=drug("1"), Chronic=drug("2", chronic=True), Plan=plans, Visit=visit("inpatient"), Do=long, End=visit_end()),
        module(Wait=delay(hours=2), Die=die()),
    )
    assert life.died == life.person.birth + 2 * HOUR
    assert [(entry.status, entry.time, entry.order.concepts[0].code) for entry in entries(life, MedicationEnded)] == [
        ("stopped", life.died, "1"),
        ("stopped", life.died, "2"),
    ]
    assert only(entries(life, CarePlanEnded)).time == life.died
    stay = only(entries(life, EncounterClosed))
    assert (stay.time, stay.disposition) == (life.died, EXPIRED)
    operation = only(entries(life, ProcedurePerformed))
    assert (operation.status, operation.end, operation.recorded) == ("stopped", life.died, life.died)
    assert isinstance(life.chart.in_order()[-1], Died)


def test_procedures_that_were_over_stay_completed() -> None:
    life = live(module(Do=procedure(), Wait=delay(hours=2), Die=die()))
    assert only(entries(life, ProcedurePerformed)).status == "completed"


def test_what_had_ended_before_death_ends_once() -> None:
    life = live(module(Order=drug("1"), End=state("MedicationEnd", medication_order="Order"), Wait=delay(days=1), Die=die()))
    assert len(entries(life, MedicationEnded)) == 1


@pytest.mark.stand_in
def test_after_death_nothing_happens() -> None:
    loop = module(Wait=delay(days=1), Seen=mark(direct_transition="Wait"), Never=simple())
    life = live(loop, world=SmallWorld([moved(JULY)], dies=JUNE))
    assert max(entry.recorded for entry in life.chart.entries) == JUNE
    assert not entries(life, Moved)


def test_a_guard_does_not_wait_beyond_a_death_that_comes_sooner() -> None:
    waits = module(Guard=guard(condition_type="Date", operator=">=", year=1985), Seen=mark())
    life = live(waits, module(Wait=delay(days=5), Die=die()), until="1990-01-01T00:00")
    assert not times(life, "Seen")


# ------------------------------------------------------------------------------------------------ the date


def test_a_life_to_its_birth_is_a_registration() -> None:
    life = live(module(Seen=mark()), until=person().birth)
    assert [type(entry) for entry in life.chart.entries] == [Registered]


def test_one_second_more_holds_the_day_of_birth() -> None:
    life = live(module(Seen=mark()), until=person().birth + 1)
    assert times(life, "Seen") == [life.person.birth]


def test_people_of_other_zones_live_by_their_own_clock() -> None:
    waits = module(
        Guard=guard(condition_type="Date", operator=">=", date={"year": 1981, "month": 7, "day": 4, "hour": 9}), Seen=mark()
    )
    seen = {
        key: times(live(waits, who=person(zone_key=key), until="1981-12-01T00:00"), "Seen")[0]
        for key in ("America/New_York", "America/Los_Angeles", "Pacific/Honolulu")
    }
    assert {local(at, key).isoformat() for key, at in seen.items()} == {"1981-07-04T09:00:00"}
    assert len(set(seen.values())) == 3


@pytest.mark.parametrize(("month", "day", "hours"), [(4, 27, 23), (4, 28, 24), (10, 26, 25)])
def test_days_on_which_the_clocks_change_are_23_and_25_hours_long(month: int, day: int, hours: int) -> None:
    who = person(birth=f"1980-{month:02}-{day}T00:00")
    tomorrow = {"year": 1980, "month": month, "day": day + 1}
    life = live(module(Guard=guard(condition_type="Date", operator=">=", date=tomorrow), Seen=mark()), who=who)
    assert times(life, "Seen")[0] - who.birth == hours * HOUR


# ------------------------------------------------------------------------------------------------ the same life


def test_people_of_other_seeds_and_candidates_live_otherwise() -> None:
    draws = module(
        Wait=state("Delay", distribution={"kind": "UNIFORM", "parameters": {"low": 1, "high": 99}}, unit="days"), Seen=mark()
    )
    seen = {times(live(draws, who=person(seed=seed, candidate=candidate)), "Seen")[0] for seed in (1, 2) for candidate in (0, 1)}
    assert len(seen) == 4


def test_a_module_draws_the_same_beside_any_others() -> None:
    draws = module(
        Wait=state("Delay", distribution={"kind": "UNIFORM", "parameters": {"low": 1, "high": 99}}, unit="days"), Seen=mark()
    )
    alone = times(live({"m": draws}), "Seen", "m")
    assert times(live({"a": draws, "m": draws, "z": draws}), "Seen", "m") == alone
    assert times(live({"a": draws, "m": draws}), "Seen", "a") != alone


def test_settling_changes_no_life() -> None:
    before = story(live(module(Seen=mark(), Visit=visit(), End=visit_end())))
    try:
        settle()
        assert story(live(module(Seen=mark(), Visit=visit(), End=visit_end()))) == before
    finally:
        gc.unfreeze()
