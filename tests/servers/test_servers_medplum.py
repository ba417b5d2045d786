"""Loads to Medplum's router: every format, faults, limits, kills, tokens, and a run that is loaded while it is made."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

sys.path.insert(0, str(Path(__file__).parent))

from servers_runs import (
    FORMATS,
    TRIES,
    arrives,
    as_synthea,
    count,
    killed_thrice,
    kinds,
    reads_lists,
    renamed,
    sent,
    shared_by_people,
    simulator,
    there,
    visited,
)

Start = Callable[..., str]
#: So long a token holds: less than any machine takes for a load of one entry after another.
TOKEN_SECONDS = 0.5
pytestmark = pytest.mark.slow


def load(run: Path, address: str, journal: Path, *options: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    return simulator("load", run, "--to", address, "--journal", journal, *options, check=check)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_arrives_once(medplum: Start, run: Path, tmp_path: Path, form: str) -> None:
    address = medplum()
    with arrives(address, run, {"Group": 1} if form == "bulk" else None):
        load(run / form, address, tmp_path, "--verify")
        load(run / form, address, tmp_path)
    keys = sorted(sent(run))
    some = keys[:: max(1, len(keys) // 30)]
    assert {len(httpx.get(f"{address}/{key}/_history", timeout=60).json()["entry"]) for key in some} == {1}


@pytest.mark.parametrize("transactions", [False, True])
def test_faults_and_limits_lose_nothing(medplum: Start, run: Path, tmp_path: Path, transactions: bool) -> None:
    options = ["--fault-rate", 0.3, "--slow-ms", 300, "--max-entries", 200, "--max-bytes", 1_000_000]
    address = medplum(*options, *(["--transactions"] if transactions else []))
    load(run, address, tmp_path, "--verify", "--max-entries", 400, "--max-bytes", 4_000_000)
    faults = httpx.get(address.removesuffix("/fhir") + "/faults").json()
    assert all(faults.values()), faults
    report = json.loads((tmp_path / "load-report.json").read_text())["loads"][0]
    assert report["verification"]["wanted"] == kinds(sent(run)) == report["verification"]["found"]


def test_three_kills_lose_nothing_and_double_nothing(medplum: Start, run: Path, tmp_path: Path) -> None:
    address = medplum("--fault-rate", 0.3, "--slow-ms", 300, "--max-entries", 200, "--max-bytes", 1_000_000)
    for number in range(TRIES):
        copy, journal = renamed(run, tmp_path), tmp_path / str(number)
        with arrives(address, copy):
            in_time = killed_thrice(address, copy, "--journal", journal)
            load(copy, address, journal, "--verify")
        if in_time:
            return
    raise AssertionError("no three kills came in time")


def test_the_wrong_token_and_the_expired_one_are_told_in_one_line(medplum: Start, run: Path, tmp_path: Path) -> None:
    address = medplum("--token", "right")
    secret = tmp_path / "token"
    secret.write_text("wrong")
    done = load(run, address, tmp_path, "--token-file", secret, check=False)
    assert done.returncode == 1
    assert "401" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    secret.write_text("right")
    load(run, address, tmp_path, "--token-file", secret, "--limit", 1)
    assert "right" not in (tmp_path / "load-report.json").read_text()


def test_client_credentials_and_backend_services_outlive_their_tokens(medplum: Start, run: Path, tmp_path: Path) -> None:
    address = medplum("--client", "me:secret", "--token-seconds", TOKEN_SECONDS)
    secret = tmp_path / "secret"
    secret.write_text("secret")
    slowly = ("--concurrency", 1, "--max-entries", 1)
    load(run, address, tmp_path, "--client-id", "me", "--client-secret-file", secret, *slowly)
    assert_outlived(tmp_path, address)
    key = ec.generate_private_key(ec.SECP384R1())
    public = json.loads(ECAlgorithm.to_jwk(key.public_key()))
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [{**public, "kid": "k"}]}))
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "key.pem").write_bytes(pem)
    smart = medplum("--jwks", tmp_path / "jwks.json", "--token-seconds", TOKEN_SECONDS)
    load(run, smart, tmp_path, "--client-id", "loader", "--key-file", tmp_path / "key.pem", "--key-id", "k", *slowly)
    assert_outlived(tmp_path, smart)


def assert_outlived(folder: Path, address: str) -> None:
    """That a whole load took longer than a token holds."""
    loads = json.loads((folder / "load-report.json").read_text())["loads"]
    report = next(each for each in loads if each["address"] == address)
    assert report["whole"]
    assert report["seconds"] > TOKEN_SECONDS


def test_a_run_is_loaded_while_several_processes_make_it(medplum: Start, tmp_path: Path) -> None:
    address = medplum()
    options = ["-n", 25, "--age", "0-3", "--seed", 3]
    simulator("generate", *options, "-o", tmp_path / "files", "--quiet")
    with arrives(address, tmp_path / "files"):
        simulator("generate", *options, "--workers", 2, "-o", tmp_path / "there", "--to", address, "--verify")
    assert sorted(path.name for path in (tmp_path / "there").iterdir() if not path.name.startswith("load-")) == ["run.json"]


def test_synthea_shaped_bundles_load_twice(medplum: Start, run: Path, tmp_path: Path) -> None:
    folder = as_synthea(run, tmp_path / "fhir", people=2)
    address = medplum()
    for journal in ("one", "two"):
        load(folder, address, tmp_path / journal, "--verify")
        assert count(address, "Patient") == 2
    simulator("unload", folder, "--from", address, "--journal", tmp_path / "two", "--yes")
    assert count(address, "Patient") == 0
    assert count(address, "Practitioner") == 0


def test_unload_keeps_what_somebody_else_refers_to(medplum: Start, run: Path, tmp_path: Path) -> None:
    address = medplum()
    load(run, address, tmp_path, "--limit", 1)
    assert reads_lists(address, run)
    visit, stay = visited(address, run, "visit")
    simulator("unload", run, "--from", address, "--journal", tmp_path, "--yes")
    assert there(address, shared_by_people(run)) == stay
    httpx.delete(visit, timeout=60).raise_for_status()
    simulator("unload", run, "--from", address, "--journal", tmp_path, "--yes")
    assert there(address, shared_by_people(run)) == set()
