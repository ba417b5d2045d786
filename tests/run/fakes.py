"""Lives that cost nothing, for tests of what is done with them, also in other processes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from simulator.config import RunConfig
from simulator.errors import ModuleRunError
from simulator.kernel.clock import Zone, day_of, zone
from simulator.resources.bundling import put_entry
from simulator.resources.put import Line, Put, full_url_before
from simulator.run.lives import Lived
from simulator.run.prepared import Prepared
from simulator.sinks.manifest import Manifest

BASE_URL = "https://simulator.invalid"
#: Environment variable: "kind:candidate", where kind is "raise" (a module goes astray), "kill" (the process, once) or "slow"
#: (candidate is then milliseconds a life, of every other part).
TROUBLE = "FAKE_TROUBLE"
#: Environment variable: a file to which each life appends a line, the process and the candidate.
LOG = "FAKE_LOG"


def _suffer(candidate: int) -> None:
    log = os.environ.get(LOG)
    if log:
        with Path(log).open("a") as file:
            file.write(f"{os.getpid()} {candidate}\n")
    kind, _, number = os.environ.get(TROUBLE, "").partition(":")
    if kind == "slow" and candidate // 20 % 2 == 0:
        time.sleep(int(number) / 1000)
    elif kind == "raise" and candidate == int(number):
        raise ModuleRunError("plague", "Onset", "goes round without time passing")
    elif kind == "kill" and candidate == int(number):
        os.kill(os.getpid(), signal.SIGKILL)


def _entry(kind: str, name: str, **content: Any) -> dict[str, Any]:
    return put_entry({"resourceType": kind, "id": name, **content}, f"{kind}/{name}", BASE_URL)


def _put(kind: str, name: str) -> Put:
    return Put({"resourceType": kind, "id": name}, f"{kind}/{name}", full_url_before(BASE_URL))


class FakeLives:
    """Candidate i is born on 1 January of 1920 + i mod 110 and is a woman where i is even; every fourth dies.

    Everybody sees a practitioner of one of three hospitals. `lived` lists the candidates in the order in which they were
    lived; `breaks_at` raises KeyboardInterrupt at that candidate. What other processes are to do stands in the environment:
    see `TROUBLE` and `LOG`.
    """

    def __init__(self, config: RunConfig) -> None:
        self.config = config
        self.zone: Zone = zone("America/New_York")
        self.lived: list[int] = []
        self.breaks_at = -1
        self.dies: Callable[[int], bool] = lambda candidate: candidate % 4 == 0

    def birth(self, seed: int, candidate: int) -> tuple[int, str]:
        return self.zone.at(day_of(date(1920 + candidate % 110, 1, 1))), "MF"[candidate % 2 == 0]

    def live(self, candidate: int) -> Lived:
        if candidate == self.breaks_at:
            raise KeyboardInterrupt
        _suffer(candidate)
        self.lived.append(candidate)
        dies = self.dies(candidate)
        patient = f"p{candidate:04}"
        hospital = f"o{candidate % 7 % 3}"
        visits = [Line([_put("Encounter", f"e{candidate}-{visit}")]) for visit in range(candidate % 5 + 1)]
        written = not dies or self.config.keeps_dead
        return Lived(
            candidate=candidate,
            living=not dies,
            expected=True,
            killer="plague" if dies else "",
            patient=patient,
            written=written,
            lines=[Line([_put("Patient", patient)]), *visits] if written else [],
            shared=[
                _entry("Organization", hospital),
                _entry("Practitioner", f"d{candidate % 7}"),
                _entry("PractitionerRole", f"a{candidate % 7}", organization={"reference": f"Organization/{hospital}"}),
            ],
        )


def prepare(config: RunConfig) -> Prepared:
    """A run of fake lives, ready to go; other processes find it by its name."""
    manifest = Manifest(
        version="0",
        code="",
        population=config.population,
        seed=config.seed,
        as_of=config.as_of.isoformat(),
        options={"patients": config.patients, "persons": list(config.persons or ())},
        core={},
        modules={},
        tables={},
    )
    return Prepared(FakeLives(config), manifest, (), (), False)
