"""How much disk a run will need is known after its first parts, said, and missed in time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest

from simulator.config import RunConfig
from simulator.errors import OutputError
from simulator.kernel.amounts import bytes_text
from simulator.run.prepared import Prepared
from simulator.run.to_folder import run_to_folder

Prepare = Callable[[RunConfig], Prepared]


class Usage(NamedTuple):
    total: int
    used: int
    free: int


class Watching:
    def __init__(self) -> None:
        self.foreseen: list[tuple[int, int]] = []

    def went_on(self, wanted_done: int, written: int) -> None:
        pass

    def foresaw(self, bytes_needed: int, bytes_free: int) -> None:
        self.foreseen.append((bytes_needed, bytes_free))


def _disk(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 0, free))


@pytest.mark.parametrize("formats", [["encounters"], ["patients"], ["bulk"], ["encounters", "patients", "bulk"]])
def test_what_is_foreseen_is_what_the_run_comes_to(tmp_path: Path, prepared: Prepare, formats: list[str]) -> None:
    config = RunConfig.of(patients=400, output=tmp_path / "town", formats=formats)
    watcher = Watching()
    summary = run_to_folder(config, prepared(config), watcher)
    [(needed, free)] = watcher.foreseen
    assert needed == pytest.approx(summary.bytes * (2 if formats == ["bulk"] else 1), rel=0.5)
    assert free > 0


def test_a_run_that_the_disk_will_not_hold_stops_and_goes_on_when_it_will(
    tmp_path: Path, prepared: Prepare, read_tree: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = RunConfig.of(patients=400, output=tmp_path / "town")
    watcher = Watching()
    _disk(monkeypatch, 100_000)
    with pytest.raises(OutputError) as caught:
        run_to_folder(config, prepared(config), watcher)
    assert "town: the rest of the run will need " in str(caught.value)
    assert "and 100.0 KB are free; needed is more room, or a smaller run; the same command goes on" in str(caught.value)
    assert len(watcher.foreseen) == 1
    assert orjson.loads((config.output / "run.json").read_bytes())["status"] == "incomplete"
    _disk(monkeypatch, 10**9)
    run_to_folder(config, prepared(config))
    whole = RunConfig.of(patients=400, output=tmp_path / "whole")
    run_to_folder(whole, prepared(whole))
    assert read_tree(config.output) == read_tree(whole.output)


def test_a_run_that_ends_with_its_first_parts_has_nothing_to_foresee(
    tmp_path: Path, prepared: Prepare, monkeypatch: pytest.MonkeyPatch
) -> None:
    _disk(monkeypatch, 0)
    config = RunConfig.of(patients=45, output=tmp_path / "town")
    assert run_to_folder(config, prepared(config)).living == 45


def test_bytes_are_said_in_the_unit_that_fits() -> None:
    assert [bytes_text(count) for count in (0, 999, 1000, 1_340_000, 21_000_000_000)] == [
        "0 bytes",
        "999 bytes",
        "1.0 KB",
        "1.3 MB",
        "21.0 GB",
    ]
