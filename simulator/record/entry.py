"""What every entry of a chart has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.record.encounters import EncounterOpened


class Entry:
    """One thing that was recorded, at one instant.

    `module`, `state` and `visit` say which state wrote it, the how-many-eth time, and key its id; for what no module
    wrote, `module` is the process ("life", "care") and `state` what it did. `time` is when it happened, `recorded` when the
    chart got it; both are UTC seconds. `encounter` is the encounter of its order or cause, else the one that was open
    when it was appended, else None. `sequence` is its number in the chart, -1 until it is appended.
    """

    __slots__ = ("encounter", "module", "recorded", "sequence", "state", "time", "visit")

    def __init__(self, module: str, state: str, visit: int, time: int, encounter: EncounterOpened | None) -> None:
        self.module = module
        self.state = state
        self.visit = visit
        self.time = time
        self.recorded = time
        self.encounter = encounter
        self.sequence = -1

    def let_go(self) -> None:
        """Forgets later entries that refer back to it: see `Chart.clear`."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} #{self.sequence} {self.module}/{self.state}/{self.visit} at {self.recorded}>"


#: What an entry gives as its reason: the condition's entry, or a bare concept.
Reason = Any
