"""Numbers that modules draw: exact draws from a fixed stream, and what holds for all of them."""

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.kernel.clock import DAY, HOUR, MINUTE, MONTH, WEEK, YEAR
from simulator.kernel.streams import Random, stream
from simulator.machine import schema
from simulator.machine.values import (
    Constant,
    Draw,
    Exponential,
    Gaussian,
    Length,
    Rounded,
    Triangular,
    distribution,
    duration_seconds,
    length,
    number,
    ranged,
    rounded,
)

numbers = st.floats(-1e6, 1e6)
seeds = st.integers(0, 1 << 32)


def draw_of(kind: str, round_: bool | None = None, **parameters: float) -> Draw:
    return distribution(schema.Distribution(kind=kind, parameters=parameters, round=round_))


def draws(drawn: Draw, count: int = 4000, key: str = "draws") -> list[float]:
    source = stream(1, key)
    return [drawn.draw(source) for _ in range(count)]


class Fixed(Random):
    """A source whose draws are written down."""

    def __init__(self, *values: float) -> None:
        super().__init__(0)
        self.values = list(values)

    def random(self) -> float:
        return self.values.pop(0)


def test_exact_draws_nothing() -> None:
    assert draw_of("EXACT", value=3).draw(Fixed()) == 3


@pytest.mark.parametrize(("drawn", "expected"), [(0.0, 2.0), (0.25, 4.5), (0.999999, 11.99999)])
def test_uniform_is_spread_over_its_range(drawn: float, expected: float) -> None:
    assert draw_of("UNIFORM", low=2, high=12).draw(Fixed(drawn)) == pytest.approx(expected)


@pytest.mark.parametrize(("drawn", "expected"), [(0.0, 0.0), (0.5, 30 * math.log(2)), (1 - math.exp(-1), 30.0)])
def test_exponential_has_its_mean_and_no_1_is_added(drawn: float, expected: float) -> None:
    assert draw_of("EXPONENTIAL", mean=30).draw(Fixed(drawn)) == pytest.approx(expected)


def test_every_kind_draws_once_from_the_stream_what_the_generator_gives() -> None:
    assert Gaussian(10, 2, -math.inf, math.inf).draw(stream(1, "x")) == stream(1, "x").normalvariate(10, 2)
    assert Triangular(1, 2, 9).draw(stream(1, "x")) == stream(1, "x").triangular(1, 9, 2)
    assert Exponential(5).draw(stream(1, "x")) == -5 * math.log(1 - stream(1, "x").random())


@pytest.mark.parametrize(
    ("drawn", "mean", "deviation"),
    [
        (draw_of("UNIFORM", low=2, high=12), 7, 10 / math.sqrt(12)),
        (draw_of("GAUSSIAN", mean=50, standardDeviation=4), 50, 4),
        (draw_of("EXPONENTIAL", mean=30), 30, 30),
        (draw_of("TRIANGULAR", min=0, mode=3, max=9), 4, math.sqrt((81 + 9 - 27) / 18)),
    ],
)
def test_draws_have_the_mean_and_spread_of_their_distribution(drawn: Draw, mean: float, deviation: float) -> None:
    found = draws(drawn)
    assert statistics.fmean(found) == pytest.approx(mean, rel=0.05)
    assert statistics.pstdev(found) == pytest.approx(deviation, rel=0.06)


@given(numbers, numbers, seeds)
def test_low_above_high_is_swapped(low: float, high: float, seed: int) -> None:
    found = draw_of("UNIFORM", low=low, high=high).draw(stream(seed))
    assert min(low, high) <= found <= max(low, high)
    assert found == draw_of("UNIFORM", low=high, high=low).draw(stream(seed))


@given(numbers, st.floats(0, 1e3), numbers, numbers, seeds)
def test_a_normal_draw_is_held_within_its_minimum_and_maximum(mean: float, sd: float, low: float, high: float, seed: int) -> None:
    found = draw_of("GAUSSIAN", mean=mean, standardDeviation=sd, min=low, max=high).draw(stream(seed))
    assert min(low, high) <= found <= max(low, high)


