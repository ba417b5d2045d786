"""Who cares for people in a catchment: invented organisations, their locations and clinicians, the same for every seed."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from simulator.kernel.streams import choose, standard_normal, stream, uniform
from simulator.record.care import Clinician, Location, Organization
from simulator.record.person import Name
from simulator.terminology.concept import Concept, concept
from simulator.world.names import Names
from simulator.world.numbers import clia, mailbox, npi, phone
from simulator.world.places import Places, Zip
from simulator.world.specialties import Practice
from simulator.world.tables import Weighted

#: The catchment is the same for all populations: its draws carry this seed.
_SEED = 0
#: Clinicians are named like people born in these years.
_BORN_FROM, _BORN_YEARS = 1952, 40
_ROLE_TYPE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"


def _place(code: str, display: str) -> Concept:
    return concept(_ROLE_TYPE, code, display)


HOSPITAL = _place("HOSP", "Hospital")
EMERGENCY_ROOM = _place("ER", "Emergency room")
WARD = _place("HU", "Hospital unit")
OUTPATIENT = _place("OF", "Outpatient facility")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of organisation: people of the catchment for each one, the words of its name, its places.

    Numbers: hospitals, general acute, 3,200 (CMS Hospital General Information); nursing homes 15,204, dialysis 8,091, home health 11,755,
    hospice 5,948, urgent care (CMS provider lists; Urgent Care Association: 14,000); practices of several clinicians, pharmacies
    60,000, laboratories and imaging centres: an assumption; all over 331 M people (Census 2020).
    """

    people_each: int
    names: tuple[str, ...]
    locations: tuple[tuple[str, str, Concept], ...]
    clinicians: int
    reach_km: float


KINDS: dict[str, Kind] = {
    "hospital": Kind(
        103_000,
        ("{} Medical Center", "{} Hospital", "{} Regional Hospital", "{} General Hospital", "{} Community Hospital"),
        (
            ("main", "", HOSPITAL),
            ("emergency", "Emergency Department", EMERGENCY_ROOM),
            ("ward", "Inpatient Unit", WARD),
            ("clinic", "Outpatient Clinics", OUTPATIENT),
        ),
        4,
        6.0,
    ),
    "primary_care": Kind(
        25_000,
        ("{} Family Medicine", "{} Primary Care", "{} Internal Medicine", "{} Health Center", "{} Medical Group"),
        (("main", "", _place("PC", "Primary care clinic")),),
        8,
        4.0,
    ),
    "urgent_care": Kind(24_000, ("{} Urgent Care", "{} Walk-In Care"), (("main", "", OUTPATIENT),), 4, 4.0),
    "skilled_nursing": Kind(
        21_800,
        ("{} Care Center", "{} Nursing and Rehabilitation", "{} Post-Acute Care"),
        (("main", "", _place("SNF", "Skilled nursing facility")),),
        2,
        6.0,
    ),
    "hospice": Kind(
        55_700, ("{} Hospice", "{} Hospice Care"), (("main", "", _place("NCCF", "Nursing or custodial care facility")),), 2, 10.0
    ),
    "home_health": Kind(
        28_200, ("{} Home Health", "{} Home Care"), (("main", "", _place("PTRES", "Patient's Residence")),), 4, 10.0
    ),
    "laboratory": Kind(
        120_000, ("{} Clinical Laboratory", "{} Diagnostics"), (("main", "", _place("OUTLAB", "outpatient laboratory")),), 1, 8.0
    ),
    "imaging": Kind(
        90_000,
        ("{} Imaging Center", "{} Radiology"),
        (("main", "", _place("RADDX", "Radiology diagnostics or therapeutics unit")),),
        3,
        8.0,
    ),
    "pharmacy": Kind(20_000, ("{} Pharmacy", "{} Drug Store"), (("main", "", _place("OUTPHARM", "outpatient pharmacy")),), 2, 3.0),
    "dialysis": Kind(
        40_900, ("{} Dialysis Center", "{} Kidney Care"), (("main", "", _place("DX", "Diagnostics or therapeutics unit")),), 2, 6.0
    ),
}


