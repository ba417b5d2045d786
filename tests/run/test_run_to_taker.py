"""A run given away: to one who takes people as they come, by one process or several, with no files left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fakes
import orjson
import pytest

from simulator.config import RunConfig
from simulator.errors import LoadError, UsageError
from simulator.resources.references import key_of, references
from simulator.run.prepared import Prepared
from simulator.run.to_folder import run_to_folder
from simulator.run.to_taker import run_to_taker
from simulator.sinks.manifest import Manifest
from simulator.sources.ndjson import read_bundles

Prepare = Callable[[RunConfig], Prepared]


class Takes:
    """Remembers what it was given; refuses to go on after `breaks_after` people."""

    def __init__(self, breaks_after: int = -1) -> None:
        self.given: list[dict[str, Any]] = []
        self.people: dict[str, list[dict[str, Any]]] = {}
        self.finished = False
        self._breaks_after = breaks_after

    def share(self, bundles: list[dict[str, Any]]) -> None:
        self.given += bundles

    def person(self, patient: str, lines: list[dict[str, Any]]) -> None:
        if len(self.people) == self._breaks_after:
            raise LoadError("the server is gone")
        self.given += lines
        self.people[patient] = lines

    def finish(self) -> None:
        self.finished = True


def give(config: RunConfig, takes: Takes) -> None:
    @contextmanager
    def open_taker(manifest: Manifest) -> Iterator[Takes]:
        yield takes

    run_to_taker(config, fakes.prepare(config), open_taker, prepare=fakes.prepare)


def left(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("workers", [1, 2])
def test_everybody_is_given_in_order_and_no_file_is_left(tmp_path: Path, workers: int) -> None:
    files = RunConfig.of(output=tmp_path / "files", patients=45)
    run_to_folder(files, fakes.prepare(files))
    takes = Takes()
    give(RunConfig.of(output=tmp_path / "given", patients=45, workers=workers), takes)
    assert takes.finished
    written = {path.stem: list(read_bundles(path)) for path in (files.output / "encounters").glob("p*.ndjson")}
    assert takes.people == written
    assert list(takes.people) == sorted(written)
    assert left(tmp_path / "given") == ["run.json"]
    told, wanted = (orjson.loads((folder / "run.json").read_bytes()) for folder in (tmp_path / "given", files.output))
    assert told == {**wanted, "files": {}}


def test_what_people_share_comes_once_and_before_who_refers_to_it(tmp_path: Path) -> None:
    takes = Takes()
    give(RunConfig.of(output=tmp_path, patients=30, workers=2), takes)
    there: set[str] = set()
    for bundle in takes.given:
        together = {key_of(entry["resource"]) for entry in bundle["entry"]}
        assert {target for entry in bundle["entry"] for target in references(entry["resource"])} <= there | together
        assert not {key for key in together & there if not key.startswith("Patient/")}
        there |= together


def test_a_run_that_was_given_away_is_given_again_or_written(tmp_path: Path) -> None:
    config = RunConfig.of(output=tmp_path, patients=5)
    first, second, third = Takes(), Takes(), Takes()
    give(config, first)
    give(config, second)
    assert second.people == first.people
    assert left(tmp_path) == ["run.json"]
    assert not run_to_folder(config, fakes.prepare(config)).already_whole
    whole = left(tmp_path)
    assert len(whole) == 3 + len(first.people)
    give(config, third)
    assert third.people == first.people
    assert left(tmp_path) == whole


def test_where_the_taker_breaks_the_same_command_gives_everybody(tmp_path: Path) -> None:
    config = RunConfig.of(output=tmp_path, patients=45, workers=2)
    with pytest.raises(LoadError):
        give(config, Takes(breaks_after=25))
    assert orjson.loads((tmp_path / "run.json").read_bytes())["status"] == "incomplete"
    takes = Takes()
    give(config, takes)
    assert len(takes.people) == orjson.loads((tmp_path / "run.json").read_bytes())["people"]["lived"]
    assert left(tmp_path) == ["run.json"]


@pytest.mark.parametrize(
    "options",
    [
        {"formats": ["patients"]},
        {"formats": ["encounters", "bulk"]},
        {"references": "conditional"},
        {"base_url": "http://x/fhir"},
        {"gzip": True},
        {"truth": "labels"},
    ],
)
def test_what_says_how_files_are_written_is_refused(tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="how files are written"):
        give(RunConfig.of(output=tmp_path / "run", patients=1, **options), Takes())
    assert not (tmp_path / "run").exists()
