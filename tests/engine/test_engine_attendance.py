"""Visits that nobody ordered: wellness by age and drugs, and care that symptoms lead to."""

from __future__ import annotations

from itertools import pairwise

import pytest
from living import (
    Json,
    SmallWorld,
    delay,
    drug,
    entries,
    instant,
    live,
    local,
    mark,
    module,
    person,
    state,
    symptomatic,
    visit,
    visit_end,
    wellness,
)

from simulator.engine.attendance import LATEST_DAYS, LATEST_INFANT_DAYS
from simulator.engine.hours import OFFICE_CLASSES, is_office_hour
from simulator.engine.lifetime import Life
from simulator.engine.visits import SYMPTOM_VISITS, wellness_interval
from simulator.kernel.clock import DAY, HOUR, MONTH, age_in_months
from simulator.record.encounters import EncounterOpened


def visits(life: Life, *classes: str) -> list[EncounterOpened]:
    """The engine's own visits, of these classes."""
    found = entries(life, EncounterOpened, module="care")
    return [entry for entry in found if not classes or entry.encounter_class in classes]


def checkups(life: Life) -> list[EncounterOpened]:
    return visits(life, "wellness")


# ------------------------------------------------------------------------------------------------ wellness


@pytest.mark.parametrize(
    ("years", "months", "interval", "chronic"),
    [
        (0, 0, 1, 1),
        (0, 1, 1, 1),
        (0, 2, 2, 2),
        (0, 5, 2, 2),
        (0, 6, 3, 3),
        (1, 5, 3, 3),
        (1, 6, 6, 6),
        (3, 11, 6, 6),
        (4, 0, 12, 12),
        (19, 11, 12, 12),
        (20, 0, 36, 12),
        (39, 11, 36, 12),
        (40, 0, 24, 12),
        (49, 11, 24, 12),
        (50, 0, 12, 12),
        (110, 0, 12, 12),
    ],
)
def test_the_interval_goes_by_age_and_is_at_most_a_year_with_a_chronic_drug(
    years: int, months: int, interval: int, chronic: int
) -> None:
    assert wellness_interval(12 * years + months, False) == interval * MONTH
    assert wellness_interval(12 * years + months, True) == chronic * MONTH


def test_visits_of_a_life_come_at_their_intervals_and_little_later() -> None:
    life = live(module(), until="2060-01-01T00:00")
    found = checkups(life)
    assert DAY <= found[0].time - life.person.birth <= (1 + LATEST_INFANT_DAYS + 5) * DAY
    zone, birth_day = life.person.zone, life.person.birth_day
    for before, visit_ in pairwise(found):
        months = age_in_months(birth_day, zone.day(before.time))
        late = visit_.time - before.time - wellness_interval(months, False)
        assert 0 <= late <= ((LATEST_INFANT_DAYS if months < 18 else LATEST_DAYS) + 6) * DAY


def test_children_come_as_children_and_adults_as_adults() -> None:
    life = live(module(), until="2005-01-01T00:00")
    grown = instant("1998-01-02T00:00")
    for entry in checkups(life):
        assert entry.concepts[0].code == ("410620009" if entry.time < grown else "162673000")


def test_wellness_visits_are_in_office_hours() -> None:
    life = live(module(), until="2060-01-01T00:00")
    assert all(is_office_hour(life.person.zone, entry.time) for entry in checkups(life))
    assert len({local(entry.time).hour for entry in checkups(life)}) > 4


def test_each_visit_has_a_key_of_its_own() -> None:
    found = visits(live(module(), symptomatic(600), until="1990-01-01T00:00"))
    assert len({(entry.module, entry.state, entry.visit) for entry in found}) == len(found)


def test_a_chronic_drug_brings_the_next_visit_forward_to_a_year_after_the_last() -> None:
    who = person(birth="1950-03-01T08:00")
    usual = [entry.time for entry in checkups(live(module(Far=delay(years=99)), who=who, until="1990-01-01T00:00"))]
    first, second = next((a, b) for a, b in pairwise(usual) if b - a > 1000 * DAY)
    ordered = module(Wait=delay(seconds=first + 100 * DAY - who.birth), Order=drug(chronic=True))
    found = [entry.time for entry in checkups(live(ordered, who=who, until="1990-01-01T00:00"))]
    assert found[: len(found)] != usual
    following = next(time for time in found if time > first)
    assert 360 * DAY <= following - first <= (360 + LATEST_DAYS + 6) * DAY < second - first