class Providers:
    """The organisations of a catchment, made when first asked for, and their clinicians."""

    __slots__ = ("_clinicians", "_locations", "_names", "_near", "_organizations", "_places", "_words")

    def __init__(self, places: Places, names: Names) -> None:
        self._places = places
        self._names = names
        self._words = places.words
        self._organizations: dict[str, list[Organization]] = {}
        self._locations: dict[str, dict[str, Location]] = {}
        self._near: dict[tuple[str, str], Weighted[Organization]] = {}
        self._clinicians: dict[str, Clinician] = {}

    def organizations(self, kind: str) -> list[Organization]:
        """All organisations of a kind. Raises KeyError for a kind that KINDS does not have."""
        found = self._organizations.get(kind)
        if found is None:
            people = sum(place.population for place in self._places.homes)
            count = max(round(people / KINDS[kind].people_each), 2)
            found = self._organizations[kind] = [self._organization(kind, number) for number in range(count)]
        return found

    def near(self, kind: str, place: Zip, quantile: float) -> Organization:
        """An organisation of a kind near a ZIP area, larger and nearer ones the likelier."""
        key = (kind, place.code)
        found = self._near.get(key)
        if found is None:
            organizations = self.organizations(kind)
            reach = KINDS[kind].reach_km
            weights = [
                exp(0.8 * standard_normal(_SEED, "size", one.key) - self._distance(one, place) / reach) for one in organizations
            ]
            found = self._near[key] = Weighted(organizations, weights)
        return found.at(quantile)

    def _distance(self, organization: Organization, place: Zip) -> float:
        return self._places.by_code(organization.address.postal_code).distance_km(place)

    def _organization(self, kind: str, number: int) -> Organization:
        key = f"{kind}/{number}"
        place = Weighted(self._places.homes, [home.population for home in self._places.homes]).at(uniform(_SEED, "zip", key))
        rng = stream(_SEED, "organization", key)
        address = self._places.address(place, rng, unit_share=0.0)
        patterns = KINDS[kind].names
        word = self._words[(choose(_SEED, len(self._words), "word", kind) + number * 7) % len(self._words)]
        name = patterns[choose(_SEED, len(patterns), "name", key)].format(word)
        return Organization(
            key,
            kind,
            name,
            npi(choose(_SEED, 100_000_000, "npi", key)),
            address,
            phone(rng),
            clia(choose(_SEED, 10_000_000, "clia", key)) if kind == "laboratory" else "",
        )

    def location(self, organization: Organization, part: str) -> Location:
        """A place of an organisation; its main one where it has none of that name."""
        found = self._locations.get(organization.key)
        if found is None:
            found = self._locations[organization.key] = {}
            for key, suffix, kind in KINDS[organization.kind].locations:
                name = f"{organization.name} {suffix}".strip()
                found[key] = Location(
                    f"{organization.key}/{key}",
                    name,
                    kind,
                    organization,
                    organization.address,
                    phone(stream(_SEED, "location", organization.key, key)),
                )
        return found.get(part) or found["main"]

    def clinician(self, organization: Organization, part: str, practice: Practice, quantile: float) -> Clinician:
        """One of an organisation's clinicians of a practice, at its place `part`."""
        specialty, role = practice
        number = int(quantile * KINDS[organization.kind].clinicians)
        key = f"{organization.key}/{part}/{specialty.code}/{role.code}/{number}"
        found = self._clinicians.get(key)
        if found is None:
            found = self._clinicians[key] = self._new_clinician(key, organization, part, practice)
        return found

    def _new_clinician(self, key: str, organization: Organization, part: str, practice: Practice) -> Clinician:
        rng = stream(_SEED, "clinician", key)
        sex = "F" if rng.random() < _female_share(practice) else "M"
        group = _CLINICIAN_GROUPS.at(rng.random())
        born = _BORN_FROM + int(rng.random() * _BORN_YEARS)
        first = self._names.first(sex, born, group, rng.random())
        name = Name(self._names.surname(group, rng.random()), (first,), prefix=_prefix(practice))
        return Clinician(
            key,
            name,
            sex,
            npi(int(rng.random() * 100_000_000)),
            practice[1],
            practice[0],
            organization,
            self.location(organization, part),
            phone(rng),
            mailbox(name, f".{organization.key.replace('/', '-').replace('_', '-')}"),
        )


#: Active physicians by race (AAMC, Physician Specialty Data Report 2022: white 64, Asian 21, Hispanic 7, black 6).
_CLINICIAN_GROUPS = Weighted(("white", "asian", "hispanic", "black"), (64.0, 21.0, 7.0, 6.0))
#: Women among registered nurses (87 %), and among active physicians (37 %) (BLS CPS 2022; AAMC 2022).
_NURSE_CODES = ("224535009", "224571005")
_WOMEN_NURSES, _WOMEN_PHYSICIANS = 0.87, 0.37


def _female_share(practice: Practice) -> float:
    return _WOMEN_NURSES if practice[1].code in _NURSE_CODES else _WOMEN_PHYSICIANS


def _prefix(practice: Practice) -> str:
    return "" if practice[1].code in _NURSE_CODES else "Dr."
