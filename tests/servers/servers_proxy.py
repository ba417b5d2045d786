"""A small proxy that misbehaves: of the requests it passes on, some are refused for their size, put off, cut or slowed, or lose
their answer."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

KINDS = ("429", "503", "reset", "slow", "drop")


@contextmanager
def faulty(
    target: str, rate: float, max_entries: int, max_bytes: int, slow_seconds: float = 0.3
) -> Iterator[tuple[str, Counter[str]]]:
    """The proxy's address, and the count of its faults. A fault depends on the request and the attempt alone; what is larger
    than the limits is answered with 413."""
    faults: Counter[str] = Counter()
    attempts: Counter[bytes] = Counter()
    lock = threading.Lock()
    client = httpx.Client(timeout=300, limits=httpx.Limits(max_connections=None))
    root = target.removesuffix("/fhir")

    def fault_of(request: bytes) -> str:
        with lock:
            attempts[request] += 1
            dice = sha256(request + str(attempts[request]).encode()).digest()
            if int.from_bytes(dice[:4], "big") >= rate * 2**32:
                return ""
            kind = KINDS[dice[4] % len(KINDS)]
            faults[kind] += 1
            return kind

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if len(body) > max_bytes or body.count(b'"request":{') > max_entries:
                faults["413"] += 1
                self.reply(413, b"{}", {})
                return
            fault = "" if "metadata" in self.path else fault_of(f"{self.command} {self.path} ".encode() + body)
            if fault in ("429", "503"):
                self.reply(int(fault), b"{}", {"Retry-After": "1"} if fault == "429" else {})
                return
            if fault == "reset":
                self.cut()
                return
            if fault == "slow":
                time.sleep(slow_seconds)
            headers = {
                name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection", "accept-encoding")
            }
            answer = client.request(self.command, root + self.path, content=body or None, headers=headers)
            if fault == "drop":
                self.cut()
                return
            kept = {name: answer.headers[name] for name in ("Content-Type", "Location") if name in answer.headers}
            self.reply(answer.status_code, answer.content, kept)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

        def cut(self) -> None:
            self.connection.close()
            self.close_connection = True

        def reply(self, status: int, content: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/fhir", faults
    finally:
        server.shutdown()
        server.server_close()
        client.close()
