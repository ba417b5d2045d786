"""Background mortality against the published tables, and the causes that modules declare."""

from __future__ import annotations

from math import log, sqrt
from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.kernel.clock import DAY, YEAR, date_of
from simulator.record.person import Person
from simulator.world.mortality import LAST_AGE, CohortTable, DeclaredDeaths
from simulator.world.world import World

NONE = DeclaredDeaths.none()
HEADER = "module,cause,sex,age_low,age_high,share_of_deaths,source\n"


@pytest.fixture(scope="module")
def cohorts() -> CohortTable:
    return CohortTable()


def period_expectation(cohorts: CohortTable, sex: str, year: int) -> float:
    """Life expectancy at birth of a calendar year."""
    living, years = 1.0, 0.0
    for age in range(110):
        dying = living * cohorts.probability(sex, year - age, age)
        years += living - dying * (0.9 if age == 0 else 0.5)
        living -= dying
    return years


@pytest.mark.parametrize(
    ("year", "men", "women"),
    [(1990, 71.8, 78.8), (2000, 74.1, 79.3), (2010, 76.2, 81.0), (2019, 76.3, 81.4), (2021, 73.5, 79.3), (2022, 74.8, 80.2)],
)
def test_life_expectancy_is_the_published_one(cohorts: CohortTable, year: int, men: float, women: float) -> None:
    # NCHS, US life tables (NVSR); 2021 and 2022: NVSR 74(2).
    assert period_expectation(cohorts, "M", year) == pytest.approx(men, abs=0.5)
    assert period_expectation(cohorts, "F", year) == pytest.approx(women, abs=0.5)


def test_cohorts_live_longer_and_longer(cohorts: CohortTable) -> None:
    shares = [cohorts.survival("F", year, 65.0, NONE) for year in (1900, 1930, 1960, 1990, 2026, 2100)]
    assert shares == sorted(shares)


@pytest.mark.parametrize("sex", ["M", "F"])
@pytest.mark.parametrize("birth_year", [1905, 1950, 2010, 2090])
def test_lifetimes_are_the_inverse_of_survival(cohorts: CohortTable, sex: str, birth_year: int) -> None:
    for share in (0.999, 0.99, 0.9, 0.5, 0.1, 0.01):
        seconds = cohorts.lifetime_seconds(sex, birth_year, share, NONE)
        assert cohorts.survival(sex, birth_year, seconds / YEAR, NONE) == pytest.approx(share, abs=1e-4)


def test_a_third_of_infant_deaths_fall_on_the_first_day(cohorts: CohortTable) -> None:
    first_day = 1.0 - cohorts.survival("M", 2000, 1 / 365.25, NONE)
    first_year = 1.0 - cohorts.survival("M", 2000, 0.99999, NONE)
    assert 0.3 < first_day / first_year < 0.45


def test_deaths_follow_the_season(cohorts: CohortTable) -> None:
    months = [0] * 12
    for number in range(12_000):
        birth = number * 997_331 % YEAR
        died = birth + cohorts.lifetime_seconds("F", 1940, (number + 0.5) / 12_000, NONE, birth)
        months[int(died / YEAR % 1.0 * 12)] += 1
    assert months[0] > 1.1 * months[6]


def test_nobody_outlives_the_table(world: World) -> None:
    for candidate in range(2000):
        birth, sex = world.birth(4, candidate)
        assert birth <= world.death_of(4, candidate, birth, sex, NONE) <= birth + (LAST_AGE + 1) * YEAR


