"""Verification asks as the server answers: by searches, or by batches of reads where searches are slow, refused or never end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from load_server import LoadServer

from simulator.errors import LoadError
from simulator.load import verify
from simulator.load.report import Outcome

Load = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "IDS", 2)


def _searches(server: LoadServer, what: str) -> Counter[str]:
    paths = [urlsplit(path) for method, path, _ in server.log if method == "GET"]
    return Counter(each.path.rpartition("/")[2] for each in paths if what in each.query)


def _slow(method: str) -> Callable[[str, str, int], str]:
    """A fault that lets requests of a method wait: searches are GET, a batch of reads is POST."""

    def fault(asked: str, path: str, number: int) -> str:
        if asked == method:
            time.sleep(0.05)
        return ""

    return fault


def _altered_and_deleted(server: LoadServer) -> None:
    server.store["Provenance/p0-e1-p"].append(None)
    server.store["Observation/p1-e0-o1"].append({**server.current()["Observation/p1-e0-o1"], "status": "amended"})


def test_quick_searches_count_what_is_not_compared(load: Load, server: LoadServer, folder: Path) -> None:
    server.fault = _slow("POST")
    outcome = load(folder, verify=True, sample=1, concurrency=1)
    assert outcome.whole
    assert outcome.verified is not None
    assert outcome.verified.compared < outcome.verified.wanted.total()
    assert _searches(server, "_summary=count").total() > len(_searches(server, "_summary=count"))


def test_where_searches_are_slow_each_type_is_counted_once_and_then_read(load: Load, server: LoadServer, folder: Path) -> None:
    server.fault = _slow("GET")
    outcome = load(folder, verify=True, sample=1, concurrency=1)
    assert outcome.whole
    counts = _searches(server, "_summary=count")
    assert counts
    assert set(counts.values()) == {1}
    assert outcome.verified is not None
    assert outcome.verified.compared == outcome.verified.wanted.total()


def test_slow_searches_hide_nothing(load: Load, server: LoadServer, folder: Path) -> None:
    load(folder)
    _altered_and_deleted(server)
    server.fault = _slow("GET")
    verified = load(folder, verify=True, sample=1).verified
    assert verified is not None
    assert (verified.missing, verified.altered) == (["Provenance/p0-e1-p"], ["Observation/p1-e0-o1"])


def test_a_server_that_takes_no_batches_is_searched(load: Load, server: LoadServer, folder: Path) -> None:
    server.batches = False
    load(folder)
    _altered_and_deleted(server)
    verified = load(folder, verify=True).verified
    assert verified is not None
    assert (verified.missing, verified.altered) == (["Provenance/p0-e1-p"], ["Observation/p1-e0-o1"])


def test_a_server_that_refuses_searches_is_read(load: Load, server: LoadServer, folder: Path) -> None:
    server.fault = lambda method, path, number: "400" if "_id=" in path else ""
    assert load(folder, verify=True, sample=1).whole


def test_a_server_that_answers_neither_is_no_success(load: Load, server: LoadServer, folder: Path) -> None:
    server.fault = lambda method, path, number: "400" if "_id=" in path else ""
    server.batches = False
    with pytest.raises(LoadError, match="cannot be verified"):
        load(folder, verify=True)


def test_a_server_whose_answers_are_no_fhir_is_no_success(load: Load, server: LoadServer, folder: Path) -> None:
    load(folder)
    server.gives_html = True
    with pytest.raises(LoadError, match="cannot be verified"):
        load(folder, verify=True)
