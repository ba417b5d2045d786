"""A table of what each builder writes: the entry, the resource, and elements of it by their paths."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from typing import Any

import pytest
from fhir_charts import BIRTH, PAYER, PHARMACY, WARD_DOCTOR, Writer, at, full_chart, loinc, person, rxnorm, snomed
from fhir_lines import kinds, only, render, versions

from simulator.fhir.builders import BUILDERS, UPDATES
from simulator.fhir.context import Context
from simulator.fhir.primary import PRIMARY
from simulator.fhir.rendered import Rendered, shared_id
from simulator.kernel.clock import DAY, HOUR, MINUTE
from simulator.record.entry import Entry
from simulator.record.life import Moved
from simulator.record.person import Address
from simulator.record.results import Attachment, ObservationMade, SampledData
from simulator.record.treatment import Prescription
from simulator.terminology.concept import concept

START = at(2010, 5, 4)
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
Write = Callable[[Writer], Any]


def visited(write: Write, encounter_class: str = "ambulatory") -> Writer:
    """Somebody to whom `write` happens in a visit."""
    writer = Writer()
    writer.open(START, encounter_class)
    write(writer)
    writer.close(START + HOUR)
    return writer


def at_path(resource: Any, path: str) -> Any:
    """An element by its path: names and numbers, with dots between."""
    for part in path.split("."):
        resource = resource[int(part)] if part.isdigit() else resource[part]
    return resource


def observe(code: str, value: Any, unit: str = "", category: str = "vital-signs") -> Write:
    return lambda writer: writer.observe(START, loinc(code, "Something"), value, unit, category)


TABLE: list[tuple[str, Write, str, dict[str, Any]]] = [
    (
        "an encounter diagnosis",
        lambda writer: writer.condition(START),
        "Condition",
        {
            "meta.profile": [f"{US_CORE}us-core-condition-encounter-diagnosis"],
            "category.0.coding.0.code": "encounter-diagnosis",
            "code.coding.0": {
                "system": "http://snomed.info/sct",
                "code": "38341003",
                "display": "Hypertensive disorder, systemic arterial (disorder)",
            },
            "onsetDateTime": "2010-05-04T09:00:00-04:00",
            "recorder.display": "Dr. Ada Okafor",
        },
    ),
    (
        "a problem",
        lambda writer: writer.condition(START, "problem-list-item"),
        "Condition",
        {
            "meta.profile": [f"{US_CORE}us-core-condition-problems-health-concerns"],
            "category.0.coding.0.code": "problem-list-item",
        },
    ),
    (
        "an allergy with a severe reaction",
        lambda writer: writer.allergy(START),
        "AllergyIntolerance",
        {
            "meta.profile": [f"{US_CORE}us-core-allergyintolerance"],
            "type": "allergy",
            "category": ["food"],
            "criticality": "high",
            "reaction.0.severity": "severe",
            "reaction.0.manifestation.0.coding.0.code": "247472004",
        },
    ),
    (
        "an allergy without reactions",
        lambda writer: writer.allergy(START, ""),
        "AllergyIntolerance",
        {"criticality": "unable-to-assess"},
    ),
    (
        "a number with a unit",
        observe("8867-4", 72, "/min"),
        "Observation",
        {
            "meta.profile": [f"{US_CORE}us-core-heart-rate"],
            "category.0.coding.0.code": "vital-signs",
            "valueQuantity": {"value": 72, "unit": "per minute", "system": "http://unitsofmeasure.org", "code": "/min"},
        },
    ),
    ("a unit that was written wrongly", observe("8867-4", 72, "bpm"), "Observation", {"valueQuantity.code": "/min"}),
    (
        "a number without a unit",
        observe("44261-6", 4, "", "survey"),
        "Observation",
        {"valueQuantity.code": "1", "valueQuantity.value": 4},
    ),
    (
        "a laboratory's text",
        observe("5778-6", "Yellow", "", "laboratory"),
        "Observation",
        {"meta.profile": [f"{US_CORE}us-core-observation-lab"], "valueString": "Yellow"},
    ),
    ("a yes", observe("5778-6", True, "", "exam"), "Observation", {"valueBoolean": True}),
    (
        "nothing",
        observe("5778-6", None, "", "exam"),
        "Observation",
        {
            "dataAbsentReason.coding.0.code": "unknown",
            "meta.profile": [f"{US_CORE}us-core-observation-clinical-result"],
        },
    ),
    (
        "a saturation",
        observe("2708-6", 98.5, "%"),
        "Observation",
        {
            "meta.profile": [f"{US_CORE}us-core-pulse-oximetry"],
            "code.coding.0.code": "2708-6",
            "code.coding.1.code": "59408-5",
            "valueQuantity.value": 98.5,
        },
    ),
    (
        "a special vital sign, with FHIR's code beside it",
        observe("8331-1", 98.2, "[degF]"),
        "Observation",
        {"meta.profile": [f"{US_CORE}us-core-body-temperature"], "code.coding.0.code": "8331-1", "code.coding.1.code": "8310-5"},
    ),
    (
        "a vital sign in another category",
        observe("3137-7", 164.5, "cm", "exam"),
        "Observation",
        {"category.0.coding.0.code": "exam", "category.1.coding.0.code": "vital-signs", "code.coding.1.code": "8302-2"},
    ),
    (
        "smoking status",
        observe("72166-2", snomed("266919005", "Never smoked tobacco (finding)"), "", "survey"),
        "Observation",
        {
            "meta.profile": [f"{US_CORE}us-core-smokingstatus"],
            "category.1.coding.0.code": "social-history",
            "valueCodeableConcept.coding.0.code": "266919005",
            "issued": "2010-05-04T09:00:00-04:00",
        },
    ),
    (
        "a blood pressure",
        lambda writer: writer.blood_pressure(START, 150, 95),
        "Observation",
        {
            "meta.profile": [f"{US_CORE}us-core-blood-pressure"],
            "component.0.code.coding.0.code": "8480-6",
            "component.0.valueQuantity.value": 150,
            "component.1.valueQuantity.code": "mm[Hg]",
        },
    ),
    (
        "a systolic pressure alone, as a panel",
        observe("8480-6", 141, "mmHg"),
        "Observation",
        {
            "meta.profile": [f"{US_CORE}us-core-blood-pressure"],
            "code.coding.0.code": "8480-6",
            "code.coding.1.code": "85354-9",
            "component.0.valueQuantity.value": 141,
            "component.0.valueQuantity.code": "mm[Hg]",
            "component.1.dataAbsentReason.coding.0.code": "unknown",
        },
    ),
    (
        "an order at home",
        lambda writer: writer.order(START),
        "MedicationRequest",
        {
            "meta.profile": [f"{US_CORE}us-core-medicationrequest"],
            "status": "active",
            "intent": "order",
            "category.0.coding.0.code": "community",
            "reportedBoolean": False,
            "medicationCodeableConcept.coding.0.code": "314076",
            "courseOfTherapyType.coding.0.code": "continuous",
            "dosageInstruction.0.text": "1 tablet, once per day",
            "dosageInstruction.0.timing.repeat": {"frequency": 1, "period": 1, "periodUnit": "d"},
            "dosageInstruction.0.doseAndRate.0.doseQuantity.code": "TAB",
            "dispenseRequest.numberOfRepeatsAllowed": 2,
            "dispenseRequest.quantity.value": 30,
            "dispenseRequest.expectedSupplyDuration.value": 30,
            "dispenseRequest.validityPeriod.end": "2010-08-02T09:00:00-04:00",
        },
    ),
    (
        "a fill",
        lambda writer: writer.dispense(writer.order(START), START + MINUTE, 0),
        "MedicationDispense",
        {
            "meta.profile": [f"{US_CORE}us-core-medicationdispense"],
            "type.coding.0.code": "FF",
            "quantity": {
                "value": 30,
                "unit": "tablet",
                "system": "http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm",
                "code": "TAB",
            },
            "daysSupply.value": 30,
            "performer.0.actor.reference": f"Organization/{shared_id('Organization', PHARMACY.key)}",
            "whenHandedOver": "2010-05-04T09:01:00-04:00",
        },
    ),
    ("a refill", lambda writer: writer.dispense(writer.order(START), START, 1), "MedicationDispense", {"type.coding.0.code": "RF"}),
    (
        "a procedure that takes time",
        lambda writer: writer.procedure(START, START + 10 * MINUTE),
        "Procedure",
        {
            "meta.profile": [f"{US_CORE}us-core-procedure"],
            "performedPeriod": {"start": "2010-05-04T09:00:00-04:00", "end": "2010-05-04T09:10:00-04:00"},
        },
    ),
    (
        "a procedure in no time",
        lambda writer: writer.procedure(START, START),
        "Procedure",
        {"performedDateTime": "2010-05-04T09:00:00-04:00"},
    ),
    (
        "a vaccine",
        lambda writer: writer.vaccinate(START, 2),
        "Immunization",
        {
            "meta.profile": [f"{US_CORE}us-core-immunization"],
            "status": "completed",
            "vaccineCode.coding.0.code": "140",
            "primarySource": True,
            "protocolApplied.0": {"series": "Influenza", "doseNumberPositiveInt": 2},
        },
    ),
    (
        "a vaccine refused",
        lambda writer: writer.vaccinate(START, 2, refused=True),
        "Immunization",
        {"status": "not-done", "statusReason.coding.0.code": "PATOBJ"},
    ),
    (
        "a plan",
        lambda writer: writer.plan(START, writer.condition(START)),
        "CarePlan",
        {
            "meta.profile": [f"{US_CORE}us-core-careplan"],
            "text.status": "generated",
            "category.0.coding.0.code": "assess-plan",
            "category.1.coding.0.code": "443402002",
            "activity.1.detail.status": "in-progress",
            "addresses.0.display": "Hypertensive disorder, systemic arterial (disorder)",
            "goal.0.display": "Systolic pressure below 130 & no dizziness",
        },
    ),
    (
        "a plan's team",
        lambda writer: writer.plan(START, writer.condition(START)),
        "CareTeam",
        {
            "meta.profile": [f"{US_CORE}us-core-careteam"],
            "participant.0.role.0.coding.0.code": "116154003",
            "participant.1.member.display": "Dr. Ada Okafor",
        },
    ),
    (
        "supplies",
        lambda writer: writer.supply(START),
        "SupplyDelivery",
        {
            "type.coding.0.code": "device",
            "suppliedItem.quantity.value": 50,
            "suppliedItem.itemCodeableConcept.coding.0.code": "337388004",
        },
    ),
    (
        "a device",
        lambda writer: writer.implant(START),
        "Device",
        {
            "meta.profile": [f"{US_CORE}us-core-implantable-device"],
            "manufacturer": "Beacon Devices",
            "deviceName.0": {"name": "Pulse 3", "type": "model-name"},
            "type.coding.0.code": "706004007",
        },
    ),
    (
        "an order of a report",
        lambda writer: writer.report(START, START + DAY, reason=writer.condition(START)),
        "ServiceRequest",
        {
            "meta.profile": [f"{US_CORE}us-core-servicerequest"],
            "category.0.coding.0.code": "108252007",
            "code.coding.0.code": "24331-1",
            "reasonReference.0.display": "Hypertensive disorder, systemic arterial (disorder)",
            "requester.display": "Dr. Ada Okafor",
        },
    ),
    (
        "a specimen",
        lambda writer: writer.report(START, START + DAY),
        "Specimen",
        {"type.coding.0.code": "119364003", "collection.collectedDateTime": "2010-05-04T09:01:00-04:00"},
    ),
    (
        "a laboratory report",
        lambda writer: writer.report(START, START + MINUTE),
        "DiagnosticReport",
        {
            "meta.profile": [f"{US_CORE}us-core-diagnosticreport-lab"],
            "status": "final",
            "category.0.coding.0.code": "LAB",
            "issued": "2010-05-04T09:01:00-04:00",
            "specimen.0.display": "Serum specimen",
        },
    ),
    (
        "a radiology report",
        lambda writer: writer.report(START, START + MINUTE, "imaging"),
        "DiagnosticReport",
        {
            "meta.profile": [f"{US_CORE}us-core-diagnosticreport-note"],
            "category.0.coding.0.code": "LP29684-5",
            "presentedForm.0.contentType": "text/plain",
        },
    ),
    (
        "images",
        lambda writer: writer.image(writer.procedure(START, START + MINUTE)),
        "ImagingStudy",
        {
            "status": "available",
            "modality.0.code": "DX",
            "numberOfSeries": 1,
            "numberOfInstances": 2,
            "series.0.bodySite.code": "51185008",
            "series.0.instance.1.sopClass.code": "urn:oid:1.2.840.10008.5.1.4.1.1.1.1",
        },
    ),
    (
        "a dose given by staff",
        lambda writer: writer.give(writer.order(START, snomed("386661006", "Fever (finding)"), True)),
        "MedicationAdministration",
        {
            "status": "completed",
            "category.coding.0.code": "outpatient",
            "reasonCode.0.coding.0.code": "386661006",
            "performer.0.actor.display": "Dr. Ada Okafor",
        },
    ),
]


@pytest.mark.parametrize(("write", "kind", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_an_entry_becomes_its_resource(write: Write, kind: str, expected: dict[str, Any]) -> None:
    found = versions(render(visited(write).chart), kind)[0]
    assert {path: at_path(found, path) for path in expected} == expected


@pytest.mark.parametrize("kind", sorted({kind for _, _, kind, _ in TABLE}))
def test_every_resource_names_its_patient_encounter_population_and_that_it_is_test_data(kind: str) -> None:
    write = next(row[1] for row in TABLE if row[2] == kind)
    lines = render(visited(write).chart)
    patient = versions(lines, "Patient")[0]["id"]
    encounter = only(lines, "Encounter")["id"]
    for found in versions(lines, kind):
        subject = found.get("subject") or found["patient"]
        assert subject == {"reference": f"Patient/{patient}"}
        assert found["meta"]["security"][0]["code"] == "HTEST"
        assert found["meta"]["tag"][0] == {"system": "https://simulator.invalid/population", "code": "seed-1"}
        if kind not in ("Device", "Specimen", "SupplyDelivery"):
            assert (found.get("encounter") or found["context"])["reference"] == f"Encounter/{encounter}"


def test_every_kind_of_entry_has_a_builder_or_an_update() -> None:
    made_once_a_line = {"EncounterOpened", "EncounterClosed"}
    of_the_patient_alone = {"Moved", "NameChanged"}
    found = {kind.__name__ for kind in (*BUILDERS, *UPDATES)} | made_once_a_line | of_the_patient_alone
    assert {kind.__name__ for kind in _all_entries(Entry)} == found


def _all_entries(kind: type[Entry]) -> set[type[Entry]]:
    below = kind.__subclasses__()
    return {*below, *(deeper for each in below for deeper in _all_entries(each))}


def test_whatever_has_a_primary_resource_is_built_as_one() -> None:
    lines = render(full_chart())
    built = {kind for line in lines for kind in kinds(line)}
    assert set(PRIMARY.values()) <= built


def test_all_resource_types_are_written() -> None:
    built = {kind for line in render(full_chart()) for kind in kinds(line)}
    assert built == {
        "AllergyIntolerance",
        "CarePlan",
        "CareTeam",
        "Condition",
        "Coverage",
        "Device",
        "DiagnosticReport",
        "DocumentReference",
        "Encounter",
        "Goal",
        "ImagingStudy",
        "Immunization",
        "Medication",
        "MedicationAdministration",
        "MedicationDispense",
        "MedicationRequest",
        "Observation",
        "Patient",
        "Procedure",
        "Provenance",
        "RelatedPerson",
        "ServiceRequest",
        "Specimen",
        "SupplyDelivery",
    }


@pytest.mark.parametrize(
    ("encounter_class", "code"),
    [
        ("ambulatory", "AMB"),
        ("outpatient", "AMB"),
        ("wellness", "AMB"),
        ("urgentcare", "AMB"),
        ("emergency", "EMER"),
        ("inpatient", "IMP"),
        ("snf", "NONAC"),
        ("hospice", "HH"),
        ("home", "HH"),
        ("virtual", "VR"),
    ],
)
def test_encounter_classes(encounter_class: str, code: str) -> None:
    assert only(render(visited(lambda writer: None, encounter_class).chart), "Encounter")["class"]["code"] == code


def test_an_encounter_tells_who_where_why_and_what_was_found() -> None:
    writer = Writer()
    earlier = writer.condition(at(2009, 1, 1), "problem-list-item")
    writer.open(START, "inpatient", earlier, WARD_DOCTOR)
    found = writer.condition(START + HOUR)
    writer.close(START + DAY)
    encounter = only(render(writer.chart), "Encounter")
    assert encounter["meta"]["profile"] == [f"{US_CORE}us-core-encounter"]
    assert encounter["identifier"][0]["value"] == encounter["id"]
    assert encounter["status"] == "finished"
    assert encounter["type"][0]["coding"][0]["code"] == "185345009"
    assert encounter["participant"][0]["type"][0]["coding"][0]["code"] == "PPRF"
    assert encounter["participant"][0]["individual"]["display"] == "Dr. Per Lindqvist"
    assert encounter["period"] == {"start": "2010-05-04T09:00:00-04:00", "end": "2010-05-05T09:00:00-04:00"}
    assert encounter["reasonReference"][0]["display"] == earlier.concepts[0].display
    assert [each["condition"]["display"] for each in encounter["diagnosis"]] == [found.concepts[0].display]
    assert encounter["hospitalization"]["dischargeDisposition"]["coding"][0]["code"] == "home"
    assert encounter["location"][0]["location"]["display"] == "General medical ward"
    assert encounter["serviceProvider"]["display"] == "Springfield General Hospital"


def test_a_modules_disposition_is_kept() -> None:
    writer = Writer()
    writer.open(START, "inpatient", clinician=WARD_DOCTOR)
    writer.close(START + DAY, concept("http://www.nubc.org/patient-discharge", "04", "Discharged to custodial care"))
    disposition = only(render(writer.chart), "Encounter")["hospitalization"]["dischargeDisposition"]
    assert disposition["coding"][0]["code"] == "04"


def test_a_patient_at_birth() -> None:
    patient = versions(render(Writer(person(multiple_birth=2)).chart), "Patient")[0]
    assert patient["meta"]["profile"] == [f"{US_CORE}us-core-patient"]
    assert patient["birthDate"] == "1960-03-05"
    assert patient["gender"] == "female"
    assert patient["multipleBirthInteger"] == 2
    assert patient["communication"][0]["language"]["coding"][0]["code"] == "en-US"
    assert [each["system"] for each in patient["telecom"]] == ["phone"]
    extensions = {each["url"].rpartition("/")[2]: each for each in patient["extension"]}
    assert extensions["us-core-race"]["extension"][0]["valueCoding"]["code"] == "2106-3"
    assert extensions["us-core-ethnicity"]["extension"][0]["valueCoding"]["code"] == "2186-5"
    assert extensions["us-core-birthsex"]["valueCode"] == "F"
    assert extensions["us-core-sex"]["valueCode"] == "248152002"
    assert extensions["patient-mothersMaidenName"]["valueString"] == "Jones"
    assert patient["identifier"][0] == {
        "use": "official",
        "type": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/v2-0203",
                    "code": "SB",
                    "display": "Social Beneficiary Identifier",
                }
            ],
        },
        "system": "http://hl7.org/fhir/sid/us-ssn",
        "value": "999-12-3456",
    }


def test_parents_and_spouse_live_where_the_person_does() -> None:
    writer = Writer()
    writer.add(Moved(0, at(1985, 8, 1), Address("77 Cedar Road", "Holyoke", "MA", "01040"), "413-555-0120"))
    writer.marry(at(1988, 6, 11), 0)
    found = versions(render(writer.chart), "RelatedPerson")
    assert [each["relationship"][0]["coding"][0]["code"] for each in found] == ["MTH", "FTH", "SPS"]
    assert [each["address"][0]["line"] for each in found] == [["12 Juniper Lane"], ["12 Juniper Lane"], ["77 Cedar Road"]]
    assert [each["name"][0]["text"] for each in found] == ["Mary Jones", "John Smith", "Paul Brown"]


def test_a_race_of_none_of_the_categories_is_unknown_with_its_text() -> None:
    patient = versions(render(Writer(person(race_codes=("2131-1",), race_text="Other")).chart), "Patient")[0]
    race = patient["extension"][0]["extension"]
    assert race[0]["valueCoding"]["code"] == "UNK"
    assert race[1]["valueString"] == "Other"


def test_several_drugs_in_one_order_are_a_medication_made_up_for_the_person() -> None:
    drugs = [rxnorm("1049221", "acetaminophen 325 MG Oral Tablet"), rxnorm("197361", "amlodipine 5 MG Oral Tablet")]
    lines = render(visited(lambda writer: writer.dispense(writer.order(START, codes=drugs), START, 0)).chart)
    medication = only(lines, "Medication")
    assert [each["itemCodeableConcept"]["coding"][0]["code"] for each in medication["ingredient"]] == ["1049221", "197361"]
    for kind in ("MedicationRequest", "MedicationDispense"):
        assert only(lines, kind)["medicationReference"]["reference"] == f"Medication/{medication['id']}"


def test_a_drug_as_needed_without_an_amount() -> None:
    writer = Writer()
    order = writer.order(START)
    order.prescription = Prescription(True, 0, "", 0, 0, "", 0, "", 0, 0, [snomed("311504000", "With or after food")])
    request = only(render(writer.chart), "MedicationRequest")
    instruction = request["dosageInstruction"][0]
    assert instruction["asNeededBoolean"] is True
    assert instruction["text"] == "as needed"
    assert instruction["additionalInstruction"][0]["coding"][0]["code"] == "311504000"
    assert "doseAndRate" not in instruction and "timing" not in instruction
    assert request["requester"]["display"] == "Springfield General Hospital"


def test_what_staff_give_in_a_stay_is_an_inpatients_and_completed() -> None:
    request = only(render(visited(lambda writer: writer.order(START, administered=True), "inpatient").chart), "MedicationRequest")
    assert request["status"] == "completed"
    assert request["category"][0]["coding"][0]["code"] == "inpatient"
    assert "dosageInstruction" not in request


def test_cover_with_its_group_plan_and_payer() -> None:
    writer = Writer()
    writer.cover(BIRTH, 0)
    coverage = only(render(writer.chart), "Coverage")
    assert coverage["meta"]["profile"] == [f"{US_CORE}us-core-coverage"]
    assert coverage["identifier"][0]["type"]["coding"][0]["code"] == "MB"
    assert coverage["relationship"]["coding"][0]["code"] == "self"
    assert coverage["payor"][0]["reference"] == f"Organization/{shared_id('Payer', PAYER.key)}"
    assert [(each["type"]["coding"][0]["code"], each["value"]) for each in coverage["class"]] == [
        ("group", "GRP-0042"),
        ("plan", "plan-1"),
    ]


def test_a_devices_label_carries_all_its_parts() -> None:
    writer = Writer()
    writer.implant(START)
    device = only(render(writer.chart), "Device")
    (carrier,) = device["udiCarrier"]
    digits = carrier["deviceIdentifier"]
    assert len(digits) == 14
    assert sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits)) % 10 == 0
    made, expires = (device[each].replace("-", "")[2:] for each in ("manufactureDate", "expirationDate"))
    assert carrier["carrierHRF"] == f"(01){digits}(11){made}(17){expires}(10){device['lotNumber']}(21){device['serialNumber']}"
    assert device["manufactureDate"] < "2010-05-04" < device["expirationDate"]


def test_goals_are_measured_where_they_can_be() -> None:
    writer = visited(lambda writer: writer.plan(START, writer.condition(START)))
    measured, told = versions(render(writer.chart), "Goal")
    assert measured["description"]["text"] == "Systolic pressure below 130 & no dizziness"
    assert measured["target"][0]["detailQuantity"] == {
        "value": 130,
        "unit": "mmHg",
        "system": "http://unitsofmeasure.org",
        "code": "mm[Hg]",
        "comparator": "<",
    }
    assert measured["addresses"][0]["display"] == "Hypertensive disorder, systemic arterial (disorder)"
    assert told["description"]["coding"][0]["code"] == "160246000"
    assert "target" not in told


def test_a_plans_narrative_is_escaped() -> None:
    writer = visited(lambda writer: writer.plan(START, writer.condition(START)))
    narrative = only(render(writer.chart), "CarePlan")["text"]["div"]
    assert "<li>Salt &lt;2 g/day &amp; DASH</li>" in narrative


def test_a_child_has_the_mother_in_the_team_and_a_wife_her_husband() -> None:
    def team(day: int, married: bool) -> list[str]:
        writer = Writer()
        if married:
            writer.marry(at(1988, 6, 11), 0)
        writer.open(day)
        writer.plan(day, writer.condition(day))
        writer.close(day + HOUR)
        return [each["member"].get("display", "") for each in only(render(writer.chart), "CareTeam")["participant"]]

    assert "Mary Jones" in team(at(1970, 1, 7), False)
    assert "Paul Brown" in team(at(2010, 1, 7), True)


def test_samples_keep_their_scale() -> None:
    writer = Writer()
    entry = writer.observe(START, loinc("11524-6", "EKG study"), None, "", "procedure")
    entry.sampled = SampledData("2041 2043", 2048, "uV", 10, 1, 1.612, -3300, 3300)
    assert only(render(writer.chart), "Observation")["valueSampledData"] == {
        "origin": {"value": 2048, "unit": "uV", "system": "http://unitsofmeasure.org", "code": "uV"},
        "period": 10,
        "factor": 1.612,
        "lowerLimit": -3300,
        "upperLimit": 3300,
        "dimensions": 1,
        "data": "2041 2043",
    }


def test_an_attachment_is_a_document_that_the_observation_comes_from() -> None:
    writer = Writer()
    entry = writer.observe(START, loinc("72170-4", "Photographic image"), None, "", "exam")
    entry.attachment = Attachment("image/png", "Skin of the forearm", "iVBORw0KGgo=", "")
    lines = render(writer.chart)
    document, observation = only(lines, "DocumentReference"), only(lines, "Observation")
    assert document["content"][0]["attachment"]["data"] == "iVBORw0KGgo="
    assert observation["derivedFrom"] == [{"reference": f"DocumentReference/{document['id']}"}]
    assert observation["valueString"] == "Skin of the forearm"


def test_a_reports_results_name_its_specimen() -> None:
    lines = render(visited(lambda writer: writer.report(START, START + MINUTE)).chart)
    specimen = only(lines, "Specimen")
    assert {each["specimen"]["reference"] for each in versions(lines, "Observation")} == {f"Specimen/{specimen['id']}"}
    assert only(lines, "DiagnosticReport")["result"] == [
        {"reference": f"Observation/{each['id']}", "display": each["code"]["text"]} for each in versions(lines, "Observation")
    ]


@pytest.mark.parametrize(
    ("sex", "value", "code", "text"),
    [
        ("F", 11.9, "L", "12 to 16 g/dL"),
        ("F", 12, "N", "12 to 16 g/dL"),
        ("M", 13.9, "L", "14 to 18 g/dL"),
        ("M", 18.1, "H", "14 to 18 g/dL"),
    ],
)
def test_an_adults_result_is_interpreted_by_its_range(sex: str, value: float, code: str, text: str) -> None:
    writer = Writer(person(sex=sex))
    writer.observe(START, loinc("718-7", "Hemoglobin [Mass/volume] in Blood"), value, "g/dL", "laboratory")
    observation = only(render(writer.chart), "Observation")
    assert observation["interpretation"][0]["coding"][0]["code"] == code
    assert observation["referenceRange"][0]["text"] == text
    assert observation["referenceRange"][0]["low"]["code"] == "g/dL"


@pytest.mark.parametrize(("day", "unit"), [(at(1970, 1, 1), "g/dL"), (START, "g/L")])
def test_a_childs_result_and_one_in_another_unit_have_no_range(day: int, unit: str) -> None:
    writer = Writer()
    writer.observe(day, loinc("718-7", "Hemoglobin [Mass/volume] in Blood"), 13, unit, "laboratory")
    assert only(render(writer.chart), "Observation").keys().isdisjoint({"interpretation", "referenceRange"})


def test_whole_numbers_are_written_as_such_however_they_were_computed() -> None:
    writer = Writer()
    writer.observe(START, loinc("8867-4", "Heart rate"), 96.0, "/min")
    value = only(render(writer.chart), "Observation")["valueQuantity"]["value"]
    assert value == 96 and isinstance(value, int)


def test_circumstances_of_life_are_marked_as_such() -> None:
    def categories(write: Write, kind: str) -> list[str]:
        found = versions(render(visited(write).chart), kind)[0]["category"]
        return [each["coding"][0]["code"] for each in found]

    homeless = snomed("32911000", "Homeless (finding)")
    assert categories(lambda writer: writer.condition(START, code=homeless), "Condition") == ["encounter-diagnosis", "sdoh"]
    assert categories(observe("88122-7", "Often true", "", "survey"), "Observation") == ["survey", "sdoh"]


def test_the_reason_of_an_encounter_that_is_diagnosed_in_it_is_the_diagnosis() -> None:
    writer = Writer()
    writer.open(START, reason=snomed("38341003", "Hypertensive disorder, systemic arterial (disorder)"))
    writer.condition(START)
    writer.close(START + HOUR)
    encounter = only(render(writer.chart), "Encounter")
    assert encounter["reasonReference"] == [encounter["diagnosis"][0]["condition"]]


def test_a_diagnosis_has_its_icd_10_cm_code_after_its_own() -> None:
    writer = Writer()
    writer.condition(START)
    assert [each["code"] for each in only(render(writer.chart), "Condition")["code"]["coding"]] == ["38341003", "I10"]


def test_the_cause_of_death_is_observed() -> None:
    writer = Writer()
    condition = writer.condition(START)
    writer.die(START + DAY, condition)
    observation = only(render(writer.chart), "Observation")
    assert observation["code"]["coding"][0]["code"] == "69453-9"
    assert observation["valueCodeableConcept"]["coding"][0]["code"] == "38341003"


@pytest.mark.parametrize(
    ("encounter_class", "procedure", "code"),
    [
        ("wellness", False, "34117-2"),
        ("ambulatory", False, "11506-3"),
        ("outpatient", True, "28570-0"),
        ("emergency", False, "34111-5"),
        ("inpatient", False, "18842-5"),
        ("virtual", False, "11506-3"),
    ],
)
def test_the_type_of_a_visits_note(encounter_class: str, procedure: bool, code: str) -> None:
    writer = visited(lambda writer: procedure and writer.procedure(START, START), encounter_class)
    assert only(render(writer.chart), "DocumentReference")["type"]["coding"][0]["code"] == code


def test_a_visits_note_tells_what_happened_in_it() -> None:
    writer = Writer()
    writer.open(START)
    condition = writer.condition(START)
    writer.blood_pressure(START, 150, 95)
    writer.order(START, condition)
    writer.close(START + HOUR)
    document = only(render(writer.chart), "DocumentReference")
    assert document["meta"]["profile"] == [f"{US_CORE}us-core-documentreference"]
    assert document["docStatus"] == "final"
    text = b64decode(document["content"][0]["attachment"]["data"]).decode()
    assert text == (
        "Progress note\n"
        "Date: 2010-05-04\n"
        "Patient: 50 year old female\n"
        "Clinician: Dr. Ada Okafor, General practice\n"
        "Place: Juniper Family Medicine\n"
        "Visit: Encounter for symptom\n"
        "\nAssessment\n- Hypertensive disorder, systemic arterial (disorder)\n"
        "\nFindings\n- Blood pressure panel with all children optional: "
        "Systolic blood pressure 150 mmHg, Diastolic blood pressure 95 mmHg\n"
        "\nMedications\n- lisinopril 10 MG Oral Tablet: 1 tablet, once per day\n"
    )


def test_provenance_names_everything_in_its_line_who_wrote_it_and_for_whom() -> None:
    lines = render(visited(lambda writer: writer.condition(START)).chart)
    registered, visit = versions(lines, "Provenance")
    targets = [each["reference"] for each in visit["target"]]
    assert targets == [entry["request"]["url"] for entry in lines[1].bundle["entry"][:-1]]
    author, transmitter = visit["agent"]
    assert author["type"]["coding"][0]["code"] == "author"
    assert author["who"]["display"] == "Dr. Ada Okafor"
    assert author["onBehalfOf"]["display"] == "Juniper Family Medicine"
    assert transmitter["type"]["coding"][0]["code"] == "transmitter"
    assert registered["agent"][0]["who"]["display"] == "Springfield General Hospital"


def test_provenance_of_an_encounter_keeps_its_id_when_a_line_is_added_before() -> None:
    plain = visited(lambda writer: None)
    more = visited(lambda writer: None)
    more.chart.entries[1:1] = []
    more.cover(BIRTH + DAY, 0)
    assert versions(render(plain.chart), "Provenance")[-1]["id"] == versions(render(more.chart), "Provenance")[-1]["id"]


def test_entries_that_the_chart_does_not_show_have_no_id() -> None:
    context = Context(Rendered("seed-1"), Writer().chart, BIRTH + DAY)
    stranger = ObservationMade("test", "state", 0, START, None, [loinc("8867-4", "Heart rate")], "vital-signs", 7, "/min")
    with pytest.raises(Exception, match="isn't in the chart, or comes after the date"):
        context.references[stranger]
