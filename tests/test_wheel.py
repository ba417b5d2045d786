"""A clean wheel in an empty environment, used from another folder: every command, without extras."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True)
    return next(folder.glob("simulator-*.whl"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a virtual environment that holds the wheel and what it needs, and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    subprocess.run([str(folder / SCRIPTS / "python"), "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    return folder / SCRIPTS


def _run(environment: Path, folder: Path, *words: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SIMULATOR", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(environment / words[0]), *words[1:]], cwd=folder, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_modules_tables_and_the_mark_of_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "simulator/py.typed" in names
    for folder in ("modules", "simulator/world/tables"):
        below = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        assert below
        inside = {
            f"simulator/{path.relative_to(ROOT / 'simulator' if folder.startswith('simulator') else ROOT).as_posix()}"
            for path in below
        }
        assert inside <= names
    assert not [name for name in names if name.startswith("tests")]


def test_every_command_works_from_another_folder(environment: Path, tmp_path: Path) -> None:
    assert _run(environment, tmp_path, "simulator", "--version").startswith("simulator ")
    said = _run(environment, tmp_path, "simulator", "generate", "-n", "2", "-o", "town")
    assert "2 living" in said
    person = str(next(path for path in sorted((tmp_path / "town/encounters").iterdir()) if not path.name.startswith("000")))
    assert "Visits (" in _run(environment, tmp_path, "simulator", "show", person)
    assert '"resourceType": "Bundle"' in _run(environment, tmp_path, "simulator", "show", person, "--line", "1", "--json")
    assert "0 errors" in _run(environment, tmp_path, "simulator", "modules", "check")


def test_the_package_works_as_a_library(environment: Path, tmp_path: Path) -> None:
    program = "import simulator; print(sum(1 for bundle in simulator.generate(patients=1)) > 1)"
    assert _run(environment, tmp_path, "python", "-c", program) == "True\n"
