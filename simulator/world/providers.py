"""Who cares for people in a catchment: invented organisations, their locations and clinicians, the same for every seed."""

from __future__ import annotations

from math import exp, inf, log

from simulator.kernel.streams import stream
from simulator.record.care import Clinician, Location, Organization
from simulator.record.person import Name
from simulator.world import trends
from simulator.world.draws import Draws
from simulator.world.facilities import FACILITIES
from simulator.world.names import Names
from simulator.world.numbers import clia, mailbox, npi, phone
from simulator.world.places import Places, Zip
from simulator.world.specialties import Practice
from simulator.world.tables import Weighted

#: The catchment is the same for all populations: its draws carry this seed.
_SEED = 0
#: Sizes of organisations are log-normal with this spread (an assumption).
_SIZE_SPREAD = 0.8
_NPIS, _CLIAS = 100_000_000, 10_000_000

#: More than a logarithm can be wrong by.
_MARGIN = 1.000_000_1
#: So many clinicians are kept; then all are forgotten, and made anew, the same, when somebody sees them.
MOST_CLINICIANS = 1_000

#: A clinician's place is filled anew every so many years; whoever fills it begins at about this age.
_CAREER_YEARS, _BEGINS_AGE = 36, 31
#: Active physicians by race (AAMC, Physician Specialty Data Report 2022: white 64, Asian 21, Hispanic 7, black 6 per cent).
_GROUPS = Weighted(("white", "asian", "hispanic", "black"), (64.0, 21.0, 7.0, 6.0))
#: Women among active physicians (AMA and AAMC: 8 % in 1970, 24 % in 2000, 38 % in 2022; half of students since 2019), and among
#: nurses (BLS CPS 2022: 87 %).
_WOMEN: trends.Trend = ((1940, 0.04), (1970, 0.08), (2000, 0.24), (2022, 0.38), (2050, 0.50))
_WOMEN_NURSES, _NURSES = 0.87, frozenset({"224535009", "224571005"})


