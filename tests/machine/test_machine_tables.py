"""Lookup tables: CSV read strictly, rows as transitions and incidences read them."""

from __future__ import annotations

import pytest

from simulator.machine.tables import LookupTable, age_span, read_table, time_span


def _table(text: str) -> LookupTable:
    table, problems = read_table("t.csv", "lookup_tables/t.csv", text.encode())
    assert table is not None
    assert problems == []
    return table


def test_columns_that_are_no_targets_are_keys() -> None:
    view = _table("age,time,gender,state,A,B\n18-25,0-1999,F,Ohio,0.25,0.75\n").transition_view(["B", "A", "B"])
    assert (view.key_columns, view.value_columns, view.has_age, view.has_time) == (("gender", "state"), ("B", "A"), True, True)
    assert [(row.line, row.keys, row.age, row.time, row.values) for row in view.rows] == [
        (2, ("F", "Ohio"), (18, 25), (0, 1), (0.75, 0.25))
    ]
    assert view.problems == []


def test_incidence_tables_have_one_value_and_may_cite_sources() -> None:
    table = _table("age,gender,rate_per_1000_person_years,rate_high,source\n0-17,F,0.2,9,CDC\n18-140,M,1.5,9,CDC\n")
    view = table.incidence_view("rate_per_1000_person_years")
    assert (view.key_columns, view.has_age, view.has_time) == (("gender",), True, False)
    assert [(row.keys, row.age, row.values) for row in view.rows] == [(("F",), (0, 17), (0.2,)), (("M",), (18, 140), (1.5,))]


def test_a_view_is_made_once() -> None:
    table = _table("age,A,B\n0-1,1,0\n")
    assert table.transition_view(["A", "B"]) is table.transition_view(["A", "B"])
    assert table.transition_view(["A"]) is not table.transition_view(["A", "B"])


def test_a_view_without_its_column_has_no_rows() -> None:
    assert _table("age,A\n0-1,1\n").transition_view(["Z"]).rows == []


@pytest.mark.parametrize(
    ("text", "line", "found", "accepted"),
    [
        ("", 1, "the table is empty", "a header line and rows"),
        ("a,b\n1\n", 2, "cells in this row: 1", "2, as in the header"),
        ("a,a\n1,2\n", 1, 'the column "a" is given twice', "each name once"),
        ("a,\n1,2\n", 1, "a column has no name", "a name for every column"),
        ('a,b\n"1"x,2\n', 2, "not CSV: ',' expected after '\"'", "comma-separated values (RFC 4180)"),
    ],
)
def test_what_is_no_table_is_told(text: str, line: int, found: str, accepted: str) -> None:
    table, problems = read_table("t.csv", "lookup_tables/t.csv", text.encode())
    assert table is None
    assert [(p.file, p.line, p.found, p.accepted) for p in problems] == [("lookup_tables/t.csv", line, found, accepted)]


def test_a_table_in_another_encoding_is_told_with_its_line() -> None:
    table, problems = read_table("t.csv", "t.csv", "a,b\n1,2\nü,3\n".encode("latin-1"))
    assert table is None
    assert [(p.line, p.found, p.accepted) for p in problems] == [(3, "the table is not UTF-8", "UTF-8")]


def test_a_byte_order_mark_and_blank_lines_are_no_part_of_a_table() -> None:
    table, problems = read_table("t.csv", "t.csv", b"\xef\xbb\xbfage,A\r\n\r\n 0-1 , 1 \r\n,\r\n")
    assert problems == []
    assert table is not None
    assert (table.header, table.rows, table.lines) == (("age", "A"), [("0-1", "1")], [3])


@pytest.mark.parametrize("cell", ["1.01", "-0.1", "nan", "inf", "", "many", "0_1"])
def test_a_cell_that_is_no_probability_is_told(cell: str) -> None:
    view = _table(f"age,A,B\n0-1,0,1\n2-3,{cell},0\n").transition_view(["A", "B"])
    assert [(p.line, p.found, p.accepted) for p in view.problems] == [
        (3, f'column "A" holds "{cell}"', "a probability from 0 to 1")
    ]


@pytest.mark.parametrize(
    ("text", "span"), [("18-25", (18, 25)), ("5 - 5", (5, 5)), ("25-18", None), ("18+", None), ("-1-5", None), ("", None)]
)
def test_ages_are_spans_of_years(text: str, span: tuple[int, int] | None) -> None:
    assert age_span(text) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("0-86399999", (0, 86399)),
        ("1000-1999", (1, 1)),
        ("1001-1999", None),
        ("-86400000-0", (-86400, 0)),
        ("1970-01-01-1970-01-02", (0, 2 * 86400 - 1)),
        ("2020-01-01-2019-01-01", None),
        ("2020-02-30-2020-03-01", None),
        ("9999-12-31-9999-12-31", None),
        ("2020", None),
    ],
)
def test_times_are_spans_of_whole_seconds(text: str, span: tuple[int, int] | None) -> None:
    assert time_span(text) == span


def test_neighbouring_times_leave_no_second_out() -> None:
    first, second = time_span("0-536457600922"), time_span("536457600923-1230768000921")
    assert first is not None
    assert second is not None
    assert first[1] + 1 == second[0]
