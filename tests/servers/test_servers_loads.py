"""Loads to real servers: HAPI JPA with referential integrity, Medplum's router with faults, limits and tokens."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

sys.path.insert(0, str(Path(__file__).parent))

from servers_proxy import faulty
from servers_runs import as_synthea, count, renamed, simulator, started, versions

from simulator.resources.folding import last_states
from simulator.resources.references import references
from simulator.sources.ndjson import read_bundles

Start = Callable[..., str]
pytestmark = pytest.mark.slow


def sent(run: Path) -> dict[str, Any]:
    """What a run has to give, by key."""
    files = sorted((run / "encounters").glob("*.ndjson"))
    return last_states(bundle for file in files for bundle in read_bundles(file))


def counts(resources: dict[str, Any]) -> dict[str, int]:
    return dict(Counter(key.partition("/")[0] for key in resources))


def assert_whole(address: str, run: Path) -> None:
    """Counts by type are equal, and nothing that was sent refers to what wasn't."""
    resources = sent(run)
    for kind, wanted in counts(resources).items():
        assert count(address, kind) == wanted, kind
    assert {target for each in resources.values() for target in references(each)} <= resources.keys()


def load(run: Path, address: str, journal: Path, *options: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    return simulator("load", run, "--to", address, "--journal", journal, *options, check=check)


def test_medplum_takes_everything_once(medplum: Start, run: Path, tmp_path: Path) -> None:
    address = medplum()
    load(run, address, tmp_path, "--verify")
    assert_whole(address, run)
    load(run, address, tmp_path)
    assert versions_counted(address, run) == {1}


def versions_counted(address: str, run: Path) -> set[int]:
    """How many versions a sample of what was sent has."""
    keys = sorted(sent(run))[:: max(1, len(sent(run)) // 30)]
    return {len(httpx.get(f"{address}/{key}/_history", timeout=60).json()["entry"]) for key in keys}


@pytest.mark.parametrize("transactions", [False, True])
def test_faults_and_limits_lose_nothing(medplum: Start, run: Path, tmp_path: Path, transactions: bool) -> None:
    options = ["--fault-rate", 0.3, "--slow-ms", 300, "--max-entries", 200, "--max-bytes", 1_000_000]
    address = medplum(*options, *(["--transactions"] if transactions else []))
    load(run, address, tmp_path, "--verify")
    faults = httpx.get(address.removesuffix("/fhir") + "/faults").json()
    assert all(faults.values()), faults
    report = json.loads((tmp_path / "load-report.json").read_text())["loads"][0]
    assert report["verification"]["wanted"] == counts(sent(run)) == report["verification"]["found"]


def total(address: str) -> int:
    return sum(count(address, kind) for kind in ("Observation", "Provenance", "Encounter", "Immunization"))


def test_three_kills_lose_nothing_and_double_nothing(medplum: Start, run: Path, tmp_path: Path) -> None:
    address = medplum("--fault-rate", 0.3, "--slow-ms", 300, "--max-entries", 200)
    wanted = counts(sent(run))
    whole = sum(wanted[kind] for kind in ("Observation", "Provenance", "Encounter", "Immunization"))
    command = [
        sys.executable,
        "-m",
        "simulator",
        "load",
        str(run),
        "--to",
        address,
        "--journal",
        str(tmp_path),
        "--concurrency",
        "2",
    ]
    for share in (0.15, 0.4, 0.7):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while total(address) < share * whole and process.poll() is None:
            time.sleep(0.25)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert 0.1 * whole < total(address) < 0.9 * whole
    load(run, address, tmp_path, "--verify")
    assert_whole(address, run)


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
    address = medplum("--client", "me:secret", "--token-seconds", 1)
    secret = tmp_path / "secret"
    secret.write_text("secret")
    load(run, address, tmp_path, "--client-id", "me", "--client-secret-file", secret, "--limit", 2)
    key = ec.generate_private_key(ec.SECP384R1())
    public = json.loads(ECAlgorithm.to_jwk(key.public_key()))
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [{**public, "kid": "k"}]}))
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "key.pem").write_bytes(pem)
    smart = medplum("--jwks", tmp_path / "jwks.json", "--token-seconds", 1)
    load(run, smart, tmp_path, "--client-id", "loader", "--key-file", tmp_path / "key.pem", "--key-id", "k", "--limit", 2)


def test_a_run_is_loaded_while_it_is_made(medplum: Start, tmp_path: Path) -> None:
    address = medplum()
    simulator("generate", "-n", 2, "--seed", 3, "-o", tmp_path / "there", "--to", address, "--verify")
    simulator("generate", "-n", 2, "--seed", 3, "-o", tmp_path / "files", "--quiet")
    assert_whole(address, tmp_path / "files")
    assert not (tmp_path / "there" / "encounters").exists()


def test_synthea_shaped_bundles_load_twice(medplum: Start, hapi: str, run: Path, tmp_path: Path) -> None:
    folder = as_synthea(run, tmp_path / "fhir", people=2)
    for address in (medplum(), hapi):
        for journal in ("one", "two"):
            simulator("load", folder, "--to", address, "--journal", tmp_path / journal, "--verify")
        assert count(address, "Patient") == 2
        simulator("unload", folder, "--from", address, "--journal", tmp_path / "two", "--yes")
        assert count(address, "Patient") == 0
        assert count(address, "Practitioner") == 0


def test_hapi_takes_everything_once_journal_or_not_and_gives_it_back(hapi: str, run: Path, tmp_path: Path) -> None:
    run = renamed(run, tmp_path)
    load(run, hapi, tmp_path / "one", "--verify")
    assert_whole(hapi, run)
    load(run, hapi, tmp_path / "one")
    load(run, hapi, tmp_path / "two", "--verify")
    assert {each for kind in counts(sent(run)) for each in versions(hapi, kind)} == {"1"}
    simulator("unload", run, "--from", hapi, "--journal", tmp_path / "one", "--yes")
    assert all(count(hapi, kind) == 0 for kind in counts(sent(run)))


def test_hapi_through_a_faulty_proxy_takes_everything(hapi: str, run: Path, tmp_path: Path) -> None:
    run = renamed(run, tmp_path)
    with faulty(hapi, 0.3) as (address, faults):
        load(run, address, tmp_path, "--verify")
        assert len(faults) == 5
    assert_whole(hapi, run)
    assert {each for kind in counts(sent(run)) for each in versions(hapi, kind)} == {"1"}
    simulator("unload", run, "--from", hapi, "--journal", tmp_path, "--yes")


def test_hapi_that_gives_the_ids_takes_everything_once(shared: Path, run: Path, tmp_path: Path) -> None:
    with started(shared / "servers" / "hapi", "--heap", "1g", "--no-client-ids") as address:
        for journal in ("one", "two"):
            load(run, address, tmp_path / journal, "--verify", "--limit", 2)
            assert count(address, "Patient") == 2
