"""Where people live: the ZIP areas of one metro area, with invented streets.

Las Vegas–Henderson–Paradise NV: of the metro areas over 300,000 people the one whose mix of race and ethnicity is nearest the
nation's. ZIPs, cities and counts are real (ACS 2018–22); no street, number or telephone is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, exp, hypot, radians

from simulator.kernel.streams import choose
from simulator.record.person import Address
from simulator.world.draws import Draws
from simulator.world.numbers import METRO_AREAS
from simulator.world.payers import Market, metro_market, state_market
from simulator.world.tables import Weighted, rows

_GROUPS = ("white", "black", "hispanic", "asian", "native", "pacific")
#: Whoever moves within the area stays near: the weight of a ZIP falls by e every so many km (an assumption).
_MOVE_KM = 10.0
_KM_PER_DEGREE = 111.2
_STREET_SUFFIXES = ("St", "Ave", "Dr", "Ln", "Ct", "Way", "Cir", "Pl")
#: The share of addresses with a unit: occupied dwellings in buildings of two or more (ACS 2018–22, DP04, Clark County NV, rounded).
_UNIT_SHARE = 0.30


_METRO_STATE = "Nevada"
#: A state's people all live in one place, of the nation's median income and share of households without a car (ACS 2018-22, DP04
#: and S1901), which weighs all groups alike: their mix is the state's own.
_NATION_INCOME, _NATION_POVERTY, _NATION_NO_VEHICLE = 75_149.0, 0.125, 0.083


@dataclass(frozen=True, slots=True)
class Zip:
    """One ZIP area: money in USD of 2022; `shares` are of its people by group of race and ethnicity, of sum 1."""

    code: str
    city: str
    county: str
    state: str
    latitude: float
    longitude: float
    population: float
    median_income: float
    poverty: float
    no_vehicle: float
    shares: dict[str, float]

    def distance_km(self, other: Zip) -> float:
        """The distance of two centres, on a plane."""
        east = (self.longitude - other.longitude) * cos(radians(self.latitude))
        return hypot(self.latitude - other.latitude, east) * _KM_PER_DEGREE


class Places:
    """The homes of a catchment: the metro area, or all of a state in its largest city.

    `state_name` is the name that modules and their tables use; `telephone_areas` the areas of telephone numbers, the
    older one first; `prefix` begins the keys of a state's organisations, so that they are no other state's ("" for the metro area).
    """

    __slots__ = (
        "_by_code",
        "_by_group",
        "_near",
        "_second",
        "homes",
        "prefix",
        "state_name",
        "telephone_areas",
        "words",
        "zone_key",
    )

    def __init__(self, state: str = "") -> None:
        if state:
            capital = next(row for row in rows("states") if row["state"] == state)
            self.zone_key, self.state_name, self.prefix = capital["zone"], capital["name"], f"{state.lower()}/"
            self.telephone_areas: tuple[str, ...] = (capital["telephone_area"],)
            self.homes = [_city(capital)]
        else:
            table = rows("zips_las_vegas")
            self.zone_key, self.state_name, self.prefix = table[0]["zone"], _METRO_STATE, ""
            self.telephone_areas = METRO_AREAS
            #: ZIPs where people live in dwellings; prisons, barracks and places without incomes are left out.
            self.homes = [_zip(row) for row in table if row["median_income"] and float(row["group_quarters"]) < 0.5]
        self._by_code = {place.code: place for place in self.homes}
        self._by_group: dict[str, Weighted[Zip]] = {}
        self._near: dict[tuple[str, str], Weighted[Zip]] = {}
        streets = rows("street_names")
        #: Words that streets and organisations are named after.
        self.words = [row["name"] for row in streets if row["part"] == "first"]
        self._second = [row["name"] for row in streets if row["part"] == "second"]

    def market(self) -> Market:
        """The plans that cover people here."""
        if not self.prefix:
            return metro_market()
        city = self.homes[0]
        return state_market(self.state_name, city.city, city.state, city.code)

    def by_code(self, code: str) -> Zip:
        """The ZIP area of a code; the most populous one for a code that is not of this catchment."""
        return self._by_code.get(code) or max(self.homes, key=lambda place: (place.population, place.code))

    def home(self, group: str, quantile: float) -> Zip:
        """Where somebody of a group lives: P(ZIP given group) by Bayes from the ZIPs' shares."""
        found = self._by_group.get(group)
        if found is None:
            found = Weighted(self.homes, [place.population * place.shares[group] for place in self.homes])
            self._by_group[group] = found
        return found.at(quantile)

    def move(self, group: str, origin: Zip, quantile: float) -> Zip:
        """Where somebody of a group who lives in `origin` moves to, the nearer the likelier."""
        key = (group, origin.code)
        found = self._near.get(key)
        if found is None:
            weights = [place.population * place.shares[group] * exp(-place.distance_km(origin) / _MOVE_KM) for place in self.homes]
            found = self._near[key] = Weighted(self.homes, weights)
        return found.at(quantile)

    def place_name(self, kind: str, number: int) -> str:
        """An invented place that the `number`-th organisation of a kind is named after; no two of a kind share one."""
        offset = choose(0, len(self.words), "place name", kind)
        first = self.words[(offset + number) % len(self.words)]
        turn = (offset + number) // len(self.words)
        return f"{first} {self._second[(7 * number + turn) % len(self._second)]}"

    def address(self, place: Zip, rng: Draws, unit_share: float = _UNIT_SHARE) -> Address:
        """An invented address in a ZIP area; six draws from `rng`."""
        draw = rng.random
        number = 101 + int(draw() * 9800)
        first = self.words[int(draw() * len(self.words))]
        second = self._second[int(draw() * len(self._second))]
        suffix = _STREET_SUFFIXES[int(draw() * len(_STREET_SUFFIXES))]
        with_unit, unit = draw() < unit_share, 101 + int(draw() * 240)
        line = f"{number} {first} {second} {suffix}{f' Unit {unit}' if with_unit else ''}"
        return Address(line, place.city, place.state, place.code, place.county)


def state_codes() -> tuple[str, ...]:
    """The postal codes of the states whose people can be asked for, in order."""
    return tuple(sorted(row["state"] for row in rows("states")))


def _city(row: dict[str, str]) -> Zip:
    groups = (*_GROUPS, "two", "other")
    return Zip(
        row["zip"],
        row["city"],
        row["county"],
        row["state"],
        float(row["latitude"]),
        float(row["longitude"]),
        float(row["population"]),
        _NATION_INCOME,
        _NATION_POVERTY,
        _NATION_NO_VEHICLE,
        dict.fromkeys(groups, 1.0 / len(groups)),
    )


def _zip(row: dict[str, str]) -> Zip:
    shares = {group: float(row[group]) for group in _GROUPS}
    rest = max(1.0 - sum(shares.values()), 0.005)
    shares["two"], shares["other"] = 0.9 * rest, 0.1 * rest
    total = sum(shares.values())
    return Zip(
        row["zip"],
        row["city"],
        row["county"],
        row["state"],
        float(row["latitude"]),
        float(row["longitude"]),
        float(row["population"]),
        float(row["median_income"]),
        float(row["poverty"]),
        float(row["no_vehicle"]),
        {group: share / total for group, share in shares.items()},
    )
