"""Which of a catchment's organisations and clinicians a person goes to."""

from __future__ import annotations

from simulator.kernel.clock import age_in_years, date_of
from simulator.kernel.streams import stream, uniform
from simulator.record.care import Clinician, Organization
from simulator.record.person import Address, Person
from simulator.world import specialties
from simulator.world.places import Places
from simulator.world.providers import Providers
from simulator.world.specialties import Practice

_ADULT_AGE = 18
#: The year whose clinicians are met when no time is given.
_DEFAULT_YEAR = 2026

#: Encounter class → kind of organisation, its place, and who is there. Other classes are primary care.
_SETTINGS: dict[str, tuple[str, str, Practice]] = {
    "emergency": ("hospital", "emergency", specialties.EMERGENCY),
    "inpatient": ("hospital", "ward", specialties.HOSPITAL_MEDICINE),
    "urgentcare": ("urgent_care", "main", specialties.FAMILY_PRACTICE),
    "hospice": ("hospice", "main", specialties.PALLIATIVE),
    "snf": ("skilled_nursing", "main", specialties.GERIATRICS),
    "home": ("home_health", "main", specialties.HOME_NURSING),
}
#: Classes in which a visit may lead to another organisation nearby, and how often it does (an assumption).
_ANYWHERE, _ELSEWHERE = frozenset({"emergency", "urgentcare"}), 0.3
#: Adults who see a family physician, not an internist (AAMC 2022: 118,641 and 120,342 active physicians).
_FAMILY_SHARE = 0.5


class _Choices:
    """What one person has chosen: organisations by kind and ZIP area, clinicians by ZIP area, specialty, childhood and year."""

    __slots__ = ("clinicians", "organizations")

    def __init__(self) -> None:
        self.organizations: dict[tuple[str, str], Organization] = {}
        self.clinicians: dict[tuple[str, str, bool, int], Clinician] = {}


class Care:
    """Chooses; every choice is keyed by the person, the kind and the ZIP area, so that it is the same each time.

    It keeps the choices of the person whom it was asked about last, since they are asked for at every visit.
    """

    __slots__ = ("_chosen", "_last", "_places", "_providers")

    def __init__(self, places: Places, providers: Providers) -> None:
        self._places = places
        self._providers = providers
        self._last = (0, -1)
        self._chosen = _Choices()

    def birth_place(self, seed: int, candidate: int, address: Address) -> Address:
        """The address of the hospital of birth."""
        return self.own("hospital", seed, candidate, address).address

    def own(self, kind: str, seed: int, candidate: int, address: Address) -> Organization:
        """The organisation of a kind that somebody goes to while living at an address; it stays after most short moves."""
        known = self._of_last_person(seed, candidate).organizations
        key = (kind, address.postal_code)
        found = known.get(key)
        if found is None:
            place = self._places.by_code(address.postal_code)
            found = self._providers.preferred(kind, place, stream(seed, candidate, "own", kind))
            known[key] = found
        return found

    def clinician(
        self, person: Person, address: Address, encounter_class: str, specialty: str, key: str, at: int | None
    ) -> Clinician:
        """See `World.clinician`."""
        day = None if at is None else person.zone.day(at)
        year = _DEFAULT_YEAR if day is None else date_of(day).year
        setting = _SETTINGS.get(encounter_class)
        if setting is None:
            child = day is not None and age_in_years(person.birth_day, day) < _ADULT_AGE
            return self._usual(person, address, specialty, child, year)
        kind, part, practice = setting
        if specialty and encounter_class == "inpatient":
            return self._specialist(person, address, part, specialty, year)
        organization = self.own(kind, person.seed, person.candidate, address)
        if encounter_class in _ANYWHERE and uniform(person.seed, person.candidate, "elsewhere", kind, key) < _ELSEWHERE:
            place = self._places.by_code(address.postal_code)
            organization = self._providers.near(kind, place).at(uniform(person.seed, person.candidate, "visit", kind, key))
        quantile = uniform(person.seed, person.candidate, "clinician", organization.key, key)
        return self._providers.clinician(organization, part, practice, quantile, year)

    def _usual(self, person: Person, address: Address, specialty: str, child: bool, year: int) -> Clinician:
        """Whom somebody always sees at an office: kept, since every visit asks."""
        key = (address.postal_code, specialty, child, year)
        known = self._of_last_person(person.seed, person.candidate).clinicians
        found = known.get(key)
        if found is None:
            if specialty and specialties.practice(specialty) != specialties.GENERAL_PRACTICE:
                found = self._specialist(person, address, "clinic", specialty, year)
            else:
                found = self._primary(person, address, child, year)
            known[key] = found
        return found

    def _of_last_person(self, seed: int, candidate: int) -> _Choices:
        if self._last != (seed, candidate):
            self._last = (seed, candidate)
            self._chosen = _Choices()
        return self._chosen

    def _primary(self, person: Person, address: Address, child: bool, year: int) -> Clinician:
        organization = self.own("primary_care", person.seed, person.candidate, address)
        quantile = uniform(person.seed, person.candidate, "own clinician", organization.key)
        practice = specialties.PEDIATRICS
        if not child:
            family = uniform(person.seed, person.candidate, "family physician") < _FAMILY_SHARE
            practice = specialties.FAMILY_PRACTICE if family else specialties.INTERNAL_MEDICINE
        return self._providers.clinician(organization, "main", practice, quantile, year)

    def _specialist(self, person: Person, address: Address, part: str, specialty: str, year: int) -> Clinician:
        practice = specialties.practice(specialty)
        organization = self.own("hospital", person.seed, person.candidate, address)
        quantile = uniform(person.seed, person.candidate, "specialist", practice[0].code, organization.key)
        return self._providers.clinician(organization, part, practice, quantile, year)
