"""Files are whole or not there, and what the system says is said in one line."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.errors import OutputError
from simulator.resources.put import Written
from simulator.sinks.encounters import write_person
from simulator.sinks.files import matches, move_file, write_file


def test_a_file_is_written_with_its_size_and_hash(tmp_path: Path) -> None:
    record = write_file(tmp_path, "a/b.txt", [b"one\n", b"two\n"])
    assert (tmp_path / "a/b.txt").read_bytes() == b"one\ntwo\n"
    assert (record.path, record.bytes, record.sha256) == ("a/b.txt", 8, hashlib.sha256(b"one\ntwo\n").hexdigest())
    assert matches(tmp_path, record)


def test_a_file_that_breaks_off_leaves_the_old_one(tmp_path: Path) -> None:
    def breaks() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    write_file(tmp_path, "a.txt", [b"old"])
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path, "a.txt", breaks())
    assert (tmp_path / "a.txt").read_bytes() == b"old"


def test_a_file_where_a_folder_should_be_is_said_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "town").write_text("a file")
    with pytest.raises(OutputError) as caught:
        write_file(tmp_path / "town", "run.json", [b"{}"])
    assert str(tmp_path / "town" / "run.json") in str(caught.value)
    assert "needed is a writable folder with room" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_bundles_are_lines_of_utf_8_with_line_feeds_alone(tmp_path: Path) -> None:
    record = write_person(tmp_path, "p", [Written("transaction", ['{"name":"Zoë"}'.encode(), b"{}"]), Written("batch", [])])
    assert record.path == "encounters/p.ndjson"
    first, second, rest = (tmp_path / record.path).read_bytes().split(b"\n")
    assert first == '{"resourceType":"Bundle","type":"transaction","entry":[{"name":"Zoë"},{}]}'.encode()
    assert (second, rest) == (b'{"resourceType":"Bundle","type":"batch","entry":[]}', b"")


def test_moving_a_file_twice_is_moving_it_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    for _ in range(2):
        move_file(tmp_path / "a", tmp_path / "to" / "b")
    assert (tmp_path / "to" / "b").read_bytes() == b"x"
    assert not (tmp_path / "a").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size are set through POSIX")
def test_a_full_disk_leaves_nothing_of_the_file(tmp_path: Path) -> None:
    program = (
        "import resource, signal, sys, pathlib\n"
        "from simulator.errors import OutputError\n"
        "from simulator.sinks.files import write_file\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    write_file(pathlib.Path(sys.argv[1]), 'big.ndjson', [b'x' * 10_000_000])\n"
        "except OutputError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert "big.ndjson: cannot be written: File too large" in done.stdout
    assert list(tmp_path.iterdir()) == []