@given(numbers, numbers, numbers, seeds)
def test_a_triangle_stays_between_its_ends(one: float, other: float, third: float, seed: int) -> None:
    low, mode, high = sorted((one, other, third))
    assert low <= draw_of("TRIANGULAR", min=low, mode=mode, max=high).draw(stream(seed)) <= high


@pytest.mark.parametrize(
    ("value", "decimals", "expected"), [(2.5, 0, 3), (-2.5, 0, -2), (1.25, 1, 1.3), (7.0, 2, 7), (0.125, 2, 0.13)]
)
def test_rounding_is_half_up(value: float, decimals: int, expected: float) -> None:
    assert rounded(value, decimals) == expected


def test_round_gives_whole_numbers_and_decimals_so_many_places() -> None:
    assert draw_of("UNIFORM", True, low=0, high=10).draw(Fixed(0.26)) == 3
    assert ranged(schema.Range(low=0, high=10, decimals=2)).draw(Fixed(0.123456)) == 1.23
    assert ranged(schema.Range(low=0, high=10)).draw(Fixed(0.123456)) == pytest.approx(1.23456)
    assert isinstance(ranged(schema.Range(low=0, high=10, decimals=2)), Rounded)


@pytest.mark.parametrize(
    ("unit", "seconds"),
    [
        ("seconds", 1),
        ("minutes", MINUTE),
        ("hours", HOUR),
        ("days", DAY),
        ("weeks", WEEK),
        ("months", 30 * DAY),
        ("years", int(365.25 * DAY)),
    ],
)
def test_both_notations_of_a_delay_mean_the_same_and_none_truncates(unit: schema.TimeUnit, seconds: int) -> None:
    given_exact = length(schema.Duration(quantity=0.6, unit=unit), None)
    given_drawn = length(None, None, schema.Distribution(kind="EXACT", parameters={"value": 0.6}), unit)
    given_range = length(None, schema.DurationRange(low=0.6, high=0.6, unit=unit))
    assert given_exact is not None and given_drawn is not None and given_range is not None
    expected = math.floor(0.6 * seconds + 0.5)
    assert given_exact.always() == given_exact.draw(Fixed()) == given_drawn.always() == expected
    assert given_range.draw(Fixed(0.9)) == expected
    assert duration_seconds(schema.Duration(quantity=0.6, unit=unit)) == expected


def test_a_length_of_time_in_the_second_notation_is_drawn_in_its_unit() -> None:
    wait = length(None, None, schema.Distribution(kind="UNIFORM", parameters={"low": 1, "high": 2}), "months")
    assert wait is not None
    assert wait.always() is None
    assert wait.draw(Fixed(0.5)) == 1.5 * MONTH
    assert Length(Exponential(1), "years").draw(Fixed(1 - math.exp(-1))) == pytest.approx(YEAR, abs=1)


@given(st.floats(-1e4, 1e4), st.floats(0, 1e4), seeds)
def test_a_length_of_time_is_never_negative(mean: float, deviation: float, seed: int) -> None:
    assert Length(Gaussian(mean, deviation, -math.inf, math.inf), "days").draw(stream(seed)) >= 0


def test_a_negative_constant_is_no_time_at_all() -> None:
    assert Length(Constant(-3), "days").always() == 0
    assert Length(Constant(-3), "days").draw(Fixed()) == 0


def test_a_state_gives_a_number_in_one_of_three_notations_or_none() -> None:
    exact = number(schema.Exact(quantity=4), None, None)
    between = number(None, schema.Range(low=1, high=1), None)
    drawn = number(None, None, schema.Distribution(kind="EXACT", parameters={"value": 2}))
    assert exact is not None and between is not None and drawn is not None
    assert (exact.draw(Fixed()), between.draw(Fixed(0.5)), drawn.draw(Fixed())) == (4, 1, 2)
    assert number(None, None, None) is None
    assert length(None, None) is None
