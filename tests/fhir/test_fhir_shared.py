"""The shared resources: exactly those referred to, in an order in which they can be posted."""

from __future__ import annotations

from dataclasses import replace

from fhir_charts import AS_OF, DOCTOR, HOSPITAL, OFFICE, PAYER, PHARMACY, PRACTICE, WARD_DOCTOR, full_chart

from simulator.fhir import Renderer
from simulator.fhir.canonical import NPI
from simulator.resources.ordering import forward_references
from simulator.resources.references import key_of, references


def test_a_clinician_brings_role_organisation_location_and_endpoint() -> None:
    (bundle,) = Renderer("seed-1").shared([DOCTOR])
    assert [entry["resource"]["resourceType"] for entry in bundle["entry"]] == [
        "Organization",
        "Location",
        "Practitioner",
        "Endpoint",
        "PractitionerRole",
    ]
    role = bundle["entry"][-1]["resource"]
    assert role["practitioner"]["display"] == "Dr. Ada Okafor"
    assert role["specialty"][0]["coding"][0]["code"] == "394814009"
    assert role["endpoint"][0]["reference"] == key_of(bundle["entry"][3]["resource"])


def test_every_shared_resource_can_be_found_by_an_identifier_of_its_own() -> None:
    (bundle,) = Renderer("seed-1").shared([DOCTOR, WARD_DOCTOR, PAYER, PHARMACY])
    found = [(each["system"], each["value"]) for entry in bundle["entry"] for each in entry["resource"]["identifier"][:1]]
    assert len(found) == len(set(found)) == len(bundle["entry"])


def test_an_organisation_alone_brings_nothing_else() -> None:
    (bundle,) = Renderer("seed-1").shared([PHARMACY])
    assert [entry["resource"]["name"] for entry in bundle["entry"]] == ["Main Street Pharmacy"]


def test_organisations_carry_their_numbers() -> None:
    laboratory = replace(PHARMACY, key="laboratory-1", kind="laboratory", clia="22D1234567")
    resources = [entry["resource"] for entry in Renderer("seed-1").shared([laboratory, PAYER])[0]["entry"]]
    assert [each["system"] for each in resources[1]["identifier"]] == [NPI, "urn:oid:2.16.840.1.113883.4.7"]
    assert resources[0]["type"][0]["coding"][0]["code"] == "pay"


def test_shared_resources_belong_to_the_world_alone() -> None:
    here = Renderer("here").shared([DOCTOR, PAYER])
    assert here == Renderer("there").shared([PAYER, DOCTOR])
    assert {entry["resource"]["meta"]["tag"][0]["code"] for entry in here[0]["entry"]} == {"world"}


def test_each_stands_once_and_the_order_given_does_not_matter() -> None:
    once = Renderer("seed-1").shared([DOCTOR, WARD_DOCTOR, HOSPITAL, OFFICE])
    again = Renderer("seed-1").shared([OFFICE, HOSPITAL, WARD_DOCTOR, DOCTOR, DOCTOR, PRACTICE])
    assert once == again
    keys = [key_of(entry["resource"]) for entry in once[0]["entry"]]
    assert len(keys) == len(set(keys)) == 10


def test_bundles_hold_at_most_200_and_nothing_refers_forward() -> None:
    clinicians = [replace(DOCTOR, key=f"clinician-{number}") for number in range(250)]
    bundles = Renderer("seed-1").shared(clinicians)
    assert [len(bundle["entry"]) for bundle in bundles] == [200, 200, 103]
    assert forward_references(entry["resource"] for bundle in bundles for entry in bundle["entry"]) == []


def test_a_chart_refers_to_exactly_what_it_says_it_shares() -> None:
    renderer = Renderer("seed-1")
    lines = renderer.lines(full_chart(), AS_OF)
    shared = [
        entry["resource"] for bundle in renderer.shared(each for line in lines for each in line.shared) for entry in bundle["entry"]
    ]
    keys = {key_of(each) for each in shared}
    own = {key_of(entry["resource"]) for line in lines for entry in line.bundle["entry"]}
    needed = {target for line in lines for target in references(line.bundle)} - own
    assert needed <= keys
    assert keys == needed | {target for each in shared for target in references(each)}


def test_a_line_tells_what_it_is_the_first_to_refer_to() -> None:
    lines = Renderer("seed-1").lines(full_chart(), AS_OF)
    told = [each.key for line in lines for each in line.shared]
    assert len(told) == len(set(told))
    assert told[:2] == [PAYER.key, HOSPITAL.key]
