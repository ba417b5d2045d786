"""Hand-made charts for the tests of the room `fhir`: people, care, and entries of every type."""

from __future__ import annotations

from datetime import date
from typing import Any

from simulator.kernel.clock import DAY, HOUR, MINUTE, day_of, zone
from simulator.record.care import Clinician, Location, Organization, Payer, Plan
from simulator.record.chart import Chart
from simulator.record.encounters import EncounterClosed, EncounterOpened
from simulator.record.entry import Entry
from simulator.record.life import (
    CoverageEnded,
    CoverageStarted,
    Died,
    MaritalStatusChanged,
    Moved,
    NameChanged,
    Registered,
)
from simulator.record.person import Address, Name, Person, Relative
from simulator.record.problems import AllergyEnded, AllergyOnset, AllergyReaction, ConditionAbated, ConditionOnset
from simulator.record.results import (
    Attachment,
    Component,
    ImagingInstance,
    ImagingPerformed,
    ImagingSeries,
    ObservationMade,
    ReportIssued,
    ReportOrdered,
    SampledData,
)
from simulator.record.treatment import (
    CarePlanEnded,
    CarePlanStarted,
    DeviceAssigned,
    DeviceRemoved,
    MedicationDispensed,
    MedicationEnded,
    MedicationGiven,
    MedicationOrdered,
    PlannedGoal,
    Prescription,
    ProcedurePerformed,
    SuppliesDelivered,
    Vaccinated,
)
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

    def allergy(self, time: int, severity: str = "severe") -> AllergyOnset:
        codes = [snomed("91935009", "Allergy to peanut (finding)")]
        reactions = [AllergyReaction(snomed("247472004", "Wheal (finding)"), severity)] if severity else []
        entry = AllergyOnset(*self._key("allergy"), time, self.encounter, codes, "allergy", "food", reactions)
        return self.add(entry)  # type: ignore[no-any-return]

    def outgrow(self, time: int, allergy: AllergyOnset) -> AllergyEnded:
        ended = allergy.ended = AllergyEnded(*self._key("outgrown"), time, self.encounter, allergy)
        return self.add(ended)  # type: ignore[no-any-return]

    def report(self, time: int, issued: int, category: str = "laboratory", reason: Any = None) -> ReportOrdered:
        """An order for a lipid panel of two results, or for a report with a text."""
        codes = [loinc("24331-1", "Lipid 1996 panel - Serum or Plasma")]
        specimen = snomed("119364003", "Serum specimen")
        if category != "laboratory":
            codes, specimen = [loinc("36643-5", "XR Chest 2 Views")], None
        key = self._key("report")
        report = ReportOrdered(*key, time, self.encounter, codes, category, specimen, time + MINUTE, issued)
        report.reason = reason
        self.add(report)
        for code, value, unit in self._results(category):
            entry = ObservationMade(*key, time + MINUTE, report.encounter, [code], category, value, unit)
            entry.report, entry.recorded = report, issued
            report.observations.append(self.add(entry))
        report.issued_entry = self.add(ReportIssued(report))
        return report

    def _results(self, category: str) -> list[tuple[Concept, Any, str]]:
        if category != "laboratory":
            return [(loinc("18782-3", "Radiology Study observation (narrative)"), "No acute finding.", "")]
        return [
            (loinc("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma"), 212.0, "mg/dL"),
            (loinc("2571-8", "Triglyceride [Mass/volume] in Serum or Plasma"), 140, "mg/dL"),
        ]

    def image(self, procedure: ProcedurePerformed) -> ImagingPerformed:
        concept_of_procedure = snomed("399208008", "Plain X-ray of chest (procedure)")
        modality = concept("http://dicom.nema.org/resources/ontology/DCM", "DX", "Digital Radiography")
        sop_class = concept("urn:ietf:rfc:3986", "1.2.840.10008.5.1.4.1.1.1.1", "Digital X-Ray Image Storage")
        instances = [ImagingInstance(sop_class, "Image of chest, PA"), ImagingInstance(sop_class, "Image of chest, lateral")]
        series = [ImagingSeries(snomed("51185008", "Thoracic structure (body structure)"), modality, instances)]
        entry = ImagingPerformed(
            *self._key("imaging"), procedure.time, procedure.encounter, concept_of_procedure, series, procedure
        )
        entry.recorded = procedure.recorded
        return self.add(entry)  # type: ignore[no-any-return]

    def give(self, order: MedicationOrdered) -> MedicationGiven:
        return self.add(MedicationGiven(order))  # type: ignore[no-any-return]

    def dispense(self, order: MedicationOrdered, time: int, number: int) -> MedicationDispensed:
        return self.add(MedicationDispensed(order, time, number, 30, 30.0, PHARMACY))  # type: ignore[no-any-return]

    def vaccinate(self, time: int, dose: int = 1, refused: bool = False) -> Vaccinated:
        codes = [concept("http://hl7.org/fhir/sid/cvx", "140", "Influenza, seasonal, injectable, preservative free")]
        reason = None
        if refused:
            reason = concept("http://terminology.hl7.org/CodeSystem/v3-ActReason", "PATOBJ", "patient objection")
        entry = Vaccinated(*self._key("vaccine"), time, self.encounter, codes, dose, "Influenza", reason)
        return self.add(entry)  # type: ignore[no-any-return]

    def plan(self, time: int, condition: ConditionOnset) -> CarePlanStarted:
        pressure = loinc("8480-6", "Systolic blood pressure")
        goals = [
            PlannedGoal("Systolic pressure below 130 & no dizziness", [], [pressure], "<", 130, "mm[Hg]", [condition]),
            PlannedGoal("", [snomed("160246000", "Moderate exercise (finding)")], [], "", None, "", []),
        ]
        entry = CarePlanStarted(
            *self._key("plan"),
            time,
            self.encounter,
            [snomed("443402002", "Lifestyle education regarding hypertension (procedure)")],
            [
                snomed("386463000", "Prescribed activity/exercise education (procedure)"),
                snomed("413473000", "Salt <2 g/day & DASH"),
            ],
            goals,
            condition,
        )
        return self.add(entry)  # type: ignore[no-any-return]

    def end_plan(self, time: int, plan: CarePlanStarted) -> CarePlanEnded:
        ended = plan.ended = CarePlanEnded(*self._key("plan end"), time, self.encounter, plan)
        return self.add(ended)  # type: ignore[no-any-return]

    def implant(self, time: int) -> DeviceAssigned:
        pacemaker = snomed("706004007", "Implantable cardiac pacemaker (physical object)")
        entry = DeviceAssigned(*self._key("device"), time, self.encounter, pacemaker, "Beacon Devices", "Pulse 3")
        return self.add(entry)  # type: ignore[no-any-return]

    def explant(self, time: int, device: DeviceAssigned) -> DeviceRemoved:
        removed = device.removed = DeviceRemoved(*self._key("device end"), time, self.encounter, device)
        return self.add(removed)  # type: ignore[no-any-return]

    def supply(self, time: int) -> SuppliesDelivered:
        supplies = [
            (snomed("337388004", "Blood glucose testing strips (physical object)"), 50),
            (snomed("713767000", "Lancet (physical object)"), 50),
        ]
        return self.add(SuppliesDelivered(*self._key("supplies"), time, self.encounter, supplies))  # type: ignore[no-any-return]

    def cover(self, time: int, number: int, relationship: str = "self") -> CoverageStarted:
        return self.add(CoverageStarted(number, time, PLAN, f"W{number:09}", relationship))  # type: ignore[no-any-return]

    def uncover(self, time: int, coverage: CoverageStarted) -> CoverageEnded:
        coverage.ended = self.add(CoverageEnded(time, coverage))
        return coverage.ended

    def marry(self, time: int, number: int) -> MaritalStatusChanged:
        spouse = Relative("SPS", Name("Brown", ("Paul",)), "M", "413-555-0111")
        self.add(NameChanged(number, time, Name("Brown", ("Ann", "Marie"))))
        return self.add(MaritalStatusChanged(number, time, "M", spouse))  # type: ignore[no-any-return]

    def die(self, time: int, condition: ConditionOnset | None = None) -> Died:
        cause = condition.concepts[0] if condition is not None else None
        return self.add(Died(*self._key("death"), time, self.encounter, cause, condition))  # type: ignore[no-any-return]


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


