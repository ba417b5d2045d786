"""The bytes of a small run, held by a hash for each version: what changes them raises the version, and says why in its commit."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import orjson

from simulator import __version__
from simulator.config import RunConfig
from simulator.run.api import run

GOLDEN = Path(__file__).with_name("golden.json")


def test_a_small_run_has_the_bytes_of_its_version(tmp_path: Path) -> None:
    run(RunConfig.of(patients=5, output=tmp_path / "town"))
    files = orjson.loads((tmp_path / "town/run.json").read_bytes())["files"]
    found = sha256(orjson.dumps(files)).hexdigest()
    golden = orjson.loads(GOLDEN.read_bytes())
    assert golden.get(__version__) == found, (
        f"the bytes of a run of 5 people are {found}: if that is meant, raise the version in pyproject.toml, install again, "
        f"add it with this hash to {GOLDEN.name}, and say in the commit why"
    )
