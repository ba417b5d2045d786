"""The commands as people type them: what they say, and the exit codes."""

from __future__ import annotations

import os
import re
import shlex
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


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A folder in which a small run was made into `town`, and what was said."""
    folder = tmp_path_factory.mktemp("made")
    return folder, _simulator("generate", "-n", "3", "-o", "town", folder=folder)


def test_the_version_is_said(tmp_path: Path) -> None:
    done = _simulator("--version", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"simulator \d+\.\d+\.\d+\n", done.stdout)


def test_a_run_ends_with_who_was_written_and_what_to_do_next(made: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, done = made
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    people = re.fullmatch(r"(\d+) written: 3 living, (\d+) dead", lines[0])
    assert people is not None
    assert int(people[1]) == 3 + int(people[2]) == len(list((folder / "town/encounters").glob("*-*-*-*-*.ndjson")))
    assert re.fullmatch(r"[\d,]+ visits, [\d,]+ resources, [\d,]+ bytes in \d+\.\d seconds, in town", lines[1])
    command = shlex.split(lines[-1].removeprefix("a life worth reading: "))
    assert command[-2] == "show"
    shown = _simulator(*command[-2:], folder=folder)
    assert shown.returncode == 0
    assert "Visits (" in shown.stdout


def test_the_same_command_again_says_that_it_is_there(made: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, first = made
    again = _simulator("generate", "-n", "3", "-o", "town", folder=folder)
    assert again.returncode == 0
    assert again.stdout.splitlines()[0] == first.stdout.splitlines()[0]
    assert "town already held this very run, whole" in again.stdout


def test_another_run_in_the_same_folder_is_refused(made: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = made
    done = _simulator("generate", "-n", "4", "-o", "town", folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("simulator: town: holds another run (seed-1, seed 1, 2026-01-01, version ")
    assert done.stderr.count("\n") == 1


def test_a_quiet_run_says_nothing(tmp_path: Path) -> None:
    done = _simulator("generate", "--person", "0", "--quiet", "-o", "one", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "one/run.json").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["generate", "--as-of", "1999-12-31"], "as-of: 1999-12-31; accepted is 2000-01-01 to 2100-12-31"),
        (["generate", "--as-of", "soon"], "as-of: 'soon'; accepted is a date, YYYY-MM-DD"),
        (["generate", "-n", "0"], "patients: 0; accepted is 1 or more"),
        (["generate", "-n", "many"], "Invalid value for '-n'"),
        (["generate", "--sex", "woman"], "sex: 'woman'; accepted are F and M"),
        (["generate", "--modules", "nowhere"], "nowhere is not a folder"),
        (["generate", "--only", "no_such_module"], "no_such_module"),
        (["generate", "--person", "0", "--age", "3-4"], "accepted without age"),
        (["generate", "--colour", "red"], "No such option"),
        (["paint"], "No such command"),
        (["show"], "Missing argument"),
        (["show", "a.ndjson", "--json"], "accepted is --line N --json"),
        (["show", "a.ndjson", "--line", "0"], "Invalid value for '--line'"),
        (["modules", "check", "nowhere"], "nowhere"),
    ],
)
def test_wrong_options_end_with_2_and_say_what_is_accepted(tmp_path: Path, words: list[str], said: str) -> None:
    done = _simulator(*words, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_life_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text("hello\n")
    done = _simulator("show", "a.ndjson", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("simulator: a.ndjson:1: not JSON")
    assert done.stderr.count("\n") == 1


def test_one_bundle_of_a_life_as_json(made: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = made
    person = sorted((folder / "town/encounters").glob("*-*-*-*-*.ndjson"))[0]
    done = _simulator("show", person, "--line", "1", "--json", folder=folder)
    assert orjson.loads(done.stdout) == orjson.loads(person.read_bytes().splitlines()[0])
    assert _simulator("show", person, "--line", "1", folder=folder).stdout.startswith("PUT Patient/")


def test_bad_modules_stop_a_run_before_it_begins_with_every_problem(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    for name in ("a", "b"):
        (tmp_path / "mine" / f"{name}.json").write_text(
            '{"name": "x", "gmf_version": 2, "states": {"Initial": {"type": "Nothing"}}}'
        )
    done = _simulator("generate", "-n", "1", "--add-modules", "mine", "-o", "town", folder=tmp_path)
    assert done.returncode == 1
    assert "a.json:1" in done.stderr
    assert "b.json:1" in done.stderr
    assert not (tmp_path / "town").exists()


def test_checking_modules_names_every_problem_and_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"name": "x", "gmf_version": 2, "states": {"Initial": {"type": "Nothing"}}}')
    done = _simulator("modules", "check", tmp_path, folder=tmp_path)
    assert done.returncode == 1
    assert 'a.json:1 state "Initial": ' in done.stdout
    assert re.search(r"^[1-9]\d* errors?, \d+ warnings?$", done.stdout, re.MULTILINE)


def test_our_own_modules_have_no_errors(tmp_path: Path) -> None:
    done = _simulator("modules", "check", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "0 errors" in done.stdout


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = _simulator("generate", "-n", "1", "-o", "file/town", folder=tmp_path)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size are set by a POSIX shell")
def test_a_full_disk_is_one_clear_line_and_the_run_stays_incomplete(tmp_path: Path) -> None:
    command = f"ulimit -f 40; exec {shlex.quote(sys.executable)} -m simulator generate -n 3 -o town"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.fullmatch(r"simulator: town.*\.ndjson: cannot be written: File too large; needed is .*\n", done.stderr)
    assert orjson.loads((tmp_path / "town/run.json").read_bytes())["status"] == "incomplete"
    for path in (tmp_path / "town").rglob("*.ndjson"):
        assert path.read_bytes().endswith(b"\n")


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX's interrupt")
def test_an_interrupted_run_says_so_and_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "simulator", "generate", "-n", "30", "-o", "town"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        for _ in range(600):
            if (tmp_path / "town/encounters").exists():
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 1
    assert said.endswith("simulator: interrupted; town holds the beginning of the run, and the same command goes on with it\n")
    assert orjson.loads((tmp_path / "town/run.json").read_bytes())["status"] == "incomplete"
    assert _simulator("generate", "-n", "30", "-o", "town", folder=tmp_path).returncode == 0
    assert _simulator("generate", "-n", "30", "-o", "whole", folder=tmp_path).returncode == 0
    assert (tmp_path / "town/run.json").read_bytes() == (tmp_path / "whole/run.json").read_bytes()
    assert not (tmp_path / "town/parts").exists()


def test_a_pipe_that_closes_early_is_no_traceback(made: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = made
    person = sorted((folder / "town/encounters").glob("*-*-*-*-*.ndjson"))[0]
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "simulator", "show", str(person)]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert "Traceback" not in done.stderr
