"""JSON text read strictly, and the line on which any part of it stands.

The standard `json` accepts NaN, names given twice and more; here each of them is a finding. Lines are looked up only
when there is something to report: the scanner below walks to one place, skipping everything else at the speed of C.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from simulator.errors import Problem

Path = tuple[str | int, ...]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?Infinity|NaN')
_ESCAPED_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_SPACE = re.compile(r"[ \t\n\r]*")
_SKIP = json.JSONDecoder()


class Finding(NamedTuple):
    """A problem before its file and line are known: `path` leads to it through the JSON."""

    path: Path
    found: str
    accepted: str
    severity: str = "error"


class _NotANumberError(ValueError):
    """NaN or Infinity in a JSON text."""


def read_json(data: bytes, file: str) -> tuple[Any, str, list[Problem]]:
    """The value of a JSON file, its text, and what is wrong with it (then the value is None).

    A byte order mark is allowed; everything else must be UTF-8, and strict JSON without names given twice.
    """
    if b"\x00" in data[:4]:
        return None, "", [Problem(file, 1, "", _wrong_encoding(data), "UTF-8")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, "", [Problem(file, line, "", _wrong_encoding(data), "UTF-8")]
    twice: list[str] = []

    def to_dict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            twice.extend(sorted({name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1}))
        return made

    try:
        value = json.loads(text, object_pairs_hook=to_dict, parse_constant=_refuse_constant)
    except _NotANumberError as error:
        return None, text, [Problem(file, _constant_line(text), "", f"{error} is not JSON", "a finite number, or null")]
    except json.JSONDecodeError as error:
        if not text.strip():
            return None, text, [Problem(file, 1, "", "the file is empty", "a JSON object")]
        return None, text, [Problem(file, error.lineno, "", f"not JSON: {error.msg}", "one JSON object (RFC 8259)")]
    except RecursionError:
        return None, text, [Problem(file, 1, "", "nested too deeply", "a few levels of objects and lists")]
    except ValueError as error:
        return None, text, [Problem(file, 1, "", f"not JSON: {error}", "numbers of a few digits")]
    if twice:
        return None, text, _names_given_twice(text, file)
    line = _half_character_line(text)
    if line:
        return None, text, [Problem(file, line, "", "half a character (a lone surrogate)", "whole Unicode characters")]
    return value, text, []


def _refuse_constant(name: str) -> Any:
    raise _NotANumberError(name)


def _half_character_line(text: str) -> int:
    """The line of the first escaped surrogate without its other half; 0 where there is none."""
    if "\\ud" not in text and "\\uD" not in text:
        return 0
    for number, line in enumerate(text.split("\n"), 1):
        if _SURROGATE.search(_ESCAPED_PAIR.sub("", line.replace("\\\\", ""))):
            return number
    return 0


def _wrong_encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4]:
        return "the file is UTF-16 or UTF-32"
    return "the file is not UTF-8"


def _constant_line(text: str) -> int:
    for token in _TOKEN.finditer(text):
        if not token.group().startswith('"'):
            return text.count("\n", 0, token.start()) + 1
    return 1


def _names_given_twice(text: str, file: str) -> list[Problem]:
    """A problem for each name that stands twice in one object of a text that is JSON."""
    problems = []
    open_objects: list[tuple[str, set[str]]] = []
    last_name = ""
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"(\s*:)?|[{}]', text):
        mark = token.group()
        if mark == "{":
            open_objects.append((last_name, set()))
        elif mark == "}":
            open_objects.pop()
        elif token.group(1):
            last_name = json.loads(mark.rstrip(": \t\r\n"), strict=False)
            names = open_objects[-1][1]
            if last_name in names:
                line = text.count("\n", 0, token.start()) + 1
                problems.append(_given_twice(file, line, last_name, [name for name, _ in open_objects]))
            names.add(last_name)
    return problems


def _given_twice(file: str, line: int, name: str, within: list[str]) -> Problem:
    if within[1:] == ["states"]:
        return Problem(file, line, name, f'the state "{name}" is given twice', "each name once")
    state = within[2] if len(within) > 2 and within[1] == "states" else ""
    return Problem(file, line, state, f'"{name}" is given twice in one object', "each name once")


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line, from 1, on which the part of a JSON text stands that `path` leads to.

    A name leads to its line; a place that isn't there, to the line of what should hold it.
    """
    position = _after_space(text, 1 if text.startswith("\ufeff") else 0)
    place = position
    for part in path:
        found = _member(text, position, part) if text[position] == "{" else _item(text, position, part)
        if found is None:
            break
        place, position = found
    return text.count("\n", 0, place) + 1


def _after_space(text: str, position: int) -> int:
    matched = _SPACE.match(text, position)
    return matched.end() if matched else position


def _member(text: str, position: int, wanted: str | int) -> tuple[int, int] | None:
    position = _after_space(text, position + 1)
    while text[position] == '"':
        start = position
        name, position = _SKIP.raw_decode(text, position)
        position = _after_space(text, _after_space(text, position) + 1)
        if name == wanted:
            return start, position
        _, position = _SKIP.raw_decode(text, position)
        position = _after_space(text, position)
        if text[position] == ",":
            position = _after_space(text, position + 1)
    return None


def _item(text: str, position: int, wanted: str | int) -> tuple[int, int] | None:
    if text[position] != "[" or not isinstance(wanted, int):
        return None
    position = _after_space(text, position + 1)
    for _ in range(wanted):
        if text[position] == "]":
            return None
        _, position = _SKIP.raw_decode(text, position)
        position = _after_space(text, position)
        position = _after_space(text, position + 1) if text[position] == "," else position
    return None if text[position] == "]" else (position, position)


def to_problems(file: str, text: str, findings: Sequence[Finding]) -> list[Problem]:
    """The findings with file, line and state."""
    problems = []
    for path, found, accepted, severity in findings:
        state = str(path[1]) if len(path) > 1 and path[0] == "states" else ""
        problems.append(Problem(file, line_of(text, path), state, found, accepted, severity))
    return problems
