"""A resource stands in a line as it was then, and comes again, whole, when it changes."""

from __future__ import annotations

from fhir_charts import BIRTH, DOCTOR, HOSPITAL, PRACTICE, WARD_DOCTOR, Writer, at, person
from fhir_lines import render, resources, versions

from simulator.fhir.rendered import shared_id
from simulator.kernel.clock import DAY, HOUR, MINUTE
from simulator.record.life import MaritalStatusChanged, Moved, NameChanged
from simulator.record.person import Address, Name

START = at(2010, 5, 4)


def test_a_condition_is_active_and_in_a_later_line_resolved() -> None:
    writer = Writer()
    writer.open(START)
    condition = writer.condition(START)
    writer.close(START + HOUR)
    writer.abate(START + 9 * DAY, condition)
    first, second = versions(render(writer.chart), "Condition")
    assert first["clinicalStatus"]["coding"][0]["code"] == "active"
    assert "abatementDateTime" not in first
    assert second["clinicalStatus"]["coding"][0]["code"] == "resolved"
    assert second["abatementDateTime"] == "2010-05-13T09:00:00-04:00"
    assert {**second, "clinicalStatus": first["clinicalStatus"]}.items() >= first.items()


def test_a_condition_that_ends_in_the_encounter_of_its_onset_stands_there_once() -> None:
    writer = Writer()
    writer.open(START)
    condition = writer.condition(START)
    writer.abate(START + MINUTE, condition)
    writer.close(START + HOUR)
    (found,) = versions(render(writer.chart), "Condition")
    assert found["clinicalStatus"]["coding"][0]["code"] == "resolved"


def test_an_order_is_active_and_in_a_later_line_completed() -> None:
    writer = Writer()
    writer.open(START)
    order = writer.order(START)
    writer.close(START + HOUR)
    writer.end_order(START + 90 * DAY, order, "completed")
    assert [each["status"] for each in versions(render(writer.chart), "MedicationRequest")] == ["active", "completed"]


def test_an_order_that_runs_at_the_date_stays_active() -> None:
    writer = Writer()
    writer.open(START)
    order = writer.order(START)
    writer.close(START + HOUR)
    writer.end_order(START + 90 * DAY, order, "completed")
    found = versions(render(writer.chart, START + 30 * DAY), "MedicationRequest")
    assert [each["status"] for each in found] == ["active"]


def test_a_report_is_registered_until_its_results_come() -> None:
    writer = Writer()
    writer.open(START)
    writer.report(START, START + 2 * DAY)
    writer.close(START + HOUR)
    lines = render(writer.chart)
    assert [each["status"] for each in versions(lines, "DiagnosticReport")] == ["registered", "final"]
    assert [each["status"] for each in versions(lines, "ServiceRequest")] == ["active", "completed"]
    registered, final = versions(lines, "DiagnosticReport")
    assert "result" not in registered and "issued" not in registered
    assert len(final["result"]) == 2
    waiting = render(writer.chart, START + DAY)
    assert [each["status"] for each in versions(waiting, "DiagnosticReport")] == ["registered"]
    assert versions(waiting, "Observation") == []


def test_a_move_keeps_the_old_address_with_its_end() -> None:
    writer = Writer()
    writer.add(Moved(0, at(1990, 8, 1), Address("77 Cedar Road", "Holyoke", "MA", "01040"), "413-555-0120"))
    before, after = versions(render(writer.chart), "Patient")
    assert [each["line"] for each in before["address"]] == [["12 Juniper Lane"]]
    assert "end" not in before["address"][0]["period"]
    now, old = after["address"]
    assert (now["use"], now["line"], now["period"]) == ("home", ["77 Cedar Road"], {"start": "1990-08-01"})
    assert (old["use"], old["line"], old["period"]) == ("old", ["12 Juniper Lane"], {"start": "1960-03-05", "end": "1990-08-01"})
    assert after["telecom"][0]["value"] == "413-555-0120"


def test_a_married_womans_name_of_birth_is_her_maiden_name() -> None:
    writer = Writer()
    writer.marry(at(1988, 6, 11), 0)
    before, after = versions(render(writer.chart), "Patient")
    assert [each["use"] for each in before["name"]] == ["official"]
    assert [(each["use"], each["family"]) for each in after["name"]] == [("official", "Brown"), ("maiden", "Smith")]
    assert after["name"][1]["period"]["end"] == "1988-06-11"
    assert after["maritalStatus"]["coding"][0]["code"] == "M"


