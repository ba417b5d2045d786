"""Resources that are JSON as soon as they are put: the same entries as plain dicts would give."""

from __future__ import annotations

import orjson
import pytest

from simulator.resources.bundling import bundle_of, collected_entry, put_entry
from simulator.resources.fragments import once
from simulator.resources.put import Line, Put, collection_of, full_url_before, resources_of, transaction_of, written_bundle

PATIENT = {"resourceType": "Patient", "id": "p", "name": [{"family": 'O"Neil\\Ünver'}]}
VISIT = {"resourceType": "Encounter", "id": "e", "subject": once({"reference": "Patient/p"})}
PLAIN_VISIT = {**VISIT, "subject": {"reference": "Patient/p"}}


@pytest.mark.parametrize("base", ["https://simulator.invalid", 'https://example.com/"fhir"\\é'])
def test_entries_are_those_of_plain_dicts(base: str) -> None:
    puts = [Put(PATIENT, "Patient/p", full_url_before(base)), Put(VISIT, "Encounter/e", full_url_before(base))]
    plain = [(PATIENT, "Patient/p"), (PLAIN_VISIT, "Encounter/e")]
    put = bundle_of("transaction", [put_entry(resource, key, base) for resource, key in plain])
    collected = bundle_of("collection", [collected_entry(resource, key, base) for resource, key in plain])
    for at_once in (1, 2, 3):
        assert b"".join(transaction_of(puts).chunks(at_once)) == orjson.dumps(put)
        assert b"".join(collection_of(puts).chunks(at_once)) == orjson.dumps(collected)
    assert b"".join(written_bundle(put).chunks(64)) == orjson.dumps(put)
    assert Line(puts).bundle == put
    assert resources_of(puts) == [PATIENT, PLAIN_VISIT]
    assert [each.kind for each in puts] == ["Patient", "Encounter"]
    assert [each.size for each in puts] == [len(each.resource) for each in puts]
    assert [each.resource for each in puts] == [orjson.dumps(PATIENT), orjson.dumps(PLAIN_VISIT)]
