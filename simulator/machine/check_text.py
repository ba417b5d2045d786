"""Numbers and truth values that modules in use have as text.

The modules that came with Synthea 2.7 to 3.2 write them so in these places, and are read as they are meant, with a warning.
Anywhere else text in the place of a number is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from simulator.machine.check_json import Finding

_PROBABILITY = re.compile(r"0|1|[01]?\.[0-9]+")
_TRUTHS = {"true": True, "false": False}


def values_of_texts(data: Any) -> Iterator[Finding]:
    """Puts the value in the place of its text, in a module as it was parsed, and tells of each."""
    states = data.get("states") if isinstance(data, dict) else None
    for name, state in states.items() if isinstance(states, dict) else ():
        if not isinstance(state, dict):
            continue
        wellness = state.get("wellness")
        if isinstance(wellness, str) and wellness in _TRUTHS:
            state["wellness"] = _TRUTHS[wellness]
            yield _told(("states", name, "wellness"), wellness, "true or false")
        options = state.get("lookup_table_transition")
        for index, option in enumerate(options if isinstance(options, list) else ()):
            probability = option.get("default_probability") if isinstance(option, dict) else None
            if isinstance(probability, str) and _PROBABILITY.fullmatch(probability):
                option["default_probability"] = float(probability)
                path = ("states", name, "lookup_table_transition", index, "default_probability")
                yield _told(path, probability, "a number")


def _told(path: tuple[str | int, ...], text: str, accepted: str) -> Finding:
    return Finding(path, f'"{path[-1]}" is the text "{text}", read as its value', accepted, "warning")
