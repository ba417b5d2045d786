"""Lives that cost nothing, for tests of what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from simulator.config import RunConfig
from simulator.kernel.clock import Zone, day_of, zone
from simulator.run.lives import Lived
from simulator.run.prepared import Prepared
from simulator.sinks.manifest import Manifest


def _entry(kind: str, name: str, **content: Any) -> dict[str, Any]:
    resource = {"resourceType": kind, "id": name, **content}
    return {
        "fullUrl": f"https://simulator.invalid/{kind}/{name}",
        "resource": resource,
        "request": {"method": "PUT", "url": f"{kind}/{name}"},
    }


class FakeLives:
    """Candidate i is born on 1 January of 1920 + i mod 110 and is a woman where i is even; every fourth dies.

    Everybody sees a practitioner of one of three hospitals. `lived` lists the candidates in the order in which they were
    lived; `breaks_at` raises KeyboardInterrupt at that candidate.
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
        self.lived.append(candidate)
        dies = self.dies(candidate)
        patient = f"p{candidate:04}"
        hospital = f"o{candidate % 3}"
        visits = [_entry("Encounter", f"e{candidate}-{visit}") for visit in range(candidate % 5 + 1)]
        lines = [[_entry("Patient", patient)], *([visit] for visit in visits)]
        written = not dies or self.config.keeps_dead
        return Lived(
            candidate=candidate,
            living=not dies,
            expected=True,
            killer="plague" if dies else "",
            patient=patient,
            lines=[{"resourceType": "Bundle", "type": "transaction", "entry": entries} for entries in lines] if written else [],
            shared=[
                _entry("Organization", hospital),
                _entry("Practitioner", f"d{candidate % 7}"),
                _entry("PractitionerRole", f"a{candidate % 7}", organization={"reference": f"Organization/{hospital}"}),
            ],
        )


@pytest.fixture
def fake_lives() -> Callable[[RunConfig], FakeLives]:
    return FakeLives


@pytest.fixture
def prepared() -> Callable[[RunConfig], Prepared]:
    """A run of fake lives, ready to go."""

    def prepare(config: RunConfig) -> Prepared:
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

    return prepare


@pytest.fixture
def read_tree() -> Callable[[Path], dict[str, bytes]]:
    """Every file below a folder with its bytes."""
    return lambda folder: {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
