"""A parsed module against the models of `schema`: wrong types, unknown words, missing fields, in our own words.

A module that isn't right is still read as far as it goes: the states that are right make a module of their own, so that
everything else wrong with them is told at the same time.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Sequence
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from simulator.machine.check_json import Finding, Path
from simulator.machine.check_text import values_of_texts
from simulator.machine.schema import STATE_MODELS, Module
from simulator.machine.schema_conditions import CONDITION_MODELS
from simulator.machine.schema_values import DISTRIBUTION_PARAMETERS, Operator, TimeUnit

#: pydantic's name of an error of type → what is accepted there.
_ACCEPTED_TYPES = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "string_unicode": "text without lone surrogates",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
}
#: What a field is, told where it is missing.
ACCEPTED_FIELDS: dict[str | int, str] = {
    "codes": "a list of codes",
    "code": "text or a whole number",
    "system": 'the name of a code system, such as "SNOMED-CT"',
    "states": "an object of states, one of them named Initial",
    "transition": "the name of a state",
    "unit": ", ".join(get_args(TimeUnit)),
    "quantity": "a number",
    "low": "a number",
    "high": "a number",
    "distribution": "a probability from 0 to 1",
    "default": "a number",
    "kind": ", ".join(DISTRIBUTION_PARAMETERS),
    "operator": ", ".join(get_args(Operator)),
    "allow": "a condition",
    "condition": "a condition",
    "conditions": "a list of conditions",
    "attribute": "the name of an attribute",
    "submodule": "the key of a module",
    "observations": "a list of observations",
    "monthly_factors": "12 numbers, January first",
    "name": "text",
    "value": "a number",
}
_LONGEST_VALUE = 60
_LONGEST_LIST = 12
#: The least ratio of `difflib` at which one name may have been meant for another.
_NEAR = 0.7


def read_module(data: Any) -> tuple[Module | None, frozenset[str], list[Finding]]:
    """The module in a parsed file (None if nothing of it can be read), its unreadable states, and what is wrong."""
    if not isinstance(data, dict):
        return None, frozenset(), [Finding((), f"the file holds {_kind(data)}", "one JSON object: a module")]
    findings = list(values_of_texts(data))
    try:
        return Module.model_validate(data), frozenset(), findings
    except ValidationError as error:
        findings += _findings(data, error.errors(include_url=False))
    states = data.get("states")
    if not isinstance(states, dict):
        return None, frozenset(), findings
    errors = [finding.path for finding in findings if finding.severity == "error"]
    bad = frozenset(path[1] for path in errors if len(path) > 1 and path[0] == "states" and isinstance(path[1], str))
    readable = {name: state for name, state in states.items() if name not in bad}
    return _partial(data, readable), bad, findings


def _partial(data: dict[str, Any], states: dict[str, Any]) -> Module | None:
    """The module of these states alone, with whatever else of it is right; None if that is nothing."""
    name = data.get("name")
    try:
        return Module.model_validate({"name": name if isinstance(name, str) and name else "?", "states": states})
    except ValidationError:
        return None


def _findings(data: Any, errors: Sequence[ErrorDetails]) -> list[Finding]:
    """One finding for each place: a value that fits no member of a union has an error for each of them."""
    places: dict[Path, list[ErrorDetails]] = {}
    for error in errors:
        places.setdefault(_json_path(data, error["loc"], error["type"]), []).append(error)
    kept = [path for path in places if not _has_deeper(path, places)]
    return [_finding(data, path, places[path]) for path in kept]


def _json_path(data: Any, location: tuple[int | str, ...], kind: str) -> Path:
    """The way through the JSON: pydantic's location without the names of union members."""
    path: list[int | str] = []
    for position, part in enumerate(location):
        if isinstance(data, dict) and part in data:
            data = data[part]
        elif isinstance(data, list) and isinstance(part, int):
            data = data[part] if part < len(data) else None
        elif not (kind == "missing" and position == len(location) - 1):
            continue
        path.append(part)
    return tuple(path)


def _has_deeper(path: Path, places: dict[Path, list[ErrorDetails]]) -> bool:
    """Whether a deeper place says better what is wrong; a key that is itself refused is not deeper."""
    if any(error["type"] in ("union_tag_invalid", "union_tag_not_found") for error in places[path]):
        return False
    return any(len(other) > len(path) and other[: len(path)] == path for other in places)


