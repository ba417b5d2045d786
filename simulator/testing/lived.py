"""What came of one module in one life."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from simulator.engine.lifetime import Life
from simulator.fhir.renderer import Renderer
from simulator.record.entry import Entry
from simulator.resources.folding import last_states
from simulator.run.truth import Row, Truth, truth_rows

Kind = TypeVar("Kind", bound=Entry)
Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay in a state; times are local and without an offset, `left` is None where the person still is there at the end."""

    state: str
    entered: str
    left: str | None


class LivedModule:
    """One module lived by one person.

    `key` is the module's key ("tested" for a dict), `life` the whole life with its chart. Times are local, such as
    "1990-05-06T09:30:00".
    """

    def __init__(self, life: Life, key: str, population: str) -> None:
        self.life = life
        self.key = key
        self.population = population

    @cached_property
    def stays(self) -> list[Stay]:
        """The states in the order in which they were entered; those of submodules with the submodule's key before them."""
        truth = Truth(self.life, self.population)
        (walk,) = truth.walks
        return [
            Stay(stay.step.path, self._local(stay.entered), None if stay.left is None else self._local(stay.left))
            for stay in walk.stays
            if truth.happened(stay.entered, self.key)
        ]

    @property
    def states(self) -> list[str]:
        """The names of the states in the order in which they were entered."""
        return [stay.state for stay in self.stays]

    def entered(self, state: str) -> list[str]:
        """When a state was entered, each time."""
        return [stay.entered for stay in self.stays if stay.state == state]

    def entries(self, kind: type[Kind], state: str | None = None) -> list[Kind]:
        """The chart's entries of a class that the module wrote, in the chart's order; those of one state, where it is named."""
        return [
            entry
            for entry in self.life.chart.in_order()
            if isinstance(entry, kind) and entry.module == self.key and state in (None, entry.state)
        ]

    @property
    def attributes(self) -> dict[str, object]:
        """The attributes at the end."""
        return self.life.attributes

    @property
    def died(self) -> str | None:
        """When the person died, None where they live at the end."""
        return None if self.life.died is None else self._local(self.life.died)

    @cached_property
    def bundles(self) -> list[Resource]:
        """The record as it could be posted: bundles of shared resources, and then one bundle a line."""
        renderer = Renderer(self.population)
        lines = renderer.lines(self.life.chart, self.life.as_of)
        shared = renderer.shared(each for line in lines for each in line.shared)
        return [*shared, *(line.bundle for line in lines)]

    def resources(self, kind: str = "") -> list[Resource]:
        """The resources in their last state, in the order of the record; those of one type, where it is named."""
        found = last_states(self.bundles).values()
        return [resource for resource in found if kind in ("", resource["resourceType"])]

    def truth(self, states: bool = False) -> list[Row]:
        """The rows of the truth behind the record."""
        return truth_rows(self.life, self.population, states)

    def _local(self, instant: int) -> str:
        return self.life.person.zone.iso(instant)[:19]
