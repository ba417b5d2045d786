"""Real servers, started for the tests that need them, and a small run to load; see RESULTS.md for the full size."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from servers_runs import FORMATS, PEOPLE, SMALL, simulator, started

#: Years of the people's records; 0 are whole lives, which HAPI on H2 takes ever more slowly (see RESULTS.md).
YEARS = os.environ.get("SIMULATOR_SERVERS_YEARS", "1" if SMALL else "2")

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
def hapi(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """HAPI with referential integrity, one for all tests, which load under ids of their own. SIMULATOR_HAPI names one that
    runs."""
    if running := os.environ.get("SIMULATOR_HAPI"):
        yield running
        return
    size = ["--heap", "2g"] if SMALL else ["--heap", "4g", "--file", tmp_path_factory.mktemp("hapi")]
    with started(shared / "servers" / "hapi", *size) as address:
        yield address


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of people of our own modules, in every format, with their last years: what has been before makes no other types of
    resources, only more of them."""
    folder = tmp_path_factory.mktemp("servers") / "run"
    formats = [word for name in FORMATS for word in ("--format", name)]
    simulator("generate", "-n", PEOPLE, "--years-of-history", YEARS, *formats, "--quiet", "-o", folder)
    return folder
