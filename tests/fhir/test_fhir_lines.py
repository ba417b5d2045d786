"""How a chart is cut into lines."""

from __future__ import annotations

from fhir_charts import (
    AS_OF,
    BIRTH,
    HOME,
    WARD_DOCTOR,
    Writer,
    at,
    full_chart,
    loinc,
    rxnorm,
    small_chart,
)
from fhir_lines import kinds, render, resources, versions

from simulator.fhir import Renderer
from simulator.kernel.clock import DAY, HOUR, MINUTE
from simulator.record.life import Moved
from simulator.record.results import ObservationMade


def test_the_first_line_is_the_registration_at_birth() -> None:
    writer = Writer()
    writer.cover(BIRTH, 0, "child")
    (line,) = render(writer.chart)
    assert line.time == BIRTH
    assert kinds(line) == ["Patient", "RelatedPerson", "RelatedPerson", "Coverage", "Provenance"]


def test_an_encounters_line_stands_at_its_end_and_holds_what_was_recorded_while_it_was_open() -> None:
    writer = Writer()
    start = at(2010, 5, 4)
    writer.open(start)
    writer.observe(start + MINUTE, loinc("8867-4", "Heart rate"), 70, "/min")
    writer.close(start + HOUR)
    line = render(writer.chart)[1]
    assert line.time == start + HOUR
    assert kinds(line) == ["Patient", "Encounter", "Observation", "DocumentReference", "Provenance"]


def test_an_open_encounter_stands_at_the_date_in_progress_and_without_an_end() -> None:
    writer = Writer()
    writer.open(at(2025, 12, 30), "inpatient", clinician=WARD_DOCTOR)
    line = render(writer.chart)[-1]
    (encounter,) = resources(line, "Encounter")
    assert line.time == AS_OF
    assert encounter["status"] == "in-progress"
    assert "end" not in encounter["period"]
    assert "hospitalization" not in encounter


def test_what_is_recorded_at_the_date_or_later_is_not_written() -> None:
    writer = Writer()
    writer.add(Moved(0, AS_OF - 1, HOME, "413-555-0121"))
    writer.add(Moved(1, AS_OF, HOME, "413-555-0122"))
    lines = render(writer.chart)
    assert len(lines) == 2
    assert versions(lines, "Patient")[-1]["telecom"][0]["value"] == "413-555-0121"


def test_a_result_that_comes_after_the_encounter_has_a_line_of_its_own() -> None:
    writer = Writer()
    start = at(2010, 5, 4)
    writer.open(start)
    writer.report(start + MINUTE, start + 2 * DAY)
    writer.close(start + HOUR)
    lines = render(writer.chart)
    assert kinds(lines[1])[2:-2] == ["ServiceRequest", "Specimen", "DiagnosticReport"]
    assert lines[2].time == start + 2 * DAY
    assert kinds(lines[2]) == ["Observation", "Observation", "ServiceRequest", "DiagnosticReport", "Provenance"]


def test_a_result_that_comes_while_the_encounter_is_open_stands_in_its_line() -> None:
    writer = Writer()
    start = at(2010, 5, 4)
    writer.open(start, "inpatient", clinician=WARD_DOCTOR)
    writer.report(start + MINUTE, start + HOUR)
    writer.close(start + DAY)
    lines = render(writer.chart)
    assert len(lines) == 2
    assert [each["status"] for each in resources(lines[1], "DiagnosticReport")] == ["final"]


def test_everything_at_one_instant_outside_encounters_stands_in_one_line() -> None:
    writer = Writer()
    covered = writer.cover(BIRTH, 0, "child")
    writer.uncover(at(1986, 3, 5), covered)
    writer.cover(at(1986, 3, 5), 1)
    line = render(writer.chart)[1]
    assert kinds(line) == ["Coverage", "Coverage", "Provenance"]


def test_what_follows_the_end_of_an_encounter_at_the_same_instant_has_the_next_line() -> None:
    writer = Writer()
    start = at(2010, 5, 4)
    writer.open(start)
    order = writer.order(start)
    writer.close(start + HOUR)
    writer.end_order(start + HOUR, order, "stopped")
    lines = render(writer.chart)
    assert [line.time for line in lines[1:]] == [start + HOUR, start + HOUR]
    assert [each["status"] for each in versions(lines, "MedicationRequest")] == ["active", "stopped"]


def test_an_entry_waits_for_the_line_that_brings_what_it_refers_to() -> None:
    writer = Writer()
    start = at(2010, 5, 4)
    stay = writer.open(start, "inpatient", clinician=WARD_DOCTOR)
    condition = writer.condition(start)
    writer.encounter = None
    writer.abate(start + HOUR, condition)
    writer.encounter = stay
    writer.close(start + DAY)
    lines = render(writer.chart)
    assert [line.time for line in lines] == [BIRTH, start + DAY]
    assert [each["clinicalStatus"]["coding"][0]["code"] for each in versions(lines, "Condition")] == ["resolved"]


