"""People who have lived by the modules show the prevalences that the modules were written to.

Each share is compared with the published one: it may differ by 15 %, or by 3.5 standard errors of so few people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import sqrt

import pytest

from simulator.body.drugs import HBA1C_FALL, PRESSURE_FALL, drug_classes
from simulator.engine.lifetime import Engine, Life
from simulator.machine.compile import Program, compile_library
from simulator.machine.load import load_library
from simulator.world.declared import DeclaredDeaths
from simulator.world.world import World

pytestmark = pytest.mark.slow

SEED = 20
PEOPLE = 280
AS_OF = int(datetime(2026, 1, 1, 8, tzinfo=UTC).timestamp())
YEAR_SECONDS = 31_557_600
LIVED = ("hypertension", "type_2_diabetes", "core/risk_factors", "core/calendar", "depression")
HYPERTENSION, DIABETES = "59621000", "44054006"


@dataclass(frozen=True, slots=True)
class Grown:
    """An adult alive at the date: age in completed years, and what the life left."""

    age: int
    life: Life

    def has(self, name: str) -> bool:
        return self.life.attributes.get(name) is True

    def knows(self, code: str) -> bool:
        return code in self.life.chart.active_conditions

    def takes(self, classes: Mapping[str, object]) -> bool:
        return any(name in classes for drug in self.life.chart.active_medications for name, _ in drug_classes(drug))


@pytest.fixture(scope="module")
def adults() -> list[Grown]:
    world = World()
    compiled = compile_library(load_library(only=[key for key in LIVED if not key.startswith("core/")]))
    machines = [machine for machine in compiled.machines if machine.key in LIVED]
    engine = Engine(world, Program(machines, compiled.submodules, compiled.attributes_read), DeclaredDeaths.none())
    found: list[Grown] = []
    candidate = 0
    while len(found) < PEOPLE:
        birth, _ = world.birth(SEED, candidate)
        age = (AS_OF - birth) // YEAR_SECONDS
        if age >= 18:
            life = engine.live(world.person(SEED, candidate), AS_OF)
            if life.died is None:
                found.append(Grown(age, life))
        candidate += 1
    return found


def check(people: list[Grown], has: Callable[[Grown], bool], published: float) -> None:
    share = sum(has(each) for each in people) / len(people)
    allowed = max(0.15 * published, 3.5 * sqrt(published * (1 - published) / len(people)), 0.01)
    assert abs(share - published) <= allowed, f"{share:.3f} of {len(people)}, published {published:.3f}"


@pytest.mark.parametrize(("low", "high", "published"), [(18, 39, 0.234), (40, 59, 0.525), (60, 120, 0.716)])
def test_hypertension_is_as_common_as_nhanes_found_it(adults: list[Grown], low: int, high: int, published: float) -> None:
    """NHANES August 2021–August 2023, NCHS Data Brief 511."""
    check([each for each in adults if low <= each.age <= high], lambda each: each.has("hypertension"), published)


def test_not_everybody_knows_of_the_hypertension_and_not_all_who_know_are_treated(adults: list[Grown]) -> None:
    """NHANES 2017–March 2020 and 2021–2023: 59 to 63 % aware, 54 % treated."""
    ill = [each for each in adults if each.has("hypertension")]
    check(ill, lambda each: each.knows(HYPERTENSION), 0.61)
    check(ill, lambda each: each.takes(PRESSURE_FALL) and each.knows(HYPERTENSION), 0.54)
    assert any(not each.knows(HYPERTENSION) for each in ill)


def test_awareness_grows_with_age(adults: list[Grown]) -> None:
    def aware(low: int, high: int) -> float:
        ill = [each for each in adults if each.has("hypertension") and low <= each.age <= high]
        return sum(each.knows(HYPERTENSION) for each in ill) / len(ill)

    assert aware(18, 44) < aware(60, 120)


@pytest.mark.parametrize(("low", "high", "published"), [(20, 39, 0.035), (40, 59, 0.177), (60, 120, 0.273)])
def test_diabetes_is_as_common_as_nhanes_found_it(adults: list[Grown], low: int, high: int, published: float) -> None:
    """NHANES August 2021–August 2023, NCHS Data Brief 516."""
    check([each for each in adults if low <= each.age <= high], lambda each: each.has("diabetes"), published)


def test_some_diabetes_is_undiagnosed_and_most_of_the_diagnosed_is_treated(adults: list[Grown]) -> None:
    """NCHS Data Brief 516: 4.5 of 15.8 % undiagnosed; 85 to 88 % of the diagnosed take a drug for it."""
    ill = [each for each in adults if each.has("diabetes")]
    check(ill, lambda each: not each.knows(DIABETES), 0.285)
    check([each for each in ill if each.knows(DIABETES)], lambda each: each.takes(HBA1C_FALL), 0.87)


@pytest.mark.parametrize(("low", "high", "published"), [(18, 39, 0.107), (40, 59, 0.245), (60, 120, 0.342)])
def test_prediabetes_is_as_common_as_nhanes_found_it(adults: list[Grown], low: int, high: int, published: float) -> None:
    """NHANES 2017–March 2020, HbA1c 5.7 to 6.4 % without diabetes."""
    check([each for each in adults if low <= each.age <= high], lambda each: each.has("prediabetes"), published)


def test_depression_is_told_more_often_to_women(adults: list[Grown]) -> None:
    """BRFSS 2020: ever told 24.0 % of women, 13.3 % of men."""

    def told(sex: str) -> float:
        group = [each for each in adults if each.life.person.sex == sex]
        return sum(_ever(each, "370143000") for each in group) / len(group)

    assert told("F") > told("M")
    check(adults, lambda each: _ever(each, "370143000"), 0.184)


def _ever(each: Grown, code: str) -> bool:
    return any(concept.code == code for entry in each.life.chart.entries for concept in getattr(entry, "concepts", ()))
