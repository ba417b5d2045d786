"""Every problem of modules, for their authors."""

from __future__ import annotations

from pathlib import Path

from simulator.errors import Problem
from simulator.machine.load import check_folders


def check(folders: list[Path]) -> list[Problem]:
    """The problems of the modules in these folders, errors and warnings by file and line; of our own where none is named.

    Raises UsageError for a folder that doesn't exist.
    """
    return check_folders(folders or None)


def plain(problems: list[Problem]) -> list[str]:
    """One line a problem, warnings marked, and a last one with the counts."""
    errors = sum(problem.severity == "error" for problem in problems)
    lines = [f"{problem}" if problem.severity == "error" else f"warning: {problem}" for problem in problems]
    return [*lines, f"{_count(errors, 'error')}, {_count(len(problems) - errors, 'warning')}"]


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
