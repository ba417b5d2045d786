"""Second codings stand after a module's own, each once."""

from __future__ import annotations

from simulator.terminology.concept import Concept, concept
from simulator.terminology.crosswalks import observation_codings
from simulator.terminology.icd10cm import with_icd10cm
from simulator.terminology.systems import ICD10CM, LOINC, SNOMED


def codes(concepts: list[Concept]) -> list[str]:
    return [each.code for each in concepts]


def test_a_special_vital_sign_brings_fhirs_code() -> None:
    assert codes(observation_codings([concept(LOINC, "8331-1", "Oral temperature")], "vital-signs")) == ["8331-1", "8310-5"]


def test_fhirs_own_code_brings_nothing() -> None:
    assert codes(observation_codings([concept(LOINC, "8310-5", "Body temperature")], "vital-signs")) == ["8310-5"]


def test_pulse_oximetry_has_both_codes_whichever_the_module_wrote() -> None:
    assert codes(observation_codings([concept(LOINC, "2708-6", "Saturation")], "vital-signs")) == ["2708-6", "59408-5"]
    assert codes(observation_codings([concept(LOINC, "59408-5", "Saturation")], "vital-signs")) == ["59408-5", "2708-6"]


def test_a_saturation_from_a_laboratory_is_no_pulse_oximetry() -> None:
    assert codes(observation_codings([concept(LOINC, "2708-6", "Saturation")], "laboratory")) == ["2708-6"]


def test_a_code_of_another_system_brings_nothing() -> None:
    assert codes(observation_codings([concept(SNOMED, "8331-1", "Something else")], "exam")) == ["8331-1"]


def test_codes_that_a_module_wrote_twice_stand_once() -> None:
    own = concept(LOINC, "8867-4", "Heart rate")
    assert observation_codings([own, own], "vital-signs") == [own]


def test_a_diagnosis_gets_one_icd_10_cm_code() -> None:
    hypertension = concept(SNOMED, "59621000", "Essential hypertension (disorder)")
    found = with_icd10cm([hypertension])
    assert [(each.system, each.code, each.display) for each in found[1:]] == [(ICD10CM, "I10", "Essential (primary) hypertension")]


def test_a_diagnosis_that_is_unknown_or_has_one_already_gets_none() -> None:
    unknown = [concept(SNOMED, "1", "Something")]
    assert with_icd10cm(unknown) == unknown
    coded = [concept(SNOMED, "59621000", "Essential hypertension"), concept(ICD10CM, "I11.9", "Hypertensive heart disease")]
    assert with_icd10cm(coded) == coded
