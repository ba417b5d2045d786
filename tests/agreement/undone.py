"""Differences undone: what ours would be if it did as Synthea does, one difference at a time, to see which codes move back.

Each name is a row of DIFFERENCES.md. What stands in is put in at a seam, for the length of a `with`; the package knows nothing
of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from unittest.mock import patch

from simulator.body import supplied
from simulator.body.state import BodyState
from simulator.body.traits import Traits
from simulator.body.vitals import VITAL_SIGNS
from simulator.engine import growing
from simulator.kernel.clock import YEAR
from simulator.kernel.streams import uniform
from simulator.machine import load, transitions
from simulator.record.person import Person
from simulator.world.circumstances import LEVELS, Circumstances
from simulator.world.declared import DeclaredDeaths
from simulator.world.world import World
from tests.agreement import schedule
from tests.agreement.reference import VERSION

#: Where Synthea's jars lie: its tables are read from there.
JARS = Path.home() / ".cache" / f"synthea-{VERSION}" / "jars"
#: A weekly risk over a monthly one.
_WEEKS_A_MONTH = 30.4375 / 7
#: Stable ischaemic heart disease per first heart attack, in Synthea.
_ISCHAEMIA_PER_ATTACK = 5.0


def _risks(body: Traits, now: int, state: BodyState) -> dict[str, object]:
    """Risks as Synthea has them: no recalibration, ischaemic heart disease five times the equations' risk, nothing outside 40 to
    79 years, weekly risks of stroke and fibrillation asked for once a month."""
    found = supplied.supplied_attributes(body, now, state)
    if "mi_risk" not in found:
        return found
    middle = body.birth + int((int(body.age_years(now)) + 0.5) * YEAR)
    told = supplied._HEART_ATTACK_SHARE[body.male] * supplied.heart_attack_recalibration(middle)
    whole = float(str(found["mi_risk"])) / told
    within = 40 <= body.age_years(now) < 80
    found["mi_risk"] = whole if within else 0.0
    found["ihd_risk"] = _ISCHAEMIA_PER_ATTACK * whole if within else 0.0
    found["stroke_risk"] = float(str(found["stroke_risk"])) / supplied._STROKE_RECALIBRATION / _WEEKS_A_MONTH
    found["atrial_fibrillation_risk"] = float(str(found["atrial_fibrillation_risk"])) / _WEEKS_A_MONTH
    return found


#: Synthea's score of a schooling: drawn between these.
_SCHOOLING = {"less_than_hs": (0.0, 0.5), "hs_degree": (0.1, 0.75), "some_college": (0.3, 0.85), "bs_degree": (0.5, 1.0)}


def _category(person: Person) -> str:
    """Low, Middle or High as Synthea scores it: 0.7 of schooling, 0.2 of income between 11,000 and 75,000 USD, 0.1 of occupation,
    cut at 0.25 and 0.66 (synthea.properties, generate.demographics.socioeconomic)."""
    low, high = _SCHOOLING[str(person.attributes["education"])]
    schooling = low + (high - low) * uniform(person.seed, person.candidate, "undone schooling")
    income = min(max((int(str(person.attributes["income"])) - 11_000) / 64_000, 0.0), 1.0)
    occupation = uniform(person.seed, person.candidate, "undone occupation")
    score = 0.7 * schooling + 0.2 * income + 0.1 * occupation
    return "Low" if score < 0.25 else "Middle" if score < 0.66 else "High"


def _person(made: Callable[[World, int, int], Person]) -> Callable[[World, int, int], Person]:
    def person(world: World, seed: int, candidate: int) -> Person:
        one = made(world, seed, candidate)
        one.attributes["socioeconomic_category"] = _category(one)
        return one

    return person


def _drawn(low: float, high: float) -> Callable[[Traits, int, BodyState], float]:
    """A value drawn anew each week between two numbers, whoever it is of."""

    def reading(traits: Traits, now: int, state: BodyState) -> float:
        return low + (high - low) * uniform(0, repr(traits.key), "undone", low, high, now // 604_800)

    return reading


def _by_diabetes(
    healthy: tuple[float, float], prediabetic: tuple[float, float], *severities: tuple[float, float]
) -> Callable[[Traits, int, BodyState], float]:
    readings = [_drawn(*healthy), _drawn(*prediabetic), *(_drawn(*one) for one in severities)]

    def reading(traits: Traits, now: int, state: BodyState) -> float:
        severity = max(state.level("diabetes_severity"), 1) if state.has("diabetes") else 0
        index = 1 + severity if severity else int(state.has("prediabetes"))
        return readings[min(index, len(readings) - 1)](traits, now, state)

    return reading


#: Synthea's ranges of laboratory values by diabetes and its severity (biometrics.yml).
_LABORATORY = {
    "Triglycerides": _by_diabetes((100, 150), (100, 150), (100, 150), (150, 200), (200, 500), (200, 500)),
    "Glucose": _by_diabetes((64, 100), (100, 125), (125, 200), (125, 200), (125, 200), (125, 200)),
}


#: Schooling of Massachusetts in Synthea's table of places (geography/demographics.csv, weighed by population): 58 % went to
#: college.
_PLACES_SCHOOLING = (0.114, 0.286, 0.408, 0.171)
#: Unemployment of its counties (geography/sdoh.csv, weighed by population), which holds for every adult.
_COUNTIES_UNEMPLOYED = 0.054
_ADULT_AGE = 18


def _schooled(self: Circumstances, birth_year: int, sex: str, group: str, rank: float) -> str:
    total = 0.0
    for level, share in zip(LEVELS, _PLACES_SCHOOLING, strict=True):
        total += share
        if rank < total:
            return level
    return LEVELS[-1]


def _unemployed(person: Person, age_years: int) -> bool:
    if age_years < _ADULT_AGE:
        return False
    return uniform(person.seed, person.candidate, "unemployed", age_years) < _COUNTIES_UNEMPLOYED


def _foreign_born(made: Callable[[World, int, int], Person]) -> Callable[[World, int, int], Person]:
    """Whoever grew up with another language was born elsewhere (geography/foreign_birthplace.json)."""

    def person(world: World, seed: int, candidate: int) -> Person:
        one = made(world, seed, candidate)
        if one.attributes["first_language"] != "english":
            one.attributes["birth_country"] = "elsewhere"
        return one

    return person


#: Households of those counties with a severe burden of rent, and without a vehicle (geography/sdoh.csv), rich and poor alike.
_COUNTIES_HARDSHIP = {"severe_housing_cost_burden": 0.157, "no_vehicle_access": 0.122}


def _hard_pressed(made: Callable[[World, int, int], Person]) -> Callable[[World, int, int], Person]:
    def person(world: World, seed: int, candidate: int) -> Person:
        one = made(world, seed, candidate)
        for name, share in _COUNTIES_HARDSHIP.items():
            one.attributes[name] = uniform(seed, candidate, "undone", name) < share
        return one

    return person


def _no_background_death(world: World, person: Person, declared: DeclaredDeaths) -> int:
    """Nobody dies but of what a module says."""
    return person.birth + 130 * YEAR


#: Synthea's shares of ambulatory and emergency care (telemedicine_config.json), by whether the payer's people often come to the ED.
_CARE_BEFORE_2020 = {False: (0.75, 0.25), True: (0.65, 0.35)}
_CARE_FROM_2020 = {False: (0.56, 0.20), True: (0.66, 0.25)}


def _schedule_folder() -> Path:
    return schedule.stand_in(JARS, Path(mkdtemp(prefix="reference-schedule-")))


def _always(folder: Path) -> Callable[[], Path]:
    return lambda: folder


@contextmanager
def undone(names: list[str]) -> Iterator[None]:
    """While it lasts, the differences of these names are undone: those of `_SEAMS`. Raises KeyError for others."""
    with ExitStack() as stack:
        for name in names:
            for patched in _SEAMS[name]():
                stack.enter_context(patched)
        yield


_SEAMS: dict[str, Callable[[], list[object]]] = {
    "risks": lambda: [patch.object(growing, "supplied_attributes", _risks)],
    "socioeconomic": lambda: [patch.object(World, "person", _person(World.person))],
    "laboratory": lambda: [
        patch.dict(VITAL_SIGNS, {name: (*VITAL_SIGNS[name][:2], reading) for name, reading in _LABORATORY.items()})
    ],
    "schooling": lambda: [patch.object(Circumstances, "_schooling", _schooled)],
    "unemployment": lambda: [patch.object(growing, "unemployed", _unemployed)],
    "born here": lambda: [patch.object(World, "person", _foreign_born(World.person))],
    "hardship": lambda: [patch.object(World, "person", _hard_pressed(World.person))],
    "mortality": lambda: [patch.object(World, "death", _no_background_death)],
    "place of care": lambda: [
        patch.object(transitions, "CARE_BEFORE_2020", _CARE_BEFORE_2020),
        patch.object(transitions, "CARE_FROM_2020", _CARE_FROM_2020),
    ],
    "immunisations": lambda: [patch.object(load, "own_folder", _always(_schedule_folder()))],
}  # type: ignore[assignment]
