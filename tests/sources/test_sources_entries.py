"""Entries whose resources stay JSON: the same as by looking into them, or left to who does."""

from __future__ import annotations

import json

import orjson
import pytest

from simulator.sources.entries import written_entries

RESOURCE = '{"resourceType":"Observation","id":"o1","valueQuantity":{"value":1.50},"note":[{"text":"\\"request\\":{ }  é"}]}'
ENTRY = f'{{"fullUrl":"https://x.invalid/Observation/o1","resource":{RESOURCE},"request":{{"method":"PUT"}}}}'
BUNDLE = f'{{"resourceType":"Bundle","type":"transaction","entry":[{ENTRY}]}}'


def test_a_resource_stays_as_it_was_written_to_the_digit() -> None:
    assert written_entries(BUNDLE.encode()) == [("Observation/o1", RESOURCE.encode())]


def test_one_that_was_written_with_spaces_and_lines_becomes_compact() -> None:
    pretty = json.dumps(json.loads(BUNDLE), indent=2, ensure_ascii=False).replace('"value": 1.5', '"value":  1.50')
    assert written_entries(pretty.encode()) == [("Observation/o1", RESOURCE.encode())]


@pytest.mark.parametrize(
    "other",
    [
        BUNDLE[:-5],
        BUNDLE.replace("1.50", "NaN"),
        BUNDLE.replace("https://x.invalid/Observation/o1", "urn:uuid:o1"),
        BUNDLE.replace("https://x.invalid/Observation/o1", "https://x.invalid/Observation/o2"),
        BUNDLE.replace('"id":"o1",', ""),
        BUNDLE.replace('"id":"o1"', '"id":1'),
        BUNDLE.replace(f'"resource":{RESOURCE},', ""),
        RESOURCE,
        "[]",
        "",
    ],
)
def test_anything_else_is_left_to_who_looks_into_it(other: str) -> None:
    assert written_entries(other.encode()) is None


def test_a_bundle_without_entries_has_none() -> None:
    assert written_entries(orjson.dumps({"resourceType": "Bundle", "type": "transaction", "entry": []})) == []
