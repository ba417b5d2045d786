"""The seven transitions: where each of fixed draws leads, and the shares that many draws come to."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from living import Json, age, attribute, either, idle_walk, instant, live, mark, module, person, simple, state, times

from simulator.kernel.streams import Random, stream
from simulator.machine.transitions import (
    CARE_BEFORE_2020,
    CARE_FROM_2020,
    ByTable,
    ByTimeTable,
    ByTypeOfCare,
    Conditional,
    Direct,
    Distributed,
    DistributedByAttribute,
)
from simulator.machine.walk import Walk

NAMES = ("A", "B", "C")


class Fixed(Random):
    """A source whose draws are written down."""

    def __init__(self, *values: float) -> None:
        super().__init__(0)
        self.values = list(values)

    def random(self) -> float:
        return self.values.pop(0)


def walk_of(transition: Json, tables: dict[str, str] | None = None, **attributes: object) -> Walk:
    """A walk at the state Ask, which has this transition and whose targets are A, B and C."""
    targets = {name: simple(direct_transition="Terminal") for name in NAMES}
    walk = idle_walk(module(Ask=simple(**transition), **targets), tables=tables, **attributes)
    walk.step = walk.machine.steps["Ask"]
    walk.now = instant("2010-06-01T12:00")
    return walk


def goes(walk: Walk, *drawn: float) -> str:
    """The state that the walk goes to, with these draws and no others."""
    walk._random = source = Fixed(*drawn)
    chosen = walk.step.transition.choose(walk).name
    assert not source.values, "fewer draws than expected"
    return chosen


def distributed(*shares: object) -> Json:
    options = [{"transition": name, "distribution": share} for name, share in zip(NAMES, shares, strict=False)]
    return {"distributed_transition": options}


# ------------------------------------------------------------------------------------------------ direct and distributed


def test_direct_draws_nothing() -> None:
    walk = walk_of({"direct_transition": "B"})
    assert isinstance(walk.step.transition, Direct)
    assert walk.step.following is not None
    assert goes(walk) == "B"


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [(0.0, "A"), (0.19999, "A"), (0.2, "B"), (0.49999, "B"), (0.5, "C"), (0.999999, "C")],
)
def test_one_draw_goes_to_the_first_running_sum_above_it(drawn: float, expected: str) -> None:
    walk = walk_of(distributed(0.2, 0.3, 0.5))
    assert isinstance(walk.step.transition, Distributed)
    assert goes(walk, drawn) == expected


def test_what_is_missing_falls_to_the_last_and_what_is_too_much_is_cut_off() -> None:
    assert goes(walk_of(distributed(0.2, 0.3, 0.1)), 0.99) == "C"
    assert goes(walk_of(distributed(0.7, 0.7, 0.7)), 0.99) == "B"


def test_an_option_of_probability_0_is_never_taken() -> None:
    assert goes(walk_of(distributed(0, 1, 0)), 0.0) == "B"
    assert goes(walk_of(distributed(0, 1, 0)), 0.9999999999999999) == "B"


def test_a_single_option_is_direct() -> None:
    walk = walk_of(distributed(0.3))
    assert isinstance(walk.step.transition, Direct)
    assert goes(walk) == "A"


@given(st.lists(st.floats(0, 1), min_size=2, max_size=3), st.integers(0, 2**32))
def test_every_draw_is_the_documented_one(shares: list[float], seed: int) -> None:
    walk = walk_of(distributed(*shares))
    drawn = stream(seed).random()
    expected = next((name for name, bound in zip(NAMES, accumulate(shares), strict=False) if drawn < bound), NAMES[len(shares) - 1])
    walk._random = stream(seed)
    assert walk.step.transition.choose(walk).name == expected


@given(st.lists(st.integers(0, 100), min_size=3, max_size=3))
def test_shares_converge(weights: list[int]) -> None:
    assume(sum(weights) > 0)
    shares = [weight / sum(weights) for weight in weights]
    walk = walk_of(distributed(*shares))
    walk._random = stream(1, *weights)
    found = Counter(walk.step.transition.choose(walk).name for _ in range(2000))
    for name, share in zip(NAMES, shares, strict=True):
        assert found[name] / 2000 == pytest.approx(share, abs=0.055)


NAMED = {"attribute": "risk", "default": 0.25}


@pytest.mark.parametrize(
    ("held", "share"),
    [({}, 0.25), ({"risk": 0.75}, 0.75), ({"risk": 1}, 1), ({"risk": 0}, 0), ({"risk": "0.9"}, 0.25), ({"risk": True}, 0.25)],
    ids=repr,
)
def test_a_named_probability_is_the_attributes_number_or_the_default(held: dict[str, object], share: float) -> None:
    walk = walk_of(distributed(NAMED, 1), **held)
    assert isinstance(walk.step.transition, DistributedByAttribute)
    for drawn in (0.0, 0.1, 0.3, 0.74, 0.99):
        assert goes(walk, drawn) == ("A" if drawn < share else "B")


def test_named_and_plain_probabilities_add_up_and_the_rest_falls_to_the_last() -> None:
    walk = walk_of(distributed(0.5, NAMED, 0.1), risk=0.2)
    assert [goes(walk, drawn) for drawn in (0.49, 0.5, 0.69, 0.71, 0.99)] == ["A", "B", "B", "C", "C"]


# ------------------------------------------------------------------------------------------------ conditional and complex


def test_the_first_condition_that_holds_or_is_absent_is_taken() -> None:
    options = [
        {"condition": attribute("x", "==", 1), "transition": "A"},
        {"condition": attribute("x", "<", 9), "transition": "B"},
        {"transition": "C"},
    ]
    assert isinstance(walk_of({"conditional_transition": options}).step.transition, Conditional)
    for held, expected in ((1, "A"), (2, "B"), (9, "C")):
        assert goes(walk_of({"conditional_transition": options}, x=held)) == expected


def test_where_no_condition_holds_the_last_option_is_taken() -> None:
    options = [
        {"condition": attribute("x", "==", 1), "transition": "A"},
        {"condition": attribute("x", "==", 2), "transition": "B"},
    ]
    assert goes(walk_of({"conditional_transition": options})) == "B"


def test_a_complex_option_is_a_state_or_a_draw() -> None:
    options = [
        {"condition": attribute("x"), "transition": "C"},
        {"distributions": [{"transition": "A", "distribution": 0.4}, {"transition": "B", "distribution": NAMED}]},
    ]
    assert goes(walk_of({"complex_transition": options}, x=1)) == "C"
    assert goes(walk_of({"complex_transition": options}), 0.39) == "A"
    assert goes(walk_of({"complex_transition": options}), 0.4) == "B"


def test_where_no_complex_option_holds_the_last_one_is_drawn_from() -> None:
    ways = [{"transition": "A", "distribution": 0.4}, {"transition": "B", "distribution": 0.6}]
    options = [
        {"condition": attribute("x"), "transition": "C"},
        {"condition": attribute("y"), "distributions": ways},
    ]
    assert [goes(walk_of({"complex_transition": options}), drawn) for drawn in (0.1, 0.9)] == ["A", "B"]


def test_of_several_transitions_the_first_of_the_formats_order_counts() -> None:
    walk = walk_of({"conditional_transition": [{"transition": "B"}], "direct_transition": "A", **distributed(0, 1)})
    assert goes(walk) == "A"


def test_a_transition_is_asked_at_the_end_of_a_wait() -> None:
    waits = state("Delay", exact={"quantity": 3, "unit": "years"}, conditional_transition=either(age(">=", 3), "Yes", "Terminal"))
    assert times(live(module(Wait=waits, Yes=mark()), until="1984-01-01T00:00"), "Yes")


# ------------------------------------------------------------------------------------------------ lookup tables


def lookup(*defaults: float) -> Json:
    options = [
        {"transition": name, "default_probability": share, "lookup_table_name": "t.csv"}
        for name, share in zip(NAMES, defaults, strict=False)
    ]
    return {"lookup_table_transition": options}


def by_table(text: str, *drawn: float, at: str = "2010-06-01T12:00", sex: str = "F", race: str = "white", **held: object) -> str:
    """Where a table with the columns A and B leads somebody born on 2 January 1980; the defaults lead to A and B alike."""
    content = module(Ask=simple(**lookup(0.5, 0.5)), A=simple(direct_transition="Terminal"), B=simple())
    walk = idle_walk(content, person(sex=sex, race=race), tables={"t.csv": text}, **held)
    walk.step = walk.machine.steps["Ask"]
    walk.now = instant(at)
    return goes(walk, *(drawn or (0.25,)))


TO_B = "0,1"
TO_A = "1,0"


@pytest.mark.parametrize(
    ("column", "cell", "held", "fits"),
    [
        ("x", "yes", {"x": "yes"}, True),
        ("x", "yes", {"x": "Yes"}, False),
        ("x", "yes", {}, False),
        ("x", "1", {"x": 1}, True),
        ("x", "1", {"x": 1.0}, True),
        ("x", "1.0", {"x": 1}, True),
        ("x", "1", {"x": "1"}, True),
        ("x", "1.5", {"x": 1.5}, True),
        ("x", "true", {"x": True}, True),
        ("x", "1", {"x": True}, False),
        ("gender", "F", {}, True),
        ("gender", "M", {}, False),
        ("race", "white", {}, True),
        ("state", "NY", {}, True),
    ],
)
def test_a_row_fits_whose_texts_are_the_persons(column: str, cell: str, held: dict[str, object], fits: bool) -> None:
    assert by_table(f"{column},A,B\nother,{TO_A}\n{cell},{TO_B}\n", **held) == ("B" if fits else "A")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("1997-12-31T12:00", "A"),
        ("1998-01-02T00:00", "B"),
        ("2006-01-01T23:59", "B"),
        ("2006-01-02T00:00", "A"),
    ],
)
def test_ages_are_completed_years_with_both_ends_included(at: str, expected: str) -> None:
    assert by_table(f"age,A,B\n0-17,{TO_A}\n18-25,{TO_B}\n26-140,{TO_A}\n", at=at) == expected


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("2010-06-01-2010-06-02", "2010-06-01T12:00", "B"),
        ("2010-06-02-2010-06-02", "2010-06-01T12:00", "A"),
        ("2010-05-31-2010-06-01", "2010-06-01T12:00", "B"),
        ("0-1275408000000", "2010-06-01T12:00", "B"),
        ("0-1275407999000", "2010-06-01T12:00", "A"),
        ("1275408000000-1300000000000", "2010-06-01T12:00", "B"),
    ],
)
def test_times_are_milliseconds_or_days_in_universal_time_with_both_ends_included(text: str, at: str, expected: str) -> None:
    assert instant(at) == 1275408000
    assert by_table(f"time,A,B\n{text},{TO_B}\n1900-01-01-1900-01-02,{TO_A}\n", 0.25, at=at) == expected
    assert by_table(f"time,gender,A,B\n{text},F,{TO_B}\n", 0.25, at=at) == expected


def test_age_time_and_attributes_are_asked_together() -> None:
    text = f"age,time,x,A,B\n30-30,2010-01-01-2010-12-31,1,{TO_B}\n"
    assert by_table(text, x=1) == "B"
    assert by_table(text, x=2) == "A"
    assert by_table(text, at="2009-06-01T12:00", x=1) == "A"
    assert by_table(text, at="2011-06-01T12:00", x=1) == "A"


def test_the_first_row_that_fits_counts() -> None:
    assert by_table(f"age,A,B\n0-40,{TO_B}\n20-50,{TO_A}\n") == "B"
    assert by_table(f"gender,A,B\nF,{TO_B}\nF,{TO_A}\n") == "B"


def test_where_no_row_fits_the_default_probabilities_are_drawn_from() -> None:
    text = f"gender,A,B\nM,{TO_B}\n"
    assert by_table(text, 0.49) == "A"
    assert by_table(text, 0.51) == "B"
    times_only = f"time,A,B\n1900-01-01-1900-01-02,{TO_A}\n"
    assert by_table(times_only, 0.49) == "A"
    assert by_table(times_only, 0.51) == "B"


def test_columns_are_found_by_name_in_any_order() -> None:
    assert by_table("B,age,A\n0.9,0-140,0.1\n", 0.11) == "B"
    assert by_table("B,age,A\n0.9,0-140,0.1\n", 0.09) == "A"


def test_a_table_of_times_alone_is_bisected_like_any_other() -> None:
    content = module(Ask=simple(**lookup(0.5, 0.5)), A=simple(direct_transition="Terminal"), B=simple())
    alone = idle_walk(content, tables={"t.csv": f"time,A,B\n2010-01-01-2010-01-02,{TO_B}\n"})
    mixed = idle_walk(content, tables={"t.csv": f"time,gender,A,B\n2010-01-01-2010-01-02,F,{TO_B}\n"})
    assert isinstance(alone.machine.steps["Ask"].transition, ByTimeTable)
    assert isinstance(mixed.machine.steps["Ask"].transition, ByTable)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30), st.integers(0, 10)), min_size=1, max_size=6), st.integers(0, 2000)
)
def test_bisecting_finds_the_row_that_scanning_finds(rows: list[tuple[int, int, int]], hours: int) -> None:
    """Against a scan in the table's order, whatever gaps and overlaps the spans have."""
    spans = [(low, low + more, tenth / 10) for low, more, tenth in rows]
    text = "age,A,B\n" + "".join(f"{low}-{high},{share},{1 - share}\n" for low, high, share in spans)
    content = module(Ask=simple(**lookup(0.05, 0.95)), A=simple(direct_transition="Terminal"), B=simple())
    walk = idle_walk(content, tables={"t.csv": text})
    walk.step = walk.machine.steps["Ask"]
    years = hours % 95
    walk.now = instant(f"{1980 + years}-07-01T12:00")
    share = next((share for low, high, share in spans if low <= years <= high), 0.05)
    for drawn in (0.02, 0.33, 0.95):
        assert goes(walk, drawn) == ("A" if drawn < share else "B")