def test_a_chronic_drug_after_more_than_a_year_brings_it_forward_to_now() -> None:
    who = person(birth="1950-03-01T08:00")
    usual = [entry.time for entry in checkups(live(module(Far=delay(years=99)), who=who, until="1990-01-01T00:00"))]
    first = next(a for a, b in pairwise(usual) if b - a > 1000 * DAY)
    begins = first + 700 * DAY
    ordered = module(Wait=delay(seconds=begins - who.birth), Order=drug(chronic=True))
    found = [entry.time for entry in checkups(live(ordered, who=who, until="1990-01-01T00:00"))]
    assert 0 <= next(time for time in found if time > first) - begins <= 6 * DAY


def test_other_drugs_bring_nothing_forward() -> None:
    who = person(birth="1950-03-01T08:00")
    plain = module(Wait=delay(years=25), Order=drug())
    lives = [live(content, who=who, until="1990-01-01T00:00") for content in (plain, module(Far=delay(years=99)))]
    assert [entry.time for entry in checkups(lives[0])] == [entry.time for entry in checkups(lives[1])]


def test_a_stay_puts_a_wellness_visit_off_to_office_hours_after_it() -> None:
    due = checkups(live(module()))[3].time
    stay = module(Wait=delay(seconds=due - DAY - person().birth), Visit=visit("inpatient"), Stay=delay(days=9.4), End=visit_end())
    life = live(stay)
    late = checkups(life)[3]
    (hospital,) = [entry for entry in entries(life, EncounterOpened) if entry.module == "a"]
    assert hospital.closed is not None
    assert 0 <= late.time - hospital.closed.time <= 5 * DAY
    assert is_office_hour(life.person.zone, late.time)


def test_a_visit_for_symptoms_puts_a_wellness_visit_off_to_office_hours_after_it() -> None:
    """An emergency late in the day is over when the office has closed."""
    until = "2000-01-01T00:00"
    late = next(entry.time for entry in checkups(live(module(), until=until)) if local(entry.time).hour == 16)
    for minutes in range(20, 400, 20):
        wait = delay(seconds=late - minutes * 60 - person().birth)
        life = live(module(Wait=wait, **{f"S{number}": made for number, made in enumerate(much(600))}), until=until)
        emergency = visits(life, "emergency")[0]
        if emergency.time < late < emergency.time + HOUR:
            break
    else:
        raise AssertionError("no emergency was under way when the visit was due")
    following = next(entry.time for entry in checkups(life) if entry.time > emergency.time)
    assert is_office_hour(life.person.zone, following)
    assert HOUR <= following - emergency.time < 6 * DAY


def test_two_visits_never_overlap_and_the_engine_goes_before_modules() -> None:
    first = checkups(live(module()))[0].time
    wants = module(Wait=delay(seconds=first - person().birth), Visit=visit(), End=visit_end())
    life = live(wants)
    opened = next(entry for entry in entries(life, EncounterOpened) if entry.module == "a")
    assert checkups(life)[0].time == first
    assert opened.time == first + 15 * 60


def test_a_death_in_a_wellness_visit_ends_it() -> None:
    life = live(module(Checkup=wellness(), Die=state("Death", codes=[{"system": "SNOMED-CT", "code": "1"}])))
    (entry,) = visits(life)
    assert entry.closed is not None
    assert entry.closed.time == entry.time == life.died
    assert entry.closed.disposition is not None


# ------------------------------------------------------------------------------------------------ symptoms


def first_visit(total: int, **options: object) -> EncounterOpened | None:
    """The first visit that is no wellness visit of somebody with symptoms of this total from birth on."""
    life = live(symptomatic(total), until="1980-01-31T00:00", **options)  # type: ignore[arg-type]
    found = [entry for entry in visits(life) if entry.encounter_class != "wellness"]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (0, None),
        (300, None),
        (301, "outpatient"),
        (350, "outpatient"),
        (351, "urgentcare"),
        (500, "urgentcare"),
        (501, "emergency"),
        (900, "emergency"),
    ],
)
def test_totals_of_symptoms_lead_to_care(total: int, expected: str | None) -> None:
    found = first_visit(total)
    assert (None if found is None else found.encounter_class) == expected


