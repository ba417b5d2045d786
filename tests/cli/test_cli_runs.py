"""Runs as people type them: many processes, the truth, and the same run again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest


def _simulator(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "simulator", *map(str, words)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def _tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a run by two processes was made into `town`, with the truth."""
    folder = tmp_path_factory.mktemp("made")
    done = _simulator("generate", "-n", "25", "--age", "0-9", "--workers", "2", "--truth", "--quiet", "-o", "town", folder=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


def test_two_processes_write_what_one_writes(made: Path) -> None:
    done = _simulator("generate", "-n", "25", "--age", "0-9", "--workers", "1", "--truth=labels", "-o", "one", folder=made)
    assert done.returncode == 0, done.stderr
    assert _tree(made / "one") == _tree(made / "town")
    assert len(list((made / "town/truth").iterdir())) == 25


def test_a_run_json_is_enough_to_make_the_run_again_elsewhere(made: Path, tmp_path: Path) -> None:
    done = _simulator("generate", "--from-run", made / "town/run.json", "-o", "again", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert _tree(tmp_path / "again") == _tree(made / "town")


def test_today_is_a_date_by_the_time_it_is_stored(tmp_path: Path) -> None:
    done = _simulator("generate", "-n", "1", "--age", "0-1", "--as-of", "today", "-o", "town", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    year, month, day = orjson.loads((tmp_path / "town/run.json").read_bytes())["as_of"].split("-")
    assert (len(year), len(month), len(day)) == (4, 2, 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--from-run", "town/run.json", "--seed", "1"],
            "from-run: tells seed itself; accepted beside it are add-modules",
        ),
        (["--from-run", "town/run.json", "--person", "1"], "from-run: tells persons itself"),
        (["--from-run", "town/run.json", "--to", "http://localhost"], "from-run: tells to itself"),
        (["--from-run", "town/run.json", "--without", "asthma"], "option without; accepted is what that run was made from"),
        (["--from-run", "nowhere/run.json"], "nowhere/run.json: not there; accepted is the run.json of a run"),
        (["--workers", "0"], "workers: 0; accepted is 1 or more processes"),
        (["--truth=everything"], "truth: 'everything'; accepted are labels and states"),
    ],
)
def test_what_cannot_be_ends_with_2_and_one_line(made: Path, words: list[str], said: str) -> None:
    done = _simulator("generate", *words, "-o", "other", folder=made)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (made / "other").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX's interrupt to a group of processes")
@pytest.mark.parametrize("seconds", [0.0, 2.0])
def test_an_interrupt_that_all_processes_hear_is_one_line(tmp_path: Path, seconds: float) -> None:
    command = [sys.executable, "-m", "simulator", "generate", "-n", "60", "--workers", "2", "--quiet", "-o", "town"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        while not (tmp_path / "town/run.json").exists():
            time.sleep(0.02)
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 1
    assert said == "simulator: interrupted; town holds the beginning of the run, and the same command goes on with it\n"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size are set by a POSIX shell")
def test_a_full_disk_is_one_line_out_of_a_worker_too(tmp_path: Path) -> None:
    command = f"ulimit -f 40; exec '{sys.executable}' -m simulator generate -n 60 --workers 2 --quiet -o town"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert ".ndjson: cannot be written: File too large; needed is " in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--verify"], "verify: says how a server is loaded; accepted with --to URL"),
        (["--max-entries", "5"], "max-entries: says how a server is loaded"),
        (["--to", "http://127.0.0.1:9/fhir", "--gzip"], "gzip: says how files are written, and --to writes none"),
        (["--to", "http://127.0.0.1:9/fhir", "--format", "bulk"], "format: says how files are written"),
        (["--to", "127.0.0.1"], "to: '127.0.0.1'; accepted is the base address of a FHIR server"),
        (["--to", "http://me:secret@127.0.0.1/fhir"], "to: holds a user or a password"),
    ],
)
def test_options_of_a_load_and_of_files_are_not_mixed(tmp_path: Path, words: list[str], said: str) -> None:
    done = _simulator("generate", "-n", "1", *words, "-o", "town", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "secret@" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "town").exists()
