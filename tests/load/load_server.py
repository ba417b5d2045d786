"""A FHIR server in memory for tests of loading: transactions, batches, PUT, conditional create, search by id, tag and identifier.

It holds references (a dangling one is 400), can refuse clients' ids, or numbers as ids, entries beyond a limit,
and resources that carry `"language": "refused"`; and it can be told to misbehave.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simulator.resources.references import references

Resource = dict[str, Any]


class Refused(Exception):
    """An answer that isn't a success."""

    def __init__(self, status: int, said: str) -> None:
        self.status, self.said = status, said
        super().__init__(said)

    @property
    def outcome(self) -> Resource:
        return {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "x", "diagnostics": self.said}]}


class LoadServer:
    """The server's state and its switches. `log` holds method and path of every request, `fault` decides before each one
    on a status to answer instead, or "reset" or "drop" (applied, answer lost). `lists` says what it makes of several references
    in one search: "any" of them, the "text" as one, or "refused". `token` is a bearer token, or the whole of an
    Authorization header."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.store: dict[str, list[Resource | None]] = {}
        self.log: list[tuple[str, str, int]] = []
        self.client_ids = True
        self.digits = True
        self.integrity = True
        self.as_batch = False
        self.batches = True
        self.gives_html = False
        self.max_entries = 10_000
        self.lists = "any"
        self.token = ""
        self.fault: Callable[[str, str, int], str] = lambda method, path, number: ""
        self.base = ""

    def current(self) -> dict[str, Resource]:
        return {key: versions[-1] for key, versions in self.store.items() if versions[-1] is not None}

    def versions(self) -> dict[str, int]:
        return {key: len(versions) for key, versions in self.store.items() if versions[-1] is not None}

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any]:
        parts = urlsplit(target)
        path = parts.path.removeprefix("/fhir").strip("/")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        try:
            if path == "metadata":
                return 200, {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "software": {"name": "test"}}
            if self.token and headers.get("Authorization") not in (f"Bearer {self.token}", self.token):
                raise Refused(401, "who are you?")
            value = json.loads(body) if body else {}
            with self.lock:
                return self._answer(method, path, query, headers, value)
        except Refused as refused:
            return refused.status, refused.outcome

    def _answer(self, method: str, path: str, query: dict[str, str], headers: Any, value: Resource) -> tuple[int, Any]:
        if method == "POST" and not path:
            reads = value["entry"][0]["request"]["method"] == "GET"
            return (200, "<html/>") if reads and self.gives_html else self._bundle(value)
        if path.endswith("/$validate"):
            return 200, (
                Refused(422, "refused").outcome if value.get("language") == "refused" else {"resourceType": "OperationOutcome"}
            )
        if method == "GET" and "/" not in path:
            return 200, "<html/>" if self.gives_html else self._search(path, query)
        if method == "GET":
            found = self.current().get(path)
            return (200, found) if found else self._not_found(path)
        return self._single(method, path, value, headers.get("If-None-Exist", ""), set())

    def _not_found(self, path: str) -> tuple[int, Any]:
        raise Refused(410 if path in self.store else 404, f"{path} is not there")

    def _bundle(self, bundle: Resource) -> tuple[int, Any]:
        entries = bundle["entry"]
        if len(entries) > self.max_entries:
            raise Refused(413, f"more than {self.max_entries} entries")
        if bundle["type"] == "batch" and not self.batches:
            raise Refused(501, "no batches here")
        if bundle["type"] == "batch" or self.as_batch:
            return 200, {"resourceType": "Bundle", "type": "batch-response", "entry": [self._batched(each) for each in entries]}
        before = {key: list(versions) for key, versions in self.store.items()}
        try:
            return 200, {"resourceType": "Bundle", "type": "transaction-response", "entry": self._transaction(entries)}
        except Refused:
            self.store = before
            raise

    def _transaction(self, entries: list[Resource]) -> list[Resource]:
        named = {}
        for number, entry in enumerate(entries):
            if entry["request"]["method"] == "POST":
                named[entry["fullUrl"]] = self._created(entry, number)
        text = json.dumps(entries)
        for name, key in named.items():
            text = text.replace(json.dumps(name), json.dumps(key))
        together = set(named.values()) | {entry["request"]["url"] for entry in entries if entry["request"]["method"] == "PUT"}
        deleted = {entry["request"]["url"] for entry in entries if entry["request"]["method"] == "DELETE"}
        return [self._entry(entry, together, deleted) for entry in json.loads(text)]

    def _created(self, entry: Resource, number: int) -> str:
        kind = entry["resource"]["resourceType"]
        found = self._search(kind, dict([entry["request"]["ifNoneExist"].split("=", 1)]))["entry"]
        return f"{kind}/{found[0]['resource']['id']}" if found else f"{kind}/{len(self.store) + 1000 + number}"

    def _entry(self, entry: Resource, together: set[str], deleted: set[str]) -> Resource:
        request = entry["request"]
        resource = entry.get("resource", {})
        if request["method"] == "POST":
            key = entry["fullUrl"]
            if key not in self.current():
                self._put(key, {**resource, "id": key.partition("/")[2]}, together)
            return {"response": {"status": "201", "location": f"{key}/_history/1"}}
        status, _ = self._single(request["method"], request["url"], resource, "", together, deleted)
        return {"response": {"status": f"{status} OK", "location": f"{request['url']}/_history/1"}}

    def _batched(self, entry: Resource) -> Resource:
        request = entry["request"]
        try:
            if request["method"] == "GET":
                found = self.current().get(request["url"]) or self._not_found(request["url"])
                return {"response": {"status": "200 OK"}, "resource": found}
            status, _ = self._single(
                request["method"], request["url"], entry.get("resource", {}), request.get("ifNoneExist", ""), set()
            )
        except Refused as refused:
            return {"response": {"status": str(refused.status), "outcome": refused.outcome}}
        return {"response": {"status": str(status), "location": f"{request['url']}/_history/1"}}

    def _single(
        self,
        method: str,
        path: str,
        resource: Resource,
        condition: str,
        together: set[str],
        deleted: set[str] = frozenset(),  # type: ignore[assignment]
    ) -> tuple[int, Any]:
        if method == "PUT":
            if not self.client_ids and path not in self.store:
                raise Refused(404, "clients don't give ids here")
            if not self.digits and path.partition("/")[2].isdigit():
                raise Refused(400, "clients give no ids of digits alone here")
            return self._put(path, resource, together), resource
        if method == "POST":
            found = self._search(path, dict([condition.split("=", 1)]))["entry"] if condition else []
            key = f"{path}/{found[0]['resource']['id']}" if found else f"{path}/{len(self.store) + 1000}"
            if not found:
                self._put(key, {**resource, "id": key.partition("/")[2]}, together)
            return 200 if found else 201, {"resourceType": path, "id": key.partition("/")[2]}
        return self._delete(path, deleted)

    def _put(self, key: str, resource: Resource, together: set[str]) -> int:
        if resource.get("language") == "refused":
            raise Refused(422, "this resource is refused")
        for target in references(resource):
            if self.integrity and target not in self.current() and target not in together and target != key:
                raise Refused(400, f"Resource {target} not found")
        versions = self.store.setdefault(key, [])
        plain = {**resource, "meta": {name: value for name, value in resource.get("meta", {}).items() if name != "versionId"}}
        if versions and versions[-1] == plain:
            return 200
        versions.append(plain)
        return 200 if len(versions) > 1 else 201

    def _delete(self, key: str, deleted: set[str]) -> tuple[int, Any]:
        if key not in self.current():
            self._not_found(key)
        users = [each for each, resource in self.current().items() if key in references(resource) and each not in deleted | {key}]
        if users and self.integrity:
            raise Refused(409, f"{users[0]} refers to {key}")
        self.store[key].append(None)
        return 200, {"resourceType": "OperationOutcome"}

    def _search(self, kind: str, query: dict[str, str]) -> Resource:
        several = any("," in value for name, value in query.items() if name != "_id")
        if several and self.lists == "refused":
            raise Refused(400, "one reference, please")
        if several and self.lists == "text":
            return {"resourceType": "Bundle", "type": "searchset", "total": 0}
        found = [
            each
            for each in self.current().values()
            if each["resourceType"] == kind and all(_fits(each, *item) for item in query.items())
        ]
        entries = [] if query.get("_summary") == "count" else [{"resource": each} for each in found]
        return {"resourceType": "Bundle", "type": "searchset", "total": len(found), "entry": entries}


def _fits(resource: Resource, name: str, value: str) -> bool:
    if name == "_id":
        return resource["id"] in value.split(",")
    if name in ("_tag", "identifier"):
        system, _, code = value.partition("|")
        values = resource.get("meta", {}).get("tag", []) if name == "_tag" else resource.get("identifier", [])
        return any(each.get("system") == system and (each.get("code") or each.get("value")) == code for each in values)
    if name.startswith("_"):
        return True
    return not set(value.split(",")).isdisjoint(references(resource))


@contextmanager
def serving() -> Iterator[LoadServer]:
    """A server on a free port of 127.0.0.1."""
    state = LoadServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with state.lock:
                state.log.append((self.command, self.path, len(body)))
                fault = "" if "metadata" in self.path else state.fault(self.command, self.path, len(state.log))
            if fault == "reset":
                self.connection.close()
                self.close_connection = True
                return
            if fault and fault != "drop":
                self.reply(int(fault), Refused(int(fault), "later").outcome, {"Retry-After": "0"})
                return
            status, value = state.answer(self.command, self.path, self.headers, body)
            if fault == "drop":
                self.connection.close()
                self.close_connection = True
                return
            named = value if isinstance(value, dict) else {}
            location = f"{state.base}/{named.get('resourceType')}/{named.get('id')}/_history/1"
            self.reply(status, value, {"Location": location})

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

        def reply(self, status: int, value: Any, headers: dict[str, str]) -> None:
            content = json.dumps(value).encode()
            self.send_response(status)
            for name, each in {**headers, "Content-Type": "application/fhir+json", "Content-Length": str(len(content))}.items():
                self.send_header(name, each)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.base = f"http://127.0.0.1:{server.server_port}/fhir"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