def full_chart() -> Chart:
    """A life with an entry of every type, every resource, and most changes."""
    writer = Writer(person(tribal_affiliation=("187", "Paiute-Shoshone Tribe of the Fallon Reservation and Colony, Nevada")))
    covered = writer.cover(BIRTH, 0, "child")
    writer.uncover(at(1986, 3, 5), covered)
    own = writer.cover(at(1986, 3, 5), 1)
    writer.marry(at(1988, 6, 11), 0)
    writer.add(Moved(0, at(1990, 8, 1), Address("77 Cedar Road", "Holyoke", "MA", "01040", "Hampden"), "413-555-0120"))
    hypertension, order, plan = _first_visit(writer)
    writer.dispense(order, at(2010, 5, 5, 17), 0)
    writer.dispense(order, at(2010, 6, 4, 17), 1)
    writer.end_order(at(2010, 8, 2), order, "completed")
    pneumonia = _stay(writer, hypertension)
    writer.abate(at(2020, 2, 1), pneumonia)
    writer.end_plan(at(2021, 5, 4), plan)
    writer.add(MaritalStatusChanged(1, at(2022, 9, 9), "W", None))
    writer.open(at(2025, 12, 27, 18), "emergency", clinician=WARD_DOCTOR)
    stroke = writer.condition(at(2025, 12, 27, 18), code=snomed("230690007", "Cerebrovascular accident (disorder)"))
    writer.report(at(2025, 12, 27, 19), at(2025, 12, 28, 9))
    writer.die(at(2025, 12, 27, 22), stroke)
    writer.close(at(2025, 12, 27, 22))
    writer.uncover(at(2025, 12, 27, 22), own)
    return writer.chart


