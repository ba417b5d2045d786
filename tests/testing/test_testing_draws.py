"""A fixed draw is a place in what is drawn from."""

from __future__ import annotations

import pytest

from simulator.kernel.streams import stream
from simulator.machine.values import Exponential, Gaussian, Triangular, Uniform
from simulator.testing.draws import fixed


@pytest.mark.parametrize(
    ("draw", "median"),
    [
        (Uniform(2, 5), 3.5),
        (Gaussian(10, 3, 0, 100), 10.0),
        (Triangular(0, 5, 10), 5.0),
        (Exponential(1 / 0.6931471805599453), 1.0),
    ],
)
def test_a_half_is_the_median(draw: Uniform, median: float) -> None:
    assert draw.draw(fixed(0.5, stream(1))) == pytest.approx(median)


def test_one_number_is_given_for_ever_and_several_in_turn_before_the_rest() -> None:
    one, several = fixed(0.25, stream(1)), fixed([0.1, 0.2], stream(1))
    assert [one.random() for _ in range(3)] == [0.25, 0.25, 0.25]
    assert [several.random() for _ in range(3)] == [0.1, 0.2, stream(1).random()]


def test_a_normal_draw_at_the_ends_is_finite_and_a_whole_number_is_within() -> None:
    assert abs(fixed(0.0, stream(1)).normalvariate(0, 1)) < 10
    assert [fixed(draw, stream(1)).randint(3, 5) for draw in (0.0, 0.5, 0.999)] == [3, 4, 5]
