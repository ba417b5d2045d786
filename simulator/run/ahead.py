"""People counted while they come, before their parts are, for those who watch a run go on."""

from __future__ import annotations

from typing import Protocol

from simulator.run.part import PersonRecord
from simulator.run.summary import Watcher


class Count(Protocol):
    """What has been counted of a run."""

    @property
    def wanted_done(self) -> int:
        """How many of those asked for are there."""
        ...

    @property
    def written(self) -> int:
        """How many people are written."""
        ...

    @property
    def wanted(self) -> int | None:
        """How many living are still wanted; None where persons are named."""
        ...

    @property
    def lived(self) -> int:
        """How many candidates were lived."""
        ...


class Ahead:
    """The people of parts that are being lived or wait to be counted, and the watcher who is told of them."""

    def __init__(self, count: Count, watcher: Watcher | None) -> None:
        self._count = count
        self._watcher = watcher
        self._done: dict[int, int] = {}
        self._written: dict[int, int] = {}

    @property
    def wanted(self) -> int | None:
        """How many living are still wanted beyond the counted parts; None where persons are named."""
        return self._count.wanted

    @property
    def share(self) -> float:
        """The share of the lived who are asked for; 1 before it is known."""
        return self._count.wanted_done / self._count.lived if self._count.lived else 1.0

    def lived(self, number: int, person: PersonRecord) -> None:
        """One more of the part `number`."""
        self._done[number] = self._done.get(number, 0) + ((person.living and person.fits) or self.wanted is None)
        self._written[number] = self._written.get(number, 0) + bool(person.lines)
        self._tell()

    def counted(self, number: int) -> None:
        """The part `number` has been counted."""
        self._done.pop(number, None)
        self._written.pop(number, None)
        self._tell()

    def _tell(self) -> None:
        if self._watcher is None:
            return
        ahead = sum(self._done.values())
        if self.wanted is not None:
            ahead = min(ahead, self.wanted)
        self._watcher.went_on(self._count.wanted_done + ahead, self._count.written + sum(self._written.values()))
