"""The 28 attributes that the module format's modules read and no module sets: each answers to age, disease, drug or origin.

Vital signs have their tests in `tests/body/test_body_vitals.py`, one for each of the format's 28.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import mean

import pytest

from simulator.body.state import HEALTHY, BodyState
from simulator.body.supplied import supplied_attributes
from simulator.body.vitals import Body
from simulator.engine.lifetime import Engine, Life
from simulator.kernel.clock import age_in_years, day_of
from simulator.machine.compile import compile_library
from simulator.machine.load import load_library
from simulator.record.person import Person
from simulator.world.circumstances import unemployed
from simulator.world.declared import DeclaredDeaths
from simulator.world.world import World

YEAR = 31_557_600
NOW = 1_700_000_000
AS_OF = date(2026, 1, 1)
METFORMIN, DIAZEPAM, LISINOPRIL = "860975", "197591", "314076"

#: The attributes, and where each is tested below.
BY_BODY = (
    "smoker",
    "quit smoking age",
    "sexual_orientation",
    "RH_NEG",
    "bmi_percentile",
    "current_weight_length_percentile",
    "probability_of_fall_injury",
    "mi_risk",
    "ihd_risk",
    "stroke_risk",
    "atrial_fibrillation_risk",
    "weight_loss_adherence",
)
BY_BIRTH = (
    "address",
    "birth_country",
    "income",
    "poverty_ratio",
    "education",
    "first_language",
    "state",
    "food_insecurity",
    "severe_housing_cost_burden",
    "no_vehicle_access",
    "unemployed",
)
BY_LIFE = ("marital_status", "insurance_status", "days_until_death", "C19_FULLY_VACCINATED")
#: Set by no run: whoever wants veterans alone sets it in a module of their own.
BY_USER = ("veteran_population_override",)

#: Reads every attribute that lives bring, so that the engine supplies what is only supplied on demand.
READER = {
    "name": "Reader",
    "states": {
        "Initial": {"type": "Initial", "direct_transition": "Near Death"},
        "Near Death": {
            "type": "Guard",
            "allow": {"condition_type": "Attribute", "attribute": "days_until_death", "operator": "<", "value": 10},
            "direct_transition": "Noted",
        },
        "Noted": {"type": "SetAttribute", "attribute": "noted", "value": True, "direct_transition": "Terminal"},
        "Terminal": {"type": "Terminal"},
    },
}


def bodies(age: float, count: int = 600, race: str = "white", sex: str = "MF") -> list[Body]:
    return [Body(7, number, sex[number % len(sex)], race, NOW - int(age * YEAR)) for number in range(count)]


def share(age: float, name: str, is_so: Callable[[object], bool], race: str = "white", state: BodyState = HEALTHY) -> float:
    return mean(is_so(supplied_attributes(body, NOW, state).get(name)) for body in bodies(age, race=race))


def level(age: float, name: str, state: BodyState = HEALTHY, sex: str = "MF") -> float:
    found = [supplied_attributes(body, NOW, state).get(name) for body in bodies(age, 100, sex=sex)]
    return mean(value for value in found if isinstance(value, float))


def state(**attributes: object) -> BodyState:
    return BodyState(attributes)


@pytest.fixture(scope="module")
def people() -> list[Person]:
    world = World()
    return [world.person(3, candidate) for candidate in range(3_000)]


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Life]]:
    folder = tmp_path_factory.mktemp("reader")
    (folder / "reader.json").write_text(json.dumps(READER), encoding="utf-8")
    world = World()
    engine = Engine(world, compile_library(load_library([folder])), DeclaredDeaths.none())
    as_of = world.zone.at(day_of(AS_OF))
    born = [candidate for candidate in range(260) if world.birth(3, candidate)[0] < as_of]
    yield [engine.live(world.person(3, candidate), as_of) for candidate in born]


def test_all_28_are_tested_here() -> None:
    assert len({*BY_BODY, *BY_BIRTH, *BY_LIFE, *BY_USER}) == 28


def test_smoking_answers_to_age() -> None:
    assert share(10, "smoker", lambda found: found is True) == 0.0
    assert share(30, "smoker", lambda found: found is True) > 0.05
    quitters = [share(age, "quit smoking age", lambda found: isinstance(found, int)) for age in (20, 40, 70)]
    assert quitters[0] < quitters[1] < quitters[2]


def test_blood_group_answers_to_race_and_orientation_is_of_few() -> None:
    assert share(30, "RH_NEG", bool) > share(30, "RH_NEG", bool, race="asian") + 0.05
    assert 0.01 < share(30, "sexual_orientation", lambda found: found != "heterosexual") < 0.06


def test_percentiles_answer_to_age_and_body() -> None:
    heavy = [body for body in bodies(10) if body.value("BMI", NOW, HEALTHY) > 24]
    slim = [body for body in bodies(10) if body.value("BMI", NOW, HEALTHY) < 16]
    percentile = [[supplied_attributes(body, NOW, HEALTHY)["bmi_percentile"] for body in group] for group in (heavy, slim)]
    assert min(percentile[0]) > max(percentile[1])  # type: ignore[type-var, operator]
    assert share(1, "current_weight_length_percentile", lambda found: isinstance(found, float)) == 1.0
    assert share(10, "current_weight_length_percentile", lambda found: found is None) == 1.0
    assert share(30, "bmi_percentile", lambda found: found is None) == 1.0


def test_falls_answer_to_age_disease_and_drug() -> None:
    name = "probability_of_fall_injury"
    assert share(60, name, lambda found: found is None) == 1.0
    assert level(85, name) > level(70, name) > 0
    assert level(75, name, state(osteoporosis=True)) > 1.5 * level(75, name)
    assert level(75, name, BodyState({}, (), (LISINOPRIL,))) > level(75, name)


@pytest.mark.parametrize("name", ["mi_risk", "ihd_risk", "stroke_risk", "atrial_fibrillation_risk"])
def test_risks_answer_to_age_and_disease(name: str) -> None:
    assert level(75, name) > 2 * level(50, name) > 0
    hurt = state(chf=True) if name == "atrial_fibrillation_risk" else state(diabetes=True, smoker=True, hypertension=True)
    assert level(60, name, hurt) > 1.3 * level(60, name)
    assert share(10, name, lambda found: found is None) == 1.0


def test_most_families_keep_to_weight_loss() -> None:
    assert share(10, "weight_loss_adherence", bool) == pytest.approx(0.6, abs=0.06)


def test_money_answers_to_schooling_and_hardship_to_money(people: list[Person]) -> None:
    schooled = [person for person in people if person.attributes["education"] == "bs_degree"]
    others = [person for person in people if person.attributes["education"] == "less_than_hs"]
    for name in ("income", "poverty_ratio"):
        rich, poor = ([float(str(person.attributes[name])) for person in group] for group in (schooled, others))
        assert mean(rich) > 1.4 * mean(poor)
    low = [person for person in people if float(str(person.attributes["poverty_ratio"])) < 1.0]
    high = [person for person in people if float(str(person.attributes["poverty_ratio"])) > 4.0]
    for name in ("food_insecurity", "severe_housing_cost_burden", "no_vehicle_access"):
        assert mean(bool(person.attributes[name]) for person in low) > 2 * mean(bool(person.attributes[name]) for person in high)
    assert mean(bool(person.attributes["unemployed"]) for person in people) == pytest.approx(0.035, abs=0.015)


def test_origin_is_told(people: list[Person]) -> None:
    for person in people[:50]:
        assert person.attributes["state"] == "Nevada"
        assert person.attributes["birth_country"] == "US"
        assert str(person.attributes["address"]).startswith(person.address.line)
    spanish = [person.ethnicity for person in people if person.attributes["first_language"] == "spanish"]
    assert Counter(spanish) == {"hispanic": len(spanish)}
    assert len(spanish) > 100


def test_marriage_and_cover_answer_to_age(lives: list[Life]) -> None:
    adults = [life for life in lives if life.died is None and _age(life) >= 35]
    children = [life for life in lives if life.died is None and _age(life) < 16]
    assert {life.attributes["marital_status"] for life in children} == {"S"}
    assert mean(life.attributes["marital_status"] == "M" for life in adults) > 0.4
    old = [life for life in lives if life.died is None and _age(life) >= 66]
    assert mean(life.attributes["insurance_status"] == "medicare" for life in old) > 0.9
    assert mean(life.attributes["insurance_status"] == "medicare" for life in children) < 0.05


def test_a_death_of_old_age_is_foreseen(lives: list[Life]) -> None:
    assert any(life.died is not None for life in lives)
    for life in lives:
        assert ("noted" in life.attributes) == (life.died is not None)


def test_most_adults_are_vaccinated_against_covid_and_no_dead_of_before(lives: list[Life]) -> None:
    adults = [life for life in lives if life.died is None and _age(life) >= 25]
    assert 0.5 < mean(life.attributes.get("C19_FULLY_VACCINATED") is True for life in adults) < 0.9
    early = [life for life in lives if life.died is not None and life.died < 1_600_000_000]
    assert early and all("C19_FULLY_VACCINATED" not in life.attributes for life in early)


def test_a_module_may_ask_for_veterans_alone(tmp_path: Path, shared: Path) -> None:
    asker = {
        "name": "Asker",
        "states": {
            "Initial": {"type": "Initial", "direct_transition": "Ask"},
            "Ask": {
                "type": "SetAttribute",
                "attribute": "veteran_population_override",
                "value": True,
                "direct_transition": "Terminal",
            },
            "Terminal": {"type": "Terminal"},
        },
    }
    for folder, files in (("asked", [asker]), ("plain", [])):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "veteran.json").write_bytes((shared / "gmf" / "modules" / "veteran.json").read_bytes())
        for written in files:
            (tmp_path / folder / "a.json").write_text(json.dumps(written), encoding="utf-8")
    world = World()
    as_of = world.zone.at(day_of(AS_OF))
    veterans = {}
    for folder, keys in (("asked", ["a", "veteran"]), ("plain", ["veteran"])):
        engine = Engine(world, compile_library(load_library([tmp_path / folder], only=keys)), DeclaredDeaths.none())
        made = [engine.live(world.person(3, c), as_of) for c in range(60) if world.birth(3, c)[0] < as_of - 40 * YEAR]
        veterans[folder] = mean(bool(life.attributes.get("veteran")) for life in made)
    assert veterans["asked"] > 0.9
    assert veterans["plain"] < 0.5


def _age(life: Life) -> int:
    return age_in_years(life.person.birth_day, day_of(AS_OF))


def test_unemployment_comes_and_goes_by_schooling(people: list[Person]) -> None:
    adults = people[:600]
    ever = {person.candidate: [unemployed(person, age) for age in range(18, 65)] for person in adults}
    for level, rate in (("less_than_hs", 0.055), ("bs_degree", 0.021)):
        years = [one for person in adults if person.attributes["education"] == level for one in ever[person.candidate]]
        assert mean(years) == pytest.approx(rate, rel=0.25)
    assert mean(any(years) for years in ever.values()) > 0.6
    assert not any(unemployed(person, 65) for person in adults)
