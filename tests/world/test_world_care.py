"""Who cares for people."""

from __future__ import annotations

from collections import Counter

import pytest

from simulator.kernel.clock import YEAR
from simulator.record.care import Clinician
from simulator.record.person import Address, Person
from simulator.world import specialties
from simulator.world.facilities import FACILITIES
from simulator.world.names import Names
from simulator.world.places import Places
from simulator.world.providers import Providers
from simulator.world.world import World


@pytest.fixture(scope="module")
def providers() -> Providers:
    return Providers(Places(), Names())


def test_own_clinician_stays(world: World, people: list[Person]) -> None:
    for person in people[:50]:
        at = person.birth + 30 * YEAR
        met = {
            world.clinician(person, person.address, one, "", f"k{one}", at).key for one in ("wellness", "ambulatory", "outpatient")
        }
        assert len(met) == 1


def test_children_see_pediatricians(world: World, people: list[Person]) -> None:
    for person in people[:50]:
        child = world.clinician(person, person.address, "wellness", "", "", person.birth + 5 * YEAR)
        adult = world.clinician(person, person.address, "wellness", "", "", person.birth + 25 * YEAR)
        assert child.specialty is specialties.PEDIATRICS[0]
        assert adult.specialty is not specialties.PEDIATRICS[0]
        assert child.organization is adult.organization


@pytest.mark.parametrize(
    ("encounter_class", "kind", "code"),
    [
        ("emergency", "hospital", "ER"),
        ("inpatient", "hospital", "HU"),
        ("urgentcare", "urgent_care", "OF"),
        ("snf", "skilled_nursing", "SNF"),
        ("hospice", "hospice", "NCCF"),
        ("home", "home_health", "PTRES"),
        ("virtual", "primary_care", "PC"),
        ("wellness", "primary_care", "PC"),
    ],
)
def test_classes_lead_to_their_places(world: World, people: list[Person], encounter_class: str, kind: str, code: str) -> None:
    clinician = world.clinician(people[0], people[0].address, encounter_class, "", "k", 0)
    assert clinician.organization.kind == kind
    assert clinician.location.kind.code == code
    assert clinician.location.organization is clinician.organization


def test_specialties_lead_to_specialists(world: World, people: list[Person]) -> None:
    person = people[0]
    cardiologist = world.clinician(person, person.address, "ambulatory", "CARDIOVASCULAR DISEASE (CARDIOLOGY)", "k", 0)
    assert cardiologist.specialty.display == "Cardiology"
    assert cardiologist.organization.kind == "hospital"
    unknown = world.clinician(person, person.address, "ambulatory", "ASTROLOGY", "k", 0)
    assert unknown.organization.kind == "primary_care"


def test_choices_do_not_depend_on_order_or_seed_of_others(people: list[Person]) -> None:
    def meet(world: World, person: Person) -> tuple[Clinician, str, str]:
        return (
            world.clinician(person, person.address, "emergency", "", "m/s/1", 0),
            world.pharmacy(person, person.address).key,
            world.laboratory(person, person.address).key,
        )

    one, other = World(), World()
    forth = [meet(one, person) for person in people[:20]]
    back = [meet(other, person) for person in reversed(people[:20])]
    assert forth == back[::-1]


def test_organisations_are_shared_by_populations(world: World, people: list[Person]) -> None:
    keys = [{world.registrar(world.person(seed, candidate)).key for candidate in range(300)} for seed in (1, 2)]
    assert keys[0] & keys[1]
    other = World()
    assert all(other.registrar(person) == world.registrar(person) for person in people[:20])


def test_most_short_moves_keep_the_clinician(world: World, people: list[Person]) -> None:
    places = Places()
    kept = moved = 0
    for person in people[:150]:
        home = places.by_code(person.address.postal_code)
        for place in places.homes:
            if 0.0 < place.distance_km(home) < 4.0:
                address = Address("1 New Way", place.city, place.state, place.code)
                own = [world.clinician(person, one, "wellness", "", "", 0).organization for one in (person.address, address)]
                kept += own[0] is own[1]
                moved += 1
    assert moved > 60
    assert kept > 0.5 * moved


def test_people_go_near(world: World, people: list[Person]) -> None:
    places = Places()
    distances = []
    for person in people[:300]:
        pharmacy = world.pharmacy(person, person.address)
        distances.append(places.by_code(pharmacy.address.postal_code).distance_km(places.by_code(person.address.postal_code)))
    assert sorted(distances)[150] < 8.0


def test_a_hundred_people_share_some_organisations(world: World, people: list[Person]) -> None:
    met = Counter(
        world.clinician(person, person.address, one, "", "k", 0).organization.key
        for person in people[:100]
        for one in ("wellness", "inpatient")
    )
    assert len(met) < 90
    assert met.most_common(1)[0][1] > 8


def test_organisations_are_invented_and_complete(providers: Providers) -> None:
    npis: list[str] = []
    for kind, facility in FACILITIES.items():
        organizations = providers.organizations(kind)
        assert len(organizations) >= 2
        assert len({one.name for one in organizations}) == len(organizations)
        for one in organizations:
            npis.append(one.npi)
            assert one.phone[6:12] == "555-01"
            assert "Unit" not in one.address.line
            assert (one.clia != "") == (kind == "laboratory")
            for part in facility.parts:
                assert providers.location(one, part.key).organization is one
    assert len(set(npis)) == len(npis)
    assert {npi[0] for npi in npis} == {"9"}


def test_clinicians_are_of_their_time(providers: Providers) -> None:
    hospital = providers.organizations("hospital")[0]
    met = {providers.clinician(hospital, "ward", specialties.HOSPITAL_MEDICINE, 0.1, year).key for year in range(1920, 2029, 36)}
    assert len(met) == 4
    sexes = Counter(
        (year, providers.clinician(one, "main", specialties.FAMILY_PRACTICE, quantile, year).sex)
        for one in providers.organizations("primary_care")
        for quantile in (0.1, 0.4, 0.6, 0.9)
        for year in (1940, 2040)
    )
    assert sexes[(1940, "F")] < 0.15 * sexes[(1940, "M")]
    assert sexes[(2040, "F")] > 0.5 * sexes[(2040, "M")]


def test_an_address_from_elsewhere_is_served(world: World, people: list[Person]) -> None:
    assert world.pharmacy(people[0], Address("1 Far Way", "Boston", "MA", "02115")).kind == "pharmacy"