def test_any_other_earlier_name_is_old() -> None:
    writer = Writer(person(sex="M"))
    writer.add(NameChanged(0, at(1988, 6, 11), Name("Adler", ("Ann",))))
    after = versions(render(writer.chart), "Patient")[-1]
    assert [each["use"] for each in after["name"]] == ["official", "old"]


def test_the_first_encounter_at_an_organisation_brings_its_record_number() -> None:
    writer = Writer()
    for day, clinician in ((0, DOCTOR), (10, DOCTOR), (20, WARD_DOCTOR)):
        writer.open(START + day * DAY, clinician=clinician)
        writer.close(START + day * DAY + HOUR)
    lines = render(writer.chart)
    patients = [resources(line, "Patient") for line in lines]
    assert [len(each) for each in patients] == [1, 1, 0, 0]
    numbers = [each["assigner"]["reference"] for each in patients[1][0]["identifier"] if "assigner" in each]
    assert numbers == [f"Organization/{shared_id('Organization', each.key)}" for each in (HOSPITAL, PRACTICE)]
    assert len({each["value"] for each in patients[1][0]["identifier"]}) == 3


def test_death_is_written_on_the_patient() -> None:
    writer = Writer()
    writer.die(at(2020, 2, 2))
    patient = versions(render(writer.chart), "Patient")[-1]
    assert patient["deceasedDateTime"] == "2020-02-02T09:00:00-05:00"


def test_a_death_in_a_stay_is_its_disposition() -> None:
    writer = Writer()
    writer.open(START, "inpatient", clinician=WARD_DOCTOR)
    writer.die(START + HOUR)
    writer.close(START + HOUR)
    (encounter,) = versions(render(writer.chart), "Encounter")
    assert encounter["hospitalization"]["dischargeDisposition"]["coding"][0]["code"] == "exp"


def test_a_spouse_is_one_until_the_next_change() -> None:
    writer = Writer()
    writer.marry(at(1988, 6, 11), 0)
    writer.add(MaritalStatusChanged(1, at(2001, 1, 9), "D", None))
    spouses = [
        each for each in versions(render(writer.chart), "RelatedPerson") if each["relationship"][0]["coding"][0]["code"] == "SPS"
    ]
    assert [(each["active"], each["period"].get("end")) for each in spouses] == [(True, None), (False, "2001-01-09")]


def test_cover_ends_on_its_day() -> None:
    writer = Writer()
    writer.uncover(at(1986, 3, 5), writer.cover(BIRTH, 0, "child"))
    first, second = versions(render(writer.chart), "Coverage")
    assert (first["status"], first["period"]) == ("active", {"start": "1960-03-05"})
    assert (second["status"], second["period"]) == ("cancelled", {"start": "1960-03-05", "end": "1986-03-05"})


def test_a_plan_ends_with_its_team_and_goals() -> None:
    writer = Writer()
    writer.open(START)
    plan = writer.plan(START, writer.condition(START))
    writer.close(START + HOUR)
    writer.end_plan(START + 300 * DAY, plan)
    lines = render(writer.chart)
    assert [each["status"] for each in versions(lines, "CarePlan")] == ["active", "completed"]
    assert [each["status"] for each in versions(lines, "CareTeam")] == ["active", "inactive"]
    assert [each["lifecycleStatus"] for each in versions(lines, "Goal")] == ["active", "active", "completed", "completed"]
    assert {each["detail"]["status"] for each in versions(lines, "CarePlan")[1]["activity"]} == {"completed"}


def test_a_device_is_inactive_once_removed() -> None:
    writer = Writer()
    device = writer.implant(START)
    writer.explant(START + 100 * DAY, device)
    assert [each["status"] for each in versions(render(writer.chart), "Device")] == ["active", "inactive"]


def test_an_outgrown_allergy_is_resolved() -> None:
    writer = Writer()
    writer.outgrow(START + DAY, writer.allergy(START))
    found = versions(render(writer.chart), "AllergyIntolerance")
    assert [each["clinicalStatus"]["coding"][0]["code"] for each in found] == ["active", "resolved"]


def test_a_procedure_with_images_is_based_on_their_order() -> None:
    writer = Writer()
    writer.open(START)
    writer.image(writer.procedure(START, START + HOUR))
    writer.close(START + 2 * HOUR)
    lines = render(writer.chart)
    (procedure,) = versions(lines, "Procedure")
    (order,) = versions(lines, "ServiceRequest")
    assert procedure["basedOn"] == [{"reference": f"ServiceRequest/{order['id']}"}]
    assert order["status"] == "completed"
