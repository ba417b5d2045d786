"""What modules may read of how somebody lives: income, education, language, and the social conditions that go with them.

Education and income are drawn together (a Gaussian copula); both belong to the household for a child, and to the person later.
Money is USD of 2022.
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from simulator.kernel.streams import uniform
from simulator.record.person import Person
from simulator.world.draws import Draws
from simulator.world.places import Places, Zip
from simulator.world.tables import Weighted, state_rows

LEVELS = ("less_than_hs", "hs_degree", "some_college", "bs_degree")

#: Correlation of schooling and household income on the normal scale (an assumption; about 0.4 in US surveys).
_SCHOOLING_AND_INCOME = 0.45
_REST = sqrt(1.0 - _SCHOOLING_AND_INCOME**2)
#: Larger households have more: correlation of persons and income on the normal scale; so that people live, on average, in richer
#: households than the mean one (both set so that 12-13 % of people are poor: ACS 2022, S1701).
_INCOME_AND_SIZE = 0.35
_SIZE_REST = sqrt(1.0 - _INCOME_AND_SIZE**2)
_PEOPLE_ABOVE_HOUSEHOLDS = 0.12
#: Median household income of 2022 over that of 2018 (ACS 1-year, B19013: 74,755 and 61,937).
_MONEY_2018_TO_2022 = 1.207
#: How far a ZIP's income tells on its households' (1: wholly).
_ZIP_INCOME_POWER = 0.8
#: HHS poverty guidelines of 2022: the first person, and each further one, in USD.
_POVERTY_FIRST, _POVERTY_FURTHER = 13_590, 4_720
#: Persons in a household, persons counted (ACS 2022, S1101 and B11016, rounded; from memory).
_HOUSEHOLD_SIZES = Weighted((1, 2, 3, 4, 5, 6), (11.0, 27.0, 19.0, 21.0, 12.0, 10.0))
#: The open bracket from 200,000 USD: a Pareto tail (an assumption).
_TOP_TAIL = 2.2
_AGE_BANDS = (18, 25, 35, 45, 65)
_ACS_YEAR = 2018

#: Poverty ratio below which → households with food insecurity (USDA ERS, Household Food Security in the US 2022: 36.7 % below
#: poverty, 12.8 % in all) and severe cost burden (over half of income; HUD CHAS 2016-20, 14 % in all). From memory, rounded.
_FOOD = ((1.0, 0.37), (1.85, 0.22), (float("inf"), 0.06))
_COST_BURDEN = ((1.0, 0.50), (2.0, 0.22), (4.0, 0.06), (float("inf"), 0.01))
#: The ZIP's share of households without a vehicle, times this.
_NO_VEHICLE = ((1.0, 2.6), (2.0, 1.3), (float("inf"), 0.5))
#: Unemployment by schooling (BLS, Current Population Survey 2022, 25 years and over), in per cent.
#: It is drawn anew each year of working age: of people born 1957 to 1964 nearly all were unemployed at some time, 5.7 times on
#: average between 18 and 54 (BLS, National Longitudinal Survey of Youth 1979, release of 2021).
_WORKING_AGES = range(18, 65)
_UNEMPLOYED = {"less_than_hs": 0.055, "hs_degree": 0.040, "some_college": 0.035, "bs_degree": 0.021}
#: Socioeconomic category by the strata in which NCHS tells health by income and by schooling (Health, United States, appendix on
#: sources and definitions: below 100 %, from 400 % of the poverty level; high school or less, bachelor's degree). Low is the
#: lowest of both, High the highest of both (that both must hold is an assumption); rank among the neighbours is no matter.
_LOW_RATIO_BELOW, _LOW_SCHOOLING = 1.0, ("less_than_hs", "hs_degree")
_HIGH_RATIO_FROM, _HIGH_SCHOOLING = 4.0, ("bs_degree",)

#: Home language: (share, attribute word, BCP 47 tag, share of its speakers who speak English less than "very well"), by group
#: (ACS 2018, C16001 over B01001I and B01001D).
_LANGUAGES: dict[str, tuple[tuple[float, str, str, float], ...]] = {
    "hispanic": ((0.69, "spanish", "es", 0.39),),
    "asian": (
        (0.187, "chinese", "zh", 0.527),
        (0.095, "tagalog", "tl", 0.295),
        (0.083, "vietnamese", "vi", 0.572),
        (0.059, "korean", "ko", 0.528),
    ),
    "white": ((0.006, "german", "de", 0.20), (0.007, "russian", "ru", 0.38)),
    "black": ((0.02, "french", "fr", 0.29),),
}
_NORMAL = NormalDist()


class Circumstances:
    """Draws how somebody lives."""

    __slots__ = ("_education", "_group_income", "_incomes", "_lows", "_places")

    def __init__(self, places: Places, state: str = "") -> None:
        self._places = places
        brackets = state_rows("household_income_acs_2018", state)
        self._lows = [float(row["low"]) for row in brackets]
        groups = [column for column in brackets[0] if column != "low"]
        self._incomes = {group: Weighted(range(len(brackets)), [float(row[group]) for row in brackets]) for group in groups}
        self._education = _education(state)
        self._group_income: dict[str, float] = {}

    def draw(self, rng: Draws, birth_year: int, sex: str, group: str, place: Zip) -> tuple[dict[str, object], str]:
        """The attributes of somebody's circumstances, by the names that modules use, and the language to speak with them in
        (BCP 47); nine draws from `rng`."""
        schooling, rest, size_rest = (rng.gauss(0.0, 1.0) for _ in range(3))
        food, cost, vehicle, work, tongue, speaks = (rng.random() for _ in range(6))
        standard = _SCHOOLING_AND_INCOME * schooling + _REST * rest
        education = self._schooling(birth_year, sex, group, _NORMAL.cdf(schooling))
        income = self._income(group, place, _NORMAL.cdf(standard + _PEOPLE_ABOVE_HOUSEHOLDS))
        size = _HOUSEHOLD_SIZES.at(_NORMAL.cdf(_INCOME_AND_SIZE * standard + _SIZE_REST * size_rest))
        ratio = income / (_POVERTY_FIRST + _POVERTY_FURTHER * (size - 1))
        first_language, language = _language(group, tongue, speaks)
        attributes: dict[str, object] = {
            "income": income,
            "poverty_ratio": round(ratio, 3),
            "education": education,
            "socioeconomic_category": _category(ratio, education),
            "state": self._places.state_name,
            "city": place.city,
            "county": place.county,
            "gender": sex,
            "birth_country": "US",
            "first_language": first_language,
            "marital_status": "S",
            "insurance_status": "none",
            "food_insecurity": food < _below(_FOOD, ratio),
            "severe_housing_cost_burden": cost < _below(_COST_BURDEN, ratio),
            "no_vehicle_access": vehicle < place.no_vehicle * _below(_NO_VEHICLE, ratio),
            "unemployed": work < _UNEMPLOYED[education],
        }
        return attributes, language

    def _schooling(self, birth_year: int, sex: str, group: str, rank: float) -> str:
        """The schooling that is reached in the end."""
        age = max(_ACS_YEAR - birth_year, _AGE_BANDS[1])
        band = max(low for low in _AGE_BANDS if low <= age)
        return LEVELS[self._education[(sex, band, group)].index(rank)]

    def _income(self, group: str, place: Zip, rank: float) -> int:
        incomes = self._incomes[group]
        index = incomes.index(rank)
        within = min(incomes.within(index, rank), 0.999)
        low = self._lows[index]
        if index + 1 < len(self._lows):
            amount = low + within * (self._lows[index + 1] - low)
        else:
            amount = low * (1.0 - within) ** (-1.0 / _TOP_TAIL)
        usual = self._usual_income(group)
        return int(amount * _MONEY_2018_TO_2022 * (place.median_income / usual) ** _ZIP_INCOME_POWER)

    def _usual_income(self, group: str) -> float:
        found = self._group_income.get(group)
        if found is None:
            people = [(place.population * place.shares[group], place.median_income) for place in self._places.homes]
            found = sum(count * income for count, income in people) / sum(count for count, _ in people)
            self._group_income[group] = found
        return found


def unemployed(person: Person, age_years: int) -> bool:
    """Whether somebody of 18 years or more looks for work in this year of age; nobody does from 65 on, or without schooling."""
    rate = _UNEMPLOYED.get(str(person.attributes.get("education")))
    if rate is None or age_years not in _WORKING_AGES:
        return False
    return uniform(person.seed, person.candidate, "unemployed", age_years) < rate


def _category(ratio: float, education: str) -> str:
    if ratio < _LOW_RATIO_BELOW and education in _LOW_SCHOOLING:
        return "Low"
    return "High" if ratio >= _HIGH_RATIO_FROM and education in _HIGH_SCHOOLING else "Middle"


def _below(table: tuple[tuple[float, float], ...], ratio: float) -> float:
    return next(value for limit, value in table if ratio < limit)


def _education(state: str) -> dict[tuple[str, int, str], Weighted[int]]:
    """Levels by sex, age band and group: the sex and age's counts, times the group's share over everybody's."""
    by_race = {(row["sex"], row["group"]): _shares(row) for row in state_rows("education_by_race_acs_2018", state)}
    everybody: dict[str, list[float]] = {}
    for sex in "MF":
        counts = [row for row in state_rows("education_by_race_acs_2018", state) if row["sex"] == sex]
        totals = [sum(float(row[level]) for row in counts) for level in LEVELS]
        everybody[sex] = [total / sum(totals) for total in totals]
    found: dict[tuple[str, int, str], Weighted[int]] = {}
    for row in state_rows("education_by_age_acs_2018", state):
        sex, band, shares = row["sex"], int(row["age_low"]), _shares(row)
        for (race_sex, group), race_shares in by_race.items():
            if race_sex == sex:
                weights = [a * r / e for a, r, e in zip(shares, race_shares, everybody[sex], strict=True)]
                found[(sex, band, group)] = Weighted(range(len(LEVELS)), weights)
    return found


def _shares(row: dict[str, str]) -> list[float]:
    counts = [float(row[level]) for level in LEVELS]
    return [count / sum(counts) for count in counts]


def _language(group: str, tongue: float, speaks: float) -> tuple[str, str]:
    """The first language as modules write it ("english"), and the BCP 47 tag of the one to speak with the person in."""
    for share, word, tag, needs_it in _LANGUAGES.get(group, ()):
        if tongue < share:
            return word, tag if speaks < needs_it else "en"
        tongue -= share
    return "english", "en"
