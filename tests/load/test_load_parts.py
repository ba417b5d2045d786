"""Parts of a load alone: hashes, packing, levels, pace, journal, options, tokens."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from simulator.errors import LoadError, UsageError
from simulator.load import journal as journal_module
from simulator.load.entries import entry_answers
from simulator.load.gate import Gate
from simulator.load.http import Answer
from simulator.load.item import Item, digest_of, item_of, references_in
from simulator.load.journal import Journal
from simulator.load.limits import Limits
from simulator.load.loader import MOST_BYTES, Loader
from simulator.load.oauth import ClientCredentials, Secret, SigningKey
from simulator.load.options import LoadOptions
from simulator.load.pace import MOST_REQUESTS, Pace
from simulator.load.packing import fits, levels, packed
from simulator.load.source import small_last
from simulator.load.unit import Unit


def item(key: str, *refs: str, size: int = 10) -> Item:
    return Item(key, b"x" * size, refs, "f", 1, key.encode())


def test_a_hash_minds_what_is_said_not_who_serves_it() -> None:
    mine = {"resourceType": "Patient", "id": "a", "meta": {"tag": [{"code": "x"}, {"code": "b"}]}, "multipleBirthInteger": 2}
    served = {**mine, "meta": {"versionId": "3", "lastUpdated": "2026", "tag": [{"code": "b"}, {"code": "x"}]}}
    assert digest_of(mine) == digest_of(served)
    assert digest_of(mine) != digest_of({**mine, "multipleBirthInteger": 3})
    assert digest_of({"resourceType": "X", "id": "a", "n": 72.0}) == digest_of({"resourceType": "X", "id": "a", "n": 72})


def test_text_that_quotes_a_reference_is_none() -> None:
    resource = {
        "resourceType": "X",
        "id": "a",
        "text": '"reference":"Patient/no"',
        "subject": {"reference": "Patient/yes/_history/2"},
    }
    assert item_of(resource, "f", 1).refs == ("Patient/yes",)


def test_packing_tears_no_group_and_keeps_the_limits() -> None:
    groups = [[item("a")], [item("b"), item("c")], [item("d")], [item("e", size=5_000)]]
    runs = list(packed(groups, Limits(3, 4_000)))
    assert runs == [[groups[0], groups[1]], [groups[2]], [groups[3]]]
    assert not fits(groups[:3], Limits(3, None).now)
    assert fits([groups[3]], Limits(1, 10).now)


def test_no_level_refers_to_itself() -> None:
    groups = [[item("p")], [item("e", "p", "c"), item("c", "e")], [item("o", "e")], [item("q")]]
    assert [[each[0].key for each in level] for level in levels(groups)] == [["p", "q"], ["e"], ["o"]]


def test_limits_of_a_known_server_are_kept() -> None:
    assert Limits(None, None, "Medplum FhirRouter in memory").now.entries == 50
    assert Limits(80, None, "Medplum").now.entries == 80


def test_pace_widens_while_it_helps_and_narrows_when_pushed_back() -> None:
    now = [0.0]
    pace = Pace(8, clock=lambda: now[0])
    for _ in range(12):
        now[0] += 1.0
        for _ in range(40):
            pace.went_well(pace.allowed)
        now[0] += 0.5
        pace.went_well(1)
    assert pace.allowed > 3
    before = pace.allowed
    pace.pushed_back()
    assert pace.allowed < before
    assert Pace(4, fixed=True).allowed == 4


def test_a_pace_that_widens_lets_in_those_who_wait() -> None:
    now = [0.0]
    pace = Pace(8, clock=lambda: now[0])
    first = pace.allowed
    inside, leave = [], threading.Event()

    def enter(gate: Gate) -> None:
        with gate.turn():
            inside.append(gate)
            leave.wait(10)

    threads = [threading.Thread(target=enter, args=(gate,)) for gate in (pace.requests, pace.units) for _ in range(8)]
    for thread in threads:
        thread.start()
    _until(lambda: len(inside) == 2 * first + 1)
    for _ in range(3 * first):
        now[0] += 1.0
        pace.went_well(1)
        if pace.allowed > first:
            break
    _until(lambda: len(inside) == 2 * first + 3)
    assert (inside.count(pace.requests), inside.count(pace.units)) == (first + 1, first + 2)
    leave.set()
    for thread in threads:
        thread.join()


def _until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.001)


def test_a_journal_outlives_its_process_and_keeps_addresses_apart(tmp_path: Path) -> None:
    Journal(tmp_path, "http://a", "s").taken({"Patient/1": b"x"}, {"Patient/1": "Patient/77"})
    assert Journal(tmp_path, "http://a", "t").digests(["Patient/1", "Patient/2"]) == {"Patient/1": b"x"}
    assert Journal(tmp_path, "http://a", "t").holder("Patient/77") == "Patient/1"
    assert Journal(tmp_path, "http://b", "s").digests(["Patient/1"]) == {}


def test_a_journal_knows_what_came_last_sorted_in_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "_MOST_RECENT", 4)
    mine, other = Journal(tmp_path, "http://a", "s"), Journal(tmp_path, "http://b", "s")
    for number in range(11):
        mine.taken({f"X/{number}": bytes([number]), f"X/{number - 1}": bytes([number + 100])}, {f"X/{number}": f"X/{number + 50}"})
        other.taken({f"X/{number}": b"other"})
        known = {f"X/{each}": bytes([each + 101]) for each in range(-1, number)} | {f"X/{number}": bytes([number])}
        assert mine.digests([*known, "X/99"]) == known
    assert mine.servers(["X/9", "X/10"]) == {"X/10": "X/60"}, "what came last has none of its own"
    assert mine.holder("X/60") == "X/10"
    mine.gone(["X/10"])
    for journal in (mine, Journal(tmp_path, "http://a", "t")):
        assert journal.digests(["X/9", "X/10"]) == {"X/9": bytes([110])}
    assert other.digests(["X/9", "X/10"]) == {"X/9": b"other", "X/10": b"other"}


def test_an_older_journal_is_read(tmp_path: Path) -> None:
    Journal(tmp_path, "http://a", "s").close()
    database = sqlite3.connect(tmp_path / "load-journal.sqlite")
    database.executescript("""
        DROP TABLE sent;
        CREATE TABLE sent (address INTEGER, key TEXT, digest BLOB, server TEXT, PRIMARY KEY (address, key)) WITHOUT ROWID;
        INSERT INTO sent VALUES (1, 'X/1', x'0aff', NULL), (1, 'X/2', x'01', 'X/7');
    """)
    database.close()
    journal = Journal(tmp_path, "http://a", "s")
    journal.taken({"X/2": b"\2", "X/3": b"\3"})
    for each in (journal, Journal(tmp_path, "http://a", "s")):
        assert each.digests(["X/1", "X/2", "X/3"]) == {"X/1": b"\x0a\xff", "X/2": b"\2", "X/3": b"\3"}


@pytest.mark.parametrize(
    "options",
    [
        {"to": "ftp://x"},
        {"to": "http://me:secret@x/fhir"},
        {"to": "http://x", "mode": "collection"},
        {"to": "http://x", "max_entries": 0},
        {"to": "http://x", "headers": {"X-Key": "secret\nX-Other: 1"}},
        {"to": "http://x", "headers": {"X-Key": "secret™"}},
    ],
)
def test_options_that_cannot_be_are_refused_and_no_secret_is_repeated(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as raised:
        LoadOptions(**options)
    assert "secret" not in str(raised.value)


class Granting:
    """Stands in for the connection to an authorization server that grants what `check` finds right: headers and form."""

    def __init__(self, check: Callable[[Mapping[str, str], bytes], bool]) -> None:
        self._check = check
        self._granted = 0

    def send(self, method: str, url: str, content: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        if url.endswith("smart-configuration"):
            return Answer(200, "OK", {}, b'{"token_endpoint":"http://x/token"}')
        assert (method, url) == ("POST", "http://x/token")
        assert headers and headers["Content-Type"] == "application/x-www-form-urlencoded"
        if not self._check(headers, content):
            return Answer(401, "Unauthorized", {}, b'{"error":"invalid_client"}')
        self._granted += 1
        return Answer(200, "OK", {}, json.dumps({"access_token": f"t{self._granted}", "expires_in": 300}).encode())


def test_client_credentials_are_sent_in_the_header_and_renewed_when_refused() -> None:
    client: Any = Granting(lambda headers, form: headers["Authorization"] == "Basic bWU6c2VjcmV0" and b"secret" not in form)
    granted = ClientCredentials("http://x/fhir", "me", Secret("secret"))
    first = granted.header(client)
    assert first == granted.header(client) == {"Authorization": "Bearer t1"}
    assert granted.refresh(first)
    assert granted.header(client) == {"Authorization": "Bearer t2"}
    assert "secret" not in repr(Secret("secret"))


def test_a_client_that_is_refused_is_told_why() -> None:
    client: Any = Granting(lambda headers, form: False)
    with pytest.raises(LoadError, match="invalid_client"):
        ClientCredentials("http://x/fhir", "me", Secret("no")).header(client)


@pytest.mark.parametrize("kind", ["rsa", "ec"])
@pytest.mark.parametrize("form", ["pem", "jwk"])
def test_a_backend_service_signs_its_assertion(tmp_path: Path, kind: str, form: str) -> None:
    key: Any = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP384R1())
    algorithm = {"rsa": "RS384", "ec": "ES384"}[kind]
    path = tmp_path / "key"
    if form == "pem":
        path.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
    else:
        jwk = json.loads(jwt.algorithms.get_default_algorithms()[algorithm].to_jwk(key))
        path.write_text(json.dumps({"keys": [{**jwk, "kid": "k1"}]}))
    proof = SigningKey(path, "" if form == "jwk" else "k1")
    assertion = proof.form("me", "http://x/token")["client_assertion"]
    assert jwt.get_unverified_header(assertion) == {"alg": algorithm, "kid": "k1", "typ": "JWT"}
    claims = jwt.decode(assertion, key.public_key(), algorithms=[algorithm], audience="http://x/token")
    assert claims["iss"] == claims["sub"] == "me"


def test_a_file_that_holds_no_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("nothing")
    with pytest.raises(UsageError, match="no private key"):
        SigningKey(path)


def answer(*responses: Any) -> bytes:
    return json.dumps(
        {"resourceType": "Bundle", "entry": [{"response": each, "resource": {"id": "x"}} for each in responses]}
    ).encode()


def test_every_entry_s_answer_is_read() -> None:
    well = answer({"status": "201 Created", "location": "Patient/1/_history/1"}, {"status": "200"})
    assert entry_answers(well, 2) == [
        {"status": "201 Created", "location": "Patient/1/_history/1"},
        {"status": "200", "location": ""},
    ]
    refused = {"status": "422", "outcome": {"resourceType": "OperationOutcome", "issue": []}}
    assert entry_answers(answer({"status": "201"}, refused), 2) == [{"status": "201"}, refused]
    assert entry_answers(answer({"status": 201}), 1) == [{"status": 201}], "a number where FHIR wants text"
    assert entry_answers(answer(None), 1) == [{}]


@pytest.mark.parametrize("other", [b"", b"[]", b'{"resourceType":"OperationOutcome"}', b"<html>", answer({"status": "201"}) + b"x"])
def test_what_has_not_an_answer_for_each_entry_is_none(other: bytes) -> None:
    assert entry_answers(other, 1) is None
    assert entry_answers(answer({"status": "201"}), 2) is None


class Reading:
    """Stands in for a sender: notes how many bytes are in memory at once, and in what order units are sent."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.held = self.most = 0
        self.sent: list[str] = []

    def read(self, unit: Unit) -> None:
        with self.lock:
            self.held += unit.size
            self.most = max(self.most, self.held)

    def send(self, unit: Unit, items: None) -> None:
        time.sleep(0.002)
        with self.lock:
            self.held -= unit.size
            self.sent.append(unit.name)

    def finish(self) -> None:
        """Nothing was put off."""

    def abandon(self) -> None:
        """Nothing is under way."""