def _first_visit(writer: Writer) -> tuple[ConditionOnset, MedicationOrdered, CarePlanStarted]:
    start = at(2010, 5, 4)
    writer.open(start, "wellness")
    hypertension = writer.condition(start + MINUTE, "problem-list-item")
    writer.blood_pressure(start + 2 * MINUTE, 150, 95)
    vital_signs(writer, start + 2 * MINUTE)
    smoking = snomed("266919005", "Never smoked tobacco (finding)")
    writer.observe(start + 2 * MINUTE, loinc("72166-2", "Tobacco smoking status"), smoking, category="social-history")
    score = loinc("44261-6", "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]")
    writer.observe(start + 3 * MINUTE, score, 4, "{score}", "survey")
    writer.observe(start + 3 * MINUTE, loinc("10210-3", "Physical findings of General status Narrative"), "Well", "", "exam")
    writer.observe(start + 3 * MINUTE, loinc("5778-6", "Color of Urine"), True, "", "laboratory")
    writer.observe(start + 3 * MINUTE, loinc("3137-7", "Body height Measured"), 164.5, "cm", "exam")
    writer.observe(start + 3 * MINUTE, loinc("11996-6", "[#] Pregnancies"), None, "", "exam")
    writer.observe(start + 3 * MINUTE, loinc("8331-1", "Oral temperature"), 98.2, "[degF]")
    writer.observe(start + 3 * MINUTE, loinc("8480-6", "Systolic blood pressure"), 141, "mmHg")
    writer.observe(start + 3 * MINUTE, loinc("2708-6", "Oxygen saturation in Arterial blood"), 97, "%", "laboratory")
    writer.observe(
        start + 3 * MINUTE, loinc("82810-3", "Pregnancy status"), snomed("60001007", "Not pregnant (finding)"), "", "survey"
    )
    nurse = concept("urn:oid:2.16.840.1.114222.4.5.327", "29-1141.00.025818", "Registered Nurse")
    writer.observe(start + 3 * MINUTE, loinc("11341-5", "History of Occupation"), nurse, "", "social-history")
    electrocardiogram = writer.observe(start + 3 * MINUTE, loinc("131329", "MDC_ECG_ELEC_POTL_I"), None, "", "procedure")
    electrocardiogram.concepts = [loinc("11524-6", "EKG study")]
    electrocardiogram.sampled = SampledData("2041 2043 2037 2047", 2048, "uV", 10, 1, 1.612, -3300, 3300)
    picture = writer.observe(start + 3 * MINUTE, loinc("72170-4", "Photographic image"), None, "", "exam")
    picture.attachment = Attachment("image/png", "Skin of the forearm", "iVBORw0KGgo=", "")
    order = writer.order(start + 4 * MINUTE, hypertension)
    writer.allergy(start + 5 * MINUTE)
    writer.outgrow(start + 6 * MINUTE, writer.allergy(start + 5 * MINUTE, ""))
    writer.vaccinate(start + 7 * MINUTE)
    writer.vaccinate(start + 7 * MINUTE, refused=True)
    plan = writer.plan(start + 8 * MINUTE, hypertension)
    writer.supply(start + 9 * MINUTE)
    writer.report(start + 9 * MINUTE, start + 2 * DAY, reason=hypertension)
    writer.close(start + 30 * MINUTE)
    return hypertension, order, plan


