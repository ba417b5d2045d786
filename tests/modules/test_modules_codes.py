"""Every code of the module library is in a published list, with the display that the list gives it."""

from __future__ import annotations

import csv
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from simulator.machine.load import own_folder
from simulator.terminology.systems import system_uri

SNOMED_LIST = ("hl7.terminology.r4-7.0.1.tgz", "package/ValueSet-snomed-intl-gps.json")
GUIDES = (
    "hl7.terminology.r4-7.0.1.tgz",
    "hl7.fhir.r4.core-4.0.1.tgz",
    "hl7.fhir.us.core-3.1.1.tgz",
    "hl7.fhir.us.core-6.1.0.tgz",
    "hl7.fhir.us.core-8.0.0.tgz",
    "hl7.fhir.uv.ips-2.0.0.tgz",
)
SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"
#: Licensed by their owners; not to be embedded.
FORBIDDEN = ("CPT", "http://www.ama-assn.org/go/cpt", "NUBC", "http://www.nubc.org/patient-discharge", "CDT")


@pytest.fixture(scope="module")
def snomed_names(shared: Path) -> dict[str, str]:
    """The codes and fully specified names of SNOMED International's Global Patient Set."""
    name, member = SNOMED_LIST
    with tarfile.open(shared / "igs" / name) as archive:
        found = archive.extractfile(member)
        assert found is not None
        value_set = json.load(found)
    return {each["code"]: each["display"] for part in value_set["compose"]["include"] for each in part.get("concept", ())}


@pytest.fixture(scope="module")
def guide_names(shared: Path) -> dict[tuple[str, str], set[str]]:
    """Codes of SNOMED CT and LOINC that HL7's guides use, with every display that they give them."""
    names: dict[tuple[str, str], set[str]] = {}
    for name in GUIDES:
        with tarfile.open(shared / "igs" / name) as archive:
            for member in archive:
                found = archive.extractfile(member) if member.name.endswith(".json") else None
                text = found.read() if found is not None else b""
                if b"snomed.info/sct" in text or b"loinc.org" in text:
                    _collect(json.loads(text), names)
    return names


def _collect(part: Any, names: dict[tuple[str, str], set[str]]) -> None:
    if isinstance(part, dict):
        system = part.get("system")
        if system in (SNOMED, LOINC):
            for each in (part, *part.get("concept", ())):
                if isinstance(each, dict) and isinstance(each.get("code"), str):
                    names.setdefault((system, each["code"]), set()).add(each.get("display", ""))
        for value in part.values():
            _collect(value, names)
    elif isinstance(part, list):
        for value in part:
            _collect(value, names)


def test_no_module_uses_a_code_system_that_its_owner_does_not_let_be_copied(used_codes: list[Any]) -> None:
    assert [each for each in used_codes if each.system in FORBIDDEN] == []


def test_every_code_has_a_known_system_and_a_display(used_codes: list[Any]) -> None:
    assert [each for each in used_codes if system_uri(each.system) is None or not each.display] == []


def test_a_code_has_the_same_display_wherever_it_is_used(used_codes: list[Any]) -> None:
    displays: dict[tuple[str, str], set[str]] = {}
    for each in used_codes:
        displays.setdefault((each.system, each.code), set()).add(each.display)
    assert {code: names for code, names in displays.items() if len(names) > 1} == {}


def test_snomed_codes_are_in_the_global_patient_set_or_listed_by_name(
    used_codes: list[Any], snomed_names: dict[str, str], guide_names: Any, codes_elsewhere: dict[tuple[str, str], str]
) -> None:
    wrong = [
        each
        for each in used_codes
        if each.system == "SNOMED-CT"
        and snomed_names.get(each.code) != each.display
        and each.display not in guide_names.get((SNOMED, each.code), ())
        and codes_elsewhere.get((each.system, each.code)) != each.display
    ]
    assert wrong == []


def test_loinc_codes_are_in_a_guide_or_listed_by_name(
    used_codes: list[Any], guide_names: Any, codes_elsewhere: dict[tuple[str, str], str]
) -> None:
    wrong = [
        each
        for each in used_codes
        if each.system == "LOINC"
        and (LOINC, each.code) not in guide_names
        and codes_elsewhere.get((each.system, each.code)) != each.display
    ]
    assert wrong == []


def test_drugs_are_clinical_drugs_of_rxnorm_by_name(
    used_codes: list[Any], shared: Path, codes_elsewhere: dict[tuple[str, str], str]
) -> None:
    with (shared / "world" / "rxnorm_scd.csv").open(encoding="utf-8", newline="") as table:
        names = {row["rxcui"]: row["name"].lower() for row in csv.DictReader(table)}
    wrong = [
        each
        for each in used_codes
        if each.system == "RxNorm"
        and names.get(each.code) != each.display.lower()
        and codes_elsewhere.get((each.system, each.code)) != each.display
    ]
    assert wrong == []


def test_vaccines_are_in_cdc_s_code_set_by_name(used_codes: list[Any], shared: Path) -> None:
    with (shared / "world" / "cvx_cdsi_4_64.csv").open(encoding="utf-8", newline="") as table:
        names = {row["cvx"]: row["short_description"] for row in csv.DictReader(table)}
    assert [each for each in used_codes if each.system == "CVX" and names.get(each.code) != each.display] == []


def test_the_list_of_codes_elsewhere_holds_nothing_that_no_module_uses(
    used_codes: list[Any], codes_elsewhere: dict[tuple[str, str], str]
) -> None:
    used = {(each.system, each.code) for each in used_codes}
    assert sorted(set(codes_elsewhere) - used) == []


def test_the_library_is_read_from_the_checkout_s_folder() -> None:
    assert (own_folder() / "declared_deaths.csv").is_file()
