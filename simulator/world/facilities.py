"""The kinds of organisations that care for people: how many, what they are called, and the places they have."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.terminology.concept import Concept, concept

_ROLE_TYPE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"


def _place(code: str, display: str) -> Concept:
    return concept(_ROLE_TYPE, code, display)


@dataclass(frozen=True, slots=True)
class Part:
    """A place of an organisation: its key, what is added to the organisation's name, and its type (v3-RoleCode)."""

    key: str
    suffix: str
    kind: Concept


@dataclass(frozen=True, slots=True)
class Facility:
    """A kind of organisation: people of the catchment for each one, patterns of names, places, clinicians of each practice,
    and how far people go: the weight falls by e every `reach_km`."""

    people_each: int
    names: tuple[str, ...]
    parts: tuple[Part, ...]
    clinicians: int
    reach_km: float


def _main(code: str, display: str) -> tuple[Part, ...]:
    return (Part("main", "", _place(code, display)),)


#: Numbers of organisations over 331 M people (Census 2020): hospitals, general acute, 3,200 (CMS Hospital General Information);
#: nursing homes 15,204, dialysis 8,091, home health 11,755, hospice 5,948 (CMS provider lists, counted); urgent care 14,000
#: (Urgent Care Association 2023). Practices of several clinicians, pharmacies, laboratories and imaging centres: an assumption.
FACILITIES: dict[str, Facility] = {
    "hospital": Facility(
        103_000,
        ("{} Medical Center", "{} Hospital", "{} Regional Hospital", "{} General Hospital", "{} Community Hospital"),
        (
            Part("main", "", _place("HOSP", "Hospital")),
            Part("emergency", "Emergency Department", _place("ER", "Emergency room")),
            Part("ward", "Inpatient Unit", _place("HU", "Hospital unit")),
            Part("clinic", "Outpatient Clinics", _place("OF", "Outpatient facility")),
        ),
        4,
        6.0,
    ),
    "primary_care": Facility(
        25_000,
        ("{} Family Medicine", "{} Primary Care", "{} Health Center", "{} Medical Group", "{} Clinic"),
        _main("PC", "Primary care clinic"),
        3,
        4.0,
    ),
    "urgent_care": Facility(24_000, ("{} Urgent Care", "{} Walk-In Care"), _main("OF", "Outpatient facility"), 4, 4.0),
    "skilled_nursing": Facility(
        21_800,
        ("{} Care Center", "{} Nursing and Rehabilitation", "{} Post-Acute Care"),
        _main("SNF", "Skilled nursing facility"),
        2,
        6.0,
    ),
    "hospice": Facility(55_700, ("{} Hospice", "{} Hospice Care"), _main("NCCF", "Nursing or custodial care facility"), 2, 10.0),
    "home_health": Facility(28_200, ("{} Home Health", "{} Home Care"), _main("PTRES", "Patient's Residence"), 4, 10.0),
    "laboratory": Facility(120_000, ("{} Clinical Laboratory", "{} Diagnostics"), _main("OUTLAB", "outpatient laboratory"), 1, 8.0),
    "imaging": Facility(
        90_000, ("{} Imaging Center", "{} Radiology"), _main("RADDX", "Radiology diagnostics or therapeutics unit"), 3, 8.0
    ),
    "pharmacy": Facility(20_000, ("{} Pharmacy", "{} Drug Store"), _main("OUTPHARM", "outpatient pharmacy"), 2, 3.0),
    "dialysis": Facility(40_900, ("{} Dialysis Center", "{} Kidney Care"), _main("DX", "Diagnostics or therapeutics unit"), 2, 6.0),
}
