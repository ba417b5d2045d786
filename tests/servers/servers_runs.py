"""Runs, commands and counts for tests with real servers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count as count_up
from pathlib import Path
from typing import Any

import httpx

from simulator.load.options import LoadOptions
from simulator.load.referrers import keys_at_once
from simulator.load.server import connect
from simulator.resources.folding import last_states
from simulator.resources.references import references
from simulator.sources.ndjson import read_bundles

#: People of the run that is loaded; a full size has 100, and then lives are whole.
PEOPLE = int(os.environ.get("SIMULATOR_SERVERS_PEOPLE", "10"))
SMALL = PEOPLE <= 10
FORMATS = ("encounters", "patients", "bulk")
#: How often a test of kills may begin anew because one came too late.
TRIES = 4
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
    small = FAST_START if folder.name == "hapi" and SMALL else {}
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
    """A copy of a run under other ids."""
    mask = next(NUMBERS)
    target = folder / f"run-{mask}"
    for name in FORMATS:
        for file in sorted((run / name).glob("*.*json") if (run / name).is_dir() else []):
            text = UUID.sub(lambda match: b"%08x%s" % (int(match[1], 16) ^ mask, match[2]), file.read_bytes())
            (target / name).mkdir(parents=True, exist_ok=True)
            (target / name / file.name).write_bytes(text)
    manifest = json.loads((run / "run.json").read_text())
    (target / "run.json").write_text(json.dumps({**manifest, "files": {}}))
    return target


def sent(run: Path) -> dict[str, dict[str, Any]]:
    """What a run has to give, by key, read from its encounters."""
    files = sorted((run / "encounters").glob("*.ndjson"))
    return last_states(bundle for file in files for bundle in read_bundles(file))


def shared_by_people(run: Path) -> dict[str, dict[str, Any]]:
    """What the people of a run share, by key."""
    return last_states(read_bundles(min((run / "encounters").glob("*.ndjson"))))


def visited(address: str, run: Path, name: str) -> tuple[str, set[str]]:
    """A stranger's encounter, put on a server, that refers to the last organization, practitioner and location that a run's
    people share; its address, and the keys that must stay for it: these and what they refer to."""
    shared = shared_by_people(run)
    last = {key.partition("/")[0]: key for key in shared}
    encounter = {
        "resourceType": "Encounter",
        "id": name,
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "serviceProvider": {"reference": last["Organization"]},
        "participant": [{"individual": {"reference": last["Practitioner"]}}],
        "location": [{"location": {"reference": last["Location"]}}],
    }
    url = f"{address}/Encounter/{name}"
    httpx.put(url, json=encounter, headers={"Content-Type": "application/fhir+json"}, timeout=120).raise_for_status()
    stay: set[str] = set()
    new = {last[kind] for kind in ("Organization", "Practitioner", "Location")}
    while new:
        stay |= new
        new = {target for key in new for target in references(shared[key])} - stay
    return url, stay


def there(address: str, keys: Iterable[str]) -> set[str]:
    """Those of the keys that a server has."""
    return {key for key in keys if httpx.get(f"{address}/{key}", timeout=120).is_success}


def reads_lists(address: str, run: Path) -> bool:
    """Whether an unload takes a server for one that finds by a list of references whatever one of them finds."""
    client = connect(LoadOptions(to=address))
    known = ((key, target) for key, each in shared_by_people(run).items() for target in references(each))
    try:
        return keys_at_once(client, known) > 1
    finally:
        client.close()


def kinds(resources: Iterable[str]) -> dict[str, int]:
    """How many keys there are of each type."""
    return dict(Counter(key.partition("/")[0] for key in resources))


@contextmanager
def arrives(address: str, run: Path, more: dict[str, int] | None = None) -> Iterator[None]:
    """What is done inside brings a run to a server, whatever else is there: each resource once, and none that refers to what
    isn't there. `more` are counts of what the run's encounters don't hold."""
    resources = sent(run)
    assert {target for each in resources.values() for target in references(each)} <= resources.keys()
    wanted = {**kinds(resources), **(more or {})}
    before = {kind: count(address, kind) for kind in wanted}
    yield
    assert {kind: count(address, kind) - before[kind] for kind in wanted} == wanted


def killed_thrice(address: str, run: Path, *options: object) -> bool:
    """Begins to load a run three times and kills each when 15, 40 and 70 % are there of the type that it has most of. Whether
    that count was between 10 and 90 % just before each kill and the load still ran: a busy machine may be too late."""
    kind, whole = max(kinds(sent(run)).items(), key=lambda item: item[1])
    before = count(address, kind)
    # Small requests: the count goes up in small steps, and many requests are there to be cut off.
    words = ["load", run, "--to", address, *options, "--concurrency", 2, "--max-entries", 10]
    for share in (0.15, 0.4, 0.7):
        with subprocess.Popen([sys.executable, "-m", "simulator", *map(str, words)], stdout=subprocess.DEVNULL) as process:
            while (there := count(address, kind) - before) < share * whole and process.poll() is None:
                time.sleep(0.02)
            in_time = process.poll() is None and 0.1 * whole < there < 0.9 * whole
            process.kill()
        if not in_time or count(address, kind) - before > 0.9 * whole:
            return False
    return True
