"""Several processes: the same bytes as one, in any order, and no harm where one of them, or their parent, is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from fakes import LOG, TROUBLE, prepare

from simulator.config import RunConfig
from simulator.errors import ModuleRunError, RunError
from simulator.run.to_folder import run_to_folder

ReadTree = Callable[[Path], dict[str, bytes]]
posix = pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")


def _config(folder: Path, **options: Any) -> RunConfig:
    return RunConfig.of(output=folder, **options)


def _run(folder: Path, watcher: Any = None, **options: Any) -> Path:
    config = _config(folder, **options)
    run_to_folder(config, prepare(config), watcher, prepare)
    return folder


@pytest.mark.parametrize("workers", [2, 4])
def test_more_processes_give_the_same_bytes_whoever_is_first(
    tmp_path: Path, read_tree: ReadTree, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    one = _run(tmp_path / "one", patients=130)
    monkeypatch.setenv(TROUBLE, "slow:3")
    many = _run(tmp_path / "many", patients=130, workers=workers)
    assert read_tree(many) == read_tree(one)


def test_named_persons_and_every_format_are_the_same_too(tmp_path: Path, read_tree: ReadTree) -> None:
    options = {"persons": range(3, 70), "formats": ["encounters", "patients", "bulk"], "gzip": True}
    assert read_tree(_run(tmp_path / "a", workers=3, **options)) == read_tree(_run(tmp_path / "b", **options))


def test_a_failure_comes_whole_out_of_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TROUBLE, "raise:33")
    with pytest.raises(ModuleRunError) as caught:
        _run(tmp_path / "town", patients=90, workers=2)
    assert (caught.value.module, caught.value.state) == ("plague", "Onset")
    assert str(caught.value) == 'plague state "Onset": goes round without time passing'


def test_a_failure_beyond_the_last_who_is_wanted_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TROUBLE, "raise:79")
    config = _config(tmp_path / "town", patients=50, workers=3)
    assert run_to_folder(config, prepare(config), None, prepare).written == 67


@posix
def test_a_killed_process_is_one_clear_line_and_the_run_goes_on(
    tmp_path: Path, read_tree: ReadTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TROUBLE, "kill:47")
    with pytest.raises(RunError) as caught:
        _run(tmp_path / "town", patients=130, workers=2)
    assert str(caught.value) == (
        "a worker process was killed (signal 9) while it lived candidates 40 to 59; the same command goes on, "
        "and fewer --workers need less memory"
    )
    assert orjson.loads((tmp_path / "town/run.json").read_bytes())["status"] == "incomplete"
    monkeypatch.delenv(TROUBLE)
    _run(tmp_path / "town", patients=130, workers=3)
    assert read_tree(tmp_path / "town") == read_tree(_run(tmp_path / "whole", patients=130))


def test_not_many_parts_beyond_the_last_who_is_wanted_are_lived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOG, str(tmp_path / "log"))
    monkeypatch.setenv(TROUBLE, "slow:2")
    _run(tmp_path / "town", patients=75, workers=4)
    lived = (tmp_path / "log").read_text().splitlines()
    assert len({line.split()[1] for line in lived}) == len(lived)
    assert len(lived) <= 100 + 3 * 20
    assert len({line.split()[0] for line in lived}) > 1


def test_whoever_watches_sees_the_living_grow_to_the_end(tmp_path: Path) -> None:
    seen: list[int] = []

    class Watching:
        def went_on(self, wanted_done: int, written: int) -> None:
            seen.append(wanted_done)

        def foresaw(self, bytes_needed: int, bytes_free: int) -> None:
            assert 0 < bytes_needed < bytes_free

    _run(tmp_path / "town", Watching(), patients=90, workers=2)
    assert (seen[-1], max(seen)) == (90, 90)
    assert len(set(seen)) > 80


def test_a_small_run_and_one_that_is_all_there_start_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOG, str(tmp_path / "log"))
    _run(tmp_path / "small", patients=20, workers=8)
    assert {line.split()[0] for line in (tmp_path / "log").read_text().splitlines()} == {str(os.getpid())}
    config = _config(tmp_path / "town", patients=70)
    broken = prepare(config)
    broken.lives.breaks_at = 85  # type: ignore[attr-defined]
    with pytest.raises(KeyboardInterrupt):
        run_to_folder(config, broken)
    (tmp_path / "log").unlink()
    _run(tmp_path / "town", patients=70, workers=2)
    assert {int(line.split()[1]) for line in (tmp_path / "log").read_text().splitlines()} >= set(range(80, 94))


PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from fakes import prepare
from simulator.config import RunConfig
from simulator.run.to_folder import run_to_folder

config = RunConfig(output=Path(sys.argv[2]), patients=130, workers=int(sys.argv[3]))
run_to_folder(config, prepare(config), None, prepare)
"""


def _start(folder: Path, workers: int, **variables: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-c", PROGRAM, str(Path(__file__).parent), str(folder), str(workers)]
    return subprocess.Popen(words, env={**os.environ, **variables})


def _is_there(process: int) -> bool:
    """Whether a process lives; one that has ended and waits for somebody to ask why does not."""
    status = Path(f"/proc/{process}/stat")
    if status.parent.parent.joinpath("self").exists():
        return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


@posix
def test_the_workers_of_a_killed_parent_end_and_hold_nothing(tmp_path: Path, read_tree: ReadTree) -> None:
    log = tmp_path / "log"

    def workers() -> set[int]:
        return {int(line.split()[0]) for line in log.read_text().splitlines() if len(line.split()) == 2} if log.exists() else set()

    parent = _start(tmp_path / "town", 2, **{LOG: str(log), TROUBLE: "slow:400"})
    _wait_until(lambda: len(workers()) == 2)
    parent.kill()
    parent.wait()
    _wait_until(lambda: not any(map(_is_there, workers())), 10)
    _run(tmp_path / "town", patients=130)
    assert read_tree(tmp_path / "town") == read_tree(_run(tmp_path / "whole", patients=130))


@posix
@pytest.mark.parametrize("seed", range(5))
def test_a_run_killed_at_random_moments_goes_on_to_the_same_bytes(tmp_path: Path, read_tree: ReadTree, seed: int) -> None:
    moments = random.Random(seed)
    workers = 1 + seed % 3
    for _ in range(3):
        process = _start(tmp_path / "town", workers, **{TROUBLE: "slow:4"})
        _wait_until(lambda: (tmp_path / "town").exists())
        time.sleep(moments.uniform(0, 1))
        process.send_signal(signal.SIGKILL)
        process.wait()
    _run(tmp_path / "town", patients=130, workers=workers)
    assert read_tree(tmp_path / "town") == read_tree(_run(tmp_path / "whole", patients=130))


def test_a_process_that_finds_other_modules_says_so(tmp_path: Path) -> None:
    config = _config(tmp_path / "town", patients=50, workers=2)
    with pytest.raises(RunError, match="have changed since the run began"):
        run_to_folder(config, prepare(_config(tmp_path / "town", patients=50, seed=2)), None, prepare)
