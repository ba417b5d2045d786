"""A candidate's whole life as bundles, and the protocol behind which it is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from simulator.kernel.clock import Zone
from simulator.resources.put import Line


@dataclass(slots=True)
class Lived:
    """A lived candidate. `lines` are the encounter bundles in order, to be drawn once, for each is made when its turn comes:
    whoever lets go of them one by one never has a life in memory whole. Of whom nobody asked for (not `written`) there are none.

    Once they are drawn, `shared` holds the bundle entries of the resources that they refer to and share with others, no forward
    references, each once; and `truth` the rows of what the record doesn't tell, where they are asked for.
    `fits` says whether a living person has what the run asks for (conditions); who doesn't, has no lines.
    `living`, `expected` and `killer` are as in `population.Outcome`; `patient` is the id of the Patient, "" where nobody was lived.
    """

    candidate: int
    living: bool
    expected: bool
    killer: str
    patient: str
    written: bool
    lines: Iterable[Line]
    shared: list[dict[str, Any]] = field(default_factory=list)
    fits: bool = True
    truth: list[dict[str, Any]] = field(default_factory=list)


class Lives(Protocol):
    """Who makes lives: births ahead of time, and a candidate's life up to the run's date."""

    @property
    def zone(self) -> Zone:
        """The time zone in which people live."""
        ...

    def birth(self, seed: int, candidate: int) -> tuple[int, str]:
        """The instant of birth and the sex, without making the person."""
        ...

    def live(self, candidate: int) -> Lived:
        """Lives a candidate's life up to the date, and renders it as its lines are drawn."""
        ...