def test_declared_deaths_leave_the_background(world: World, tmp_path: Path) -> None:
    path = tmp_path / "declared_deaths.csv"
    path.write_text(HEADER + "heart,infarction,both,30,119,0.4,NVSR\nother,cancer,M,0,119,0.5,NVSR\n", encoding="utf-8")
    declared = DeclaredDeaths.load([path], {"heart": ""})
    assert declared.share("F", 29) == 0.0
    assert declared.share("F", 30) == declared.share("M", 119) == pytest.approx(0.4)
    for candidate in range(200):
        birth, sex = world.birth(4, candidate)
        whole, less = (world.death_of(4, candidate, birth, sex, one) for one in (NONE, declared))
        assert less >= whole
        assert less == whole or less > birth + 29.9 * YEAR


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("heart,x,both,30,20,0.1,s", "ages 30 to 20"),
        ("heart,x,male,30,40,0.1,s", 'sex "male"'),
        ("heart,x,both,30,40,1.5,s", 'share_of_deaths "1.5"'),
        ("heart,x,both,30,40,nan,s", 'share_of_deaths "nan"'),
        ("heart,x,both,-1,40,0.1,s", 'age_low "-1"'),
        ("heart,x,both,30,40,0.1", "6 cells"),
        (",x,both,30,40,0.1,s", "no module"),
        ("heart,ok,both,35,35,0.1,s", '"ok" of heart again'),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, line: str, found: str) -> None:
    path = tmp_path / "declared_deaths.csv"
    path.write_text(HEADER + "heart,ok,both,30,40,0.1,s\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        DeclaredDeaths.load([path], {"heart": ""})
    problem = caught.value.problems[0]
    assert (problem.line, problem.file) == (3, str(path))
    assert found in problem.found
    assert problem.accepted


def test_bad_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        DeclaredDeaths.load([tmp_path / "missing.csv"], {})
    path = tmp_path / "declared_deaths.csv"
    path.write_text("module,cause\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column sex"):
        DeclaredDeaths.load([path], {})
    path.write_text(HEADER + "a,x,M,0,9,0.6,s\nb,y,both,5,5,0.6,s\n", encoding="utf-8")
    with pytest.raises(InputError, match="add up to"):
        DeclaredDeaths.load([path], {"a": "", "b": ""})
    assert DeclaredDeaths.load([path], {"a": ""}).share("M", 5) == pytest.approx(0.6)


def test_rows_of_another_text_and_of_a_later_file_do_not_count(tmp_path: Path) -> None:
    mine, known = tmp_path / "mine.csv", tmp_path / "known.csv"
    mine.write_text(HEADER + "a,x,M,0,9,0.1,s\n", encoding="utf-8")
    known.write_text(HEADER.strip() + ",sha256\na,x,M,0,9,0.2,s,1f\nb,x,M,0,9,0.3,s,2f\nc,x,M,0,9,0.4,s,\n", encoding="utf-8")

    def share(**modules: str) -> float:
        return DeclaredDeaths.load([mine, known], modules).share("M", 5)

    assert share(a="1f") == pytest.approx(0.1)
    assert share(a="1f", b="2f") == pytest.approx(0.4)
    assert share(b="3f") == 0.0
    assert share(c="3f") == pytest.approx(0.4)
    assert DeclaredDeaths.load([known], {"a": "1f"}).share("M", 5) == pytest.approx(0.2)
    assert DeclaredDeaths.all().share("F", 50) == 1.0


def test_causes_fit_the_age(world: World, people: list[Person]) -> None:
    def share(age: int, code: str) -> float:
        return sum(world.cause_of_death(person, age).code == code for person in people) / len(people)

    assert share(88, "26929004") > 0.06  # Alzheimer's disease
    assert share(30, "26929004") == 0.0
    assert share(30, "55680006") > 0.18  # drug overdose
    assert share(60, "363346000") == pytest.approx(0.298, abs=0.05)  # malignant neoplastic disease


def test_a_death_is_a_function_of_seed_and_candidate(world: World) -> None:
    person = world.person(1, 7)
    assert world.death(person, NONE) == World().death(World().person(1, 7), NONE)
    assert world.death(person, NONE) >= person.birth


def test_infant_mortality_of_2019_is_the_published_one(cohorts: CohortTable) -> None:
    # NCHS, NVSR 70(19): male 0.0061, female 0.0051.
    assert cohorts.probability("M", 2019, 0) == pytest.approx(0.0061, abs=0.0004)
    assert cohorts.probability("F", 2019, 0) == pytest.approx(0.0051, abs=0.0004)


def test_many_lives_end_as_the_table_says(world: World) -> None:
    births = [(candidate, *world.birth(6, candidate)) for candidate in range(12_000)]
    old = [one for one in births if 1930 <= date_of(world.zone.day(one[1])).year < 1940]
    within_80 = sum(world.death_of(6, *one, NONE) - one[1] < 80 * YEAR for one in old) / len(old)
    expected = 1.0 - sum(CohortTable().survival(sex, 1935, 80.0, NONE) for sex in "MF") / 2
    assert within_80 == pytest.approx(expected, abs=4 * sqrt(0.25 / len(old)))
    assert all(world.death_of(6, *one, NONE) - one[1] > -DAY for one in old)
    assert log(expected) < 0
