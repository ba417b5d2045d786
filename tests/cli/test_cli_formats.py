"""Formats and mixes on the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "words",
    [
        "--bundle collection",
        "--format patients --bundle collection --references conditional",
        "--format bulk --references literal",
        "--format csv",
        "--having SNOWMAN|1",
        "--years-of-history -1",
    ],
)
def test_what_cannot_be_is_one_line_and_exit_code_2(tmp_path: Path, words: str) -> None:
    command = [sys.executable, "-m", "simulator", "generate", *words.split(), "-o", "town"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("simulator: ")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "town").exists()


def test_a_compressed_run_of_persons_bundles_can_be_shown(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "simulator"]
    words = ["generate", "--person", "7", "--format", "patients", "--references", "urn", "--gzip", "--years-of-history", "2"]
    subprocess.run([*command, *words, "-o", "town", "--quiet"], cwd=tmp_path, check=True)
    (path,) = (tmp_path / "town" / "patients").iterdir()
    assert path.name.endswith(".json.gz")
    done = subprocess.run([*command, "show", str(path)], capture_output=True, text=True, check=True)
    assert "born: " in done.stdout