def test_care_is_sought_within_its_wait() -> None:
    for kind, total in zip(SYMPTOM_VISITS, (600, 400, 320), strict=True):
        for candidate in range(10):
            who = person(candidate=candidate)
            found = first_visit(total, who=who)
            assert found is not None and found.concepts == [kind.concept]
            shortest, longest = kind.wait
            slack = 6 * DAY if kind.encounter_class in OFFICE_CLASSES else 0
            assert shortest <= found.time - who.birth <= longest + slack


def test_outpatient_care_for_symptoms_is_in_office_hours() -> None:
    for candidate in range(20):
        who = person(candidate=candidate)
        found = first_visit(320, who=who)
        assert found is not None
        assert is_office_hour(who.zone, found.time)


def feel(strength: int, symptom: str = "Pain", **fields: object) -> Json:
    return state("Symptom", symptom=symptom, exact={"quantity": strength}, **fields)


def felt(*states: Json) -> list[str]:
    """The classes of the visits other than wellness that these states lead to, a day apart and long after."""
    named = {f"S{number}": made for number, made in enumerate(states)}
    life = live(module(name="Feels", **named), until="1980-06-01T00:00")
    return [entry.encounter_class for entry in visits(life) if entry.encounter_class != "wellness"]


def much(total: int) -> list[Json]:
    return [feel(100, f"S{number}") for number in range(total // 100)]


def test_of_several_causes_of_a_symptom_the_strongest_counts() -> None:
    assert felt(*much(300), feel(0), feel(100, "S0", cause="other"), feel(100, "S1", cause="other")) == []


def test_the_strongest_symptom_is_seen_to_and_what_is_left_leads_on() -> None:
    """600: seen at once; 500 is left, seen the next day; then 400, and 300 no more."""
    assert felt(*much(600)) == ["emergency", "urgentcare", "urgentcare"]
    assert felt(*much(500)) == ["urgentcare", "urgentcare"]
    assert felt(*much(400)) == ["urgentcare"]


def test_symptoms_that_are_seen_to_count_again_when_they_are_set_again() -> None:
    again = [*much(400), delay(days=60), feel(90, "S0"), feel(100, "S1")]
    assert felt(*again) == ["urgentcare", "urgentcare"]


def test_the_same_total_as_at_the_last_visit_leads_to_none() -> None:
    assert felt(*much(400), delay(days=60), *much(400)) == ["urgentcare"]
    assert felt(*much(400), delay(days=60), *much(400), feel(1, "S9")) == ["urgentcare", "urgentcare", "outpatient"]


def test_symptoms_that_pass_before_the_visit_lead_to_none() -> None:
    passing = [feel(0, f"S{number}") for number in range(4)]
    assert felt(*much(320 - 20), feel(20), delay(hours=3), *passing) == []


def test_symptoms_that_worsen_before_the_visit_lead_to_more_urgent_care() -> None:
    assert felt(*much(300), feel(20), delay(hours=3), *much(700))[0] == "emergency"


def test_who_is_in_a_hospital_is_not_seen_elsewhere() -> None:
    stay = module(Visit=visit("inpatient"), Stay=delay(days=10), End=visit_end())
    life = live(symptomatic(600), stay, until="1980-06-01T00:00")
    hospital = next(entry for entry in entries(life, EncounterOpened) if entry.module == "b")
    assert hospital.closed is not None
    seen = [entry for entry in visits(life) if entry.encounter_class != "wellness"]
    assert min(entry.time for entry in seen) == hospital.closed.time


def test_modules_see_to_their_part_in_such_a_visit() -> None:
    life = live(symptomatic(351), module(Checkup=wellness(), Seen=mark(), End=visit_end()), until="1980-01-03T13:00")
    (seen,) = [entry for entry in life.chart.entries if entry.state == "Seen"]
    assert seen.encounter is not None and seen.encounter.encounter_class == "urgentcare"


def test_nobody_seeks_care_who_has_no_symptoms() -> None:
    life = live(module(), until="2020-01-01T00:00", world=SmallWorld())
    assert {entry.encounter_class for entry in visits(life)} == {"wellness"}
