"""A record that reaches back only so far: what its first line holds, and what later ones do with what is older."""

from __future__ import annotations

from typing import Any

from fhir_charts import AS_OF, BIRTH, WARD_DOCTOR, Writer, at, full_chart, loinc, snomed
from fhir_lines import kinds, render, resources, versions

from simulator.fhir import ChartLine, Renderer
from simulator.fhir.cutting import BEGINNING
from simulator.fhir.rendered import shared_id
from simulator.kernel.clock import DAY, HOUR, MINUTE
from simulator.record.care import Clinician
from simulator.record.chart import Chart
from simulator.record.life import MaritalStatusChanged
from simulator.resources.folding import last_states
from simulator.resources.references import key_of, references

SINCE = at(2015, 1, 1, 0)
OLD = at(2010, 5, 4)
NEW = at(2018, 5, 4)
SHARED = ("Organization/", "Location/", "Practitioner/", "PractitionerRole/", "Endpoint/")


def render_since(chart: Chart, since: int = SINCE) -> list[ChartLine]:
    return Renderer("seed-1").lines(chart, AS_OF, since)


def dangling(lines: list[ChartLine]) -> set[str]:
    """References to what is neither shared nor in a line so far."""
    known: set[str] = set()
    found = set()
    for line in lines:
        known |= {key_of(each) for each in resources(line)}
        found |= {target for each in resources(line) for target in references(each) if not target.startswith(SHARED)} - known
    return found


def visit_of(writer: Writer, start: int) -> Any:
    """A visit with a diagnosis, which is given back."""
    writer.open(start)
    condition = writer.condition(start)
    writer.close(start + HOUR)
    return condition


def test_the_first_line_stands_on_the_first_day_and_has_the_registrations_origin() -> None:
    whole, cut = render(full_chart()), render_since(full_chart())
    assert cut[0].time == SINCE
    (origin,) = resources(cut[0], "Provenance")
    assert origin["recorded"] == "2015-01-01T00:00:00-05:00"
    assert origin["id"] == resources(whole[0], "Provenance")[0]["id"]
    assert kinds(cut[0])[0] == "Patient"
    assert [target["reference"] for target in origin["target"]] == [key_of(each) for each in resources(cut[0])[:-1]]


def test_whoever_was_born_later_is_registered_at_birth() -> None:
    assert [line.bundle for line in render_since(full_chart(), BIRTH)] == [line.bundle for line in render(full_chart())]
    assert [line.bundle for line in render_since(full_chart(), BEGINNING)] == [line.bundle for line in render(full_chart())]


def test_problems_drugs_allergies_devices_plans_and_cover_stand_while_they_are_active() -> None:
    writer = Writer()
    covers = [writer.cover(BIRTH, 0, "child"), writer.cover(at(1990, 1, 1), 1)]
    writer.uncover(at(1986, 3, 5), covers[0])
    gone, stays = visit_of(writer, OLD - 900 * DAY), visit_of(writer, OLD)
    writer.abate(OLD - 400 * DAY, gone)
    orders = [writer.order(OLD), writer.order(OLD)]
    writer.end_order(OLD + DAY, orders[0], "stopped")
    allergies = [writer.allergy(OLD), writer.allergy(OLD)]
    writer.outgrow(OLD + DAY, allergies[0])
    devices = [writer.implant(OLD), writer.implant(OLD)]
    writer.explant(OLD + DAY, devices[0])
    plans = [writer.plan(OLD, stays), writer.plan(OLD, stays)]
    writer.end_plan(OLD + DAY, plans[0])
    first = render_since(writer.chart)[0]
    for kind in ("Condition", "MedicationRequest", "AllergyIntolerance", "Device", "CarePlan", "CareTeam", "Coverage"):
        assert len(resources(first, kind)) == 1, kind
    assert {each["lifecycleStatus"] for each in resources(first, "Goal")} == {"active"}
    assert "Encounter" not in kinds(first)
    assert dangling([first]) == set()


def test_what_ends_after_the_first_day_is_active_in_the_first_line_and_then_ended() -> None:
    writer = Writer()
    condition = visit_of(writer, OLD)
    writer.abate(NEW, condition)
    found = versions(render_since(writer.chart), "Condition")
    assert [each["clinicalStatus"]["coding"][0]["code"] for each in found] == ["active", "resolved"]
    assert [each["encounter"] for each in found] == [{"display": "Encounter for symptom"}] * 2


def test_all_immunisations_so_far_are_in_the_first_line() -> None:
    writer = Writer()
    for number, start in enumerate((at(1961, 3, 5), at(1975, 3, 5), NEW)):
        writer.open(start)
        writer.vaccinate(start, number + 1)
        writer.close(start + HOUR)
    lines = render_since(writer.chart)
    assert [len(resources(line, "Immunization")) for line in lines] == [2, 1]


def test_the_patient_is_as_on_that_day() -> None:
    writer = Writer()
    writer.marry(at(1988, 6, 11), 0)
    visit_of(writer, OLD)
    writer.die(at(2020, 2, 2))
    first, last = versions(render_since(writer.chart), "Patient")
    assert first["maritalStatus"]["coding"][0]["code"] == "M"
    assert len([each for each in first["identifier"] if "assigner" in each]) == 2
    assert "deceasedDateTime" not in first
    assert last["deceasedDateTime"].startswith("2020-02-02")


