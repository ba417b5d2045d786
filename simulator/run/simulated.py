"""Lives as the engine makes them and FHIR writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.config import RunConfig
from simulator.engine.lifetime import LIFE, Engine, Life
from simulator.fhir.context import patient_id
from simulator.fhir.rendered import Shared
from simulator.fhir.renderer import BASE_URL, Renderer
from simulator.kernel.clock import Zone
from simulator.record.chart import Chart
from simulator.record.life import Died
from simulator.resources.put import Line
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
        self._as_of = instant_of(config, world.zone)

    def birth(self, seed: int, candidate: int) -> tuple[int, str]:
        """The instant of birth and the sex, without making the person."""
        return self._world.birth(seed, candidate)

    def live(self, candidate: int) -> Lived:
        """Lives a candidate's life up to the date; its lines are rendered as they are drawn.

        Raises RunError where a module goes astray, and while lines are drawn, where a chart cannot be written as FHIR.
        """
        if not self._config.keeps_dead and self._is_doomed(candidate):
            return Lived(candidate, living=False, expected=False, killer=LIFE, patient="", written=False, lines=())
        life = self.lived(candidate)
        lived = self.rendered(candidate, life)
        # What is freed at once need not be looked for: see `Chart.clear`.
        if lived.written:
            lived.lines = _cleared(lived.lines, life.chart)
        else:
            life.chart.clear()
        return lived

    def _is_doomed(self, candidate: int) -> bool:
        """Whether a candidate's background death comes before the date, whatever modules do: nobody lives longer."""
        seed = self._config.seed
        birth, sex = self._world.birth(seed, candidate)
        return self._world.death_of(seed, candidate, birth, sex, self._engine.declared) < self._as_of

    def lived(self, candidate: int) -> Life:
        """A candidate's life up to the date, with its truth where that is asked for."""
        person = self._world.person(self._config.seed, candidate)
        if self._config.truth:
            return told_life(self._engine, person, self._as_of)
        return self._engine.live(person, self._as_of)

    def rendered(self, candidate: int, life: Life) -> Lived:
        """A life that `lived` has given, as FHIR where it will be written; its chart stays, and can be rendered again."""
        as_of = self._as_of
        living = life.died is None or life.died >= as_of
        fits = not living or self._having.holds(life.chart, as_of)
        written = fits if living else self._config.keeps_dead
        lived = Lived(
            candidate=candidate,
            living=living,
            expected=self._world.death(life.person, self._table) >= as_of,
            killer="" if living else _killer(life.chart),
            patient=patient_id(self._config.population, life.person),
            written=written,
            lines=(),
            fits=fits,
        )
        if written:
            lived.lines = self._lines(life, lived)
        return lived

    def _lines(self, life: Life, lived: Lived) -> Iterator[Line]:
        """The lines of a life; at their end `lived` is told what they share with others, and the truth."""
        objects: list[Shared] = []
        told: set[str] = set()
        cuts = bool(self._config.truth and self._config.years_of_history)
        for line in self._renderer.each_line(life.chart, self._as_of, self.since(life)):
            objects += line.shared
            if cuts:
                told.update(put.key for put in line.puts)
            yield line
        lived.shared += [entry for bundle in self._renderer.shared(objects) for entry in bundle["entry"]]
        if self._config.truth:
            lived.truth += labels_of(self._config, life, told if cuts else None)

    def since(self, life: Life) -> int:
        """From which instant on a life's record is written."""
        end = self._as_of if life.died is None or life.died >= self._as_of else life.died
        return history_begins(self._config.years_of_history, self.zone, end)


def _killer(chart: Chart) -> str:
    """The module, or the process, that wrote the death."""
    return next(entry.module for entry in reversed(chart.entries) if isinstance(entry, Died))


def _cleared(lines: Iterable[Line], chart: Chart) -> Iterator[Line]:
    yield from lines
    chart.clear()
