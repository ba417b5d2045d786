"""Lookup tables as people ask them: by text, by age, by time, by all of them."""

from __future__ import annotations

import pytest
from living import Json, delay, idle_walk, instant, module, person, simple, state

from simulator.machine.lookup import Lookup, key_text
from simulator.machine.tables import TableView, read_table
from simulator.machine.transitions import ByTable
from simulator.terminology.concept import concept


def view(text: str, *targets: str) -> TableView:
    table, problems = read_table("t.csv", "t.csv", text.encode())
    assert table is not None, problems
    return table.transition_view(targets or ("A", "B"))


def asking(table: str, at: str = "2010-06-01T12:00", **attributes: object) -> tuple[Lookup, object]:
    """A lookup, and the running sums that somebody born on 2 January 1980 finds in it."""
    walk = idle_walk(module(), person(), **attributes)
    walk.now = instant(at)
    lookup = Lookup(view(table))
    return lookup, lookup.find(walk)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (3.0, "3"),
        (-2.0, "-2"),
        (2.5, "2.5"),
        ("3.0", "3"),
        ("-3.0", "-3"),
        ("3.05", "3.05"),
        ("v3.0", "v3.0"),
        ("yes", "yes"),
        ("", ""),
    ],
)
def test_values_and_cells_are_written_alike(value: object, text: str) -> None:
    assert key_text(value) == text


def test_a_row_of_several_columns_fits_where_all_of_them_do() -> None:
    table = "x,gender,A,B\n1,F,0.25,0.75\n1,M,1,0\n"
    assert asking(table, x=1)[1] == [0.25]
    assert asking(table, x=2)[1] is None


def test_an_attribute_that_is_not_set_fits_no_row() -> None:
    assert asking("x,A,B\n,1,0\nnone,1,0\n")[1] is None


def test_what_a_row_cannot_be_compared_with_fits_none() -> None:
    assert asking("x,A,B\n1,1,0\n", x=concept("http://snomed.info/sct", "1", "one"))[1] is None


def test_sex_and_race_are_the_persons_not_an_attributes() -> None:
    table = "gender,race,A,B\nF,white,0.5,0.5\n"
    assert asking(table, gender="M", race="black")[1] == [0.5]


def test_a_table_without_keys_has_one_row() -> None:
    assert asking("A,B\n0.1,0.9\n0.2,0.8\n")[1] == [0.1]


@pytest.mark.parametrize(("years", "expected"), [(0, [0.1]), (9, [0.1]), (10, [0.2]), (20, [0.2]), (21, None)])
def test_ages_are_found_at_both_ends(years: int, expected: list[float] | None) -> None:
    assert asking("age,A,B\n0-9,0.1,0.9\n10-20,0.2,0.8\n", at=f"{1980 + years}-06-01T12:00")[1] == expected


def test_a_gap_between_ages_is_no_row() -> None:
    assert asking("age,A,B\n0-9,0.1,0.9\n50-60,0.2,0.8\n")[1] is None


def test_bounds_of_a_table_of_times_are_running_sums() -> None:
    lookup = Lookup(view("time,A,B,C\n2010-01-01-2010-12-31,0.2,0.3,0.5\n", "A", "B", "C"))
    for at, bounds in (("2009-06-01", None), ("2010-06-01", [0.2, 0.5]), ("2012-06-01", None)):
        since, until, found = lookup.span_at(instant(at + "T12:00"))
        assert found == bounds
        assert since <= instant(at + "T12:00") < until
        assert lookup.span_at(since)[2] == lookup.span_at(until - 1)[2] == bounds


def test_rows_may_overlap_in_age_and_time() -> None:
    table = "age,time,A,B\n30-30,2010-06-02-2010-06-30,1,0\n0-99,2010-01-01-2010-12-31,0.5,0.5\n"
    assert asking(table)[1] == [0.5]
    assert asking(table, at="2010-06-15T12:00")[1] == [1.0]


def transition() -> Json:
    options = [{"transition": name, "default_probability": 0.5, "lookup_table_name": "t.csv"} for name in ("A", "B")]
    return {"lookup_table_transition": options}


def test_states_that_ask_one_table_share_it() -> None:
    back = delay(days=1) | {"direct_transition": "Second"}
    content = module(First=simple(**transition()), A=back, B=back, Second=simple(**transition()))
    walk = idle_walk(content, tables={"t.csv": "gender,A,B\nF,0,1\n"})
    one, other = (walk.machine.steps[name].transition for name in ("First", "Second"))
    assert isinstance(one, ByTable) and isinstance(other, ByTable)
    assert one.lookup is other.lookup


def test_one_state_may_stand_in_two_options() -> None:
    options = [
        {"transition": name, "default_probability": share, "lookup_table_name": "t.csv"}
        for name, share in (("A", 0.5), ("A", 0.5), ("B", 0))
    ]
    content = module(Ask=simple(lookup_table_transition=options), A=simple(direct_transition="Terminal"), B=simple())
    walk = idle_walk(content, tables={"t.csv": "gender,A,B\nF,0,1\n"})
    step = walk.machine.steps["Ask"]
    assert step.transition.choose(walk).name == "B"


def test_a_table_of_incidence_has_one_rate_by_age_for_each_key() -> None:
    content = module(Event=state("TimeToEvent", incidence={"table": "t.csv"}))
    walk = idle_walk(content, person(sex="M"), tables={"t.csv": "age,gender,rate_per_1000_person_years\n0-140,F,1000\n"})
    assert walk.machine.steps["Event"].act(walk) < 0, "no row for men: it never comes"
