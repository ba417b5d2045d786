"""What the tests of the module library share: its files as JSON, its codes, and one set of people who have lived by it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from simulator.machine.load import own_folder

ELSEWHERE = Path(__file__).with_name("codes_elsewhere.csv")


@dataclass(frozen=True, slots=True)
class UsedCode:
    """A code as a module writes it, and the module that does."""

    module: str
    system: str
    code: str
    display: str


@pytest.fixture(scope="session")
def modules() -> dict[str, dict[str, Any]]:
    """Every module of our own library by key, as JSON."""
    folder = own_folder()
    files = sorted(folder.rglob("*.json"))
    return {path.relative_to(folder).with_suffix("").as_posix(): json.loads(path.read_text(encoding="utf-8")) for path in files}


@pytest.fixture(scope="session")
def used_codes(modules: dict[str, dict[str, Any]]) -> list[UsedCode]:
    """Every code that a module uses, once per module."""
    return sorted({code for key, module in modules.items() for code in _codes(key, module)}, key=repr)


@pytest.fixture(scope="session")
def codes_elsewhere() -> dict[tuple[str, str], str]:
    """Codes that are in none of the shared lists, with the display that their sources give them."""
    with ELSEWHERE.open(encoding="utf-8", newline="") as table:
        return {(row["system"], row["code"]): row["display"] for row in csv.DictReader(table)}


def _codes(key: str, part: Any) -> Iterator[UsedCode]:
    if isinstance(part, dict):
        if "system" in part and "code" in part:
            yield UsedCode(key, part["system"], str(part["code"]), part.get("display", ""))
        for value in part.values():
            yield from _codes(key, value)
    elif isinstance(part, list):
        for value in part:
            yield from _codes(key, value)
