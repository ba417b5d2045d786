"""Patient bundles are written piece by piece, as one document."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from simulator.resources.put import written_bundle
from simulator.sinks.patients import write_person


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 128, 1_000])
def test_pieces_are_the_document(tmp_path: Path, count: int) -> None:
    entries = [{"fullUrl": f"x/{number}", "resource": {"resourceType": "Basic", "note": "ä,]}"}} for number in range(count)]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    record = write_person(tmp_path, "one", written_bundle(bundle))
    written = (tmp_path / record.path).read_bytes()
    assert written == orjson.dumps(bundle) + b"\n"
    assert record.bytes == len(written)
