"""Reading bundles: good files, and a clear word about every other."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.sources.ndjson import read_bundle, read_bundles

LINE = b'{"resourceType":"Bundle","type":"transaction","entry":[]}\n'


def test_every_line_is_a_bundle(tmp_path: Path) -> None:
    path = tmp_path / "p.ndjson"
    path.write_bytes(LINE * 3)
    assert [bundle["type"] for bundle in read_bundles(path)] == ["transaction"] * 3


def test_gzip_is_read_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "p.ndjson.gz"
    path.write_bytes(gzip.compress(LINE * 2))
    assert len(list(read_bundles(path))) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (LINE + b"{\n", ":2: not JSON"),
        (b'{"resourceType":"Patient"}\n', ":1: not a Bundle but Patient"),
        (b"[1]\n", ":1: not a Bundle but list"),
        (b"\xff\xfe\n", ":1: not JSON"),
    ],
)
def test_a_line_that_is_no_bundle_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "p.ndjson"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        list(read_bundles(path))
    assert f"{path}{said}" in str(caught.value)
    assert "accepted is a file of bundles, one a line" in str(caught.value)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        list(read_bundles(tmp_path / "none.ndjson"))
    broken = tmp_path / "p.ndjson.gz"
    broken.write_bytes(gzip.compress(LINE * 50)[:-9])
    with pytest.raises(InputError, match="cannot be read"):
        list(read_bundles(broken))


def test_one_line_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "p.ndjson"
    path.write_bytes(LINE + LINE.replace(b"transaction", b"collection"))
    assert read_bundle(path, 2)["type"] == "collection"
    with pytest.raises(InputError, match="no line 3; accepted are 1 to 2"):
        read_bundle(path, 3)
