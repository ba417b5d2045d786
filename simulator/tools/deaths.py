"""What share of all deaths some modules cause: measured, so that it can be taken off the background mortality.

People are lived without any background mortality; those who die, die of a module. Over the years that they lived the life table
would have had so many deaths: the modules' deaths over these, by sex and age, are the shares that `world.declared` reads.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice

from simulator.config import RunConfig
from simulator.engine.lifetime import LIFE, Engine, Life, settle
from simulator.kernel.clock import YEAR, date_of
from simulator.machine.compile import compile_library
from simulator.machine.load import load_library
from simulator.record.life import Died
from simulator.run.population import candidates, instant_of
from simulator.world.declared import COLUMNS, DIGEST, MOST, DeclaredDeaths
from simulator.world.mortality import LAST_AGE, CohortTable
from simulator.world.world import World

#: First completed years of the ages that are counted together: wide where few die.
AGES = (0, 15, 30, 45, 55, 65, 75, 85)

#: Sex and number of a band of ages.
Cell = tuple[str, int]


@dataclass(slots=True)
class Deaths:
    """What was counted: deaths by module and cell, and how many the life table has in the years that were lived."""

    lives: int = 0
    by_module: Counter[tuple[str, Cell]] = field(default_factory=Counter)
    expected: dict[Cell, float] = field(default_factory=dict)

    def take(self, life: Life, table: CohortTable, as_of: int) -> None:
        """Counts one life."""
        person = life.person
        self.lives += 1
        years = ((as_of if life.died is None else life.died) - person.birth) / YEAR
        hazards = table.hazards(person.sex, date_of(person.birth_day).year, min(int(years), LAST_AGE) + 1)
        for age, hazard in enumerate(hazards):
            cell = (person.sex, _band(age))
            self.expected[cell] = self.expected.get(cell, 0.0) + hazard * min(1.0, years - age)
        died = next((entry for entry in reversed(life.chart.entries) if isinstance(entry, Died)), None)
        # At the end of the table even they die of whom no module wants to know anything.
        if died is not None and died.module != LIFE:
            self.by_module[died.module, (person.sex, _band(len(hazards) - 1))] += 1

    def shares(self) -> list[tuple[str, Cell, float]]:
        """Module, cell and share of all deaths, in that order; where modules kill more than the life table has, so much less."""
        whole: dict[Cell, float] = {}
        for (_, cell), count in self.by_module.items():
            whole[cell] = whole.get(cell, 0.0) + count / self.expected[cell]
        return [
            (module, cell, count / self.expected[cell] * min(1.0, MOST / whole[cell]))
            for (module, cell), count in sorted(self.by_module.items())
        ]


def _band(age: int) -> int:
    return sum(low <= age for low in AGES) - 1


def measure(config: RunConfig) -> str:
    """The table of the config's modules as CSV, from as many lives as the config asks for people.

    Raises what loading and living raise.
    """
    library = load_library(config.modules or None, config.add_modules, config.only, config.without)
    digests = {module.key: module.digest for module in library}
    world, table = World(config.state), CohortTable()
    engine = Engine(world, compile_library(library), DeclaredDeaths.all())
    as_of = instant_of(config, world.zone)
    deaths = Deaths()
    settle()
    for candidate in islice(candidates(config, world), config.patients):
        deaths.take(engine.live(world.person(config.seed, candidate), as_of), table, as_of)
    return _written(deaths, digests, f"measured: {deaths.lives} lives without background mortality; seed {config.seed}")


def _written(deaths: Deaths, digests: dict[str, str], source: str) -> str:
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow((*COLUMNS, DIGEST))
    for module, (sex, band), share in deaths.shares():
        high = AGES[band + 1] - 1 if band + 1 < len(AGES) else LAST_AGE
        table.writerow((module, "all", sex, AGES[band], high, f"{share:.4f}", source, digests[module]))
    return text.getvalue()
