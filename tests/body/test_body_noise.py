"""Keyed noise and percentile curves."""

from __future__ import annotations

from itertools import pairwise
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.body.noise import normal, normals, uniform
from simulator.body.reference import DEVIATES, Curve, Percentiles, interpolate, percentiles, place


def test_noise_is_standard_normal_along_days_people_and_values() -> None:
    for numbers in (
        [normal(12345, 7, day) for day in range(-3000, 3000)],
        [normal(key * 2048, 7, 18_000) for key in range(6000)],
        [normal(12345, value, 18_000) for value in range(6000)],
    ):
        assert mean(numbers) == pytest.approx(0.0, abs=0.05)
        assert stdev(numbers) == pytest.approx(1.0, abs=0.04)
        assert sum(abs(x) > 1.96 for x in numbers) / 6000 == pytest.approx(0.05, abs=0.012)


def test_noise_of_neighbouring_days_and_values_is_unrelated() -> None:
    days = [normal(99, 7, day) for day in range(6000)]
    others = [normal(99, 8, day) for day in range(6000)]
    assert mean(a * b for a, b in pairwise(days)) == pytest.approx(0.0, abs=0.05)
    assert mean(a * b for a, b in zip(days, others, strict=True)) == pytest.approx(0.0, abs=0.05)


def test_three_numbers_of_one_hash_are_unrelated() -> None:
    triples = [normals(5, 10, day) for day in range(6000)]
    for left, right in ((0, 1), (0, 2), (1, 2)):
        assert mean(t[left] * t[right] for t in triples) == pytest.approx(0.0, abs=0.05)


@given(st.integers(0, 2**53), st.integers(0, 2000), st.integers(-40_000, 60_000))
def test_noise_is_bounded_and_repeatable(key: int, value: int, day: int) -> None:
    assert abs(normal(key, value, day)) < 3.7
    assert normal(key, value, day) == normal(key, value, day)
    assert 0.0 < uniform(key, value, day) < 1.0


@given(st.floats(0, 110), st.floats(-4, 4), st.floats(0, 0.5))
def test_percentile_curves_rise_with_rank(age: float, z: float, more: float) -> None:
    for measurement in ("bmi", "systolic", "ldl", "egfr", "acr", "sodium"):
        for curve in percentiles(measurement):
            assert curve.at(place(age), z + more) >= curve.at(place(age), z)


def test_published_percentiles_come_out_as_they_went_in() -> None:
    seven = (90.0, 95.0, 101.0, 110.0, 120.0, 140.0, 150.0)
    curve = Percentiles({20.0: seven, 60.0: tuple(x + 20 for x in seven)})  # type: ignore[dict-item]
    for z, value in zip(DEVIATES, seven, strict=True):
        assert curve.at(place(20.0), z) == pytest.approx(value)
        assert curve.at(place(40.0), z) == pytest.approx(value + 10)


def test_curves_are_constant_beyond_their_knots() -> None:
    assert interpolate((1.0, 2.0), (5.0, 7.0), 0.0) == 5.0
    assert interpolate((1.0, 2.0), (5.0, 7.0), 9.0) == 7.0
    assert Curve({10: 1.0, 20: 3.0}).at(place(15.0)) == pytest.approx(2.0)
    assert Curve({10: 1.0, 20: 3.0}).at(place(140.0)) == 3.0
