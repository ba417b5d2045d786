"""Is this text, number or truth a value of that primitive type? (hl7.org/fhir/R4/datatypes.html#primitive)"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree

_DAY = r"(\d{4})(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_TIME = r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
_OFFSET = r"(Z|[+-](0\d|1[0-4]):[0-5]\d)"

_PATTERNS: dict[str, re.Pattern[str]] = {
    "id": re.compile(r"[A-Za-z0-9\-.]{1,64}"),
    "base64Binary": re.compile(r"(\s*([0-9a-zA-Z+/=]){4}\s*)+"),
    "canonical": re.compile(r"\S+"),
    "code": re.compile(r"[^\s]+(\s[^\s]+)*"),
    "date": re.compile(_DAY),
    "dateTime": re.compile(rf"{_DAY}|\d{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T{_TIME}{_OFFSET}"),
    "instant": re.compile(rf"\d{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T{_TIME}{_OFFSET}"),
    "markdown": re.compile(r"[\s\S]*\S[\s\S]*"),
    "oid": re.compile(r"urn:oid:[0-2](\.(0|[1-9]\d*))+"),
    "string": re.compile(r"[\s\S]*\S[\s\S]*"),
    "time": re.compile(_TIME),
    "uri": re.compile(r"(?!urn:uuid:(?![0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$))[^\s<>\"{}|\\^`]+"),
    "url": re.compile(r"[^\s<>\"{}|\\^`]+"),
    "uuid": re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
}

_XHTML = "{http://www.w3.org/1999/xhtml}"
#: Elements that a narrative may not have (hl7.org/fhir/R4/narrative.html: no active content, forms or heads).
_FORBIDDEN = frozenset({"base", "body", "form", "head", "iframe", "link", "object", "script"})


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


_NUMBERS: dict[str, Callable[[Any], bool]] = {
    "boolean": lambda value: isinstance(value, bool),
    "decimal": _is_number,
    "integer": lambda value: _is_integer(value, -(1 << 31)),
    "positiveInt": lambda value: _is_integer(value, 1),
    "unsignedInt": lambda value: _is_integer(value, 0),
    "xhtml": lambda value: isinstance(value, str) and _is_narrative(value),
}

PRIMITIVES = frozenset({*_PATTERNS, *_NUMBERS})


def is_primitive_value(kind: str, value: Any) -> bool:
    """Whether a value from JSON may stand for a primitive of this type."""
    check = _NUMBERS.get(kind)
    if check is not None:
        return check(value)
    if not isinstance(value, str) or _PATTERNS[kind].fullmatch(value) is None:
        return False
    return kind not in ("date", "dateTime", "instant") or _is_in_calendar(value)


def _is_in_calendar(text: str) -> bool:
    if len(text) < 10:
        return True
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _is_narrative(text: str) -> bool:
    """A div of XHTML with something in it and nothing active."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return False
    if root.tag != f"{_XHTML}div" or not "".join(root.itertext()).strip():
        return False
    for element in root.iter():
        name = str(element.tag).removeprefix(_XHTML)
        if name in _FORBIDDEN or any(attribute.startswith("on") for attribute in element.attrib):
            return False
    return True
