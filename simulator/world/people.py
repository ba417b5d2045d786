"""Who somebody is at birth."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from simulator.kernel.clock import Zone, date_of
from simulator.kernel.streams import stream, uniform
from simulator.record.person import Address, Person
from simulator.world.births import DEFAULT_YEAR
from simulator.world.circumstances import Circumstances
from simulator.world.draws import Draws
from simulator.world.families import Families
from simulator.world.names import Names
from simulator.world.numbers import mailbox, phone, social_security_number
from simulator.world.places import Places
from simulator.world.tables import Weighted, lines, state_rows

#: Races of Hispanic people (Census 2020, PL 94-171, per cent).
_HISPANIC_RACES = Weighted(("other", "two", "white", "native", "black", "asian", "pacific"), (42.2, 32.7, 20.3, 2.4, 1.9, 0.4, 0.1))
#: Two races, not Hispanic: the largest combinations of Census 2020 (per cent of all such; from memory, rounded).
_TWO_RACES = Weighted(
    (("white", "native"), ("white", "black"), ("white", "asian"), ("black", "native"), ("white", "pacific")),
    (38.0, 28.0, 24.0, 7.0, 3.0),
)
#: Race → word of the module format, OMB category (CDCREC), text.
_RACES = {
    "white": ("white", "2106-3", "White"),
    "black": ("black", "2054-5", "Black or African American"),
    "asian": ("asian", "2028-9", "Asian"),
    "native": ("native", "1002-5", "American Indian or Alaska Native"),
    "pacific": ("hawaiian", "2076-8", "Native Hawaiian or Other Pacific Islander"),
}

#: Native people who are members of a tribe, and which: the tribes of Nevada where they are near, and the largest ones (names
#: and codes of HL7's v3-TribalEntityUS; shares are an assumption).
_TRIBE_MEMBERS = 0.7
_METRO_TRIBES = Weighted(
    (
        ("170", "Navajo Nation, Arizona, New Mexico, & Utah"),
        ("40", "Cherokee Nation"),
        ("47", "The Choctaw Nation of Oklahoma"),
        ("136", "Las Vegas Tribe of Paiute Indians of the Las Vegas Indian Colony, Nevada"),
        ("162", "Moapa Band of Paiute Indians of the Moapa River Indian Reservation, Nevada"),
        ("228", "Pyramid Lake Paiute Tribe of the Pyramid Lake Reservation, Nevada"),
        ("104", "Hopi Tribe of Arizona"),
        ("20", "Blackfeet Tribe of the Blackfeet Indian Reservation of Montana"),
    ),
    (30.0, 20.0, 8.0, 14.0, 10.0, 6.0, 6.0, 6.0),
)
_LARGE_TRIBES = Weighted(
    (
        ("170", "Navajo Nation, Arizona, New Mexico, & Utah"),
        ("40", "Cherokee Nation"),
        ("47", "The Choctaw Nation of Oklahoma"),
        ("104", "Hopi Tribe of Arizona"),
        ("20", "Blackfeet Tribe of the Blackfeet Indian Reservation of Montana"),
    ),
    (30.0, 20.0, 8.0, 6.0, 6.0),
)

#: Births that are twins, per birth: 18.9 per 1,000 until 1980, 31.2 in 2022 (NCHS, natality); higher orders 0.8 per 1,000.
_TWINS_UNTIL_1980, _TWINS_SINCE_2005, _TRIPLETS = 0.0189, 0.0312, 0.0008

#: Where the hospital of birth stands: seed, candidate and the parents' address → its address.
BirthPlace = Callable[[int, int, Address], Address]


class People:
    """Makes persons out of (seed, candidate)."""

    __slots__ = ("_birth_place", "_born_from", "_circumstances", "_families", "_groups", "_places", "_tribes", "_zone")

    def __init__(self, names: Names, places: Places, zone: Zone, birth_place: BirthPlace, state: str = "") -> None:
        self._places = places
        self._zone = zone
        self._birth_place = birth_place
        self._tribes = _LARGE_TRIBES if state else _METRO_TRIBES
        self._families = Families(names, places.telephone_areas)
        self._circumstances = Circumstances(places, state)
        header, *cells = _groups_of_state(state) if state else lines("groups_by_birth_year")
        self._born_from = [int(row[0]) for row in cells]
        self._groups = [Weighted(header[1:], [float(share) for share in row[1:]]) for row in cells]

    def group(self, seed: int, candidate: int, birth_year: int) -> str:
        """The group of race and ethnicity by which names and homes go: "hispanic", or a race of people who are not."""
        return self._groups[bisect_right(self._born_from, birth_year) - 1].at(uniform(seed, candidate, "group"))

    def person(self, seed: int, candidate: int, birth: int, sex: str) -> Person:
        """The person of a candidate who is born at `birth` (UTC seconds) with `sex`."""
        year = date_of(self._zone.day(birth)).year
        group = self.group(seed, candidate, year)
        rng = stream(seed, candidate, "person")
        home = self._places.home(group, rng.random())
        address = self._places.address(home, rng)
        family = self._families.family(stream(seed, candidate, "family"), sex, year, group)
        race, codes, text = _race(rng, group)
        telephone, social_security = phone(rng, self._places.telephone_areas), social_security_number(rng)
        birth_order = _birth_order(rng, year)
        tribe = self._tribes.at(rng.random()) if race == "native" and rng.random() < _TRIBE_MEMBERS else None
        attributes, language = self._circumstances.draw(stream(seed, candidate, "circumstances"), year, sex, group, home)
        ethnicity = "hispanic" if group == "hispanic" else "nonhispanic"
        attributes.update(race=race, ethnicity=ethnicity, address=f"{address.line}, {address.city}, {address.state}")
        return Person(
            seed,
            candidate,
            birth,
            sex,
            race,
            codes,
            text,
            ethnicity,
            self._zone,
            family.name,
            address,
            telephone,
            mailbox(family.name, str(candidate)),
            social_security,
            language,
            family.mother,
            family.father,
            self._birth_place(seed, candidate, address),
            birth_order,
            tribe,
            attributes,
        )


def _groups_of_state(state: str) -> list[list[str]]:
    """The state's groups by age, turned to years of birth for the default date: the header, then the oldest first."""
    table = state_rows("groups_acs_2018", state)
    groups = [column for column in table[0] if column != "age_low"]
    upper = [int(row["age_low"]) for row in table[1:]]
    found = [["born_from", *groups], ["0", *(table[-1][group] for group in groups)]]
    found += [[str(DEFAULT_YEAR - age), *(row[group] for group in groups)] for age, row in zip(upper, table, strict=False)][::-1]
    return found


def _race(rng: Draws, group: str) -> tuple[str, tuple[str, ...], str]:
    """The module format's word, the OMB categories and the text."""
    first, second = rng.random(), rng.random()
    race = _HISPANIC_RACES.at(first) if group == "hispanic" else group
    if race == "two":
        if group == "hispanic":
            return "other", ("2106-3",), "White and Some Other Race"
        pair = _TWO_RACES.at(second)
        return "other", tuple(_RACES[one][1] for one in pair), " and ".join(_RACES[one][2] for one in pair)
    if race == "other":
        return "other", (), "Some Other Race"
    word, code, text = _RACES[race]
    return word, (code,), text


def _birth_order(rng: Draws, year: int) -> int:
    """0 for a single birth, else the order within it."""
    rise = min(max((year - 1980) / 25.0, 0.0), 1.0)
    twins = _TWINS_UNTIL_1980 + (_TWINS_SINCE_2005 - _TWINS_UNTIL_1980) * rise
    draw, order = rng.random(), rng.random()
    if draw < _TRIPLETS:
        return 1 + int(order * 3)
    return 1 + int(order * 2) if draw < _TRIPLETS + twins else 0
