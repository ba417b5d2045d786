"""Files as gzip: readable by everybody, and of the same bytes whatever writes them."""

from __future__ import annotations

import gzip
from hashlib import sha256
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from simulator.resources.put import Written
from simulator.sinks.compression import gzipped, written_as
from simulator.sinks.encounters import write_person


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_what_is_unpacked_is_what_was_packed(chunks: list[bytes]) -> None:
    assert gzip.decompress(b"".join(gzipped(chunks))) == b"".join(chunks)


def test_the_header_has_no_time_no_name_and_no_system() -> None:
    assert b"".join(gzipped([b"{}"]))[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


def test_how_bytes_are_cut_into_chunks_may_not_be_seen_in_them() -> None:
    text = b"".join(b'{"resourceType":"Patient","id":"%d"}\n' % number for number in range(2000))
    whole = b"".join(gzipped([text]))
    assert whole == b"".join(gzipped(text.splitlines(keepends=True)))
    assert len(whole) < len(text) / 5


def test_only_where_it_is_asked_for() -> None:
    assert written_as("a.ndjson", [b"x"], False) == ("a.ndjson", [b"x"])
    assert written_as("a.ndjson", [b"x"], True)[0] == "a.ndjson.gz"


def test_the_record_of_a_file_is_of_its_packed_bytes(tmp_path: Path) -> None:
    record = write_person(tmp_path, "p", [Written("transaction", [])], gzip=True)
    content = (tmp_path / "encounters/p.ndjson.gz").read_bytes()
    assert (record.path, record.bytes) == ("encounters/p.ndjson.gz", len(content))
    assert record.sha256 == sha256(content).hexdigest()
    assert gzip.decompress(content) == b'{"resourceType":"Bundle","type":"transaction","entry":[]}\n'
