"""Hand-made charts for the tests of the room `fhir`: people, care, and entries of every type."""

from __future__ import annotations

from datetime import date
from typing import Any

from simulator.kernel.clock import DAY, HOUR, MINUTE, day_of, zone
from simulator.record.care import Clinician, Location, Organization, Payer, Plan
from simulator.record.chart import Chart
from simulator.record.encounters import EncounterClosed, EncounterOpened
from simulator.record.entry import Entry
from simulator.record.life import Registered
from simulator.record.person import Address, Name, Person, Relative
from simulator.record.problems import ConditionAbated, ConditionOnset
from simulator.record.results import Component, ObservationMade
from simulator.record.treatment import MedicationEnded, MedicationOrdered, Prescription, ProcedurePerformed
from simulator.terminology.concept import Concept, concept
from simulator.terminology.systems import LOINC, RXNORM, SNOMED

ZONE = zone("America/New_York")
BIRTH = ZONE.at(day_of(date(1960, 3, 5)), 7 * HOUR + 12 * MINUTE)
AS_OF = ZONE.at(day_of(date(2026, 1, 1)))

HOME = Address("12 Juniper Lane", "Springfield", "MA", "01103", "Hampden")
CLINIC_ADDRESS = Address("400 Main Street", "Springfield", "MA", "01103", "Hampden")


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> int:
    """A local time in New York."""
    return ZONE.at(day_of(date(year, month, day)), hour * HOUR + minute * MINUTE)


def snomed(code: str, display: str) -> Concept:
    return concept(SNOMED, code, display)


def loinc(code: str, display: str) -> Concept:
    return concept(LOINC, code, display)


def rxnorm(code: str, display: str) -> Concept:
    return concept(RXNORM, code, display)


HOSPITAL = Organization("hospital-1", "hospital", "Springfield General Hospital", "1234567893", CLINIC_ADDRESS, "413-555-0100")
PRACTICE = Organization("practice-1", "primary_care", "Juniper Family Medicine", "1245319599", CLINIC_ADDRESS, "413-555-0101")
PHARMACY = Organization("pharmacy-1", "pharmacy", "Main Street Pharmacy", "1679576722", CLINIC_ADDRESS, "413-555-0102")

_ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
WARD = Location("ward-1", "General medical ward", concept(_ROLES, "HU", "Hospital unit"), HOSPITAL, CLINIC_ADDRESS, "413-555-0100")
OFFICE = Location(
    "office-1", "Juniper office", concept(_ROLES, "OF", "Outpatient facility"), PRACTICE, CLINIC_ADDRESS, "413-555-0101"
)

DOCTOR = Clinician(
    "clinician-1",
    Name("Okafor", ("Ada",), prefix="Dr."),
    "F",
    "1003000126",
    snomed("59058001", "General physician"),
    snomed("394814009", "General practice"),
    PRACTICE,
    OFFICE,
    "413-555-0103",
    "ada.okafor@simulator.invalid",
)
WARD_DOCTOR = Clinician(
    "clinician-2",
    Name("Lindqvist", ("Per",), prefix="Dr."),
    "M",
    "1003000134",
    snomed("112247003", "Medical doctor"),
    snomed("419192003", "Internal medicine"),
    HOSPITAL,
    WARD,
    "413-555-0104",
    "",
)
PAYER = Payer("payer-1", "private", "Commonwealth Mutual Health", CLINIC_ADDRESS, "413-555-0105")
PLAN = Plan("plan-1", "Silver 70", PAYER, concept("https://nahdo.org/sopt", "512", "Commercial Managed Care - PPO"), "GRP-0042")


def person(**changes: Any) -> Person:
    """Somebody born in Springfield in 1960."""
    fixed: dict[str, Any] = {
        "seed": 1,
        "candidate": 7,
        "birth": BIRTH,
        "sex": "F",
        "race": "white",
        "race_codes": ("2106-3",),
        "race_text": "White",
        "ethnicity": "nonhispanic",
        "zone": ZONE,
        "name": Name("Smith", ("Ann", "Marie")),
        "address": HOME,
        "phone": "413-555-0110",
        "email": "ann.smith@simulator.invalid",
        "social_security_number": "999-12-3456",
        "language": "en-US",
        "mother": Relative("MTH", Name("Jones", ("Mary",)), "F", "413-555-0110"),
        "father": Relative("FTH", Name("Smith", ("John",)), "M", "413-555-0110"),
        "birth_place": HOME,
    }
    fixed.update(changes)
    return Person(**fixed)


