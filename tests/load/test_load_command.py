"""What `simulator load` says when it cannot go on: one clear line, an exit code, and nothing lost; credentials and proxies."""

from __future__ import annotations

import base64
import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from load_folders import ONE, SHARED, make_run
from load_server import LoadServer

Command = Callable[..., Any]
ALL = 3 * ONE + SHARED


def assert_one_line(done: Any, code: int, *said: str) -> None:
    assert done.code == code, done.err
    assert done.err.startswith("simulator: ")
    assert done.err.count("\n") == 1
    assert all(each in done.err for each in said), done.err


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:9/fhir", ["cannot be reached", "Connection refused"]),
        ("http://nowhere.invalid/fhir", ["cannot be reached"]),
    ],
)
def test_a_wrong_address_is_one_line(command: Command, folder: Path, address: str, said: list[str]) -> None:
    assert_one_line(command("load", folder, "--to", address), 1, address, *said)


@pytest.mark.parametrize("address", ["nowhere", "ftp://nowhere/fhir"])
def test_what_is_no_address_is_a_usage_error(command: Command, folder: Path, address: str) -> None:
    assert_one_line(command("load", folder, "--to", address), 2, "accepted is the base address of a FHIR server")


def test_a_server_that_is_not_fhir_is_one_line(command: Command, server: LoadServer, folder: Path) -> None:
    done = command("load", folder, "--to", server.base.removesuffix("/fhir") + "/page")
    assert_one_line(done, 1, "no FHIR server", "needed is its base address")


