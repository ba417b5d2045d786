"""Rules of the house that a tool can see."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "simulator").rglob("*.py"))
MOST_LINES = 400
MOST_FUNCTION_LINES = 60
TOP_LEVEL = {"LICENSE", "README.md", "modules", "output", "pyproject.toml", "simulator", "tests"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_the_top_level_holds_what_it_should_and_nothing_else() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a Git checkout")
    names = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_rooms_import_only_from_the_floors_below() -> None:
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_files_and_functions_are_short_and_public_things_say_what_they_give(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert text.count("\n") <= MOST_LINES
    assert ast.get_docstring(tree), "no docstring"
    for function in _functions(tree):
        assert (function.end_lineno or 0) - function.lineno < MOST_FUNCTION_LINES, function.name
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and node in tree.body:
            assert ast.get_docstring(node), node.name


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_nothing_is_swallowed_or_put_off(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ExceptHandler):
            kinds = ast.unparse(node.type) if node.type else ""
            assert kinds not in ("", "Exception", "BaseException"), f"line {node.lineno}"


def test_only_the_lock_knows_what_system_it_is_on() -> None:
    systems = re.compile(r"^\s*(import|from) (fcntl|msvcrt|pwd|grp|resource|termios)\b", re.MULTILINE)
    assert [_name(path) for path in FILES if systems.search(path.read_text(encoding="utf-8"))] == ["simulator/sinks/lock.py"]


def test_of_signals_only_the_interrupt_is_known_for_windows_has_few_others() -> None:
    signals = re.compile(r"\bsignal\.(\w+)")
    found = {name for path in FILES for name in signals.findall(path.read_text(encoding="utf-8"))}
    assert found <= {"SIGINT", "SIG_DFL", "SIG_IGN", "signal"}
    assert not any("from signal import" in path.read_text(encoding="utf-8") for path in FILES)


def test_importing_the_package_loads_no_room() -> None:
    program = "import sys, simulator; print(sorted(name for name in sys.modules if name.startswith('simulator.')))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_test_file_has_a_name_of_its_own() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert len(names) == len(set(names))