def vital_signs(writer: Writer, time: int) -> None:
    """One of each vital sign that US Core has a profile for."""
    for code, display, value, unit in (
        ("8867-4", "Heart rate", 72, "/min"),
        ("9279-1", "Respiratory rate", 14, "/min"),
        ("8310-5", "Body temperature", 36.8, "Cel"),
        ("8302-2", "Body height", 164.5, "cm"),
        ("29463-7", "Body weight", 70.2, "kg"),
        ("39156-5", "Body mass index (BMI) [Ratio]", 25.9, "kg/m2"),
        ("9843-4", "Head Occipital-frontal circumference", 55.0, "cm"),
        ("59576-9", "Body mass index (BMI) [Percentile] Per age and sex", 61.0, "%"),
        ("77606-2", "Weight-for-length Per age and sex", 55.0, "%"),
        ("8289-1", "Head Occipital-frontal circumference Percentile", 50.0, "%"),
        ("2708-6", "Oxygen saturation in Arterial blood", 98.5, "%"),
        ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", 2, "{score}"),
    ):
        writer.observe(time, loinc(code, display), value, unit)


def _stay(writer: Writer, hypertension: ConditionOnset) -> ConditionOnset:
    start = at(2020, 1, 10, 23)
    writer.open(start, "inpatient", clinician=WARD_DOCTOR, reason=hypertension)
    pneumonia = writer.condition(start, code=snomed("233604007", "Pneumonia (disorder)"))
    given = writer.order(start + HOUR, pneumonia, True, [rxnorm("1659137", "ceftriaxone 1000 MG Injection")])
    writer.give(given)
    writer.order(
        start + HOUR,
        pneumonia,
        codes=[rxnorm("1049221", "acetaminophen 325 MG Oral Tablet"), rxnorm("197361", "amlodipine 5 MG Oral Tablet")],
    )
    writer.image(writer.procedure(start + 2 * HOUR, start + 3 * HOUR, pneumonia))
    writer.report(start + 2 * HOUR, start + 5 * HOUR, "imaging", pneumonia)
    pacemaker = writer.implant(start + DAY)
    writer.close(start + 4 * DAY)
    writer.explant(start + 400 * DAY, pacemaker)
    return pneumonia
