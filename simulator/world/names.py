"""What people are called: first names by sex, decade and race, surnames by race.

P(name given sex, decade, race) ∝ births of the name (SSA, by decade and sex) × share of the race among its bearers (Census 2020
first names) ÷ share of the race in all. P(surname given race) ∝ bearers × share of the race (Census 2020 surnames).
"""

from __future__ import annotations

from simulator.kernel.clock import date_of
from simulator.kernel.streams import uniform
from simulator.world.tables import Weighted, rows

#: Groups of race and ethnicity → columns of the name tables.
_COLUMNS = {
    "white": "white",
    "black": "black",
    "hispanic": "hispanic",
    "asian": "api",
    "pacific": "api",
    "native": "aian",
    "two": "two",
    "other": "white",
}
_FIRST_DECADE, _LAST_DECADE = 1900, 2020


class Names:
    """The names of a population."""

    __slots__ = ("_by_decade", "_first", "_overall", "_shares", "_surname_rows", "_surnames")

    def __init__(self) -> None:
        self._by_decade: dict[tuple[str, int], list[tuple[str, float]]] = {}
        for row in rows("first_names_ssa"):
            key = (row["sex"], int(row["decade"]))
            self._by_decade.setdefault(key, []).append((row["name"], float(row["births"])))
        self._shares = {row["name"]: row for row in rows("first_names_census_2020")}
        self._surname_rows = rows("surnames_census_2020")
        self._overall = self._overall_shares()
        self._first: dict[tuple[str, int, str], Weighted[str]] = {}
        self._surnames: dict[str, Weighted[str]] = {}

    def _overall_shares(self) -> dict[str, float]:
        columns = sorted(set(_COLUMNS.values()))
        count = sum(float(row["count"]) for row in self._surname_rows)
        return {
            column: sum(float(row["count"]) * float(row[column] or 0.0) for row in self._surname_rows) / count for column in columns
        }

    def first(self, sex: str, birth_day: int, group: str, quantile: float) -> str:
        """A first name for somebody of a sex and group born on a local day."""
        decade = min(max(date_of(birth_day).year // 10 * 10, _FIRST_DECADE), _LAST_DECADE)
        key = (sex, decade, _COLUMNS[group])
        found = self._first.get(key)
        if found is None:
            found = self._first[key] = self._first_names(*key)
        return found.at(quantile)

    def _first_names(self, sex: str, decade: int, column: str) -> Weighted[str]:
        names = self._by_decade[(sex, decade)]
        weights = []
        for name, births in names:
            row = self._shares.get(name.upper())
            ratio = float(row[column] or 0.0) / self._overall[column] if row else 1.0
            weights.append(births * ratio)
        return Weighted([name for name, _ in names], weights)

    def surname(self, group: str, seed: int, *key: object) -> str:
        """A family name for somebody of a group."""
        column = _COLUMNS[group]
        found = self._surnames.get(column)
        if found is None:
            weights = [float(row["count"]) * float(row[column] or 0.0) for row in self._surname_rows]
            found = self._surnames[column] = Weighted([row["name"].title() for row in self._surname_rows], weights)
        return found.at(uniform(seed, "surname", *key))
