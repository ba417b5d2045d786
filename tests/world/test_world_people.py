"""Who people are at birth."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from simulator.kernel.clock import YEAR, date_of
from simulator.record.person import Person
from simulator.world.declared import DeclaredDeaths
from simulator.world.names import Names
from simulator.world.numbers import npi
from simulator.world.world import World

NONE = DeclaredDeaths.none()


def group(person: Person) -> str:
    if person.ethnicity == "hispanic":
        return "hispanic"
    return "two" if len(person.race_codes) > 1 else person.race


def test_a_person_is_a_function_of_seed_and_candidate(world: World, people: list[Person]) -> None:
    again = World()
    assert [again.person(1, candidate) for candidate in (40, 3, 17)] == [people[40], people[3], people[17]]
    assert world.person(2, 3) != people[3]


def test_birth_and_person_agree(world: World, people: list[Person]) -> None:
    assert all(world.birth(1, person.candidate) == (person.birth, person.sex) for person in people)


def test_races_of_all_ages_are_the_published_ones(world: World) -> None:
    """Census 2020, PL 94-171, of those whose cohorts made up the nation then."""
    counts: Counter[str] = Counter()
    for candidate in range(9000):
        birth, sex = world.birth(8, candidate)
        instant = world.zone.at(20_454)
        if birth < instant < world.death_of(8, candidate, birth, sex, NONE):
            counts[group(world.person(8, candidate))] += 1
    total = sum(counts.values())
    for name, share in {"hispanic": 0.187, "white": 0.578, "black": 0.121, "asian": 0.059, "two": 0.041}.items():
        assert counts[name] / total == pytest.approx(share, abs=0.02), name


def test_younger_cohorts_are_more_diverse(people: list[Person]) -> None:
    old = [person for person in people if date_of(person.birth_day).year < 1950]
    young = [person for person in people if date_of(person.birth_day).year > 2000]
    white = [sum(group(person) == "white" for person in some) / len(some) for some in (old, young)]
    assert white[0] > white[1] + 0.15


def test_numbers_belong_to_nobody(people: list[Person]) -> None:
    for person in people:
        for phone in (person.phone, person.mother.phone, *((person.father.phone,) if person.father else ())):
            assert phone[:6] in ("(702) ", "(725) ")
            assert phone[6:12] == "555-01"
            assert len(phone) == 14
        area, group_number, serial = person.social_security_number.split("-")
        assert area == "999"
        assert 1 <= int(group_number) <= 99
        assert 1 <= int(serial) <= 9999
        assert person.email.endswith("@example.com")
        assert person.email.isascii()


def luhn(digits: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def test_npis_pass_luhn_and_cannot_be_issued() -> None:
    assert luhn("808401234567893")  # the example of CMS's rule
    for number in (0, 1, 99_999_999, 123_456, 31_415_926):
        made = npi(number)
        assert len(made) == 10
        assert luhn("80840" + made)
        assert made[0] not in "12"


def test_names_fit_decade_and_race() -> None:
    names = Names()
    quantiles = [(number + 0.5) / 2000 for number in range(2000)]

    def top(sex: str, year: int, race: str) -> list[str]:
        return [name for name, _ in Counter(names.first(sex, year, race, one) for one in quantiles).most_common(8)]

    assert "Mary" in top("F", 1925, "white")
    assert "Linda" in top("F", 1948, "white")
    assert "Jennifer" in top("F", 1978, "white")
    assert "Emma" in top("F", 2015, "white")
    assert "Jose" in top("M", 1985, "hispanic")
    assert "Jose" not in top("M", 1985, "white")
    surnames = {race: Counter(names.surname(race, one) for one in quantiles) for race in ("hispanic", "asian", "native", "black")}
    assert surnames["hispanic"].most_common(1)[0][0] == "Garcia"
    assert surnames["asian"].most_common(1)[0][0] == "Nguyen"
    assert {"Begay", "Yazzie"} & set(surnames["native"])
    assert surnames["black"]["Washington"] > 0


def test_names_are_written_as_their_bearers_write_them() -> None:
    names = Names()
    quantiles = [(number + 0.5) / 20_000 for number in range(20_000)]
    white = Counter(names.surname("white", one) for one in quantiles)
    hispanic = Counter(names.surname("hispanic", one) for one in quantiles)
    assert white["O'Brien"] > white["Obrien"] > 0
    assert white["McDonald"] > 0
    assert "Mcdonald" not in white
    assert 0 < hispanic["García"] < hispanic["Garcia"] / 10


def test_families_hang_together(people: list[Person]) -> None:
    fathers = [person.father for person in people if person.father is not None]
    assert 0.8 < len(fathers) / len(people) < 0.97
    same = [person for person in people if person.father and person.father.name.family == person.name.family]
    assert len(same) / len(fathers) > 0.85
    for person in people:
        assert person.mother.sex == "F"
        assert person.mother.relationship == "MTH"
        parents = {person.mother.name.family, *((person.father.name.family,) if person.father else ())}
        assert any(name in person.name.family for name in parents)
        if person.name.suffix:
            assert person.father is not None
            assert person.father.name.given == person.name.given
    juniors = sum(person.name.suffix == "Jr." for person in people)
    assert 0 < juniors < 0.04 * len(people)


def test_twins_are_rare(world: World) -> None:
    order = Counter(world.person(2, candidate).multiple_birth for candidate in range(3000))
    assert 0.01 < 1 - order[0] / 3000 < 0.05
    assert set(order) <= {0, 1, 2, 3}


def test_homes_are_real_places_with_invented_streets(people: list[Person]) -> None:
    assert {person.address.state for person in people} == {"NV"}
    assert {person.address.county for person in people} == {"Clark County"}
    codes = Counter(person.address.postal_code for person in people)
    assert len(codes) > 50
    assert "89070" not in codes  # a prison
    assert len({person.address.line for person in people}) > 0.95 * len(people)
    assert {person.zone.key for person in people} == {"America/Los_Angeles"}


def test_homes_follow_race(world: World, people: list[Person]) -> None:
    north = {"89030"}  # North Las Vegas: 72 % Hispanic
    share = {
        name: sum(person.address.postal_code in north for person in some) / len(some)
        for name, some in (
            ("hispanic", [p for p in people if group(p) == "hispanic"]),
            ("white", [p for p in people if group(p) == "white"]),
        )
    }
    assert share["hispanic"] > 3 * share["white"]


def test_circumstances_use_the_words_of_the_format(people: list[Person]) -> None:
    for person in people:
        attributes = person.attributes
        assert attributes["education"] in ("less_than_hs", "hs_degree", "some_college", "bs_degree")
        assert attributes["socioeconomic_category"] in ("Low", "Middle", "High")
        assert attributes["state"] == "Nevada"
        assert isinstance(attributes["income"], int)
        assert attributes["income"] >= 0
        assert isinstance(attributes["poverty_ratio"], float)
        assert attributes["gender"] == person.sex
        assert attributes["race"] == person.race
        assert attributes["birth_country"] == "US"
        for name in ("food_insecurity", "severe_housing_cost_burden", "no_vehicle_access", "unemployed"):
            assert isinstance(attributes[name], bool)


def test_the_socioeconomic_category_keeps_to_bounds_of_income_and_schooling(people: list[Person]) -> None:
    found = Counter(str(person.attributes["socioeconomic_category"]) for person in people)
    for person in people:
        ratio, schooling = float(str(person.attributes["poverty_ratio"])), person.attributes["education"]
        low = ratio < 1.0 and schooling in ("less_than_hs", "hs_degree")
        high = ratio >= 4.0 and schooling == "bs_degree"
        expected = "Low" if low else "High" if high else "Middle"
        assert person.attributes["socioeconomic_category"] == expected, (ratio, schooling)
    assert 0.03 < found["Low"] / len(people) < 0.12
    assert 0.12 < found["High"] / len(people) < 0.35


def test_circumstances_have_the_published_shares(people: list[Person]) -> None:
    total = len(people)
    poor = sum(float(str(person.attributes["poverty_ratio"])) < 1.0 for person in people) / total
    assert poor == pytest.approx(0.126, abs=0.03)  # ACS 2022, S1701
    food = sum(person.attributes["food_insecurity"] is True for person in people) / total
    assert food == pytest.approx(0.128, abs=0.03)  # USDA ERS 2022
    degrees = sum(person.attributes["education"] == "bs_degree" for person in people) / total
    assert degrees == pytest.approx(0.35, abs=0.05)  # ACS 2022, S1501


def test_schooling_and_income_go_together(people: list[Person]) -> None:
    incomes: dict[str, list[float]] = defaultdict(list)
    for person in people:
        incomes[str(person.attributes["education"])].append(float(str(person.attributes["income"])))
    medians = [
        sorted(incomes[level])[len(incomes[level]) // 2] for level in ("less_than_hs", "hs_degree", "some_college", "bs_degree")
    ]
    assert medians == sorted(medians)


def test_language_is_told_apart_from_english(people: list[Person]) -> None:
    hispanic = [person for person in people if person.ethnicity == "hispanic"]
    at_home = sum(person.attributes["first_language"] == "spanish" for person in hispanic) / len(hispanic)
    spoken = sum(person.language == "es" for person in hispanic) / len(hispanic)
    assert at_home == pytest.approx(0.69, abs=0.1)
    assert spoken == pytest.approx(0.27, abs=0.09)


def test_tribes_are_of_native_people(world: World) -> None:
    natives = [world.person(3, candidate) for candidate in range(4000)]
    members = [person for person in natives if person.tribal_affiliation]
    assert members
    assert {person.race for person in members} == {"native"}


def test_ages_are_those_of_a_life(people: list[Person]) -> None:
    assert max(person.birth for person in people) - min(person.birth for person in people) > 150 * YEAR