def test_a_wrong_token_is_one_line(
    command: Command, server: LoadServer, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.token = "right"
    (tmp_path / "token").write_text("wrong")
    assert_one_line(command("load", folder, "--to", server.base, "--token-file", tmp_path / "token"), 1, "401", "wrong or expired")
    assert server.current() == {}
    monkeypatch.setenv("SIMULATOR_TOKEN", "right")
    assert command("load", folder, "--to", server.base, "--verify").code == 0
    assert len(server.current()) == ALL
    assert "right" not in "".join(path.read_text(errors="replace") for path in folder.glob("load-*"))


def test_a_token_that_expires_on_the_way_is_one_line_and_another_goes_on(
    command: Command, server: LoadServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.token = "first"
    server.fault = lambda method, path, number: "401" if number > 8 else ""
    monkeypatch.setenv("SIMULATOR_TOKEN", "first")
    options = ["--to", server.base, "--max-entries", 3]
    assert_one_line(command("load", folder, *options), 1, "401", "wrong or expired")
    assert 0 < len(server.current()) < ALL
    server.fault = lambda method, path, number: ""
    server.token = "second"
    monkeypatch.setenv("SIMULATOR_TOKEN", "second")
    assert command("load", folder, *options, "--verify").code == 0
    assert len(server.current()) == ALL
    assert set(server.versions().values()) == {1}


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files as POSIX does")
def test_a_disk_too_full_for_dead_letters_is_one_line_and_loses_nothing(server: LoadServer, tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run")
    path = folder / "encounters" / "p1.ndjson"
    refused = '"id": "p1-e1-o2", "language": "refused", "note": [{"text": "' + "x" * 3_000_000 + '"}], "status"'
    path.write_text(path.read_text().replace('"id": "p1-e1-o2", "status"', refused))
    words = [sys.executable, "-m", "simulator", "load", str(folder), "--to", server.base, "--quiet"]

    def load(most_bytes: int) -> subprocess.CompletedProcess[str]:
        def limited() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

        return subprocess.run(words, capture_output=True, text=True, check=False, preexec_fn=limited, env=os.environ)

    done = load(1_500_000)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "load-dead-letters" in done.stderr
    assert "needed is a writable folder with room" in done.stderr
    done = load(1 << 30)
    assert done.returncode == 1
    assert "2 resources were not loaded" in done.stderr
    (letters,) = folder.glob("load-dead-letters-*.ndjson")
    assert [json.loads(line)["id"] for line in letters.read_text().splitlines()] == ["p1-e1-o2", "p1-e1-p"]
    assert len(server.current()) == ALL - 2


@pytest.mark.parametrize("password", ["variable", "file"])
def test_basic_authentication(
    command: Command, server: LoadServer, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    server.token = "Basic " + base64.b64encode("me:sëcret:word".encode()).decode()
    options = ["--to", server.base, "--user", "me"]
    assert_one_line(command("load", folder, *options), 2, "SIMULATOR_PASSWORD: isn't set")
    monkeypatch.setenv("SIMULATOR_PASSWORD", "wrong")
    assert_one_line(command("load", folder, *options), 1, "401")
    if password == "file":
        (tmp_path / "password").write_text("sëcret:word\n", encoding="utf-8")
        options += ["--password-file", str(tmp_path / "password")]
    else:
        monkeypatch.setenv("SIMULATOR_PASSWORD", "sëcret:word")
    done = command("load", folder, *options, "--verify")
    assert done.code == 0, done.err
    assert len(server.current()) == ALL
    assert "cret" not in done.out + done.err + (folder / "load-report.json").read_text()


def test_a_proxy_is_taken_from_the_environment(
    command: Command, server: LoadServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.base.removesuffix("/fhir"))
    done = command("load", folder, "--to", "http://behind.invalid/fhir", "--verify")
    assert done.code == 0, done.err
    assert len(server.current()) == ALL
    assert {path.partition("/fhir")[0] for _, path, _ in server.log} == {"http://behind.invalid"}
    monkeypatch.setenv("NO_PROXY", "behind.invalid")
    assert_one_line(command("load", folder, "--to", "http://behind.invalid/fhir"), 1, "cannot be reached")


@pytest.mark.parametrize(("secret", "said"), [("", "501 Unsupported method"), ("me:hidden@", "501 Unsupported method")])
def test_a_proxy_that_lets_nobody_through_is_one_line(
    command: Command, server: LoadServer, folder: Path, monkeypatch: pytest.MonkeyPatch, secret: str, said: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", server.base.removesuffix("/fhir").replace("://", f"://{secret}"))
    done = command("load", folder, "--to", "https://behind.invalid/fhir")
    assert_one_line(done, 1, "cannot be reached", "the proxy says", said)
    assert "hidden" not in done.err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HTTPS_PROXY", "socks5://me:hidden@127.0.0.1:1", "the environment's proxy, socks5://127.0.0.1:1, is none"),
        ("HTTPS_PROXY", "127.0.0.1:1", "Connection refused"),
        ("SSL_CERT_FILE", "/nowhere/certificates", "certificates of SSL_CERT_FILE, /nowhere/certificates, cannot be read"),
    ],
)
def test_an_environment_that_cannot_be_used_is_one_line(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    done = command("load", folder, "--to", "https://behind.invalid/fhir")
    assert_one_line(done, 1, "https://behind.invalid/fhir", said)
    assert "hidden" not in done.err


def test_headers_may_hold_secrets_by_name(
    command: Command, server: LoadServer, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.token = "Key k-123"
    assert_one_line(command("load", folder, "--to", server.base, "--header", "Authorization:Key k-123"), 2, "everybody could read")
    monkeypatch.setenv("KEY", "Key k-123")
    assert command("load", folder, "--to", server.base, "--header", "Authorization:env:KEY").code == 0
    (tmp_path / "key").write_text("Key k-123\n")
    done = command("load", folder, "--to", server.base, "--force", "--header", f"Authorization:file:{tmp_path / 'key'}")
    assert done.code == 0
    assert "k-123" not in done.out + done.err + (folder / "load-report.json").read_text()


def test_dry_run_sends_nothing(command: Command, server: LoadServer, folder: Path) -> None:
    done = command("load", folder, "--to", server.base, "--dry-run")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"3 people, {ALL} resources")
    assert server.log == []
    assert list(folder.glob("load-*")) == []


def test_quiet_says_only_what_goes_wrong(command: Command, server: LoadServer, tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run")
    assert command("load", folder, "--to", server.base, "--quiet").out == ""
    path = folder / "encounters" / "p1.ndjson"
    path.write_text(path.read_text().replace('"id": "p1-e1-o2", "status"', '"id": "p1-e1-o2", "language": "refused", "status"'))
    done = command("load", folder, "--to", server.base, "--quiet", "--force")
    assert (done.code, done.out) == (1, "")
    assert f"{path}:3: Observation/p1-e1-o2: 422: this resource is refused" in done.err.splitlines()


def test_unload_asks_first(command: Command, server: LoadServer, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command("load", folder, "--to", server.base)
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert "nothing was deleted" in command("unload", folder, "--from", server.base).err
    assert len(server.current()) == ALL
    assert command("unload", folder, "--from", server.base, "--yes").code == 0
    assert server.current() == {}
