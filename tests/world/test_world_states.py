"""People of a state: its ages, groups, incomes and schooling, at an address of its own."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from simulator.errors import UsageError
from simulator.kernel.clock import age_in_years, day_of
from simulator.record.life import CoverageStarted, MaritalStatusChanged, Moved
from simulator.record.person import Person
from simulator.world.declared import DeclaredDeaths
from simulator.world.places import state_codes
from simulator.world.world import World

PEOPLE = 3_000
AS_OF = date(2026, 1, 1)


@pytest.fixture(scope="module")
def living() -> list[Person]:
    """Those of Massachusetts who live by the life table alone."""
    world = World("MA")
    as_of = world.zone.at(day_of(AS_OF))
    found = []
    for candidate in range(10 * PEOPLE):
        birth, sex = world.birth(1, candidate)
        if birth < as_of <= world.death_of(1, candidate, birth, sex, DeclaredDeaths.none()):
            found.append(world.person(1, candidate))
        if len(found) == PEOPLE:
            break
    return found


def test_there_are_fifty_states_and_the_district() -> None:
    assert len(state_codes()) == 51


def test_a_state_without_tables_is_refused() -> None:
    with pytest.raises(UsageError, match="accepted are AK, AL"):
        World("XX")


def test_ages_are_the_state_s(living: list[Person], shared: Path) -> None:
    with (shared / "world" / "acs_2018_by_state.csv").open(encoding="utf-8") as file:
        table = {row["variable"]: float(row["25"] or 0) for row in csv.DictReader(file) if row["table"].startswith("B01001")}
    total = sum(table[f"B01001{letter}_001E"] for letter in "ABCDEFG")
    old = sum(table[f"B01001{letter}_{cell:03}E"] for letter in "ABCDEFG" for cell in (14, 15, 16, 29, 30, 31))
    ages = [age_in_years(person.birth_day, day_of(AS_OF)) for person in living]
    share = sum(age >= 65 for age in ages) / len(ages)
    assert share == pytest.approx(old / total, abs=0.025)


def test_groups_and_schooling_are_the_state_s(living: list[Person]) -> None:
    hispanic = sum(person.ethnicity == "hispanic" for person in living) / len(living)
    assert 0.10 < hispanic < 0.16, "ACS 2018: 12.3 %"
    adults = [person for person in living if age_in_years(person.birth_day, day_of(AS_OF)) >= 25]
    schooled = Counter(person.attributes["education"] for person in adults)
    assert 0.42 < schooled["bs_degree"] / len(adults) < 0.53, "ACS 2018: 44.5 %, more among the younger, who live on"


def test_addresses_and_attributes_name_the_state(living: list[Person]) -> None:
    person = living[0]
    assert (person.address.city, person.address.state, person.address.postal_code) == ("Boston", "MA", "02108")
    assert person.attributes["state"] == "Massachusetts"
    assert person.phone.startswith("(617) 555-01")
    assert person.zone.key == "America/New_York"


def test_every_state_makes_people() -> None:
    for code in state_codes():
        world = World(code)
        person = world.person(1, 1)
        assert person.address.state == code
        assert world.biography(person)


def test_plans_telephones_and_tribes_are_not_those_of_the_metro_area(living: list[Person]) -> None:
    world = World("MA")
    kinds = set()
    for person in living[:600]:
        entries = world.biography(person)
        plans = [entry.plan for entry in entries if isinstance(entry, CoverageStarted)]
        relatives = [person.mother, person.father, *(entry.spouse for entry in entries if isinstance(entry, MaritalStatusChanged))]
        said = [one.phone for one in relatives if one is not None] + [entry.phone for entry in entries if isinstance(entry, Moved)]
        assert all(number.startswith("(617) 555-01") for number in said)
        for plan in plans:
            kinds.add(plan.payer.kind)
            assert "Nevada" not in plan.name and "NV" not in plan.group and plan.payer.address.state != "NV"
            assert plan.payer.kind not in ("medicaid", "private") or plan.payer.address.city == "Boston"
        assert person.tribal_affiliation is None or "Nevada" not in person.tribal_affiliation[1]
    assert kinds >= {"medicaid", "medicare", "private"}
    names = {entry.plan.name for one in living[:600] for entry in world.biography(one) if isinstance(entry, CoverageStarted)}
    assert {"Massachusetts Medicaid", "Massachusetts CHIP"} <= names


def test_organisations_and_payers_share_no_key_with_those_elsewhere() -> None:
    """Keys make the ids of shared resources: two populations may live on one server."""
    keys = []
    for state in ("", "MA", "NV"):
        world = World(state)
        found = set()
        for candidate in range(40):
            person = world.person(1, candidate)
            found.add(world.registrar(person).key)
            started = [entry for entry in world.biography(person) if isinstance(entry, CoverageStarted)]
            found |= {entry.plan.payer.key for entry in started if entry.plan.payer.kind in ("medicaid", "private")}
        keys.append(found)
    assert not (keys[0] & keys[1] or keys[0] & keys[2] or keys[1] & keys[2])
