"""Who somebody is at birth."""

from __future__ import annotations

from collections.abc import Callable

from simulator.kernel.clock import Zone, date_of
from simulator.kernel.streams import choose, uniform
from simulator.record.person import Address, Name, Person, Relative
from simulator.world.circumstances import Circumstances, language
from simulator.world.names import Names
from simulator.world.numbers import phone, social_security_number
from simulator.world.places import AREA_CODE, Places
from simulator.world.tables import Weighted

#: Race and ethnicity in the US, per cent (Census 2020, PL 94-171): Hispanic of any race, the others not Hispanic.
_GROUPS = Weighted(
    ("hispanic", "white", "black", "asian", "native", "pacific", "two", "other"),
    (18.7, 57.8, 12.1, 5.9, 0.7, 0.2, 4.1, 0.5),
)
#: Races of Hispanic people (Census 2020, PL 94-171): other 42.2, two or more 32.7, white 20.3, native 2.4, black 1.9, …
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

#: Births that are twins, per birth: 18.9 per 1,000 until 1980, 31.2 in 2022 (NCHS, natality); higher orders 0.8 per 1,000.
_TWINS_UNTIL_1980, _TWINS_SINCE_2005, _TRIPLETS = 0.0189, 0.0312, 0.0008
#: Births to unmarried women: 5 % in 1960, 41 % in 2009, 40 % since (NCHS, natality); a quarter of them name no father (assumption).
_UNMARRIED_1960, _UNMARRIED_2009, _NO_FATHER_NAMED = 0.05, 0.40, 0.25
#: Married women who have taken the husband's name (Pew Research Center, September 2023: 79 %, and 5 % both names).
_TAKES_NAME = 0.84
#: Sons who bear the father's name with "Jr." (an assumption).
_JUNIOR = 0.02


class People:
    """Makes persons out of (seed, candidate)."""

    __slots__ = ("_circumstances", "_names", "_places", "_zone")

    def __init__(self, names: Names, places: Places, zone: Zone) -> None:
        self._names = names
        self._places = places
        self._zone = zone
        self._circumstances = Circumstances(places)

    def person(
        self, seed: int, candidate: int, birth: int, sex: str, birth_place: Callable[[int, int, Address], Address]
    ) -> Person:
        """The person of a candidate who is born at `birth` with `sex`."""
        day = self._zone.day(birth)
        year = date_of(day).year
        group = self.group(seed, candidate)
        race, codes, text = _race(seed, candidate, group)
        home = self._places.home(group, uniform(seed, candidate, "home"))
        address = self._places.address(home, seed, candidate, "home")
        name, mother, father = self._family(seed, candidate, sex, day, group)
        first_language, tag = language(seed, candidate, group)
        ethnicity = "hispanic" if group == "hispanic" else "nonhispanic"
        attributes = self._circumstances.attributes(seed, candidate, year, sex, group, home, address)
        attributes.update(race=race, ethnicity=ethnicity, first_language=first_language, address=f"{address.line}, {address.city}")
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
            name,
            address,
            phone(AREA_CODE, seed, candidate, "home"),
            f"{_mailbox(name)}{candidate}@example.com",
            social_security_number(seed, candidate),
            tag,
            mother,
            father,
            birth_place(seed, candidate, address),
            _birth_order(seed, candidate, year),
            None,
            attributes,
        )

    def group(self, seed: int, candidate: int) -> str:
        """The group of race and ethnicity by which names and homes go."""
        return _GROUPS.at(uniform(seed, candidate, "group"))

    def _family(self, seed: int, candidate: int, sex: str, day: int, group: str) -> tuple[Name, Relative, Relative | None]:
        """The person's name, the mother and the father (where one is named)."""
        year = date_of(day).year
        father_family = self._names.surname(group, seed, candidate, "father")
        mother_family = self._names.surname(group, seed, candidate, "mother")
        unmarried = uniform(seed, candidate, "unmarried") < _unmarried(year)
        named = not (unmarried and uniform(seed, candidate, "father named") < _NO_FATHER_NAMED)
        takes = not unmarried and uniform(seed, candidate, "mother takes name") < _TAKES_NAME
        mother_day = day - int((20.0 + 16.0 * uniform(seed, candidate, "mother's age")) * 365.25)
        father_day = day - int((21.0 + 18.0 * uniform(seed, candidate, "father's age")) * 365.25)
        mother_given = self._given(seed, candidate, "F", mother_day, group, "mother")
        mother_name = Name(father_family if takes else mother_family, mother_given)
        mother = Relative("MTH", mother_name, "F", phone(AREA_CODE, seed, candidate, "mother"))
        if not named:
            return Name(mother_family, self._given(seed, candidate, sex, day, group, "self")), mother, None
        father_given = self._given(seed, candidate, "M", father_day, group, "father")
        father = Relative("FTH", Name(father_family, father_given), "M", phone(AREA_CODE, seed, candidate, "father"))
        if sex == "M" and uniform(seed, candidate, "junior") < _JUNIOR:
            return Name(father_family, father_given, suffix="Jr."), mother, father
        return Name(father_family, self._given(seed, candidate, sex, day, group, "self")), mother, father

    def _given(self, seed: int, candidate: int, sex: str, day: int, group: str, who: str) -> tuple[str, ...]:
        first = self._names.first(sex, day, group, uniform(seed, candidate, who, "first name"))
        middle = self._names.first(sex, day, group, uniform(seed, candidate, who, "middle name"))
        return (first,) if middle == first else (first, middle)


def _race(seed: int, candidate: int, group: str) -> tuple[str, tuple[str, ...], str]:
    """The module format's word, the OMB categories and the text."""
    race = group
    if group == "hispanic":
        race = _HISPANIC_RACES.at(uniform(seed, candidate, "race"))
    if race == "two":
        if group == "hispanic":
            return "other", ("2106-3",), "White and Some Other Race"
        pair = _TWO_RACES.at(uniform(seed, candidate, "races"))
        return "other", tuple(_RACES[one][1] for one in pair), " and ".join(_RACES[one][2] for one in pair)
    if race == "other":
        return "other", (), "Some Other Race"
    word, code, text = _RACES[race]
    return word, (code,), text


def _birth_order(seed: int, candidate: int, year: int) -> int:
    """0 for a single birth, else the order within it."""
    rise = min(max((year - 1980) / 25.0, 0.0), 1.0)
    twins = _TWINS_UNTIL_1980 + (_TWINS_SINCE_2005 - _TWINS_UNTIL_1980) * rise
    quantile = uniform(seed, candidate, "multiple birth")
    if quantile < _TRIPLETS:
        return 1 + choose(seed, 3, candidate, "birth order")
    return 1 + choose(seed, 2, candidate, "birth order") if quantile < _TRIPLETS + twins else 0


def _unmarried(year: int) -> float:
    part = min(max((year - 1960) / 49.0, 0.0), 1.0)
    return _UNMARRIED_1960 + (_UNMARRIED_2009 - _UNMARRIED_1960) * part


def _mailbox(name: Name) -> str:
    letters = f"{name.given[0]}.{name.family}".lower()
    return "".join(letter for letter in letters if letter.isascii() and (letter.isalnum() or letter == "."))
