"""What tests of loading have in common: a server in memory, small folders of FHIR, and the command itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from load_folders import Said, make_run
from load_server import LoadServer, serving

from simulator.cli.main import main
from simulator.load.operation import load_paths
from simulator.load.options import LoadOptions
from simulator.load.report import Outcome


@pytest.fixture
def server() -> Iterator[LoadServer]:
    with serving() as running:
        yield running


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def load(server: LoadServer, said: Said) -> Callable[..., Outcome]:
    def run(*paths: Path, **options: Any) -> Outcome:
        return load_paths(list(paths), LoadOptions(to=server.base, **options), said)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run's folder of encounters, with three people."""
    return make_run(tmp_path / "run")


@dataclass(frozen=True)
class Done:
    """A command that came to its end."""

    code: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command as people type it, in an environment without proxies and secrets of its own."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)

    def run(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["simulator", *map(str, words)])
        capsys.readouterr()
        try:
            code: object = main()
        except SystemExit as ended:
            code = ended.code
        said = capsys.readouterr()
        return Done(int(str(code or 0)), said.out, said.err)

    return run
