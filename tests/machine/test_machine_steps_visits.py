"""Encounter and EncounterEnd: the lock, the hours, the time that encounters take, and visits that the engine opens."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise

import pytest
from living import (
    Json,
    SmallWorld,
    after,
    attribute,
    code,
    codes,
    delay,
    drug,
    entries,
    instant,
    live,
    local,
    mark,
    module,
    only,
    onset,
    person,
    procedure,
    set_to,
    simple,
    state,
    symptomatic,
    times,
    visit,
    visit_end,
    wellness,
)

from simulator.engine.hours import is_working_day
from simulator.engine.lifetime import Life
from simulator.engine.visits import LEAST_LENGTHS
from simulator.kernel.clock import DAY, HOUR, MINUTE, day_of
from simulator.record.encounters import EncounterClosed, EncounterOpened
from simulator.record.problems import ConditionOnset
from simulator.record.results import ObservationMade
from simulator.terminology.concept import Concept


def opened(life: Life, module: str | None = None, state: str | None = None) -> list[EncounterOpened]:
    return entries(life, EncounterOpened, state, module)


def length(encounter: EncounterOpened) -> int:
    """Seconds from the opening to the closing."""
    assert encounter.closed is not None
    return encounter.closed.time - encounter.time


# ------------------------------------------------------------------------------------------------ what an encounter is


def test_an_encounter_has_its_class_codes_and_a_clinician_of_the_modules_specialty() -> None:
    world = SmallWorld()
    life = live(module(specialty="Cardiology", Visit=visit("inpatient", codes=codes("1", "2")), End=visit_end()), world=world)
    (found,) = opened(life, "a")
    assert (found.encounter_class, [concept.code for concept in found.concepts]) == ("inpatient", ["1", "2"])
    assert ("inpatient", "Cardiology", "Springfield") in world.asked
    assert found.clinician.location is found.location


def test_an_encounter_without_a_class_is_ambulatory() -> None:
    life = live(module(Visit=state("Encounter", codes=codes("1")), End=visit_end()))
    assert opened(life, "a")[0].encounter_class == "ambulatory"


@pytest.mark.parametrize("name", ["Ill", "x"])
def test_an_encounter_has_a_reason_diagnosed_in_it_too(name: str) -> None:
    ill = onset("1", target_encounter="Visit", assign_to_attribute="x")
    life = live(module(Ill=ill, Visit=visit(reason=name), End=visit_end()))
    assert opened(life, "a")[0].reason is only(entries(life, ConditionOnset))


def test_a_code_may_be_the_reason() -> None:
    life = live(module(Set=set_to("x", value_code=code("9")), Visit=visit(reason="x"), End=visit_end()))
    found = opened(life, "a")[0].reason
    assert isinstance(found, Concept) and found.code == "9"


def test_entries_belong_to_the_encounter_that_is_open_whoever_opened_it() -> None:
    life = live(module(Visit=visit(), Wait=delay(minutes=30), End=visit_end()), module(Pause=delay(minutes=10), Seen=mark()))
    assert only(entries(life, ObservationMade)).encounter is opened(life, "a")[0]


def test_outside_any_encounter_an_entry_has_none() -> None:
    life = live(module(Before=mark(), Visit=visit(), End=visit_end(), After=mark()))
    assert [entry.encounter for entry in entries(life, ObservationMade)] == [None, None]


# ------------------------------------------------------------------------------------------------ the time it takes


@pytest.mark.parametrize("encounter_class", sorted(LEAST_LENGTHS))
def test_an_encounter_takes_at_least_the_length_of_its_class(encounter_class: str) -> None:
    life = live(module(Visit=visit(encounter_class), End=visit_end(), Then=mark()))
    (found,) = opened(life, "a")
    expected = {"emergency": HOUR, "inpatient": DAY, "hospice": DAY, "snf": DAY}.get(encounter_class, 15 * MINUTE)
    assert length(found) == expected
    assert times(life, "Then") == [found.time + expected]


def test_an_encounter_that_has_lasted_longer_ends_now() -> None:
    life = live(module(Visit=visit("urgentcare"), Wait=delay(hours=3), End=visit_end(), Then=mark()))
    assert length(opened(life, "a")[0]) == 3 * HOUR
    assert after(life, "Then") == 3 * HOUR


@pytest.mark.parametrize("made", [procedure(), procedure("1"), state("ImagingStudy", procedure_code=code("1"), series=[
    {"body_site": code("1"), "modality": code("DX"), "instances": [{"sop_class": code("1.2")}]}
])], ids=["procedure", "other", "imaging"])  # fmt: skip
def test_an_encounter_lasts_until_the_ends_of_what_its_module_did_in_it(made: Json) -> None:
    minutes = 30 if made["type"] == "ImagingStudy" else 15
    life = live(module(Visit=visit("urgentcare"), Wait=delay(minutes=14), Do=made, End=visit_end()))
    assert length(opened(life, "a")[0]) == (14 + minutes) * MINUTE


def test_what_a_submodule_did_in_it_counts_as_its_callers() -> None:
    modules = {
        "a": module(Visit=visit("urgentcare"), Call=state("CallSubmodule", submodule="sub/b"), End=visit_end()),
        "sub/b": module(Wait=delay(minutes=10), Do=procedure()),
    }
    assert length(opened(live(modules), "a")[0]) == 25 * MINUTE


def test_what_was_done_before_an_encounter_does_not_lengthen_it() -> None:
    life = live(module(Do=procedure(), Visit=visit("urgentcare"), End=visit_end()))
    assert length(opened(life, "a")[0]) == 15 * MINUTE


def test_other_modules_never_lengthen_it() -> None:
    long = procedure(duration={"low": 9, "high": 9, "unit": "hours"})
    life = live(module(Visit=visit(), End=visit_end()), module(Wait=delay(minutes=5), Do=long))
    assert length(opened(life, "a")[0]) == HOUR


def test_results_that_come_later_do_not_lengthen_it() -> None:
    lab = {"codes": codes("1", system="LOINC"), "category": "laboratory", "unit": "1", "exact": {"quantity": 1}}
    report = state("DiagnosticReport", codes=codes("2", system="LOINC"), observations=[lab])
    assert length(opened(live(module(Visit=visit("ambulatory"), Ask=report, End=visit_end())), "a")[0]) == 15 * MINUTE


def test_the_disposition_is_told_at_the_end() -> None:
    home = code("01", system="NUBC")
    life = live(module(Visit=visit(), End=visit_end(discharge_disposition=home)))
    found = only(entries(life, EncounterClosed, module="a")).disposition
    assert found is not None and found.code == "01"


def test_at_the_date_an_encounter_is_open() -> None:
    life = live(module(Visit=visit("inpatient"), End=visit_end()), until=person().birth + 5 * HOUR)
    assert opened(life, "a")[0].closed is None
    assert life.chart.open_encounter is opened(life, "a")[0]


def test_a_death_in_a_stay_ends_the_stay() -> None:
    life = live(module(Visit=visit("inpatient"), Wait=delay(hours=7), Die=state("Death", codes=codes("1")), End=visit_end()))
    found = only(entries(life, EncounterClosed, module="a"))
    assert found.time == life.died == life.person.birth + 7 * HOUR
    assert found.disposition is not None and found.disposition.display == "Expired"


@pytest.mark.parametrize("second", ["inpatient", "ambulatory"])
def test_a_second_encounter_of_a_module_ends_its_first_one_when_its_time_is_over(second: str) -> None:
    life = live(module(Visit=visit(), Wait=delay(minutes=20), More=visit(second), End=visit_end()))
    one, other = opened(life, "a")
    assert length(one) == HOUR
    assert one.closed is not None and other.time >= one.closed.time
    if second == "inpatient":
        assert other.time == one.closed.time


def test_a_module_that_waits_for_a_wellness_visit_ends_its_encounter_before() -> None:
    life = live(module(Visit=visit(), Checkup=wellness(), Seen=mark(), End=visit_end()))
    one = opened(life, "a")[0]
    assert length(one) == HOUR
    found = only(entries(life, ObservationMade)).encounter
    assert found is not None and found.encounter_class == "wellness"


# ------------------------------------------------------------------------------------------------ the lock


def test_one_encounter_at_a_time() -> None:
    stay = module(Visit=visit("inpatient"), Wait=delay(days=3), End=visit_end())
    life = live(stay, module(Wait=delay(hours=5), Visit=visit(), Inside=mark(), End=visit_end()))
    first, second = opened(life, "a")[0], opened(life, "b")[0]
    assert first.closed is not None
    assert second.time == first.closed.time == life.person.birth + 3 * DAY
    assert only(entries(life, ObservationMade)).encounter is second


def test_encounters_of_many_modules_never_overlap() -> None:
    def busy(class_: str, days: float) -> Json:
        return module(
            Wait=delay(days=days), Visit=visit(class_), Do=procedure(), End=visit_end(direct_transition="Wait"), Never=simple()
        )

    life = live(busy("inpatient", 11), busy("emergency", 3.3), busy("ambulatory", 2), busy("hospice", 40), until="1981-01-01T00:00")
    spans = sorted((entry.time, entry.closed.time if entry.closed else life.as_of) for entry in opened(life))
    assert len(spans) > 200
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start


def test_the_lock_is_free_at_the_end_even_of_a_module_that_forgets_its_encounter() -> None:
    life = live(module(Visit=visit("inpatient")), module(Wait=delay(hours=1), Visit=visit(), End=visit_end()))
    assert opened(life, "b")[0].time == life.person.birth + DAY


def test_an_end_without_an_encounter_passes() -> None:
    assert after(live(module(End=visit_end(), Seen=mark())), "Seen") == 0


def test_an_end_without_an_encounter_waits_while_another_module_holds_the_lock() -> None:
    life = live(module(Visit=visit("inpatient"), End=visit_end()), module(Wait=delay(hours=2), End=visit_end(), Seen=mark()))
    assert after(life, "Seen") == DAY


def test_an_end_without_an_encounter_passes_during_a_visit_of_the_engines() -> None:
    seen = live(module(Checkup=wellness(), Here=set_to("x", 1), End=visit_end()), module(
        Guard=state("Guard", allow=attribute("x")), End=visit_end(), Seen=mark()
    ))  # fmt: skip
    assert times(seen, "Seen") == [opened(seen, "care")[0].time]


def test_a_walk_that_waits_for_the_lock_waits_for_the_hour_again() -> None:
    """The office is closed when the lock is free: the visit is on the next working day."""
    stay = module(Wait=delay(hours=20), Visit=visit("inpatient"), Stay=delay(hours=36), End=visit_end())
    life = live(stay, module(Wait=delay(hours=22), Visit=visit("ambulatory"), End=visit_end()))
    first, second = opened(life, "a")[0], opened(life, "b")[0]
    assert first.closed is not None
    assert local(first.closed.time).hour == 20
    assert second.time > first.closed.time
    assert 8 <= local(second.time).hour < 17


# ------------------------------------------------------------------------------------------------ hours


def at_hour(encounter_class: str, wanted: str) -> datetime:
    """When somebody who wants a visit at a local time is seen."""
    who = person(birth="1990-01-01T00:00")
    wait = delay(seconds=instant(wanted) - who.birth)
    life = live(module(Wait=wait, Visit=visit(encounter_class), End=visit_end()), who=who, until="2030-01-01T00:00")
    return local(opened(life, "a")[0].time)


OFFICES = ("ambulatory", "outpatient", "wellness", "virtual")
OPEN, NIGHT, EARLY, SATURDAY, CHRISTMAS = (
    "2021-06-15T10:20",
    "2021-06-15T22:00",
    "2021-06-15T05:00",
    "2021-06-19T11:00",
    "2020-12-25T11:00",
)


@pytest.mark.parametrize("encounter_class", OFFICES)
@pytest.mark.parametrize("wanted", [NIGHT, EARLY, SATURDAY, CHRISTMAS, "2021-06-15T16:31", "2021-06-15T07:59"])
def test_offices_see_people_in_office_hours_on_working_days(encounter_class: str, wanted: str) -> None:
    found = at_hour(encounter_class, wanted)
    assert found > datetime.fromisoformat(wanted)
    assert (found - datetime.fromisoformat(wanted)).days < 6
    assert is_working_day(day_of(found.date()))
    assert (8, 0) <= (found.hour, found.minute) <= (16, 30)
    assert (found.minute % 5, found.second) == (0, 0)


@pytest.mark.parametrize("wanted", [OPEN, "2021-06-15T08:00", "2021-06-15T16:30"])
def test_in_office_hours_nobody_waits(wanted: str) -> None:
    assert at_hour("ambulatory", wanted) == datetime.fromisoformat(wanted)


@pytest.mark.parametrize("encounter_class", ["emergency", "urgentcare", "inpatient", "hospice", "snf", "home"])
@pytest.mark.parametrize("wanted", [OPEN, NIGHT, EARLY, SATURDAY, CHRISTMAS])
def test_other_care_begins_at_any_hour(encounter_class: str, wanted: str) -> None:
    assert at_hour(encounter_class, wanted) == datetime.fromisoformat(wanted)


@pytest.mark.parametrize("wanted", ["2021-03-13T09:00", "2021-11-06T09:00", "2021-03-12T17:00", "2021-11-05T17:00"])
def test_hours_are_those_of_the_local_clock_on_the_days_after_it_changed_too(wanted: str) -> None:
    found = at_hour("ambulatory", wanted)
    assert found.date() in (date(2021, 3, 15), date(2021, 11, 8))
    assert 8 <= found.hour <= 16


def test_who_waits_for_the_hour_does_not_hold_the_lock() -> None:
    who = person(birth="1990-01-01T00:00")
    waits = [delay(seconds=instant(text) - who.birth) for text in (NIGHT, "2021-06-15T23:00")]
    life = live(
        module(Wait=waits[0], Visit=visit("ambulatory"), End=visit_end()),
        module(Wait=waits[1], Visit=visit(), End=visit_end()),
        who=who,
        until="2030-01-01T00:00",
    )
    assert local(opened(life, "b")[0].time).isoformat() == "2021-06-15T23:00:00"
    assert opened(life, "a")[0].time > opened(life, "b")[0].time


# ------------------------------------------------------------------------------------------------ telemedicine


def classes(possibility: str, year: int) -> list[str]:
    """The classes of many visits that may be by video, in a year."""
    who = person(birth="1990-01-01T00:00")
    wait = delay(seconds=instant(f"{year}-01-02T00:00") - who.birth)
    again = visit_end(direct_transition="Visit")
    content = module(Wait=wait, Visit=visit("urgentcare", telemedicine_possibility=possibility), End=again, Never=simple())
    life = live(content, who=who, until=f"{year}-01-22T00:00")
    return [entry.encounter_class for entry in opened(life, "a")]


@pytest.mark.parametrize(("year", "share"), [(2015, 0), (2018, 0.004), (2022, 0.15)])
def test_visits_that_may_be_by_video_are_so_in_their_years_share(year: int, share: float) -> None:
    found = classes("possible", year)
    assert len(found) > 1000
    assert found.count("virtual") / len(found) == pytest.approx(share, abs=0.03 if share > 0.1 else 0.004)
    if not share:
        assert "virtual" not in found


def test_always_is_always_and_none_is_never() -> None:
    assert set(classes("always", 2015)) == {"virtual"}
    assert set(classes("none", 2022)) == {"urgentcare"}


# ------------------------------------------------------------------------------------------------ wellness visits


def test_a_wellness_state_waits_for_the_engines_visit_and_writes_in_it() -> None:
    life = live(module(Checkup=wellness(), Seen=mark(), End=visit_end()))
    first = opened(life, "care")[0]
    assert only(entries(life, ObservationMade)).encounter is first
    assert times(life, "Seen") == [first.time]
    assert length(first) == 15 * MINUTE


def test_all_that_wait_take_part_in_the_order_of_their_keys_whoever_waited_first() -> None:
    early = module(Checkup=wellness(), Seen=mark(), End=visit_end())
    late = module(Wait=delay(hours=1), Checkup=wellness(), Seen=mark(), End=visit_end())
    life = live({"c": early, "b": late, "core/d": late})
    assert [entry.module for entry in entries(life, ObservationMade)] == ["core/d", "b", "c"]
    assert len({entry.encounter for entry in entries(life, ObservationMade)}) == 1


def test_each_module_passes_a_visit_once() -> None:
    loop = module(Checkup=wellness(), Seen=mark(), End=visit_end(direct_transition="Checkup"), Never=simple())
    forgets = module(Checkup=wellness(), Seen=mark(direct_transition="Checkup"), Never=simple())
    for content in (loop, forgets):
        life = live(content)
        visits = [entry for entry in opened(life, "care") if entry.encounter_class == "wellness"]
        assert [entry.encounter for entry in entries(life, ObservationMade)] == visits


def test_a_module_that_comes_to_it_during_the_visit_takes_part() -> None:
    first = opened(live(module()), "care")[0]
    arrives = delay(seconds=first.time + 10 * MINUTE - person().birth)
    life = live(module(Wait=arrives, Checkup=wellness(), Seen=mark(), End=visit_end()))
    assert only(entries(life, ObservationMade)).encounter is not None
    assert times(life, "Seen") == [first.time + 10 * MINUTE]


def test_the_visit_closes_after_its_length_whoever_waits_for_longer() -> None:
    waits = module(Checkup=wellness(), Wait=delay(hours=5), Late=mark(), End=visit_end(), Then=mark())
    life = live(waits)
    first = opened(life, "care")[0]
    assert length(first) == 15 * MINUTE
    assert only(entries(life, ObservationMade, "Late")).encounter is None
    assert times(life, "Then") == [first.time + 5 * HOUR], "its end passes: the visit is over"


def test_the_visit_stays_open_while_somebody_is_busy_in_it() -> None:
    asks = module(
        Checkup=wellness(), Ask=procedure(duration={"low": 20, "high": 20, "unit": "minutes"}), More=delay(hours=1), Told=mark()
    )  # fmt: skip
    other = module(Checkup=wellness(), Wait=delay(minutes=50), Seen=mark(), End=visit_end(), Home=delay(hours=2), Late=mark())
    life = live(asks, other, who=person(birth="1950-01-02T12:00"), until="1950-03-01T00:00")
    first = opened(life, "care")[0]
    assert length(first) == 80 * MINUTE, "the last who is busy ends it, and who has left doesn't"
    assert [only(entries(life, ObservationMade, state)).encounter for state in ("Told", "Seen", "Late")] == [first, first, None]


def test_who_is_done_when_the_visits_length_is_over_is_still_part_of_it() -> None:
    just = module(Checkup=wellness(), Wait=delay(minutes=15), Seen=mark(), End=visit_end())
    life = live(just)
    assert only(entries(life, ObservationMade)).encounter is opened(life, "care")[0]


def test_an_encounter_of_a_module_waits_for_the_end_of_the_visit() -> None:
    stays = module(Checkup=wellness(), Visit=visit(), Seen=mark(), End=visit_end())
    life = live(stays)
    first = opened(life, "care")[0]
    assert first.closed is not None
    assert opened(life, "a")[0].time == first.closed.time == first.time + 15 * MINUTE


def test_after_its_own_encounter_a_module_is_not_in_the_visit_any_more() -> None:
    content = module(Checkup=wellness(), Visit=visit(), End=visit_end(), Ill=onset(target_encounter="Checkup"), Far=delay(days=2))
    assert not entries(live(content, until="1980-01-15T00:00"), ConditionOnset)


def test_visits_that_symptoms_lead_to_wake_them_too() -> None:
    life = live(symptomatic(600), module(Checkup=wellness(), Seen=mark(), End=visit_end()), until="1980-01-03T12:00")
    found = only(entries(life, ObservationMade)).encounter
    assert found is not None and found.encounter_class == "emergency"


def test_drugs_ordered_in_the_visit_belong_to_it() -> None:
    life = live(module(Checkup=wellness(), Order=drug(), End=visit_end()))
    assert (
        only([entry for entry in life.chart.entries if entry.state == "Order" and entry.encounter]).encounter
        is opened(life, "care")[0]
    )
