"""Synthetic patients in memory, and what assert_valid says of them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from simulator.testing import assert_valid
from simulator.testing.patients import config_of

pytest_plugins = ["pytester"]
Patients = Callable[..., list[list[dict[str, Any]]]]


def _kinds(patient: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for bundle in patient for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def test_each_patient_is_whole_by_itself(synthetic_patients: Patients) -> None:
    patients = synthetic_patients(n=2, seed=7)
    assert len(patients) == 2
    for patient in patients:
        assert len({resource["id"] for resource in _kinds(patient, "Patient")}) == 1
        assert_valid(patient)


def test_a_test_may_change_what_it_gets(synthetic_patients: Patients) -> None:
    first = synthetic_patients(n=2, seed=7)
    whole = copy.deepcopy(first)
    first[0].clear()
    first[1][0]["entry"][0]["resource"]["id"] = "changed"
    assert synthetic_patients(n=2, seed=7) == whole


def test_the_living_alone_unless_the_options_say_otherwise() -> None:
    assert config_of(3, 1).living_only
    assert not config_of(3, 1, living_only=False).living_only
    assert not config_of(3, 1, with_dead=True).living_only
    assert config_of(3, 1, persons=[4]).persons == (4,)


def test_what_is_wrong_is_told_with_its_place(synthetic_patients: Patients) -> None:
    patient = synthetic_patients(n=2, seed=7)[0]
    broken = _kinds(patient, "Patient")[0]
    broken["gender"] = "banana"
    with pytest.raises(AssertionError, match=rf"Patient/{broken['id']} Patient.gender: 'banana'"):
        assert_valid(broken)
    with pytest.raises(AssertionError, match="banana"):
        assert_valid({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": broken}]})
    with pytest.raises(AssertionError, match="reference"):
        assert_valid(patient[-1:])


def test_another_project_s_tests_get_the_fixture(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_it(synthetic_patients):
            (patient,) = synthetic_patients(n=1, seed=3)
            assert patient[-1]["resourceType"] == "Bundle"
        """
    )
    pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider").assert_outcomes(passed=1)
