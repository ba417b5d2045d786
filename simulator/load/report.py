"""What came of a load: `load-report.json`, and the lines that are said."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from simulator.load.dead_letters import Refusal
from simulator.load.verify import Verified
from simulator.sinks.files import write_file, writing

NAME = "load-report.json"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A load that came to its end. It is `whole` only if the server has everything."""

    source: str
    address: str
    people: int
    figures: dict[str, Any]
    refused: int
    refusals: tuple[Refusal, ...]
    dead_letters: Path | None
    verified: Verified | None

    @property
    def whole(self) -> bool:
        """Whether everything is there."""
        return self.refused == 0 and (self.verified is None or self.verified.whole)

    def failure(self) -> str:
        """What is wrong with a load that isn't whole, in one line."""
        parts = []
        if self.refused:
            letters = self.dead_letters
            parts.append(f"{self.refused:,} resources were not loaded; they lie in {letters}, which can be loaded again")
        if self.verified is not None and not self.verified.whole:
            found = self.verified
            parts.append(
                f"the server lacks {len(found.missing):,} resources, and {len(found.altered):,} of those compared were altered"
            )
        return f"{self.address}: " + "; ".join(parts)

    def write(self, folder: Path) -> None:
        """Writes the report of this source and address into `load-report.json`, beside those of others. Raises OutputError."""
        path = folder / NAME
        kept = [each for each in _read(path) if (each.get("source"), each.get("address")) != (self.source, self.address)]
        value = {"loads": [*kept, self.to_json()]}
        write_file(folder, NAME, [orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)])

    def to_json(self) -> dict[str, Any]:
        """The report of this load."""
        return {
            "source": self.source,
            "address": self.address,
            "whole": self.whole,
            "people": self.people,
            **self.figures,
            "failures": self.refused,
            "first_failures": [asdict(each) for each in self.refusals],
            "dead_letters": self.dead_letters.name if self.dead_letters else None,
            "verification": self.verified.to_json() if self.verified else None,
        }

    def lines(self) -> list[str]:
        """The report as a table to read."""
        figures = self.figures
        sent = sum(figures["sent"].values())
        rows = [
            ("people", f"{self.people:,}"),
            ("sent", f"{sent:,} resources in {figures['seconds']:.1f} s, {figures['resources_per_second']:,} a second"),
            ("already there", f"{sum(figures['already_there'].values()):,}"),
            ("refused", f"{self.refused:,}" + (f", in {self.dead_letters}" if self.dead_letters else "")),
            ("requests", f"{figures['requests']:,}, {figures['bytes_sent']:,} bytes out, {figures['bytes_received']:,} in"),
            ("latency", ", ".join(f"{name} {value:g} ms" for name, value in figures["latency_ms"].items()) or "none"),
            ("retries", ", ".join(f"{name}: {count:,}" for name, count in figures["retries"].items()) or "none"),
        ]
        if self.verified is not None:
            rows += self.verified.rows()
        return [f"{name:<14}{value}" for name, value in rows]


def _read(path: Path) -> list[dict[str, Any]]:
    with writing(path):
        try:
            value = orjson.loads(path.read_bytes())
        except (FileNotFoundError, orjson.JSONDecodeError):
            return []
    loads = value.get("loads", []) if isinstance(value, dict) else []
    return [each for each in loads if isinstance(each, dict)]
