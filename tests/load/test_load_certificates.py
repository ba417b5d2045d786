"""A server whose certificate nobody vouches for, and an authority of one's own that does."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

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


def certificate(path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2020, 1, 1) + timedelta(days=36_000))
    signed = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(pem + signed.public_bytes(serialization.Encoding.PEM))


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[str]:
    certificate(tmp_path / "server.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_port}/fhir"
    server.shutdown()
    server.server_close()


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
