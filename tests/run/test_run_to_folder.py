"""A run's folder: what stands in it at the end, and after every way of not coming to the end."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from simulator.config import RunConfig
from simulator.errors import UsageError
from simulator.run.prepared import Prepared
from simulator.run.to_folder import run_to_folder

Prepare = Callable[[RunConfig], Prepared]
ReadTree = Callable[[Path], dict[str, bytes]]


def _config(folder: Path, **options: Any) -> RunConfig:
    return RunConfig.of(output=folder, **options)


def test_a_run_leaves_its_manifest_a_file_a_person_and_one_of_what_they_share(
    tmp_path: Path, prepared: Prepare, read_tree: ReadTree
) -> None:
    config = _config(tmp_path / "town", patients=5)
    summary = run_to_folder(config, prepared(config))
    tree = read_tree(config.output)
    people = [f"encounters/p{candidate:04}.ndjson" for candidate in range(7)]
    assert sorted(tree) == sorted(["encounters/000-shared.ndjson", *people, "run.json"])
    assert (summary.written, summary.living, summary.dead, summary.visits) == (7, 5, 2, 18)
    assert summary.bytes == sum(len(content) for name, content in tree.items() if name != "run.json")
    manifest = orjson.loads(tree["run.json"])
    assert manifest["status"] == "complete"
    assert manifest["people"] == {"living": 5, "dead": 2, "lived": 7, "lines": 25}
    assert manifest["resources"] == {"Encounter": 18, "Organization": 3, "Patient": 7, "Practitioner": 7, "PractitionerRole": 7}
    assert manifest["files"] == {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in tree.items()
        if name != "run.json"
    }


def test_shared_resources_are_exactly_those_of_the_written_and_stand_after_what_they_refer_to(
    tmp_path: Path, prepared: Prepare
) -> None:
    config = _config(tmp_path / "town", patients=2)
    run_to_folder(config, prepared(config))
    lines = (config.output / "encounters/000-shared.ndjson").read_bytes().splitlines()
    keys = [entry["request"]["url"] for line in lines for entry in orjson.loads(line)["entry"]]
    assert keys == [
        "Organization/o0", "Organization/o1", "Organization/o2", "Practitioner/d0", "Practitioner/d1", "Practitioner/d2",
        "PractitionerRole/a0", "PractitionerRole/a1", "PractitionerRole/a2",
    ]  # fmt: skip


def test_the_people_of_a_small_run_are_the_first_of_a_larger_one(tmp_path: Path, prepared: Prepare, read_tree: ReadTree) -> None:
    small, large = _config(tmp_path / "small", patients=20), _config(tmp_path / "large", patients=50)
    run_to_folder(small, prepared(small))
    run_to_folder(large, prepared(large))
    few, many = read_tree(small.output), read_tree(large.output)
    people = [name for name in few if name.startswith("encounters/p")]
    assert len(people) == 27
    assert {name: many[name] for name in people} == {name: few[name] for name in people}


def test_named_persons_have_the_bytes_of_the_whole_run(tmp_path: Path, prepared: Prepare, read_tree: ReadTree) -> None:
    whole, one = _config(tmp_path / "whole", patients=20), _config(tmp_path / "one", persons=[17])
    run_to_folder(whole, prepared(whole))
    summary = run_to_folder(one, prepared(one))
    name = "encounters/p0017.ndjson"
    assert read_tree(one.output)[name] == read_tree(whole.output)[name]
    assert summary.written == 1


def test_the_same_run_again_finds_itself_whole_and_lives_nobody(tmp_path: Path, prepared: Prepare, read_tree: ReadTree) -> None:
    config = _config(tmp_path / "town", patients=5)
    first = run_to_folder(config, prepared(config))
    before = read_tree(config.output)
    again = prepared(config)
    second = run_to_folder(config, again)
    assert (first.already_whole, second.already_whole) == (False, True)
    assert again.lives.lived == []  # type: ignore[attr-defined]
    assert read_tree(config.output) == before
    assert (second.written, second.visits, second.bytes) == (first.written, first.visits, first.bytes)


def test_another_run_is_refused_and_nothing_is_touched(tmp_path: Path, prepared: Prepare, read_tree: ReadTree) -> None:
    first, other = _config(tmp_path / "town", patients=5), _config(tmp_path / "town", patients=6)
    run_to_folder(first, prepared(first))
    before = read_tree(first.output)
    with pytest.raises(
        UsageError, match=r"holds another run \(seed-1, seed 1, 2026-01-01, version 0\); accepted is another folder"
    ):
        run_to_folder(other, prepared(other))
    assert read_tree(first.output) == before


def test_overwriting_removes_what_the_manifest_names_and_nothing_else(
    tmp_path: Path, prepared: Prepare, read_tree: ReadTree
) -> None:
    first, other = _config(tmp_path / "town", patients=9), _config(tmp_path / "town", patients=2, overwrite=True)
    run_to_folder(first, prepared(first))
    (first.output / "mine.txt").write_text("keep me")
    (first.output / "encounters" / "notes.txt").write_text("me too")
    run_to_folder(other, prepared(other))
    alone = _config(tmp_path / "alone", patients=2)
    run_to_folder(alone, prepared(alone))
    tree = read_tree(other.output)
    assert tree.pop("mine.txt") == b"keep me"
    assert tree.pop("encounters/notes.txt") == b"me too"
    assert tree == read_tree(alone.output)


def test_a_manifest_that_names_files_elsewhere_removes_nothing(tmp_path: Path, prepared: Prepare) -> None:
    config = _config(tmp_path / "town", patients=2)
    run_to_folder(config, prepared(config))
    victim = tmp_path / "victim.txt"
    victim.write_text("outside")
    text = (config.output / "run.json").read_text().replace("encounters/p0001.ndjson", "../victim.txt")
    (config.output / "run.json").write_text(text)
    over = _config(tmp_path / "town", patients=3, overwrite=True)
    with pytest.raises(UsageError, match="accepted are paths below the folder"):
        run_to_folder(over, prepared(over))
    assert victim.read_text() == "outside"


def test_a_folder_with_other_files_is_refused(tmp_path: Path, prepared: Prepare) -> None:
    config = _config(tmp_path, patients=2)
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"holds thesis.txt, which no run wrote; accepted is an empty folder \(--output\)"):
        run_to_folder(config, prepared(config))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_note_and_hidden_files_do_not_make_a_folder_somebody_elses(tmp_path: Path, prepared: Prepare) -> None:
    config = _config(tmp_path, patients=2)
    (tmp_path / "README.md").write_text("what this folder is for")
    (tmp_path / ".gitkeep").touch()
    assert run_to_folder(config, prepared(config)).living == 2


def test_somebody_elses_run_json_is_refused_even_to_overwrite(tmp_path: Path, prepared: Prepare) -> None:
    config = _config(tmp_path, patients=2, overwrite=True)
    (tmp_path / "run.json").write_text('{"status": "complete"}')
    with pytest.raises(UsageError, match="not the manifest of a run of this version"):
        run_to_folder(config, prepared(config))


@pytest.mark.parametrize("candidate", [0, 7, 20, 33, 65])
def test_an_interrupted_run_is_incomplete_and_goes_on_to_the_same_bytes(
    tmp_path: Path, prepared: Prepare, read_tree: ReadTree, candidate: int
) -> None:
    whole, config = _config(tmp_path / "whole", patients=50), _config(tmp_path / "town", patients=50)
    run_to_folder(whole, prepared(whole))
    broken = prepared(config)
    broken.lives.breaks_at = candidate  # type: ignore[attr-defined]
    with pytest.raises(KeyboardInterrupt):
        run_to_folder(config, broken)
    manifest = orjson.loads((config.output / "run.json").read_bytes())
    assert (manifest["status"], manifest["files"]) == ("incomplete", {})
    for path in (config.output / "encounters").glob("*"):
        assert path.read_bytes() == (whole.output / "encounters" / path.name).read_bytes()
    again = prepared(config)
    run_to_folder(config, again)
    assert read_tree(config.output) == read_tree(whole.output)
    assert again.lives.lived[0] == candidate // 20 * 20  # type: ignore[attr-defined]


def test_the_beginning_of_another_run_is_refused_and_overwritten_whole(
    tmp_path: Path, prepared: Prepare, read_tree: ReadTree
) -> None:
    begun, other = _config(tmp_path / "town", patients=50), _config(tmp_path / "town", patients=3)
    broken = prepared(begun)
    broken.lives.breaks_at = 45  # type: ignore[attr-defined]
    with pytest.raises(KeyboardInterrupt):
        run_to_folder(begun, broken)
    with pytest.raises(UsageError, match="holds the beginning of another run"):
        run_to_folder(other, prepared(other))
    over, alone = _config(tmp_path / "town", patients=3, overwrite=True), _config(tmp_path / "alone", patients=3)
    run_to_folder(over, prepared(over))
    run_to_folder(alone, prepared(alone))
    assert read_tree(over.output) == read_tree(alone.output)


def test_a_lost_file_of_a_complete_run_is_told(tmp_path: Path, prepared: Prepare) -> None:
    config = _config(tmp_path / "town", patients=5)
    run_to_folder(config, prepared(config))
    (config.output / "encounters/p0002.ndjson").unlink()
    with pytest.raises(UsageError, match=r"p0002.ndjson: lost or changed since the run; accepted is --overwrite"):
        run_to_folder(config, prepared(config))


def test_a_part_whose_files_were_lost_is_lived_again(tmp_path: Path, prepared: Prepare, read_tree: ReadTree) -> None:
    whole, config = _config(tmp_path / "whole", patients=50), _config(tmp_path / "town", patients=50)
    run_to_folder(whole, prepared(whole))
    broken = prepared(config)
    broken.lives.breaks_at = 45  # type: ignore[attr-defined]
    with pytest.raises(KeyboardInterrupt):
        run_to_folder(config, broken)
    (config.output / "encounters/p0003.ndjson").unlink()
    run_to_folder(config, prepared(config))
    assert read_tree(config.output) == read_tree(whole.output)


def test_a_living_run_is_not_disturbed(tmp_path: Path, prepared: Prepare) -> None:
    config = _config(tmp_path / "town", patients=30)
    said: list[str] = []

    class Intruder:
        def went_on(self, wanted_done: int, written: int) -> None:
            with pytest.raises(UsageError) as caught:
                run_to_folder(config, prepared(config))
            said.append(str(caught.value))

    run_to_folder(config, prepared(config), Intruder())
    assert len(said) == 42
    assert "another run is writing there" in said[0]


def test_the_watcher_sees_the_living_grow(tmp_path: Path, prepared: Prepare) -> None:
    config = _config(tmp_path / "town", patients=30)
    seen: list[tuple[int, int]] = []

    class Watching:
        def went_on(self, wanted_done: int, written: int) -> None:
            seen.append((wanted_done, written))

    run_to_folder(config, prepared(config), Watching())
    assert seen[0] == (0, 1)
    assert seen[-1] == (30, 40)
    assert seen == sorted(seen)
    assert {done for done, _ in seen} == set(range(31))


def test_the_life_worth_reading_is_of_somebody_living_with_most_visits(tmp_path: Path, prepared: Prepare) -> None:
    config = _config(tmp_path / "town", patients=10)
    summary = run_to_folder(config, prepared(config))
    assert summary.example == config.output / "encounters/p0009.ndjson"
