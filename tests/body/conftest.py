"""A US adult population with plausible states of disease and treatment, for the measurement targets; the same every time."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from simulator.body.pressure import hypertension_prevalence
from simulator.body.state import BodyState
from simulator.body.vitals import Body

#: Midnight UTC of 1 July 2018, in the middle of NHANES 2017–March 2020.
SURVEY = 1_530_403_200
YEAR = 31_557_600

#: Relative risk by body mass index below 25, 30, 35 and above: diabetes (Abdullah 2010), hypertension (Shihab 2012).
_DIABETES_BY_MASS, _HYPERTENSION_BY_MASS = (0.35, 0.75, 1.4, 2.0), (0.65, 0.95, 1.2, 1.4)
#: lisinopril 10, losartan 50, amlodipine 5, hydrochlorothiazide 25, metoprolol succinate 100 mg.
_ANTIHYPERTENSIVES = ("314076", "979492", "197361", "310798", "866412")
#: glipizide, sitagliptin 100, insulin glargine, empagliflozin 10.
_SECOND_LINE = ("310490", "665033", "311041", "1545658")
_STATINS = ("617310", "617311", "859749", "312961")


def _band(age: float, limits: tuple[float, ...], values: tuple[float, ...]) -> float:
    return next((value for limit, value in zip(limits, values, strict=False) if age < limit), values[-1])


def _state(body: Body, age: float, draw: random.Random) -> BodyState:
    attributes: dict[str, object] = {}
    drugs: list[str] = []
    bmi = body.value("BMI", SURVEY, BodyState())
    mass = int(_band(bmi, (25, 30, 35), (0, 1, 2, 3)))
    if draw.random() < min(hypertension_prevalence(body.male, age) * _HYPERTENSION_BY_MASS[mass], 0.97):
        attributes["hypertension"] = True
        severe = draw.random() < 0.16
        if severe:
            attributes["hypertension_severe"] = True
        if draw.random() < _band(age, (40, 60), (0.205, 0.46, 0.708)) * (1.15 if severe else 0.97):
            drugs += draw.sample(_ANTIHYPERTENSIVES, draw.choices((1, 2, 3), (45, 35, 20))[0])
    diabetes = _band(age, (40, 60), (0.035, 0.177, 0.273)) * (1.13 if body.male else 0.87) * _DIABETES_BY_MASS[mass]
    if draw.random() < diabetes:
        attributes["diabetes"] = True
        if draw.random() < 0.71 and draw.random() < 0.86:
            drugs.append("861007")
            if draw.random() < 0.5:
                drugs.append(draw.choice(_SECOND_LINE))
    elif draw.random() < _band(age, (30, 40, 60, 75), (0.07, 0.14, 0.245, 0.33, 0.37)):
        attributes["prediabetes"] = True
    statin = _band(age, (45, 65, 75), (0.019, 0.235, 0.495, 0.56))
    if draw.random() < statin * (1.5 if "diabetes" in attributes else 0.95) * (1.0 + 0.25 * max(min(body.z_ldl, 1.5), -1.5)):
        drugs.append(draw.choice(_STATINS))
    if draw.random() < _band(age, (40, 60), (0.195, 0.183, 0.106)):
        attributes["smoker"] = True
    if draw.random() < _band(age, (45, 65, 75), (0.004, 0.028, 0.055, 0.092)):
        attributes["chf"] = True
    return BodyState(attributes, (), drugs, ())


def make_people(count: int, youngest: float, oldest: float) -> list[tuple[Body, float, BodyState]]:
    """`count` people of both sexes, each with a body, the age in years and a state; ages as in the census of 2020."""
    people = []
    for number in range(count):
        draw = random.Random(number)
        age = youngest + (oldest - youngest) * draw.random()
        while draw.random() > _band(age, (60, 65, 70, 75, 80, 85), (1.0, 0.95, 0.8, 0.65, 0.44, 0.28, 0.13)):
            age = youngest + (oldest - youngest) * draw.random()
        sex = "M" if number % 2 else "F"
        race = draw.choices(("white", "black", "asian", "native", "other"), (72, 13, 6, 1, 8))[0]
        body = Body(2018, number, sex, race, SURVEY - int(age * YEAR))
        people.append((body, age, _state(body, age, draw)))
    return people


@pytest.fixture(scope="session")
def people() -> Callable[[int, float, float], list[tuple[Body, float, BodyState]]]:
    """Maker of a population for tests; see `make_people`."""
    return make_people
