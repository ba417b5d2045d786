"""Which candidates are lived, in what order, and where the population ends.

Candidates 0, 1, … are taken in order; the unborn and those outside the asked ages and sex are skipped unlived. All up to
the n-th that lives at the date belong to the run. Work is cut into parts of a fixed number of lived candidates, so that
whoever lives a part, and when, changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Protocol

from simulator.config import RunConfig
from simulator.errors import PopulationError, UsageError
from simulator.kernel.clock import Zone, age_in_years, day_of

#: Lived candidates of a part: a second or so of work, so that little is lost when a worker is.
PART_SIZE = 20
#: After so many lived candidates a run must have at least a tenth of the living that the life table would leave.
TRIAL_LIVES = 200
TRIAL_SHARE = 0.1
#: After so many lived candidates without one living, and after so many in a row that nobody asked for, a run gives up.
HOPELESS_LIVES = 2_000
HOPELESS_CANDIDATES = 1_000_000
#: After so many living without one who has the conditions asked for, too.
HOPELESS_LIVING = 2_000


class Births(Protocol):
    """What is known of a candidate before anybody is made: see `World`."""

    @property
    def zone(self) -> Zone:
        """The time zone in which people live."""
        ...

    def birth(self, seed: int, candidate: int) -> tuple[int, str]:
        """The instant of birth and the sex."""
        ...


class Outcome(Protocol):
    """What has become of a lived candidate."""

    @property
    def candidate(self) -> int:
        """The candidate's number."""
        ...

    @property
    def living(self) -> bool:
        """Whether they live at the date."""
        ...

    @property
    def fits(self) -> bool:
        """Whether they have what is asked for, if they live."""
        ...

    @property
    def expected(self) -> bool:
        """Whether they would live by the life table alone."""
        ...

    @property
    def killer(self) -> str:
        """The module that wrote the death, "" for the living; the background's process for those who aren't lived at all."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A block of candidates that are lived together; `number` counts from 0."""

    number: int
    candidates: tuple[int, ...]


def instant_of(config: RunConfig, zone: Zone) -> int:
    """The run's date as an instant: 00:00 local."""
    return zone.at(day_of(config.as_of))


def parts(config: RunConfig, births: Births) -> Iterator[Part]:
    """The parts of a run in order, without end unless the config names its people.

    Raises PopulationError where nobody fits any more.
    """
    found = candidates(config, births)
    for number in count():
        block = tuple(islice(found, PART_SIZE))
        if not block:
            return
        yield Part(number, block)


def candidates(config: RunConfig, births: Births) -> Iterator[int]:
    """Who is lived, in order, without end unless the config names its people.

    Raises PopulationError where nobody fits any more.
    """
    if config.persons is not None:
        yield from config.persons
        return
    as_of = instant_of(config, births.zone)
    skipped = 0
    for candidate in count():
        if _fits(config, births, as_of, candidate):
            skipped = 0
            yield candidate
            continue
        skipped += 1
        if skipped == HOPELESS_CANDIDATES:
            raise PopulationError(
                f"nobody fits among {skipped} candidates up to {candidate}; accepted is a wider age or another date"
            )


def check_named(config: RunConfig, births: Births) -> None:
    """Raises UsageError for a person whom the config names and who is not born before the date."""
    as_of = instant_of(config, births.zone)
    for candidate in config.persons or ():
        birth, _ = births.birth(config.seed, candidate)
        if birth >= as_of:
            raise UsageError(
                f"person: candidate {candidate} is born on {births.zone.date(birth)}; accepted are those born before {config.as_of}"
            )


def _fits(config: RunConfig, births: Births, as_of: int, candidate: int) -> bool:
    """Whether a candidate is born by the date, and of the asked sex and age: the age they have, or would have."""
    birth, sex = births.birth(config.seed, candidate)
    if birth >= as_of:
        return False
    if config.sex is not None and sex != config.sex:
        return False
    if config.age is None:
        return True
    age = age_in_years(births.zone.day(birth), day_of(config.as_of))
    return config.age[0] <= age <= config.age[1]


class Tally:
    """The count of a run's people as they come, in the order of candidates: who is written, and when it is enough."""

    def __init__(self, config: RunConfig) -> None:
        self._config = config
        self._expected = 0
        self._killers: Counter[str] = Counter()
        self._alive = 0
        self.lived = 0
        self.living = 0
        self.dead = 0

    @property
    def written(self) -> int:
        """How many belong to the run so far."""
        return self.living + self.dead

    @property
    def wanted(self) -> int | None:
        """How many living are still wanted; None where the config names its people."""
        return None if self._config.persons is not None else self._config.patients - self.living

    def take(self, person: Outcome) -> bool:
        """Counts the next candidate; whether they belong to the run.

        Raises PopulationError where the modules leave hardly anybody alive.
        """
        if self.wanted == 0:
            return False
        self.lived += 1
        self._expected += person.expected
        if person.living:
            self._alive += 1
            self.living += person.fits
        else:
            self._killers[person.killer] += 1
            self.dead += self._config.keeps_dead
        if self._config.persons is None:
            self._check_survival(person)
            self._check_found(person)
        return person.fits if person.living else self._config.keeps_dead

    def _check_found(self, last: Outcome) -> None:
        if self.living or self._alive < HOPELESS_LIVING or not self._config.having:
            return
        raise PopulationError(
            f"having {' and '.join(self._config.having)}: nobody of {self._alive} living, up to candidate {last.candidate}; "
            "accepted are codes of active conditions that the modules give"
        )

    def _check_survival(self, last: Outcome) -> None:
        too_few = self.lived >= TRIAL_LIVES and self._alive < TRIAL_SHARE * self._expected
        if not too_few and (self._alive or self.lived < HOPELESS_LIVES):
            return
        killers = ", ".join(f"{name} ({deaths})" for name, deaths in _by_count(self._killers))
        raise PopulationError(
            f"of {self.lived} people (up to candidate {last.candidate}) {self._alive} live on {self._config.as_of}, where the life "
            f"table would leave {self._expected}; they died of {killers}; accepted are modules that leave a tenth of those alive"
        )


def _by_count(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
