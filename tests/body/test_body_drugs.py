"""Drugs that act on the body: the table, and that modules' drugs are in it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.body.drugs import (
    HBA1C_FALL,
    PRESSURE_FALL,
    acting,
    drug_classes,
    known_drugs,
    pressure_on_treatment,
)

#: Names of ingredients that change blood pressure, HbA1c or LDL, as they end or stand in RxNorm names.
ACTIVE = re.compile(
    r"(pril|sartan|olol|dipine|thiazide|thalidone|statin|gliptin|gliflozin|metformin|glipizide|insulin|liraglutide|carvedilol"
    r"|furosemide|spironolactone|verapamil|labetalol)\b",
    re.IGNORECASE,
)
#: Injections given in hospital act for minutes; ophthalmic drops and "nystatin" do not act on the body.
PASSING = re.compile(r"inject(?!or)|cartridge|ophthalmic|topical|nystatin", re.IGNORECASE)


def _orders(found: object) -> Iterator[tuple[str, str]]:
    if isinstance(found, dict):
        if found.get("type") == "MedicationOrder":
            for code in found["codes"]:
                yield str(code["code"]), code["display"]
        for value in found.values():
            yield from _orders(value)
    elif isinstance(found, list):
        for value in found:
            yield from _orders(value)


def _ordered(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.json")):
        found.update(_orders(json.loads(path.read_text(encoding="utf-8"))))
    return found


def _unknown(folder: Path) -> dict[str, str]:
    return {
        code: name
        for code, name in _ordered(folder).items()
        if ACTIVE.search(name) and ("nsulin" in name or not PASSING.search(name)) and not drug_classes(code)
    }


def test_every_active_drug_of_the_corpus_is_known() -> None:
    shared = os.environ.get("SIMULATOR_SHARED")
    if not shared:
        pytest.skip("the corpus of modules is found through SIMULATOR_SHARED, which is not set")
    assert _unknown(Path(shared) / "gmf" / "modules") == {}


def test_every_active_drug_of_the_own_modules_is_known() -> None:
    assert _unknown(Path(__file__).parents[2] / "modules") == {}


def test_every_factor_is_a_dose_or_a_share() -> None:
    assert len(known_drugs()) > 500
    for code in known_drugs():
        for name, factor in drug_classes(code):
            if name == "statin":
                assert 0.1 < factor < 0.6
            elif name in PRESSURE_FALL and name != "sglt2_inhibitor":
                assert 0.4 <= factor <= 1.4
            else:
                assert factor == 1.0


def test_combinations_act_by_each_of_their_parts() -> None:
    assert dict(drug_classes("197886")) == {"ace_inhibitor": 1.2, "thiazide": 0.8}


def test_the_same_class_twice_counts_once_with_the_larger_dose() -> None:
    assert acting(("314076", "197884", "310798")) == {"ace_inhibitor": 1.4, "thiazide": 1.0}
    assert acting(("198440", "999999")) == {}


def test_three_drugs_at_half_dose_lower_pressure_as_published() -> None:
    # Law 2009: from 150/90 mmHg three drugs at half standard dose lower by 20/11 mmHg.
    classes = {"ace_inhibitor": 0.8, "calcium_blocker": 0.8, "thiazide": 0.8}
    assert 150 - pressure_on_treatment(150, 0, classes, 1.0) == pytest.approx(20, abs=2)
    assert 90 - pressure_on_treatment(90, 1, classes, 1.0) == pytest.approx(11, abs=2)


def test_low_pressure_is_never_raised_by_treatment() -> None:
    for component in (0, 1):
        assert pressure_on_treatment(40.0, component, dict.fromkeys(PRESSURE_FALL, 1.0), 1.0) <= 40.0


def test_every_class_with_an_effect_has_a_drug() -> None:
    classes = {name for code in known_drugs() for name, _ in drug_classes(code)}
    assert set(PRESSURE_FALL) | set(HBA1C_FALL) <= classes