# ------------------------------------------------------------------------------------------------ type of care

CARE = {"type_of_care_transition": {"ambulatory": "A", "emergency": "B", "telemedicine": "C"}}


@pytest.mark.parametrize("status", [None, "private", "medicare", "medicaid", "none"])
@pytest.mark.parametrize("year", [2019, 2020])
def test_care_is_sought_by_cover_and_year(status: str | None, year: int) -> None:
    walk = walk_of(CARE, insurance_status=status)
    assert isinstance(walk.step.transition, ByTypeOfCare)
    walk.now = instant(f"{year}-06-01T12:00")
    often = status in ("medicaid", "none")
    ambulatory, emergency = (CARE_BEFORE_2020 if year < 2020 else CARE_FROM_2020)[often]
    assert goes(walk, ambulatory - 0.001) == "A"
    assert goes(walk, ambulatory + 0.001) == "B"
    assert goes(walk, ambulatory + emergency - 0.001) == "B"
    assert goes(walk, 0.9999) == ("B" if year < 2020 else "C")


def test_shares_of_care_sum_to_1_or_leave_the_rest_to_telemedicine() -> None:
    for often in (False, True):
        assert sum(CARE_BEFORE_2020[often]) == pytest.approx(1)
        assert sum(CARE_FROM_2020[often]) < 1
        assert CARE_BEFORE_2020[True][1] > CARE_BEFORE_2020[False][1]
