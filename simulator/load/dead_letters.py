"""What a server refused: the resources in a file that can be loaded again, and why in another beside it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from simulator.load.client import said_in
from simulator.load.item import Item
from simulator.sinks.files import writing

#: Most refusals that the report repeats; the file has all of them.
_REPORTED = 100


@dataclass(frozen=True, slots=True)
class Refusal:
    """A resource that wasn't loaded: where it came from, what the server answered, and what it said."""

    key: str
    file: str
    line: int
    status: str
    said: str
    outcome: dict[str, Any] | None

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.key}: {self.status}: {self.said}"


class DeadLetters:
    """`load-dead-letters-….ndjson` holds the resources as they would have been sent, `load-refused-….ndjson` the reasons.

    Both are made anew by every load, and only when something is refused: what was refused before is tried again.
    """

    def __init__(self, folder: Path, name: str, say: Callable[[str], None]) -> None:
        self.path = folder / f"load-dead-letters-{name}.ndjson"
        self.reasons = folder / f"load-refused-{name}.ndjson"
        self._say = say
        self._lock = threading.Lock()
        self.first: list[Refusal] = []
        self.count = 0
        for path in (self.path, self.reasons):
            with writing(path):
                path.unlink(missing_ok=True)

    def add(self, item: Item, status: str, outcome: dict[str, Any] | None, said: str = "") -> None:
        """Writes a resource down as refused, and says so. Raises OutputError where that cannot be written."""
        refusal = Refusal(item.key, item.file, item.line, status, said or said_in(outcome) or "no reason given", outcome)
        with self._lock:
            _append(self.path, item.body + b"\n")
            _append(self.reasons, orjson.dumps(asdict(refusal), option=orjson.OPT_APPEND_NEWLINE))
            self.count += 1
            if len(self.first) < _REPORTED:
                self.first.append(refusal)
            self._say(str(refusal))


def _append(path: Path, content: bytes) -> None:
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(content)