def test_of_spouses_the_present_one_is_written() -> None:
    writer = Writer()
    writer.marry(at(1988, 6, 11), 0)
    plan = writer.plan(at(1990, 1, 2), visit_of(writer, at(1990, 1, 1)))
    writer.add(MaritalStatusChanged(1, at(2001, 1, 9), "D", None))
    writer.marry(at(2005, 6, 11), 2)
    writer.end_plan(NEW, plan)
    lines = render_since(writer.chart)
    spouses = [each for each in resources(lines[0], "RelatedPerson") if each["relationship"][0]["coding"][0]["code"] == "SPS"]
    assert [each["period"]["start"] for each in spouses] == ["2005-06-11"]
    assert dangling(lines) == set()


def test_a_reference_to_what_is_older_becomes_its_display() -> None:
    writer = Writer()
    condition = visit_of(writer, OLD)
    order = writer.order(OLD, condition)
    writer.abate(OLD + DAY, condition)
    writer.dispense(order, NEW, 1)
    lines = render_since(writer.chart)
    (request,) = versions(lines, "MedicationRequest")
    assert request["reasonReference"] == [{"display": "Hypertensive disorder, systemic arterial (disorder)"}]
    (fill,) = versions(lines, "MedicationDispense")
    assert fill["authorizingPrescription"][0]["reference"] == f"MedicationRequest/{request['id']}"
    assert dangling(lines) == set()


def test_what_ends_a_thing_that_is_not_rendered_is_left_out() -> None:
    writer = Writer()
    writer.open(OLD)
    order = writer.order(OLD)
    order.administered = True
    writer.close(OLD + HOUR)
    writer.end_order(NEW, order, "completed")
    assert [kinds(line)[0] for line in render_since(writer.chart)] == ["Patient"]


def test_an_open_encounter_keeps_its_period_and_does_not_write_again_what_it_had_written() -> None:
    writer = Writer()
    start = SINCE - 2 * DAY
    writer.open(start, "inpatient", clinician=WARD_DOCTOR)
    writer.observe(start + MINUTE, loinc("8867-4", "Heart rate"), 70, "/min")
    condition = writer.condition(start + MINUTE)
    over = writer.condition(start + MINUTE, code=snomed("386661006", "Fever (finding)"))
    writer.abate(start + HOUR, over)
    writer.observe(SINCE + HOUR, loinc("8867-4", "Heart rate"), 80, "/min")
    writer.close(SINCE + DAY)
    whole, lines = render(writer.chart), render_since(writer.chart)
    (before,) = versions(whole, "Encounter")
    (encounter,) = versions(lines, "Encounter")
    assert encounter["period"] == before["period"]
    assert [each["valueQuantity"]["value"] for each in versions(lines, "Observation")] == [80]
    (stands,) = versions(lines, "Condition")
    assert stands["encounter"] == {"display": "Encounter for symptom"}
    diagnoses = [each["condition"] for each in encounter["diagnosis"]]
    assert [each.get("reference") for each in diagnoses] == [f"Condition/{stands['id']}", None]
    assert diagnoses[1] == {"display": "Fever (finding)"}
    assert condition.sequence < over.sequence
    assert dangling(lines) == set()


def test_results_that_come_later_complete_an_order_of_the_first_line() -> None:
    writer = Writer()
    writer.open(SINCE - 2 * DAY)
    writer.report(SINCE - 2 * DAY, SINCE + DAY)
    writer.close(SINCE - 2 * DAY + HOUR)
    lines = render_since(writer.chart)
    assert [each["status"] for each in versions(lines, "DiagnosticReport")] == ["registered", "final"]
    assert [each["status"] for each in versions(lines, "ServiceRequest")] == ["active", "completed"]
    assert len(versions(lines, "Observation")) == 2
    assert dangling(lines) == set()


def test_nobody_is_named_who_is_not_referred_to() -> None:
    writer = Writer()
    visit_of(writer, OLD)
    writer.open(OLD + DAY, clinician=WARD_DOCTOR)
    writer.close(OLD + DAY + HOUR)
    line = render_since(writer.chart)[0]
    targets = {target for each in resources(line) for target in references(each)}
    for each in line.shared:
        kind = "Practitioner" if isinstance(each, Clinician) else type(each).__name__
        assert f"{kind}/{shared_id(kind, each.key)}" in targets, each


def test_last_states_are_those_of_the_whole_record() -> None:
    for since in (at(1985, 1, 1), at(2000, 1, 1), at(2012, 1, 1), SINCE, NEW):
        whole = last_states(line.bundle for line in render(full_chart()))
        lines = render_since(full_chart(), since)
        cut = last_states(line.bundle for line in lines)
        assert dangling(lines) == set()
        for key, resource in cut.items():
            if key not in {f"Provenance/{each['id']}" for each in resources(lines[0], "Provenance")}:
                assert resource == _displayed(whole[key], cut.keys()), key


def _displayed(value: Any, known: Any) -> Any:
    """A value whose references to what isn't known are displays."""
    if isinstance(value, dict):
        target = value.get("reference")
        if isinstance(target, str) and not target.startswith(SHARED) and target not in known:
            return {"display": value.get("display", target.split("/")[0])}
        return {name: _displayed(inner, known) for name, inner in value.items()}
    return [_displayed(inner, known) for inner in value] if isinstance(value, list) else value