def unit(name: str, size: int = 0, shared: bool = False) -> Unit:
    return Unit(name, shared, lambda: iter([]), size)


def test_no_more_people_are_in_memory_at_once_than_there_is_room_for() -> None:
    reading: Any = Reading()
    gone = []
    loader = Loader(reading, 12, Gate(lambda: 8), lambda each: gone.append(each.name))
    for number in range(30):
        loader.take(unit(f"p{number}", 20_000_000))
    loader.take(unit("large", MOST_BYTES * 2))
    loader.finish()
    assert reading.most <= MOST_BYTES * 2, "one larger person goes alone"
    assert sorted(gone) == sorted(reading.sent)
    assert len(gone) == 31


def test_as_many_units_are_under_way_as_the_gate_lets_in() -> None:
    class Counting(Reading):
        under_way = at_once = 0

        def send(self, unit: Unit, items: None) -> None:
            with self.lock:
                self.under_way += 1
                self.at_once = max(self.at_once, self.under_way)
            super().send(unit, items)
            with self.lock:
                self.under_way -= 1
                if len(self.sent) == 20:
                    allowed.append(7)
                    gate.look_again()

    allowed = [3]
    reading: Any = Counting()
    gate = Gate(lambda: allowed[-1])
    loader = Loader(reading, 12, gate, lambda _: None)
    for number in range(20):
        loader.take(unit(f"p{number}"))
    while allowed[-1] == 3:
        time.sleep(0.001)
    assert reading.at_once == 3
    for number in range(20, 80):
        loader.take(unit(f"p{number}"))
    loader.finish()
    assert reading.at_once == 7
    assert len(reading.sent) == 80


