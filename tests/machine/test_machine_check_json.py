"""Files that are no JSON, and the lines of the places in those that are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.machine.check_json import line_of, read_json

GOOD = '{\n "name": "x",\n "states": {\n  "Initial": {\n   "type": "Terminal"\n  }\n }\n}\n'


@pytest.mark.parametrize(
    ("data", "line", "state", "found", "accepted"),
    [
        (b"", 1, "", "the file is empty", "a JSON object"),
        (b" \n\n ", 1, "", "the file is empty", "a JSON object"),
        (
            b'{\n "name": "x",\n}',
            3,
            "",
            "not JSON: Expecting property name enclosed in double quotes",
            "one JSON object (RFC 8259)",
        ),
        (b'{"a": 1} {"b": 2}', 1, "", "not JSON: Extra data", "one JSON object (RFC 8259)"),
        (b'{"a": "x\n"}', 1, "", "not JSON: Invalid control character at", "one JSON object (RFC 8259)"),
        (b'{\n "NaN": 1,\n "a": NaN\n}', 3, "", "NaN is not JSON", "a finite number, or null"),
        (b'{\n "a": [1, -Infinity]\n}', 2, "", "-Infinity is not JSON", "a finite number, or null"),
        (GOOD.encode("utf-16"), 1, "", "the file is UTF-16 or UTF-32", "UTF-8"),
        (GOOD.encode("utf-16-be"), 1, "", "the file is UTF-16 or UTF-32", "UTF-8"),
        (GOOD.replace('"x"', '"ü"').encode("latin-1"), 2, "", "the file is not UTF-8", "UTF-8"),
        (b'{\n "a": "\\ud83d"\n}', 2, "", "half a character (a lone surrogate)", "whole Unicode characters"),
        (b"[" * 100_000, 1, "", "nested too deeply", "a few levels of objects and lists"),
        (b'{"a": ' + b"9" * 5000 + b"}", 1, "", None, "numbers of a few digits"),
        (b'{\n "a": 1,\n "a": 2\n}', 3, "", '"a" is given twice in one object', "each name once"),
        (
            b'{"states": {\n "A": {"type": "Simple"},\n "A": {"type": "Simple"}\n}}',
            3,
            "A",
            'the state "A" is given twice',
            "each name once",
        ),
        (
            b'{"states": {\n "A": {"type": "Simple",\n"type": "Simple"}\n}}',
            3,
            "A",
            '"type" is given twice in one object',
            "each name once",
        ),
    ],
)
def test_what_is_no_json_is_told(data: bytes, line: int, state: str, found: str | None, accepted: str) -> None:
    value, _, problems = read_json(data, "x.json")
    assert value is None
    assert [(p.file, p.line, p.state, p.found if found else None, p.accepted) for p in problems] == [
        ("x.json", line, state, found, accepted)
    ]


def test_a_byte_order_mark_and_whole_surrogate_pairs_are_json() -> None:
    value, text, problems = read_json(b'\xef\xbb\xbf{"a": "\\ud83d\\ude00 \\\\ud83d"}', "x.json")
    assert (value, problems) == ({"a": "\U0001f600 \\ud83d"}, [])
    assert text.startswith("{")


def test_numbers_keep_their_kind() -> None:
    value, _, _ = read_json(b'{"a": 3, "b": 3.0, "c": true}', "x.json")
    assert [type(part) for part in value.values()] == [int, float, bool]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def _paths(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deep for part, inner in parts for deep in _paths(inner, (*path, part)))]


@given(value=st.dictionaries(st.text(), _JSON, max_size=4))
def test_every_place_of_a_json_text_has_its_line(value: dict[str, object]) -> None:
    text = json.dumps(value, indent=1)
    for path in _paths(value):
        line = text.splitlines()[line_of(text, path) - 1].strip()
        if path and isinstance(path[-1], str):
            assert line.startswith(json.dumps(path[-1]) + ":")
        elif path:
            inner: object = value
            for part in path:
                inner = inner[part]  # type: ignore[index]
            assert line[0] in "[{" if isinstance(inner, (list, dict)) else line.rstrip(",") == json.dumps(inner)


def test_a_place_that_is_not_there_has_the_line_of_what_should_hold_it() -> None:
    assert line_of(GOOD, ("states", "Initial", "codes")) == 4
    assert line_of(GOOD, ("states", "Initial", "type", 3)) == 5
    assert line_of(GOOD, ("remarks",)) == 1


def test_the_scanner_reads_the_text_of_a_real_file(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())
    _, text, problems = read_json(path.read_bytes(), "x.json")
    assert not problems
    assert line_of(text, ("states", "Initial", "type")) == 5
