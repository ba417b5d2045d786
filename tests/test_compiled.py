"""A compiled build: what it names is compiled, and what it doesn't is not."""

from __future__ import annotations

import os
import tomllib
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec
from pathlib import Path

import pytest

import simulator.machine.walk

ROOT = Path(__file__).resolve().parent.parent
HOOK = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"][
    "mypyc"
]


def named() -> set[str]:
    """The modules that the build compiles."""
    left_out = HOOK["exclude"]
    found = {path for pattern in HOOK["include"] for path in ROOT.glob(pattern.lstrip("/"))}
    paths = {path for path in found if path.name not in left_out and f"/{path.relative_to(ROOT).as_posix()}" not in left_out}
    return {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths}


def is_compiled(module: str) -> bool:
    spec = find_spec(module)
    assert spec is not None and spec.origin is not None, module
    return spec.origin.endswith(tuple(EXTENSION_SUFFIXES))


def test_every_pattern_of_the_build_names_a_file() -> None:
    for pattern in HOOK["include"]:
        assert list(ROOT.glob(pattern.lstrip("/"))), pattern


def test_what_the_build_names_is_compiled_and_nothing_else() -> None:
    if not is_compiled(simulator.machine.walk.__name__):
        assert "SIMULATOR_COMPILED" not in os.environ, "the package under test was to be compiled"
        pytest.skip("the package is not compiled")
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in (ROOT / "simulator").rglob("*.py")}
    assert {module for module in modules if not module.endswith("__init__") and is_compiled(module)} == named()
