"""The README's examples, as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
SETUP = re.compile(r"python3 -m venv \.venv && \.venv/bin/pip install --quiet --editable (\S+) && \.venv/bin/(\S+)( .*)?\n")
EXAMPLES = [(kind, text) for kind, text in BLOCKS[2:] if kind != "powershell"]


def test_the_first_two_blocks_are_one_line_each_that_sets_up_and_runs() -> None:
    (first_kind, first), (second_kind, second) = BLOCKS[:2]
    assert (first_kind, second_kind) == ("sh", "sh")
    first_match, second_match = SETUP.fullmatch(first), SETUP.fullmatch(second)
    assert first_match is not None
    assert second_match is not None
    assert first_match.groups() == (".", "simulator", " generate")
    assert (second_match[1], second_match[2]) == ("'.[dev]'", "pytest")


def test_the_third_block_is_the_first_one_for_powershell() -> None:
    first, (kind, text) = BLOCKS[0][1], BLOCKS[2]
    assert kind == "powershell"
    assert text.count("\n") == 1
    words = first.replace("&&", ";").replace(".venv/bin/pip", ".venv/bin/python -m pip").replace("python3 -m venv", "py -3 -m venv")
    assert text == words.replace(" ;", ";").replace(".venv/bin/", ".venv\\Scripts\\")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples, for later ones read what earlier ones wrote."""
    return tmp_path_factory.mktemp("readme")


def test_every_example_runs_in_the_order_of_the_readme(folder: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    commands = {"sh": ["bash", "-ec"], "python": [sys.executable, "-c"]}
    assert len(EXAMPLES) >= 7
    for kind, text in EXAMPLES:
        done = subprocess.run([*commands[kind], text], cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        assert done.stdout.strip(), f"says nothing: {text}"


def test_every_option_of_generate_stands_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "simulator", "generate", "--help"], capture_output=True, text=True, check=True)
    options = set(re.findall(r"--[a-z-]+", done.stdout)) - {"--help"}
    assert {option for option in options if option not in text} == set()
