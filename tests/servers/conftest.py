"""Real servers, started for the tests that need them, and a small run to load; see RESULTS.md for the full size."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from servers_runs import PEOPLE, simulator, started

Start = Callable[..., str]


@pytest.fixture
def medplum(shared: Path) -> Iterator[Start]:
    """Starts Medplum's router with the options given; it ends with the test."""
    with _starter(shared / "servers" / "medplum") as start:
        yield start


@contextmanager
def _starter(folder: Path) -> Iterator[Start]:
    with ExitStack() as stack:
        yield lambda *options: stack.enter_context(started(folder, *options))


@pytest.fixture(scope="session")
def hapi(shared: Path) -> Iterator[str]:
    """HAPI with referential integrity, one for all tests: they empty it by unloading. SIMULATOR_HAPI names one that runs."""
    if running := os.environ.get("SIMULATOR_HAPI"):
        yield running
        return
    with started(shared / "servers" / "hapi", "--heap", "2g") as address:
        yield address


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of people of our own modules."""
    folder = tmp_path_factory.mktemp("servers") / "run"
    simulator("generate", "-n", PEOPLE, "--quiet", "-o", folder)
    return folder
