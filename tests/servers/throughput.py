"""Measures `simulator load` against a bare loop of the same requests: `throughput.py RUN URL [PAIRS]`.

The bare loop has its requests ready in memory, posts what people share, then everybody's bundles in order with a fixed number
of people at once, and reads no answer; the number that is fastest is tried out first. Every run has ids of its own, so that
all of them create. Printed: resources per second of each pair, and the median of the ratios.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
from servers_runs import renamed

from simulator.cli.load_progress import LoadLines
from simulator.load.entries import bundle_bytes, put_entry
from simulator.load.http import Http
from simulator.load.limits import Limits
from simulator.load.operation import load_paths
from simulator.load.options import LoadOptions
from simulator.load.packing import packed
from simulator.load.source import RunFiles
from simulator.resources.components import components
from simulator.sources.folders import find_place


def requests(run: Path, base: str, software: str) -> list[list[bytes]]:
    """For every unit the bundles that a load sends."""
    found = []
    for unit in RunFiles(find_place([run / "encounters"])).units():
        items = unit.last()
        groups = [[items[key] for key in keys] for keys in components({key: item.refs for key, item in items.items()})]
        runs = packed(groups, Limits(None, None, software))
        found.append(
            [bundle_bytes("transaction", [put_entry(base, each.key, each.body) for group in one for each in group]) for one in runs]
        )
    return found


def bare(units: list[list[bytes]], base: str, at_once: int) -> float:
    """Seconds of the bare loop."""
    headers = {"Content-Type": "application/fhir+json", "Prefer": "return=minimal"}
    with closing(Http(300)) as client, ThreadPoolExecutor(at_once) as pool:

        def send(bundles: list[bytes]) -> None:
            for each in bundles:
                assert client.send("POST", base, each, headers).is_success

        begun = time.monotonic()
        send(units[0])
        list(pool.map(send, units[1:]))
        return time.monotonic() - begun


def load(run: Path, base: str, folder: Path) -> float:
    """Seconds of a load, its journal in `folder`."""
    begun = time.monotonic()
    outcome = load_paths([run / "encounters"], LoadOptions(to=base, journal=folder / run.name), LoadLines(quiet=True))
    assert outcome.whole
    return time.monotonic() - begun


def main(run: Path, base: str, pairs: int) -> None:
    """Prints the figures."""
    software = httpx.get(f"{base}/metadata", timeout=60).json().get("software", {}).get("name", "")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        resources = sum(len(unit.last()) for unit in RunFiles(find_place([run / "encounters"])).units())
        bare(requests(renamed(run, folder), base, software), base, 2)
        tried = {at_once: bare(requests(renamed(run, folder), base, software), base, at_once) for at_once in (1, 2, 4, 8)}
        best = min(tried, key=lambda at_once: tried[at_once])
        print(
            {at_once: round(resources / seconds) for at_once, seconds in tried.items()}, "resources/s bare; best:", best, flush=True
        )
        ratios = []
        for number in range(pairs):
            # A server that fills becomes slower: neither is always the later one.
            if number % 2:
                loaded = load(renamed(run, folder), base, folder)
                alone = bare(requests(renamed(run, folder), base, software), base, best)
            else:
                alone = bare(requests(renamed(run, folder), base, software), base, best)
                loaded = load(renamed(run, folder), base, folder)
            ratios.append(alone / loaded)
            print(f"bare {resources / alone:,.0f}/s, load {resources / loaded:,.0f}/s, ratio {ratios[-1]:.2f}", flush=True)
        print(f"median ratio {statistics.median(ratios):.2f} over {resources:,} resources")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2].rstrip("/"), int(sys.argv[3]) if len(sys.argv) > 3 else 5)
