"""Keyed randomness: pure, independent, even."""

from __future__ import annotations

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.kernel.streams import choose, standard_normal, stream, uniform

keys = st.lists(st.one_of(st.integers(), st.text()), max_size=4)


@given(st.integers(), keys)
def test_the_same_key_gives_the_same_draws_whatever_was_drawn_between(seed: int, key: list[int | str]) -> None:
    first = [stream(seed, *key).random() for _ in range(2)]
    other = stream(seed, *key, "other")
    mixed = stream(seed, *key)
    drawn = [(mixed.random(), other.random())[0] for _ in range(3)]
    again = stream(seed, *key)
    assert first[0] == first[1] == drawn[0]
    assert drawn == [again.random() for _ in range(3)]
    assert uniform(seed, *key) == uniform(seed, *key)


def test_no_draw_touches_the_global_generator() -> None:
    random.seed(7)
    expected = random.Random(7).random()
    stream(1, "a").random()
    uniform(1, "a")
    standard_normal(1, "a")
    assert random.random() == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((1, "a"), (2, "a")),
        ((1, "a"), (-1, "a")),
        ((1, "a", "b"), (1, "ab")),
        ((1, "a", ""), (1, "a")),
        ((1, 12, 3), (1, 1, 23)),
        ((1, "b", "a"), (1, "a", "b")),
    ],
)
def test_other_keys_and_seeds_give_other_draws(left: tuple[int, str], right: tuple[int, str]) -> None:
    assert uniform(*left) != uniform(*right)
    assert stream(*left).random() != stream(*right).random()


def test_known_draws_stay_what_they_are() -> None:
    """The first draws of a key are the same on every platform and version: everything written hangs on them."""
    assert uniform(1, 0, "module", "a") == 0.04045666985806984
    assert stream(1, 0, "module", "a").random() == 0.6982928470749521


def test_keyed_draws_are_even_and_uncorrelated() -> None:
    drawn = [uniform(1, "even", number) for number in range(4000)]
    assert statistics.fmean(drawn) == pytest.approx(0.5, abs=0.015)
    assert statistics.pstdev(drawn) == pytest.approx(12**-0.5, abs=0.01)
    neighbours = statistics.correlation(drawn[:-1], drawn[1:])
    assert abs(neighbours) < 0.05
    normal = [standard_normal(1, "normal", number) for number in range(4000)]
    assert statistics.fmean(normal) == pytest.approx(0, abs=0.05)
    assert statistics.pstdev(normal) == pytest.approx(1, abs=0.04)


@given(st.integers(), keys)
def test_uniform_is_never_0_and_below_1_or_what_rounds_to_it(seed: int, key: list[int | str]) -> None:
    assert 0 < uniform(seed, *key) <= 1


@given(st.integers(1, 1000), st.integers())
def test_choose_gives_an_index_below_the_count(count: int, seed: int) -> None:
    assert 0 <= choose(seed, count, "key") < count


def test_choose_reaches_every_index_and_refuses_nothing_to_choose_from() -> None:
    assert {choose(1, 5, number) for number in range(200)} == set(range(5))
    with pytest.raises(ValueError, match="cannot choose among 0"):
        choose(1, 0, "key")