class Writer:
    """Writes a chart as the engine does: entries keyed by the module and a state of their own."""

    def __init__(self, who: Person | None = None, module: str = "test") -> None:
        self.chart = Chart(who or person())
        self.module = module
        self.encounter: EncounterOpened | None = None
        self._states: dict[str, int] = {}
        self.add(Registered(self.chart.person, HOSPITAL))

    def add(self, entry: Entry) -> Any:
        self.chart.append(entry)
        return entry

    def _key(self, kind: str) -> tuple[str, str, int]:
        visit = self._states.get(kind, 0)
        self._states[kind] = visit + 1
        return self.module, kind, visit

    def open(
        self, time: int, encounter_class: str = "ambulatory", reason: Any = None, clinician: Clinician = DOCTOR
    ) -> EncounterOpened:
        kind = [snomed("185345009", "Encounter for symptom")]
        opened = EncounterOpened(*self._key("visit"), time, encounter_class, kind, reason, clinician, clinician.location)
        self.encounter = opened
        return self.add(opened)  # type: ignore[no-any-return]

    def close(self, time: int, disposition: Concept | None = None) -> EncounterClosed:
        opened = self.encounter
        assert opened is not None
        closed = EncounterClosed(opened.module, opened.state, opened.visit, time, opened, disposition)
        opened.closed = closed
        self.encounter = None
        return self.add(closed)  # type: ignore[no-any-return]

    def condition(self, time: int, category: str = "encounter-diagnosis", code: Concept | None = None) -> ConditionOnset:
        codes = [code or snomed("38341003", "Hypertensive disorder, systemic arterial (disorder)")]
        return self.add(ConditionOnset(*self._key("condition"), time, self.encounter, codes, time, category))  # type: ignore[no-any-return]

    def abate(self, time: int, condition: ConditionOnset) -> ConditionAbated:
        ended = condition.abated = ConditionAbated(*self._key("abated"), time, self.encounter, condition)
        return self.add(ended)  # type: ignore[no-any-return]

    def observe(self, time: int, code: Concept, value: Any, unit: str = "", category: str = "vital-signs") -> ObservationMade:
        return self.add(ObservationMade(*self._key("observation"), time, self.encounter, [code], category, value, unit))  # type: ignore[no-any-return]

    def blood_pressure(self, time: int, systolic: float, diastolic: float) -> ObservationMade:
        entry = ObservationMade(
            *self._key("pressure"),
            time,
            self.encounter,
            [loinc("85354-9", "Blood pressure panel with all children optional")],
            "vital-signs",
            None,
            "",
        )
        entry.components = [
            Component([loinc("8480-6", "Systolic blood pressure")], systolic, "mm[Hg]"),
            Component([loinc("8462-4", "Diastolic blood pressure")], diastolic, "mm[Hg]"),
        ]
        return self.add(entry)  # type: ignore[no-any-return]

    def procedure(self, time: int, end: int, reason: Any = None) -> ProcedurePerformed:
        codes = [snomed("710824005", "Assessment of health and social care needs (procedure)")]
        return self.add(ProcedurePerformed(*self._key("procedure"), time, self.encounter, codes, end, reason))  # type: ignore[no-any-return]

    def order(
        self, time: int, reason: Any = None, administered: bool = False, codes: list[Concept] | None = None
    ) -> MedicationOrdered:
        prescription = None if administered else Prescription(False, 1, "", 1, 1, "d", 30, "days", 30 * DAY, 2, [])
        drug = codes or [rxnorm("314076", "lisinopril 10 MG Oral Tablet")]
        entry = MedicationOrdered(*self._key("order"), time, self.encounter, drug, reason, prescription, True, administered)
        return self.add(entry)  # type: ignore[no-any-return]

    def end_order(self, time: int, order: MedicationOrdered, status: str) -> MedicationEnded:
        ended = order.ended = MedicationEnded(*self._key("order end"), time, self.encounter, order, status)
        return self.add(ended)  # type: ignore[no-any-return]


def small_chart() -> Chart:
    """A visit with a diagnosis, vital signs, an order and a procedure; a stay; and later ends outside any visit."""
    writer = Writer()
    start = at(2010, 5, 4)
    writer.open(start)
    hypertension = writer.condition(start + MINUTE, "problem-list-item")
    writer.blood_pressure(start + 2 * MINUTE, 150, 95)
    writer.observe(start + 2 * MINUTE, loinc("8867-4", "Heart rate"), 72, "/min")
    writer.observe(start + 2 * MINUTE, loinc("2708-6", "Oxygen saturation in Arterial blood"), 98.5, "%")
    writer.observe(
        start + 2 * MINUTE,
        loinc("72166-2", "Tobacco smoking status"),
        snomed("266919005", "Never smoked tobacco (finding)"),
        category="social-history",
    )
    order = writer.order(start + 3 * MINUTE, hypertension)
    writer.procedure(start + 4 * MINUTE, start + 14 * MINUTE, hypertension)
    writer.close(start + 20 * MINUTE)
    writer.end_order(start + 90 * DAY, order, "completed")
    stay = at(2020, 1, 10, 23)
    writer.open(stay, "inpatient", clinician=WARD_DOCTOR, reason=hypertension)
    pneumonia = writer.condition(stay, code=snomed("233604007", "Pneumonia (disorder)"))
    writer.observe(stay, loinc("8310-5", "Body temperature"), 39.1, "Cel")
    writer.order(stay + HOUR, pneumonia, administered=True, codes=[rxnorm("1659137", "ceftriaxone 1000 MG Injection")])
    writer.close(stay + 4 * DAY)
    writer.abate(stay + 20 * DAY, pneumonia)
    return writer.chart
