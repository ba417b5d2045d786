"""Which of a catchment's organisations and clinicians a person goes to."""

from __future__ import annotations

from simulator.kernel.clock import age_in_years
from simulator.kernel.streams import uniform
from simulator.record.care import Clinician, Organization
from simulator.record.person import Address, Person
from simulator.world import specialties
from simulator.world.places import Places
from simulator.world.providers import Providers
from simulator.world.specialties import Practice

_ADULT_AGE = 18

#: Encounter class → kind of organisation, its place, and who is there. Other classes are primary care.
_SETTINGS: dict[str, tuple[str, str, Practice]] = {
    "emergency": ("hospital", "emergency", specialties.EMERGENCY),
    "inpatient": ("hospital", "ward", specialties.HOSPITAL_MEDICINE),
    "urgentcare": ("urgent_care", "main", specialties.FAMILY_PRACTICE),
    "hospice": ("hospice", "main", specialties.PALLIATIVE),
    "snf": ("skilled_nursing", "main", specialties.GERIATRICS),
    "home": ("home_health", "main", specialties.HOME_NURSING),
}
#: Classes in which one place is kept from visit to visit; elsewhere every visit may lead to another.
_KEPT = frozenset({"inpatient", "snf", "hospice", "home"})


class Care:
    """Chooses; every choice is keyed by the person, the kind and the ZIP area, so that it is the same each time."""

    __slots__ = ("_places", "_providers")

    def __init__(self, places: Places, providers: Providers) -> None:
        self._places = places
        self._providers = providers

    def birth_place(self, seed: int, candidate: int, address: Address) -> Address:
        """The address of the hospital of birth."""
        return self.hospital(seed, candidate, address).address

    def hospital(self, seed: int, candidate: int, address: Address) -> Organization:
        """The hospital that somebody goes to."""
        place = self._places.by_code(address.postal_code)
        return self._providers.near("hospital", place, uniform(seed, candidate, "own", "hospital", place.code))

    def own(self, kind: str, person: Person, address: Address) -> Organization:
        """The organisation of a kind that somebody always goes to while living in one ZIP area."""
        place = self._places.by_code(address.postal_code)
        return self._providers.near(kind, place, uniform(person.seed, person.candidate, "own", kind, place.code))

    def clinician(
        self, person: Person, address: Address, encounter_class: str, specialty: str, key: str, at: int | None
    ) -> Clinician:
        """See `World.clinician`."""
        setting = _SETTINGS.get(encounter_class)
        seed, candidate = person.seed, person.candidate
        if setting is None:
            if specialty:
                return self._specialist(person, address, "clinic", specialties.practice(specialty))
            return self._primary(person, address, at)
        kind, part, practice = setting
        if specialty and kind == "hospital" and part == "ward":
            return self._specialist(person, address, part, specialties.practice(specialty))
        if encounter_class in _KEPT:
            organization = self.own(kind, person, address)
        else:
            place = self._places.by_code(address.postal_code)
            organization = self._providers.near(kind, place, uniform(seed, candidate, "visit", kind, key))
        quantile = uniform(seed, candidate, "clinician", organization.key, key)
        return self._providers.clinician(organization, part, practice, quantile)

    def _primary(self, person: Person, address: Address, at: int | None) -> Clinician:
        organization = self.own("primary_care", person, address)
        quantile = uniform(person.seed, person.candidate, "own clinician", organization.key)
        child = at is not None and age_in_years(person.birth_day, person.zone.day(at)) < _ADULT_AGE
        if child:
            return self._providers.clinician(organization, "main", specialties.PEDIATRICS, quantile)
        practice = specialties.FAMILY_PRACTICE if quantile * 7 % 1 < 0.5 else specialties.INTERNAL_MEDICINE
        return self._providers.clinician(organization, "main", practice, quantile)

    def _specialist(self, person: Person, address: Address, part: str, practice: Practice) -> Clinician:
        organization = self.own("hospital", person, address)
        quantile = uniform(person.seed, person.candidate, "specialist", practice[0].code, organization.key)
        return self._providers.clinician(organization, part, practice, quantile)
