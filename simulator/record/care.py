"""Who cares for people: organisations, their locations, clinicians, and payers. All invented."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.record.person import Address, Name
from simulator.terminology.concept import Concept


@dataclass(frozen=True, slots=True)
class Organization:
    """A care provider or a laboratory; `key` names it within its catchment.

    `kind` is one of "hospital", "primary_care", "urgent_care", "skilled_nursing", "hospice", "home_health",
    "laboratory", "imaging", "pharmacy", "dialysis". `npi` passes Luhn and cannot be issued; `clia` is "" but for laboratories.
    """

    key: str
    kind: str
    name: str
    npi: str
    address: Address
    phone: str
    clia: str = ""


@dataclass(frozen=True, slots=True)
class Location:
    """A place of an organisation where care happens; `kind` is a concept of v3-ServiceDeliveryLocationRoleType."""

    key: str
    name: str
    kind: Concept
    organization: Organization
    address: Address
    phone: str


@dataclass(frozen=True, slots=True)
class Clinician:
    """Somebody who gives care, in one role at one organisation; `specialty` is a SNOMED CT practice-setting concept."""

    key: str
    name: Name
    sex: str
    npi: str
    role: Concept
    specialty: Concept
    organization: Organization
    location: Location
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays for care; `kind` is one of "medicare", "medicaid", "private", "tricare", "va"."""

    key: str
    kind: str
    name: str
    address: Address
    phone: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A payer's plan: `category` is a concept of the payer typology that Coverage.type shows."""

    key: str
    name: str
    payer: Payer
    category: Concept
    group: str
