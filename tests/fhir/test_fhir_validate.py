"""Our own checks find what is wrong, and nothing where nothing is."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from fhir_charts import AS_OF, full_chart, small_chart
from fhir_lines import only, render

from simulator.fhir import Renderer
from simulator.fhir.validate import LineChecker, check_resource
from simulator.record.chart import Chart

#: Of the 60 seeded defects so many are found in the resource alone. The rest: a reference that leads nowhere and a fullUrl
#: given twice (found in lines), contained resources, foreign extensions, and displays and codes of whole terminologies.
SEEDED_FOUND = 52


@pytest.mark.parametrize("chart", [small_chart(), full_chart()], ids=["small", "full"])
def test_what_we_write_has_nothing_wrong(chart: Chart) -> None:
    renderer = Renderer("seed-1")
    lines = renderer.lines(chart, AS_OF)
    checker = LineChecker()
    bundles = renderer.shared(each for line in lines for each in line.shared) + [line.bundle for line in lines]
    assert [str(each) for bundle in bundles for each in checker.check(bundle)] == []


def condition() -> dict[str, Any]:
    return deepcopy(only(render(small_chart(), small_chart().entries[-1].recorded - 1)[1:2], "Condition"))


def test_an_unknown_element() -> None:
    (found,) = check_resource({**condition(), "colour": "red"})
    assert str(found).endswith("Condition.colour: an unknown element; an element of R4")


def test_a_missing_required_element() -> None:
    resource = condition()
    del resource["subject"]
    assert {each.path for each in check_resource(resource)} == {"Condition.subject"}


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        ("subject", {"reference": "Organization/1"}, "Condition.subject"),
        ("subject", {}, "Condition.subject"),
        ("category", {"text": "x"}, "Condition.category"),
        ("category", [], "Condition.category"),
        ("onsetDateTime", "2010-02-30", "Condition.onsetDateTime"),
        ("onsetDateTime", "2010-05-04T09:00:00", "Condition.onsetDateTime"),
        ("onsetString", "in May", "Condition.onsetDateTime"),
        ("abatementDateTime", "2010-05-04", "Condition"),
        ("id", "no id", "Condition.id"),
        ("clinicalStatus", {"coding": [{"system": "http://x", "code": "active"}]}, "Condition.clinicalStatus"),
        ("code", {"coding": [{"system": "http://loinc.org", "code": "8867-5"}]}, "Condition.code.coding[0]"),
        ("code", {"coding": [{"system": "SNOMED", "code": "1"}]}, "Condition.code.coding[0]"),
        ("category", [{"text": "Diagnosis"}], "Condition.category"),
    ],
)
def test_a_wrong_element(path: str, value: Any, at: str) -> None:
    assert at in {each.path for each in check_resource({**condition(), path: value})}


def test_a_period_that_ends_before_it_starts_across_offsets() -> None:
    encounter = deepcopy(only(render(small_chart())[1:2], "Encounter"))
    encounter["period"] = {"start": "2010-11-07T01:59:00-04:00", "end": "2010-11-07T01:57:00-05:00"}
    assert check_resource(encounter) == []
    encounter["period"] = {"start": "2010-11-07T01:57:00-05:00", "end": "2010-11-07T01:59:00-04:00"}
    assert [each.found for each in check_resource(encounter)] == ["against per-1"]


def test_a_resource_of_a_type_that_we_do_not_write() -> None:
    assert [each.path for each in check_resource({"resourceType": "Basic", "id": "1"})] == ["resourceType"]


def test_a_reference_into_a_later_line_is_found() -> None:
    lines = render(small_chart())
    checker = LineChecker(target for line in lines for each in [line.bundle] for target in _shared(each))
    assert checker.check(lines[0].bundle) == []
    assert {each.path for each in checker.check(lines[2].bundle)} == {"reference"}


def _shared(bundle: dict[str, Any]) -> set[str]:
    kinds = ("Organization/", "Location/", "Practitioner/", "PractitionerRole/")
    return {target for target in json.dumps(bundle).split('"') if target.startswith(kinds)}


def test_a_bundle_with_one_resource_twice_or_under_another_name() -> None:
    bundle = render(small_chart())[0].bundle
    twice = {**bundle, "entry": [*bundle["entry"], bundle["entry"][0]]}
    assert "twice in one bundle" in {each.found for each in LineChecker().check(twice)}
    renamed = {**bundle, "entry": [{**bundle["entry"][0], "fullUrl": "https://simulator.invalid/fhir/Patient/other"}]}
    assert "fullUrl" in {each.path for each in LineChecker().check(renamed)}


def test_seeded_defects_are_found_and_valid_controls_are_not(shared: Path) -> None:
    items = json.loads((shared / "igs" / "seeded-invalid-resources.json").read_text("utf-8"))["items"]
    invalid = [item for item in items if item["expect"] == "invalid"]
    assert [item["label"] for item in items if item["expect"] != "invalid" and check_resource(item["resource"])] == []
    assert sum(bool(check_resource(item["resource"])) for item in invalid) >= SEEDED_FOUND