def test_an_entry_is_left_out_if_what_it_refers_to_comes_after_the_date() -> None:
    writer = Writer()
    start = at(2025, 12, 31, 22)
    writer.open(start, "inpatient", clinician=WARD_DOCTOR)
    procedure = writer.procedure(start + HOUR, AS_OF + HOUR)
    image = writer.image(procedure)
    image.recorded = start + HOUR
    writer.close(AS_OF + 2 * HOUR)
    assert kinds(render(writer.chart)[-1]) == ["Encounter", "DocumentReference", "Provenance"]


def test_the_reason_of_an_encounter_whose_condition_comes_later_is_its_code() -> None:
    writer = Writer()
    start = at(2010, 5, 4)
    first = writer.open(start)
    writer.close(start + HOUR)
    writer.open(start + DAY)
    first.reason = writer.condition(start + DAY)
    writer.close(start + DAY + HOUR)
    encounters = versions(render(writer.chart), "Encounter")
    assert encounters[0]["reasonCode"][0]["coding"][0]["code"] == "38341003"
    assert "reasonReference" not in encounters[0]


def test_a_later_date_begins_with_the_same_lines() -> None:
    chart = full_chart()
    late = [line.bundle for line in render(chart)]
    for line in render(chart)[1:]:
        early = [each.bundle for each in render(chart, line.time + 1)]
        assert early == late[: len(early)] or early[:-1] == late[: len(early) - 1]


def test_the_same_chart_gives_the_same_lines_whatever_was_rendered_before() -> None:
    renderer = Renderer("seed-1")
    first = [line.bundle for line in renderer.lines(full_chart(), AS_OF)]
    renderer.lines(small_chart(), AS_OF)
    assert [line.bundle for line in renderer.lines(full_chart(), AS_OF)] == first
    assert [line.bundle for line in Renderer("seed-1").lines(full_chart(), AS_OF)] == first


def test_no_version_of_a_resource_is_changed_by_a_later_line() -> None:
    renderer = Renderer("seed-1")
    chart = full_chart()
    lines = renderer.lines(chart, AS_OF)
    whole = repr([line.bundle for line in lines])
    renderer.lines(chart, AS_OF)
    assert repr([line.bundle for line in lines]) == whole


def test_entries_of_the_same_state_and_visit_have_ids_of_their_own() -> None:
    writer = Writer()
    start = at(2010, 5, 4)
    writer.open(start)
    for value in (70, 71, 72):
        key = ("test", "vital signs", 0)
        entry = ObservationMade(*key, start, writer.encounter, [loinc("8867-4", "Heart rate")], "vital-signs", value, "/min")
        writer.add(entry)
    writer.close(start + HOUR)
    found = versions(render(writer.chart), "Observation")
    assert len({each["id"] for each in found}) == 3


def test_ids_belong_to_the_population_and_the_person() -> None:
    chart = small_chart()
    here = {entry["fullUrl"] for line in Renderer("here").lines(chart, AS_OF) for entry in line.bundle["entry"]}
    there = {entry["fullUrl"] for line in Renderer("there").lines(chart, AS_OF) for entry in line.bundle["entry"]}
    assert here.isdisjoint(there)


def test_every_entry_is_put_under_its_own_id_below_one_base() -> None:
    for line in render(full_chart()):
        assert line.bundle["type"] == "transaction"
        for entry in line.bundle["entry"]:
            place = f"{entry['resource']['resourceType']}/{entry['resource']['id']}"
            assert entry["fullUrl"] == f"https://simulator.invalid/fhir/{place}"
            assert entry["request"] == {"method": "PUT", "url": place}


def test_a_module_that_is_added_changes_only_provenance_and_notes() -> None:
    start = at(2010, 5, 4)

    def visit(more: bool) -> dict[str, object]:
        writer = Writer()
        writer.open(start)
        writer.order(start)
        if more:
            key = ("other", "added", 0)
            entry = ObservationMade(*key, start, writer.encounter, [loinc("8867-4", "Heart rate")], "vital-signs", 7, "/min")
            writer.add(entry)
        writer.order(start, codes=[rxnorm("197361", "amlodipine 5 MG Oral Tablet")])
        writer.close(start + HOUR)
        return {each["id"]: each for line in render(writer.chart) for each in resources(line)}

    without, with_more = visit(False), visit(True)
    changed = {with_more[key]["resourceType"] for key in without if with_more[key] != without[key]}  # type: ignore[index]
    assert changed == {"DocumentReference", "Provenance"}
    assert len(with_more) == len(without) + 1
