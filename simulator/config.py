"""One frozen description of one run: checked when it is made, passed down, never global."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from simulator.errors import UsageError

#: The date of a run that names none: fixed, so that the same command gives the same bytes on any day.
DEFAULT_AS_OF = date(2026, 1, 1)
#: The years that a run's date may lie in; births lie between 1900 and 2100.
FIRST_YEAR = 2000
LAST_YEAR = 2100
FIRST_BIRTH_YEAR = 1900
#: A seed is a non-negative number of at most 63 bits, so that every language and JSON reader holds it.
SEED_LIMIT = 1 << 63
SEXES = ("F", "M")
#: What is told of the truth behind a record: conditions, attributes and deaths; with "states" also each state entered.
TRUTHS = ("labels", "states")
#: Format → the mixes of bundle and references that it can be written in, the default first; bulk knows neither.
MIXES: dict[str, tuple[tuple[str, str], ...]] = {
    "encounters": (("transaction", "literal"), ("transaction", "conditional")),
    "patients": (
        ("transaction", "literal"),
        ("collection", "literal"),
        ("transaction", "conditional"),
        ("transaction", "urn"),
        ("collection", "urn"),
    ),
    "bulk": (),
}
#: The longest history that is asked for: births lie within the years before.
LONGEST_HISTORY_YEARS = LAST_YEAR - FIRST_BIRTH_YEAR

_POPULATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_AGE = re.compile(r"(\d{1,3})-(\d{1,3})")
_BASE_URL = re.compile(r"https?://[^\s/?#|]+(?:/[^\s?#|]*)?")


@dataclass(frozen=True, slots=True)
class RunConfig:
    """What one run makes, and where.

    `patients` living people are asked for at `as_of` (00:00 local); `persons` names candidates instead. `age` is
    inclusive, in completed years. `modules` replaces the own library, `add_modules` stands beside it; `only` and
    `without` hold module keys. `state` is the postal code of a state whose people are
    asked for, "" for the nation's. `population` keys the ids, never the draws. `having` are codes, or `system|code`, of
    conditions that the asked people all have at the date. `years_of_history` is how far records reach back, 0 for the whole
    life. `formats` are keys of `MIXES`; `bundle` ("transaction", "collection") and `references` ("literal", "urn",
    "conditional") say how bundles are written, and `base_url` where full URLs begin, "" for our own place. `gzip` compresses
    every file but the manifest. `truth` is "" (none), "labels" or "states". `workers` (processes), `output`, `overwrite` and
    `quiet` change no byte.
    Raises UsageError where a value or a combination cannot be.
    """

    patients: int = 100
    seed: int = 1
    as_of: date = DEFAULT_AS_OF
    living_only: bool = False
    with_dead: bool = False
    age: tuple[int, int] | None = None
    sex: str | None = None
    modules: tuple[Path, ...] = ()
    add_modules: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    population: str = ""
    state: str = ""
    persons: tuple[int, ...] | None = None
    having: tuple[str, ...] = ()
    years_of_history: int = 0
    formats: tuple[str, ...] = ("encounters",)
    bundle: str = ""
    references: str = ""
    base_url: str = ""
    gzip: bool = False
    truth: str = ""
    workers: int = 1
    output: Path = Path("output")
    overwrite: bool = False
    quiet: bool = False

    def __post_init__(self) -> None:
        if not self.population:
            object.__setattr__(self, "population", f"seed-{self.seed}")
        _check_numbers(self)
        _check_people(self)
        _check_folders(self)
        _check_formats(self)
        if any(MIXES[name] for name in self.formats):
            object.__setattr__(self, "bundle", self.bundle or "transaction")
            object.__setattr__(self, "references", self.references or "literal")
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))

    @property
    def keeps_dead(self) -> bool:
        """Whether the dead are written: those of a whole population are, those of a restricted one on request."""
        if self.persons is not None:
            return True
        if self.living_only or self.having:
            return False
        return self.with_dead or (self.age is None and self.sex is None)

    @classmethod
    def of(cls, **options: Any) -> RunConfig:
        """The run of options as people type them: dates and ages may be text, folders text, lists any iterable.

        Raises UsageError for an unknown option or a value that cannot be.
        """
        known = [field.name for field in fields(cls)]
        unknown = sorted(set(options) - set(known))
        if unknown:
            raise UsageError(f"unknown option {unknown[0]!r}; accepted are {', '.join(known)}")
        return cls(**{name: _READERS[name](value) if name in _READERS else value for name, value in options.items()})


def _check_numbers(config: RunConfig) -> None:
    if config.patients < 1:
        raise UsageError(f"patients: {config.patients}; accepted is 1 or more")
    if config.workers < 1:
        raise UsageError(f"workers: {config.workers}; accepted is 1 or more processes")
    if config.truth and config.truth not in TRUTHS:
        raise UsageError(f"truth: {config.truth!r}; accepted are {' and '.join(TRUTHS)}")
    if not 0 <= config.seed < SEED_LIMIT:
        raise UsageError(f"seed: {config.seed}; accepted is 0 to {SEED_LIMIT - 1}")
    if not date(FIRST_YEAR, 1, 1) <= config.as_of <= date(LAST_YEAR, 12, 31):
        raise UsageError(f"as-of: {config.as_of}; accepted is {FIRST_YEAR}-01-01 to {LAST_YEAR}-12-31")
    if not _POPULATION.fullmatch(config.population):
        raise UsageError(
            f"population: {config.population!r}; accepted are 1 to 64 letters, digits, '.', '_' and '-', a letter or digit first"
        )


def _check_people(config: RunConfig) -> None:
    if config.sex is not None and config.sex not in SEXES:
        raise UsageError(f"sex: {config.sex!r}; accepted are {' and '.join(SEXES)}")
    if config.age is not None:
        _check_age(config.age, config.as_of)
    if config.living_only and config.with_dead:
        raise UsageError("living-only and with-dead exclude each other; name one of them")
    if config.having:
        _check_having(config)
    if config.persons is None:
        return
    if not config.persons or min(config.persons) < 0:
        raise UsageError("person: accepted are candidates' numbers, 0 or more")
    if config.age is not None or config.sex is not None or config.living_only or config.with_dead:
        raise UsageError("person: names its people itself; accepted without age, sex, living-only and with-dead")


def _check_having(config: RunConfig) -> None:
    for code in config.having:
        if not code or code != code.strip() or code.startswith("|") or code.endswith("|"):
            raise UsageError(f"having: {code!r}; accepted is a code, or system|code, such as http://snomed.info/sct|44054006")
    if config.persons is not None:
        raise UsageError("person: names its people itself; accepted without having")
    if config.with_dead:
        raise UsageError("having and with-dead exclude each other: who has died has nothing at the date; name one of them")


def _check_age(age: tuple[int, int], as_of: date) -> None:
    low, high = age
    oldest = as_of.year - FIRST_BIRTH_YEAR
    if not 0 <= low <= high:
        raise UsageError(f"age: {low}-{high}; accepted is LO-HI in completed years, LO not above HI")
    if low > oldest:
        raise UsageError(f"age: {low}-{high}; births begin in {FIRST_BIRTH_YEAR}, so accepted is LO up to {oldest}")


def _check_folders(config: RunConfig) -> None:
    for name, folders in (("modules", config.modules), ("add-modules", config.add_modules)):
        for folder in folders:
            if not folder.is_dir():
                raise UsageError(f"{name}: {folder} is not a folder; accepted is a folder of modules")
    both = sorted(set(config.only) & set(config.without))
    if both:
        raise UsageError(f"only and without both name {both[0]}; name it in one of them")


def _check_formats(config: RunConfig) -> None:
    if not 0 <= config.years_of_history <= LONGEST_HISTORY_YEARS:
        raise UsageError(f"years-of-history: {config.years_of_history}; accepted is 0 (all) to {LONGEST_HISTORY_YEARS}")
    unknown = [name for name in config.formats if name not in MIXES]
    if unknown or not config.formats:
        raise UsageError(f"format: {unknown[0] if unknown else 'none'}; accepted are {', '.join(MIXES)}")
    if config.base_url and not _BASE_URL.fullmatch(config.base_url):
        raise UsageError(f"base-url: {config.base_url!r}; accepted is an http or https address, such as https://example.com/fhir")
    if not config.bundle and not config.references:
        return
    bundled = [name for name in config.formats if MIXES[name]]
    if not bundled:
        raise UsageError("bundle and references: bulk knows neither; accepted with the formats encounters and patients")
    mix = (config.bundle or "transaction", config.references or "literal")
    for name in bundled:
        if mix not in MIXES[name]:
            accepted = ", ".join(f"{bundle} with {references}" for bundle, references in MIXES[name])
            raise UsageError(f"bundle and references: {mix[0]} with {mix[1]} as {name}; accepted are {accepted}")


def _date(value: date | str) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"as-of: {value!r}; accepted is a date, YYYY-MM-DD") from None


def _age(value: tuple[int, int] | str | None) -> tuple[int, int] | None:
    if not isinstance(value, str):
        return None if value is None else (value[0], value[1])
    match = _AGE.fullmatch(value)
    if match is None:
        raise UsageError(f"age: {value!r}; accepted is LO-HI in completed years, such as 40-64")
    return int(match[1]), int(match[2])


def _folders(value: str | Path | Iterable[str | Path]) -> tuple[Path, ...]:
    if isinstance(value, str | Path):
        return (Path(value),)
    return tuple(Path(folder) for folder in value)


def _texts(value: str | Iterable[str]) -> tuple[str, ...]:
    """Sorted and each once: the order in which keys are named changes nothing."""
    return (value,) if isinstance(value, str) else tuple(sorted(set(value)))


def _persons(value: int | Iterable[int] | None) -> tuple[int, ...] | None:
    if value is None:
        return None
    return (value,) if isinstance(value, int) else tuple(sorted(set(value)))


def _truth(value: bool | str | None) -> str:
    return TRUTHS[0] if value is True else value or ""


_READERS: dict[str, Any] = {
    "as_of": _date,
    "age": _age,
    "modules": _folders,
    "add_modules": _folders,
    "only": _texts,
    "without": _texts,
    "persons": _persons,
    "truth": _truth,
    "having": _texts,
    "formats": _texts,
    "output": Path,
}
