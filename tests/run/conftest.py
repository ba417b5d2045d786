"""Lets the tests of this folder, and the processes that they start, import `fakes`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from fakes import FakeLives, prepare

from simulator.config import RunConfig
from simulator.run.prepared import Prepared


@pytest.fixture
def fake_lives() -> Callable[[RunConfig], FakeLives]:
    return FakeLives


@pytest.fixture
def prepared() -> Callable[[RunConfig], Prepared]:
    """A run of fake lives, ready to go."""
    return prepare


@pytest.fixture
def read_tree() -> Callable[[Path], dict[str, bytes]]:
    """Every file below a folder with its bytes."""
    return lambda folder: {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
