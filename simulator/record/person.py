"""A person as the world makes them: what is fixed at birth, and the names and addresses that come later."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.kernel.clock import Zone


@dataclass(frozen=True, slots=True)
class Name:
    """A human name; `use` is FHIR's NameUse ("official", "maiden", "old", "nickname")."""

    family: str
    given: tuple[str, ...]
    use: str = "official"
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `state` is the two-letter code, `county` may be empty."""

    line: str
    city: str
    state: str
    postal_code: str
    county: str = ""
    country: str = "US"


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody close to a person who appears in the record: `relationship` is a v3-RoleCode ("MTH", "FTH", "SPS" …)."""

    relationship: str
    name: Name
    sex: str
    phone: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is at birth: a pure function of seed and candidate.

    `candidate` counts from 0; `birth` is an instant (UTC seconds); `sex` is "M" or "F" at birth.
    `race` is one of the words of the module format's Race condition ("white", "black", "asian", "native", "hawaiian",
    "other"); `race_codes` are OMB categories (CDCREC codes, none where unknown); `ethnicity` is "hispanic" or
    "nonhispanic". `language` is a BCP 47 tag. `attributes` are what modules may read of the person's circumstances from
    birth on (income, education, state …).
    """

    seed: int
    candidate: int
    birth: int
    sex: str
    race: str
    race_codes: tuple[str, ...]
    race_text: str
    ethnicity: str
    zone: Zone
    name: Name
    address: Address
    phone: str
    email: str
    social_security_number: str
    language: str
    mother: Relative
    father: Relative | None
    birth_place: Address
    multiple_birth: int = 0
    tribal_affiliation: tuple[str, str] | None = None
    attributes: dict[str, object] = field(default_factory=dict)

    @property
    def birth_day(self) -> int:
        """The local day of birth."""
        return self.zone.day(self.birth)
