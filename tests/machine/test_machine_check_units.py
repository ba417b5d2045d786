"""Units of measurement: what UCUM knows, what is often written, and what nobody knows."""

from __future__ import annotations

import pytest

from simulator.machine.check_units import is_ucum, unit_slip


@pytest.mark.parametrize(
    "unit",
    [
        "mg/dL",
        "{nominal}",
        "mmol/L",
        "fL",
        "10*3/uL",
        "10*6/uL",
        "%",
        "pg",
        "{presence}",
        "mm[Hg]",
        "[pH]",
        "mL/min/{1.73_m2}",
        "{INR}",
        "[iU]/L",
        "/[HPF]",
        "ug/L",
        "/a",
        "kU/L",
        "/min",
        "Cel",
        "{T-score}",
        "[degF]",
        "kg/m2",
        "m[IU]/L",
        "{copies}/mL",
        "mg/g",
        "(g.m)/(s2.L)",
        "kg.m/s-2",
        "10^9/L",
        "cm[H2O]",
        "umol{x}/L",
    ],
)
def test_units_of_ucum_are_right(unit: str) -> None:
    assert is_ucum(unit)
    assert unit_slip(unit) is None


def test_no_unit_is_right() -> None:
    assert unit_slip("") is None


@pytest.mark.parametrize(
    ("unit", "accepted"),
    [
        ("ng/dl", 'UCUM is "ng/dL"'),
        ("mg/l", 'UCUM is "mg/L"'),
        ("mmHg", 'UCUM is "mm[Hg]"'),
        ("bpm", 'UCUM is "/min"'),
        ("pH", 'UCUM is "[pH]"'),
        ("K/uL", 'UCUM is "10*3/uL"'),
        ("IU/L", 'UCUM is "[iU]/L"'),
        ("mEq/L", 'UCUM is "meq/L"'),
        ("mcg", 'UCUM is "ug"'),
        ("°C", 'UCUM is "Cel"'),
        ("lbs", 'UCUM is "[lb_av]"'),
        ("ratio", 'UCUM is "{ratio}"'),
        ("n/a", 'without a unit it is ""'),
    ],
)
def test_common_slips_are_told_with_what_was_meant(unit: str, accepted: str) -> None:
    assert unit_slip(unit) == accepted


@pytest.mark.parametrize("unit", ["widgets", "mg//dL", "mg/", "(mg", "mg)", "mg dL", "{score", "kkg", "5x", "(g/L)2", "(" * 500])
def test_what_is_no_unit_is_told(unit: str) -> None:
    assert unit_slip(unit) == "a unit of UCUM (ucum.org)"