def _finding(data: Any, path: Path, errors: Sequence[ErrorDetails]) -> Finding:
    first = errors[0]
    where = place_text(path)
    if first["type"] == "missing":
        return Finding(path, f"the required field {where} is missing", ACCEPTED_FIELDS.get(path[-1], ""))
    value = _value_at(data, path)
    if first["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return _unknown_kind(path, value)
    if first["type"] in ("too_short", "too_long"):
        return Finding(path, f"{where} has {len(value)} items", ACCEPTED_FIELDS.get(path[-1], "1 or more"))
    bounds = [error for error in errors if _bound(error)]
    if bounds:
        return Finding(path, f"{where} is {value_text(value)}", _bound(bounds[0]))
    words = [error for error in errors if error["type"] == "literal_error"]
    if words and isinstance(value, str):
        allowed = [word for error in words for word in _words(error)]
        return Finding(path, f"unknown {where} {value_text(value)}", accepted_words(value, allowed))
    accepted = list(dict.fromkeys(_accepted(error) for error in errors))
    if path and path[-1] == "code" and accepted == ["text"]:
        accepted.append("a whole number")
    if "a number" in accepted and "a whole number" in accepted:
        accepted.remove("a whole number")
    return Finding(path, f"{where} is {value_text(value)}", " or ".join(accepted))


def _accepted(error: ErrorDetails) -> str:
    if error["type"] == "literal_error":
        return ", ".join(f'"{word}"' for word in _words(error))
    return _ACCEPTED_TYPES.get(error["type"], error["msg"])


def _words(error: ErrorDetails) -> list[str]:
    expected = str(error.get("ctx", {}).get("expected", ""))
    return [word.strip("'") for word in expected.replace("' or '", "', '").split(", ")]


def _bound(error: ErrorDetails) -> str:
    limits = error.get("ctx", {})
    kind = error["type"]
    if kind in ("greater_than_equal", "less_than_equal"):
        return _bound_text(error["loc"], kind, limits.get("ge", limits.get("le")))
    if kind == "finite_number":
        return "a finite number"
    return "text that is not empty" if kind == "string_too_short" else ""


def _bound_text(location: tuple[int | str, ...], kind: str, limit: object) -> str:
    if {"distribution", "default_probability", "probability", "possible_severities"} & set(location):
        return "a probability from 0 to 1"
    return f"{limit} or {'more' if kind == 'greater_than_equal' else 'less'}"


def _value_at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _unknown_kind(path: Path, value: Any) -> Finding:
    is_state = len(path) == 2 and path[0] == "states"
    known = sorted(STATE_MODELS if is_state else CONDITION_MODELS)
    field, what = ("type", "state type") if is_state else ("condition_type", "condition type")
    if not isinstance(value, dict):
        return Finding(path, f"{place_text(path)} is {value_text(value)}", "an object")
    if field not in value:
        return Finding(path, f'the required field "{field}" is missing{_within(path)}', ", ".join(known))
    given = value[field]
    return Finding((*path, field), f"unknown {what} {value_text(given)}", accepted_words(given, known, most=len(known)))


def _within(path: Path) -> str:
    return f" in {place_text(path)}" if len(path) > 2 else ""


def place_text(path: Path) -> str:
    """A path as people write it, within its state: `observations[1].range.low`."""
    parts = path[2:] if len(path) > 2 and path[0] == "states" else path
    if len(path) == 2 and path[0] == "states":
        return "the state"
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return f'"{text.lstrip(".")}"' if text else "the module"


def value_text(value: Any) -> str:
    """A JSON value, shortened."""
    if isinstance(value, (dict, list)):
        return _kind(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else value_text(value)


def near(word: object, known: Collection[str], count: int = 3) -> list[str]:
    """The known words that are near to one, nearest first; near words begin or end alike."""
    if not isinstance(word, str) or not word:
        return []
    first, last = word[0].lower(), word[-2:].lower()
    alike = [other for other in known if other[:1].lower() == first or other[-2:].lower() == last]
    return difflib.get_close_matches(word, alike, count, _NEAR)


def accepted_words(word: object, known: Sequence[str], most: int = _LONGEST_LIST) -> str:
    """What is accepted instead of a word: the nearest, and all of them if they are not more than `most`."""
    nearest = near(word, known, 1)
    hint = f'did you mean "{nearest[0]}"? ' if nearest else ""
    if len(known) > most:
        return f"{hint}{len(known)} are known, such as {', '.join(known[:3])}" if not nearest else hint.strip()
    return f"{hint}accepted: {', '.join(known)}"