@pytest.mark.parametrize(
    ("body", "refs"),
    [
        (b'{"a":{"reference":"Patient/1"},"b":[{"reference":"X/2/_history/3"},{"reference":"Patient/1"}]}', ("Patient/1", "X/2")),
        (b'{"contained":[{"id":"o"}],"a":{"reference":"#o"},"b":{"reference":"urn:uuid:1"}}', ("urn:uuid:1",)),
        (rb'{"text":"as JSON: {\"reference\":\"Patient/1\"}","a":{"reference":""},"b":{"reference":"a\"b"}}', ()),
        (b'{"a":{"reference":1},"resourceType":"Basic"}', ()),
    ],
)
def test_references_are_found_in_what_is_json_already(body: bytes, refs: tuple[str, ...]) -> None:
    assert references_in(body) == refs


def test_what_people_share_is_there_before_whoever_came_after_it() -> None:
    reading: Any = Reading()
    loader = Loader(reading, 12, Gate(lambda: 8), lambda _: None)
    for number in range(10):
        loader.take(unit(f"s{number}", MOST_BYTES, shared=True))
        loader.take(unit(f"p{number}", MOST_BYTES // 2))
    loader.finish()
    for number in range(10):
        assert reading.sent.index(f"s{number}") < reading.sent.index(f"p{number}")
    assert [each for each in reading.sent if each.startswith("s")] == [f"s{number}" for number in range(10)]


def test_nobody_is_sent_after_what_people_share_has_failed() -> None:
    class Failing(Reading):
        def send(self, unit: Unit, items: None) -> None:
            if unit.shared:
                raise LoadError("gone")
            super().send(unit, items)

    reading: Any = Failing()
    loader = Loader(reading, 4, Gate(lambda: 4), lambda _: None)
    with pytest.raises(LoadError, match="gone"):
        loader.take(unit("s", shared=True))
        for number in range(20):
            loader.take(unit(f"p{number}"))
        loader.finish()
    loader.end()
    assert reading.sent == []


def test_small_people_come_last_as_long_as_the_largest_takes() -> None:
    sizes = {Path(f"{number:03}"): 10 + number % 7 for number in range(300)} | {Path("150"): 100}
    found = small_last(sizes)
    assert sorted(found) == sorted(sizes)
    place = next(number for number in range(1, 301) if found[number] < found[number - 1])
    assert Path("150") in found[:place]
    assert [sizes[file] for file in found[place:]] == sorted((sizes[file] for file in found[place:]), reverse=True)
    assert 100 * MOST_REQUESTS <= sum(sizes[file] for file in found[place:]) <= 100 * MOST_REQUESTS + 20
    assert small_last({Path("a"): 1, Path("b"): 3, Path("c"): 2}) == [Path("b"), Path("c"), Path("a")]
    assert small_last({}) == []
