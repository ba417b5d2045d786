"""A server whose certificate nobody vouches for, and an authority of one's own that does."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from simulator.errors import LoadError, UsageError
from simulator.load.options import LoadOptions
from simulator.load.server import capabilities, connect

ANSWER = b'{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1"}'


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, format: str, *args: object) -> None:
        pass


def certificate(path: Path, host: str = "127.0.0.1", years: int = 100) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2020, 1, 1) + timedelta(days=365 * years))
    signed = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(pem + signed.public_bytes(serialization.Encoding.PEM))


@contextmanager
def serving(pem: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_port}/fhir"
    server.shutdown()
    server.server_close()


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[str]:
    certificate(tmp_path / "server.pem")
    with serving(tmp_path / "server.pem") as address:
        yield address


@pytest.mark.parametrize(
    ("host", "years", "vouched", "said"),
    [
        ("127.0.0.1", 100, False, "self-signed certificate"),
        ("127.0.0.1", 1, True, "certificate has expired"),
        ("127.0.0.2", 100, True, "IP address mismatch"),
    ],
)
def test_the_command_says_in_one_line_what_does_not_fit(
    command: Callable[..., Any], folder: Path, tmp_path: Path, host: str, years: int, vouched: bool, said: str
) -> None:
    certificate(tmp_path / "server.pem", host, years)
    with serving(tmp_path / "server.pem") as address:
        done = command("load", folder, "--to", address, *(["--ca", tmp_path / "server.pem"] if vouched else []))
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert "certificate doesn't fit" in done.err
    assert said in done.err


def test_a_certificate_that_does_not_fit_is_told_in_one_line_and_taken_from_its_authority(secure: str, tmp_path: Path) -> None:
    client = connect(LoadOptions(to=secure))
    with pytest.raises(LoadError, match="certificate doesn't fit") as raised:
        capabilities(client)
    assert "\n" not in str(raised.value)
    client.close()
    client = connect(LoadOptions(to=secure, ca=tmp_path / "server.pem"))
    assert capabilities(client)["fhirVersion"] == "4.0.1"
    client.close()


def test_a_file_that_is_no_authority_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("nothing")
    with pytest.raises(UsageError, match="PEM"):
        connect(LoadOptions(to="https://x", ca=tmp_path / "x"))
