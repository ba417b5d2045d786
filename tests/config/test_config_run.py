"""A run's description: what it accepts, and what it says about what it doesn't."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from simulator.config import RunConfig
from simulator.errors import UsageError


def test_defaults_are_a_hundred_people_of_seed_1_at_a_fixed_date() -> None:
    config = RunConfig()
    assert (config.patients, config.seed, config.as_of) == (100, 1, date(2026, 1, 1))
    assert (config.population, config.output) == ("seed-1", Path("output"))


def test_population_is_named_after_the_seed_unless_it_has_a_name() -> None:
    assert RunConfig(seed=7).population == "seed-7"
    assert RunConfig(seed=7, population="town").population == "town"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"patients": 0}, "patients: 0; accepted is 1 or more"),
        ({"seed": -1}, "seed: -1; accepted is 0 to"),
        ({"as_of": "1999-12-31"}, "as-of: 1999-12-31; accepted is 2000-01-01 to 2100-12-31"),
        ({"as_of": "2101-01-01"}, "as-of: 2101-01-01; accepted is"),
        ({"as_of": "yesterday"}, "as-of: 'yesterday'; accepted is a date, YYYY-MM-DD"),
        ({"population": "my town"}, "population: 'my town'; accepted are"),
        ({"sex": "X"}, "sex: 'X'; accepted are F and M"),
        ({"age": "64-40"}, "age: 64-40; accepted is LO-HI"),
        ({"age": "old"}, "age: 'old'; accepted is LO-HI in completed years, such as 40-64"),
        ({"age": "127-130"}, "accepted is LO up to 126"),
        ({"living_only": True, "with_dead": True}, "exclude each other"),
        ({"persons": ()}, "accepted are candidates' numbers"),
        ({"persons": (-1,)}, "accepted are candidates' numbers"),
        ({"persons": (3,), "sex": "F"}, "accepted without age, sex, living-only and with-dead"),
        ({"modules": "/nowhere/at/all"}, "is not a folder; accepted is a folder of modules"),
        ({"only": "a", "without": ["a", "b"]}, "only and without both name a"),
        ({"colour": "red"}, "unknown option 'colour'; accepted are patients, seed, "),
    ],
)
def test_what_cannot_be_is_said_with_what_is_accepted(options: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        RunConfig.of(**options)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("options", "keeps"),
    [
        ({}, True),
        ({"living_only": True}, False),
        ({"age": "40-64"}, False),
        ({"sex": "F"}, False),
        ({"sex": "F", "with_dead": True}, True),
        ({"age": "0-120", "sex": "M", "with_dead": True}, True),
        ({"persons": (3,)}, True),
    ],
)
def test_a_restricted_population_is_of_the_living_unless_asked_otherwise(options: dict[str, object], keeps: bool) -> None:
    assert RunConfig.of(**options).keeps_dead is keeps


def test_options_may_be_text_and_lists_in_any_order() -> None:
    config = RunConfig.of(as_of="2030-06-01", age="40-64", only=["b", "a", "b"], output="town")
    assert (config.as_of, config.age, config.only, config.output) == (date(2030, 6, 1), (40, 64), ("a", "b"), Path("town"))
    assert RunConfig.of(persons=[9, 2, 9]).persons == (2, 9)
