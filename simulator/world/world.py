"""The world: people and places, and who lives when, behind one door."""

from __future__ import annotations

from simulator.errors import UsageError
from simulator.kernel.clock import YEAR, Zone, date_of, zone
from simulator.kernel.streams import uniform
from simulator.record.care import Clinician, Organization
from simulator.record.entry import Entry
from simulator.record.person import Address, Person
from simulator.terminology.concept import Concept
from simulator.world.births import Births
from simulator.world.care import Care
from simulator.world.causes import Causes
from simulator.world.coverage import Coverages
from simulator.world.declared import DeclaredDeaths
from simulator.world.marriage import marriages
from simulator.world.mortality import LAST_AGE, CohortTable
from simulator.world.moves import moves
from simulator.world.names import Names
from simulator.world.people import People
from simulator.world.places import Places, state_codes
from simulator.world.providers import Providers

_LONGEST_LIFE = LAST_AGE + 1


class World:
    """One metro area of the United States with the nation's mix of people, or a state's people in its largest city. It holds
    only what its tables say and caches.

    Raises UsageError for a state that has no tables.
    """

    __slots__ = ("_births", "_care", "_causes", "_cohorts", "_coverages", "_names", "_people", "_places", "zone")

    def __init__(self, state: str = "") -> None:
        if state and state not in state_codes():
            raise UsageError(f"state: {state!r}; accepted are {', '.join(state_codes())}")
        self._places = Places(state)
        self.zone: Zone = zone(self._places.zone_key)
        self._cohorts = CohortTable()
        self._births = Births(self._cohorts, self.zone, state)
        self._names = Names()
        self._care = Care(self._places, Providers(self._places, self._names))
        self._people = People(self._names, self._places, self.zone, self._care.birth_place, state)
        self._coverages = Coverages(self._places.market())
        self._causes = Causes()

    def birth(self, seed: int, candidate: int) -> tuple[int, str]:
        """The instant of birth (UTC seconds) and the sex "M" or "F" of a candidate, without making the person."""
        return self._births.birth(seed, candidate)

    def person(self, seed: int, candidate: int) -> Person:
        """The person of a candidate, as at birth."""
        birth, sex = self._births.birth(seed, candidate)
        return self._people.person(seed, candidate, birth, sex)

    def biography(self, person: Person) -> list[Entry]:
        """Names, moves, marriages and covers over 120 years, in time order, never cut by a date."""
        group = self._people.group(person.seed, person.candidate, date_of(person.birth_day).year)
        changes, married = marriages(person, group, self._names, self._cohorts, self._places.telephone_areas)
        entries = changes + moves(person, group, self._places) + self._coverages.history(person, married)
        last = person.birth + _LONGEST_LIFE * YEAR
        return sorted((entry for entry in entries if entry.time < last), key=_time)

    def death(self, person: Person, declared: DeclaredDeaths) -> int:
        """The instant of the background death (UTC seconds): the cohort table's, less the declared causes."""
        return self.death_of(person.seed, person.candidate, person.birth, person.sex, declared)

    def death_of(self, seed: int, candidate: int, birth: int, sex: str, declared: DeclaredDeaths) -> int:
        """The same for a candidate who need not be made; birth and sex as `birth` gives them."""
        year = date_of(self.zone.day(birth)).year
        return birth + self._cohorts.lifetime_seconds(sex, year, uniform(seed, candidate, "death"), declared, birth)

    def cause_of_death(self, person: Person, age_years: int) -> Concept:
        """What somebody who dies of nothing that a module knows dies of, by completed age."""
        return self._causes.cause(age_years, uniform(person.seed, person.candidate, "cause of death"))

    def registrar(self, person: Person) -> Organization:
        """The hospital that registers the birth and gives the first medical record number."""
        return self._care.own("hospital", person.seed, person.candidate, person.address)

    def clinician(
        self, person: Person, address: Address, encounter_class: str, specialty: str, key: str, at: int | None = None
    ) -> Clinician:
        """Who sees this person, who lives at `address`, in an encounter of a class and a specialty ("" for none).

        `key` names the encounter, so that others may be met another time; the person's own primary-care clinician stays:
        a pediatrician while the person is under 18 at the instant `at` (UTC seconds), another one every 36 years.
        """
        return self._care.clinician(person, address, encounter_class, specialty, key, at)

    def pharmacy(self, person: Person, address: Address) -> Organization:
        """The pharmacy that the person goes to."""
        return self._care.own("pharmacy", person.seed, person.candidate, address)

    def laboratory(self, person: Person, address: Address) -> Organization:
        """The laboratory that the person's specimens go to."""
        return self._care.own("laboratory", person.seed, person.candidate, address)


def _time(entry: Entry) -> int:
    return entry.time
