"""What background deaths die of: shares of the causes of death by age (`tables/causes_of_death.csv`)."""

from __future__ import annotations

from simulator.terminology.concept import Concept, concept
from simulator.terminology.systems import SNOMED
from simulator.world.tables import Weighted, rows


class Causes:
    """Causes of death by completed age."""

    __slots__ = ("_bands",)

    def __init__(self) -> None:
        shares: dict[int, list[tuple[Concept, float]]] = {}
        concepts = {row["cause"]: concept(SNOMED, row["code"], row["display"]) for row in rows("cause_concepts")}
        for row in rows("causes_of_death"):
            shares.setdefault(int(row["age_low"]), []).append((concepts[row["cause"]], float(row["share"])))
        self._bands = [
            (low, Weighted([one for one, _ in causes], [share for _, share in causes])) for low, causes in sorted(shares.items())
        ]

    def cause(self, age_years: int, quantile: float) -> Concept:
        """The cause at a quantile of those of an age."""
        found = self._bands[0][1]
        for low, causes in self._bands:
            if low <= age_years:
                found = causes
        return found.at(quantile)
