"""The names of a child and its parents."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.record.person import Name, Relative
from simulator.world.draws import Draws
from simulator.world.names import Names
from simulator.world.numbers import phone

#: Births to unmarried women: 5 % in 1960, 41 % in 2009, 40 % since (NCHS, natality).
_UNMARRIED_1960, _UNMARRIED_2009 = 0.05, 0.40
#: Of them, children for whom no father is named, and children who get the mother's name though one is (assumptions).
_NO_FATHER, _MOTHERS_NAME = 0.25, 0.25
#: Mothers who have taken the husband's name, by the child's birth: nearly all until 1970, 84 % with those who join both
#: names now (Pew Research Center, September 2023).
_TOOK_NAME_1970, _TAKES_NAME_2020 = 0.97, 0.84
#: Sons named after the father, "Jr.", and grandsons, "III" (assumptions).
_JUNIOR, _THIRD = 0.025, 0.004
#: Children who get both names: without a hyphen in Hispanic families, with one in others, since 1980 (assumptions).
_BOTH_NAMES_HISPANIC, _HYPHEN = 0.04, 0.01
_HYPHENS_SINCE = 1980
#: People with a middle name (an assumption; nearly all US birth certificates show one).
_MIDDLE_NAME = 0.9
#: Age of mothers, mean and standard deviation, and how much older fathers are (NCHS, natality 1970-2022: means of 24.6 to 29.6).
_MOTHER_AGE, _MOTHER_SPREAD, _YOUNGEST, _OLDEST = 27.0, 5.8, 15.0, 46.0
_FATHER_OLDER, _FATHER_SPREAD = 2.6, 4.5


@dataclass(frozen=True, slots=True)
class Family:
    """A child's name and its parents."""

    name: Name
    mother: Relative
    father: Relative | None


class Families:
    """Draws families."""

    __slots__ = ("_names", "_telephone_areas")

    def __init__(self, names: Names, telephone_areas: tuple[str, ...]) -> None:
        self._names = names
        self._telephone_areas = telephone_areas

    def family(self, rng: Draws, sex: str, year: int, group: str) -> Family:
        """The family of a child of a sex and group who is born in a year; 14 draws or so from `rng`."""
        his, hers = self._names.surname(group, rng.random()), self._names.surname(group, rng.random())
        unmarried, takes, named, whose, style, junior = (rng.random() for _ in range(6))
        mother_age = min(max(rng.gauss(_MOTHER_AGE, _MOTHER_SPREAD), _YOUNGEST), _OLDEST)
        father_age = max(mother_age + rng.gauss(_FATHER_OLDER, _FATHER_SPREAD), _YOUNGEST + 1.0)
        single = unmarried < _between(year, 1960, _UNMARRIED_1960, 2009, _UNMARRIED_2009)
        took = not single and takes < _between(year, 1970, _TOOK_NAME_1970, 2020, _TAKES_NAME_2020)
        mother = self._relative("MTH", rng, "F", year - int(mother_age), group, his if took else hers)
        father = self._relative("FTH", rng, "M", year - int(father_age), group, his)
        given = self._given(rng, sex, year, group)
        if single and named < _NO_FATHER:
            return Family(Name(hers, given), mother, None)
        family = hers if single and whose < _MOTHERS_NAME else _family_name(his, hers, style, year, group)
        if sex == "M" and family == his and junior < _JUNIOR + _THIRD:
            return _namesake(mother, father, "III" if junior < _THIRD else "Jr.")
        return Family(Name(family, given), mother, father)

    def _relative(self, relationship: str, rng: Draws, sex: str, year: int, group: str, family: str) -> Relative:
        name = Name(family, self._given(rng, sex, year, group))
        return Relative(relationship, name, sex, phone(rng, self._telephone_areas))

    def _given(self, rng: Draws, sex: str, year: int, group: str) -> tuple[str, ...]:
        first = self._names.first(sex, year, group, rng.random())
        middle = self._names.first(sex, year, group, rng.random())
        return (first, middle) if rng.random() < _MIDDLE_NAME and middle != first else (first,)


def _namesake(mother: Relative, father: Relative, suffix: str) -> Family:
    name = Name(father.name.family, father.name.given, suffix=suffix)
    if suffix == "III":
        father = Relative("FTH", Name(father.name.family, father.name.given, suffix="Jr."), "M", father.phone)
    return Family(name, mother, father)


def _family_name(his: str, hers: str, draw: float, year: int, group: str) -> str:
    if his == hers or "-" in his + hers:
        return his
    if group == "hispanic" and draw < _BOTH_NAMES_HISPANIC:
        return f"{his} {hers}"
    if year >= _HYPHENS_SINCE and draw < _HYPHEN:
        return f"{his}-{hers}"
    return his


def _between(year: int, start: int, low: float, end: int, high: float) -> float:
    return low + (high - low) * min(max((year - start) / (end - start), 0.0), 1.0)