class Providers:
    """The organisations of a catchment, made when first asked for, and their clinicians."""

    __slots__ = ("_appeals", "_clinicians", "_locations", "_names", "_near", "_organizations", "_places", "_sizes")

    def __init__(self, places: Places, names: Names) -> None:
        self._places = places
        self._names = names
        self._organizations: dict[str, list[Organization]] = {}
        self._locations: dict[str, dict[str, Location]] = {}
        self._sizes: dict[str, list[tuple[float, Zip]]] = {}
        self._near: dict[tuple[str, str], Weighted[Organization]] = {}
        self._appeals: dict[tuple[str, str], list[float]] = {}
        self._clinicians: dict[str, Clinician] = {}

    def organizations(self, kind: str) -> list[Organization]:
        """All organisations of a kind. Raises KeyError for a kind that FACILITIES does not have."""
        found = self._organizations.get(kind)
        if found is None:
            homes = self._places.homes
            people = [place.population for place in homes]
            by_people = Weighted(homes, people)
            count = max(round(sum(people) / FACILITIES[kind].people_each), 2)
            found = self._organizations[kind] = [self._organization(kind, number, by_people) for number in range(count)]
        return found

    def _organization(self, kind: str, number: int, zips: Weighted[Zip]) -> Organization:
        key = f"{self._places.prefix}{kind}/{number}"
        rng = stream(_SEED, "organization", key)
        address = self._places.address(zips.at(rng.random()), rng, unit_share=0.0)
        patterns = FACILITIES[kind].names
        name = patterns[int(rng.random() * len(patterns))].format(self._places.place_name(kind, number))
        identifier, laboratory = npi(int(rng.random() * _NPIS)), clia(int(rng.random() * _CLIAS))
        return Organization(
            key,
            kind,
            name,
            identifier,
            address,
            phone(rng, self._places.telephone_areas),
            laboratory if kind == "laboratory" else "",
        )

    def near(self, kind: str, place: Zip) -> Weighted[Organization]:
        """The organisations of a kind as seen from a ZIP area, larger and nearer ones the likelier."""
        key = (kind, place.code)
        found = self._near.get(key)
        if found is None:
            found = self._near[key] = Weighted(self.organizations(kind), self._weights(kind, place))
        return found

    def preferred(self, kind: str, place: Zip, rng: Draws) -> Organization:
        """The organisation of a kind that somebody prefers: each as likely as by `near`, and for the same draws as seldom
        another one as can be after a move. One draw from `rng` for each organisation."""
        draw = rng.random
        least, chosen = inf, 0
        for number, weight in enumerate(self._weights(kind, place)):
            drawn = draw()
            if drawn < least * weight * _MARGIN:  # no logarithm for those who cannot be it: -log(1 - x) is at least x
                effort = -log(1.0 - drawn) / weight
                if effort < least:
                    least, chosen = effort, number
        return self.organizations(kind)[chosen]

    def _weights(self, kind: str, place: Zip) -> list[float]:
        """How much each organisation of a kind appeals to people of a ZIP area. Kept by area, and sizes by kind: in a state of 500
        areas to draw the sizes anew for each took a tenth of the engine's time."""
        key = (kind, place.code)
        found = self._appeals.get(key)
        if found is None:
            reach = FACILITIES[kind].reach_km
            found = [size * exp(-area.distance_km(place) / reach) for size, area in self._sized(kind)]
            self._appeals[key] = found
        return found

    def _sized(self, kind: str) -> list[tuple[float, Zip]]:
        """The size of each organisation of a kind, and the ZIP area that it lies in."""
        found = self._sizes.get(kind)
        if found is None:
            by_code = self._places.by_code
            found = [(_size(one), by_code(one.address.postal_code)) for one in self.organizations(kind)]
            self._sizes[kind] = found
        return found

    def location(self, organization: Organization, part: str) -> Location:
        """A place of an organisation; its main one where it has none of that name."""
        found = self._locations.get(organization.key)
        if found is None:
            found = self._locations[organization.key] = {}
            for one in FACILITIES[organization.kind].parts:
                key = f"{organization.key}/{one.key}"
                telephone = (
                    organization.phone if one.key == "main" else phone(stream(_SEED, "location", key), self._places.telephone_areas)
                )
                name = f"{organization.name} {one.suffix}".strip()
                found[one.key] = Location(key, name, one.kind, organization, organization.address, telephone)
        return found.get(part) or found["main"]

    def clinician(self, organization: Organization, part: str, practice: Practice, quantile: float, year: int) -> Clinician:
        """One of an organisation's clinicians of a practice at its place `part`, as of a year."""
        specialty, role = practice
        number = int(quantile * FACILITIES[organization.kind].clinicians)
        term = (year + 7 * number) // _CAREER_YEARS
        key = f"{organization.key}/{part}/{specialty.code}/{role.code}/{number}/{term}"
        found = self._clinicians.get(key)
        if found is None:
            if len(self._clinicians) >= MOST_CLINICIANS:
                self._clinicians.clear()
            begins = term * _CAREER_YEARS - 7 * number
            found = self._clinicians[key] = self._new_clinician(key, organization, part, practice, begins)
        return found

    def _new_clinician(self, key: str, organization: Organization, part: str, practice: Practice, begins: int) -> Clinician:
        specialty, role = practice
        rng = stream(_SEED, "clinician", key)
        nurse = role.code in _NURSES
        sex = "F" if rng.random() < (_WOMEN_NURSES if nurse else trends.at(_WOMEN, begins)) else "M"
        group = _GROUPS.at(rng.random())
        first = self._names.first(sex, begins - _BEGINS_AGE, group, rng.random())
        name = Name(self._names.surname(group, rng.random()), (first,), prefix="" if nurse else "Dr.")
        identifier = npi(int(rng.random() * _NPIS))
        location = self.location(organization, part)
        email = mailbox(name, f".{organization.key.replace('/', '').replace('_', '')}")
        return Clinician(
            key, name, sex, identifier, role, specialty, organization, location, phone(rng, self._places.telephone_areas), email
        )


def _size(organization: Organization) -> float:
    """How many go there, against others of its kind; the median is 1."""
    return exp(stream(_SEED, "size", organization.key).gauss(0.0, _SIZE_SPREAD))
