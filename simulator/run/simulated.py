"""Lives as the engine makes them and FHIR writes them."""

from __future__ import annotations

from typing import Any

from simulator.config import RunConfig
from simulator.engine.lifetime import Engine
from simulator.fhir.renderer import BASE_URL, Line, Renderer
from simulator.kernel.clock import Zone
from simulator.record.chart import Chart
from simulator.record.life import Died
from simulator.run.having import Having
from simulator.run.history import history_begins
from simulator.run.labels import labels_of
from simulator.run.lives import Lived
from simulator.run.population import instant_of
from simulator.run.truth import told_life
from simulator.world.declared import DeclaredDeaths
from simulator.world.world import World


class SimulatedLives:
    """See `run.lives.Lives`; one for a process, for its parts keep what they have once rendered."""

    def __init__(self, config: RunConfig, world: World, engine: Engine) -> None:
        self._config = config
        self._world = world
        self._engine = engine
        self._renderer = Renderer(config.population, config.base_url or BASE_URL)
        self._having = Having(config.having)
        self._table = DeclaredDeaths.none()
        self.zone: Zone = world.zone

    def birth(self, seed: int, candidate: int) -> tuple[int, str]:
        """The instant of birth and the sex, without making the person."""
        return self._world.birth(seed, candidate)

    def live(self, candidate: int) -> Lived:
        """Lives a candidate's life up to the date, and renders it where it will be written.

        Raises RunError where a module goes astray, or a chart cannot be written as FHIR.
        """
        as_of = instant_of(self._config, self.zone)
        person = self._world.person(self._config.seed, candidate)
        life = told_life(self._engine, person, as_of) if self._config.truth else self._engine.live(person, as_of)
        living = life.died is None or life.died >= as_of
        fits = not living or self._having.holds(life.chart, as_of)
        written = fits if living else self._config.keeps_dead
        end = as_of if living or life.died is None else life.died
        since = history_begins(self._config.years_of_history, self.zone, end)
        lines = self._renderer.lines(life.chart, as_of, since) if written else []
        bundles = [line.bundle for line in lines]
        return Lived(
            candidate=candidate,
            living=living,
            expected=self._world.death(person, self._table) >= as_of,
            killer="" if living else _killer(life.chart),
            patient=_patient(lines),
            lines=bundles,
            shared=self._shared(lines),
            fits=fits,
            truth=labels_of(self._config, life, bundles) if written and self._config.truth else [],
        )

    def _shared(self, lines: list[Line]) -> list[dict[str, Any]]:
        objects = [each for line in lines for each in line.shared]
        return [entry for bundle in self._renderer.shared(objects) for entry in bundle["entry"]]


def _killer(chart: Chart) -> str:
    """The module, or the process, that wrote the death."""
    return next(entry.module for entry in reversed(chart.entries) if isinstance(entry, Died))


def _patient(lines: list[Line]) -> str:
    """The id of the Patient, who stands in the first line."""
    for line in lines[:1]:
        for entry in line.bundle["entry"]:
            if entry["resource"]["resourceType"] == "Patient":
                return str(entry["resource"]["id"])
    return ""
