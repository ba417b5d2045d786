"""Runs, commands and counts for tests with real servers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count as count_up
from pathlib import Path
from typing import Any

import httpx

from simulator.resources.folding import last_states
from simulator.sources.ndjson import read_bundles

#: People of the run that is loaded; a full size has 100.
PEOPLE = int(os.environ.get("SIMULATOR_SERVERS_PEOPLE", "10"))
#: Half of HAPI's start, at the price of its later speed: right for a small load.
FAST_START = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1"}
#: What people share, that Synthea's bundles name by identifier.
SHARED = {"Organization": "hospitalInformation", "Location": "hospitalInformation", "Practitioner": "practitionerInformation"}


def simulator(*words: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    """The command as people type it."""
    command = [sys.executable, "-m", "simulator", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done


UUID = re.compile(rb"([0-9a-f]{8})((?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
NUMBERS = count_up(time.monotonic_ns() % 1_000_000)


@contextmanager
def started(folder: Path, *options: object) -> Iterator[str]:
    """The address of a server that runs as long as this lasts."""
    small = FAST_START if folder.name == "hapi" and PEOPLE <= 10 else {}
    done = subprocess.run(
        [folder / "start", "--port", "0", *map(str, options)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **small},
    )
    assert done.returncode == 0, done.stderr
    address = next(line.split()[1] for line in done.stdout.splitlines() if line.startswith("ready"))
    try:
        yield address
    finally:
        port = httpx.URL(address).port
        subprocess.run([folder / "stop", "--port", str(port)], capture_output=True, check=False)


def versions(address: str, kind: str) -> set[str]:
    """The versions of all resources of a type."""
    found: set[str] = set()
    url: str | None = f"{address}/{kind}?_count=500&_elements=id"
    while url:
        page = httpx.get(url, timeout=120).json()
        found |= {entry["resource"]["meta"]["versionId"] for entry in page.get("entry", [])}
        url = next((link["url"] for link in page.get("link", []) if link["relation"] == "next"), None)
    return found


def count(address: str, kind: str) -> int:
    """How many resources of a type the server counts, however often it fails to say."""
    for _ in range(20):
        try:
            answer = httpx.get(f"{address}/{kind}?_summary=count", timeout=120, headers={"Cache-Control": "no-cache"})
        except httpx.TransportError:
            continue
        if answer.is_success:
            return int(answer.json()["total"])
    raise AssertionError(f"no count of {kind}")


def as_synthea(run: Path, folder: Path, people: int) -> Path:
    """The first people of a run as Synthea writes them: a bundle each of POSTs under urn:uuid, and what they share in two
    others, named by identifier."""
    folder.mkdir(parents=True)
    files = sorted((run / "encounters").glob("*.ndjson"))[: people + 1]
    shared = last_states(read_bundles(files[0]))
    names = {}
    for key, resource in shared.items():
        identifier = next((each for each in resource.get("identifier", []) if each.get("system")), None)
        if resource["resourceType"] in SHARED and identifier is not None:
            names[key] = f"{resource['resourceType']}?identifier={identifier['system']}|{identifier['value']}"
    _write(folder / "hospitalInformation1.json", list(shared.values()), {})
    for file in files[1:]:
        _write(folder / f"{file.stem}.json", list(last_states(read_bundles(file)).values()), names)
    return folder


def _write(path: Path, resources: list[dict[str, Any]], names: dict[str, str]) -> None:
    own = {f"{each['resourceType']}/{each['id']}": f"urn:uuid:{each['id']}" for each in resources}
    text = json.dumps(resources)
    for key, name in {**names, **own}.items():
        text = text.replace(f'"reference": "{key}"', f'"reference": "{name}"')
    entries = [
        {"fullUrl": f"urn:uuid:{each['id']}", "resource": each, "request": {"method": "POST", "url": each["resourceType"]}}
        for each in json.loads(text)
    ]
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}, indent=1))


def renamed(run: Path, folder: Path) -> Path:
    """A copy of the run's encounters under other ids."""
    mask = next(NUMBERS)
    target = folder / f"run-{mask}" / "encounters"
    target.mkdir(parents=True)
    for file in sorted((run / "encounters").glob("*.ndjson")):
        text = UUID.sub(lambda match: b"%08x%s" % (int(match[1], 16) ^ mask, match[2]), file.read_bytes())
        (target / file.name).write_bytes(text)
    manifest = json.loads((run / "run.json").read_text())
    (target.parent / "run.json").write_text(json.dumps({**manifest, "files": {}}))
    return target.parent
