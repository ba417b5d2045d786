"""What people are called: first names by sex, decade and race, surnames by race.

P(name given sex, decade, race) ∝ births of the name (SSA, by decade and sex) × share of the race among its bearers (Census 2020
first names) ÷ share of the race in all. P(surname given race) ∝ bearers × share of the race (Census 2020 surnames).
Both sources write capitals or plain letters only; `tables/spellings.csv` says how many write an apostrophe, a space or an accent.
"""

from __future__ import annotations

from simulator.world.tables import Weighted, lines

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
#: Share of each column's group in all, per cent (Census 2020, PL 94-171).
_OVERALL = {"white": 57.8, "black": 12.1, "api": 6.1, "aian": 0.7, "two": 4.1, "hispanic": 18.7}
#: Surnames that begin so go on with a capital: McDonald.
_CAPITAL_AFTER = "Mc"


class Names:
    """The names of a population."""

    __slots__ = ("_bearers", "_by_decade", "_first", "_shares", "_spellings", "_surnames")

    def __init__(self) -> None:
        self._by_decade: dict[tuple[str, str], list[tuple[str, float]]] = {}
        for decade, sex, name, births in lines("first_names_ssa")[1:]:
            self._by_decade.setdefault((sex, decade), []).append((name, float(births)))
        self._shares = _by_name("first_names_census_2020")
        self._bearers = _by_name("surnames_census_2020")
        self._spellings: dict[tuple[str, str], list[tuple[str, float]]] = {}
        for part, name, spelling, share in lines("spellings")[1:]:
            self._spellings.setdefault((part, name), []).append((spelling, float(share)))
        self._first: dict[tuple[str, int, str], Weighted[str]] = {}
        self._surnames: dict[str, Weighted[str]] = {}

    def first(self, sex: str, year: int, group: str, quantile: float) -> str:
        """A first name for somebody of a sex and group born in a year."""
        decade = min(max(year // 10 * 10, _FIRST_DECADE), _LAST_DECADE)
        key = (sex, decade, _COLUMNS[group])
        found = self._first.get(key)
        if found is None:
            found = self._first[key] = self._first_names(*key)
        return found.at(quantile)

    def _first_names(self, sex: str, decade: int, column: str) -> Weighted[str]:
        names: list[tuple[str, float]] = []
        for name, births in self._by_decade[(sex, str(decade))]:
            shares = self._shares.get(name.upper())
            ratio = float(shares[column] or 0.0) / _OVERALL[column] if shares else 1.0
            names += self._spelled("first", name, births * ratio)
        return _weighted(names)

    def surname(self, group: str, quantile: float) -> str:
        """A family name for somebody of a group."""
        column = _COLUMNS[group]
        found = self._surnames.get(column)
        if found is None:
            names: list[tuple[str, float]] = []
            for name, shares in self._bearers.items():
                weight = float(shares["count"]) * float(shares[column] or 0.0)
                names += self._spelled("last", _capitals(name), weight)
            found = self._surnames[column] = _weighted(names)
        return found.at(quantile)

    def _spelled(self, part: str, name: str, weight: float) -> list[tuple[str, float]]:
        """The spellings of a name, and the weight of each."""
        others = self._spellings.get((part, name), [])
        rest = 1.0 - sum(share for _, share in others)
        return [(name, weight * rest), *((spelling, weight * share) for spelling, share in others)]


def _by_name(table: str) -> dict[str, dict[str, str]]:
    header, *cells = lines(table)
    return {row[0]: dict(zip(header, row, strict=True)) for row in cells}


def _weighted(names: list[tuple[str, float]]) -> Weighted[str]:
    return Weighted([name for name, _ in names], [weight for _, weight in names])


def _capitals(name: str) -> str:
    """A surname written in capitals, as its bearers write it."""
    text = name.title()
    if text.startswith(_CAPITAL_AFTER) and len(text) > len(_CAPITAL_AFTER) + 1:
        return _CAPITAL_AFTER + text[len(_CAPITAL_AFTER) :].title()
    return text
