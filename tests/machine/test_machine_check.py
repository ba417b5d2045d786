"""Every kind of bad input comes out with its file, line, state, what was found and what is accepted.

Each file of bad_modules/errors/ and bad_modules/warnings/ has one thing wrong with it; its name says what.
bad_modules/errors.txt and warnings.txt hold all that is told of them, as people read it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import Problem
from simulator.machine import load
from simulator.machine.load import check_folders

BAD_MODULES = Path(__file__).parent / "bad_modules"


def _expected(name: str) -> list[str]:
    return (BAD_MODULES / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def _told(problem: Problem) -> str:
    return str(problem).split("bad_modules/", 1)[1].split("/", 1)[1]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Problem]]:
    """The problems of the two folders, without our own modules."""
    own = tmp_path_factory.mktemp("own")
    (own / "core").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "own_folder", lambda: own)
        return {name: check_folders([BAD_MODULES / name]) for name in ("errors", "warnings")}


@pytest.mark.parametrize("expected", _expected("errors"), ids=lambda line: line[:50])
def test_an_error_tells_file_line_state_found_and_accepted(expected: str, found: dict[str, list[Problem]]) -> None:
    assert expected in [_told(problem) for problem in found["errors"] if problem.severity == "error"]


def test_bad_input_has_no_other_errors(found: dict[str, list[Problem]]) -> None:
    assert [_told(problem) for problem in found["errors"] if problem.severity == "error"] == _expected("errors")


def test_every_bad_file_is_named_in_the_errors() -> None:
    blameless = {"caller.json", "care/other.json", "table_with_bad_cells.json", "table_with_short_row.json"}
    blameless |= {"incidence_with_negative_rate.json"} | {
        f"lookup_tables/{each}.csv" for each in ("goals", "incidence_by_time", "values_as_other_text")
    }
    files = {path.relative_to(BAD_MODULES / "errors").as_posix() for path in (BAD_MODULES / "errors").rglob("*.*")}
    assert files - {line.split(":", 1)[0] for line in _expected("errors")} == blameless


@pytest.mark.parametrize("expected", _expected("warnings"), ids=lambda line: line[:50])
def test_a_warning_tells_file_line_state_found_and_accepted(expected: str, found: dict[str, list[Problem]]) -> None:
    assert expected in [_told(problem) for problem in found["warnings"]]


def test_what_is_only_a_warning_is_no_error(found: dict[str, list[Problem]]) -> None:
    assert [problem for problem in found["warnings"] if problem.severity == "error"] == []
    assert [_told(problem) for problem in found["warnings"]] == _expected("warnings")
