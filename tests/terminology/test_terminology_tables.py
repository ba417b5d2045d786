"""Units, reference ranges and specimens."""

from __future__ import annotations

import pytest

from simulator.terminology.reference_ranges import reference_range
from simulator.terminology.specimens import specimen_of
from simulator.terminology.ucum import CORRECTIONS, readable, readable_unit, ucum


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("mmHg", "mm[Hg]"),
        ("bpm", "/min"),
        ("mg/dl", "mg/dL"),
        ("mg/dL", "mg/dL"),
        ("{score}", "{score}"),
        ("", "1"),
        ("zorks", "zorks"),
    ],
)
def test_units_are_put_right_by_the_table_alone(written: str, code: str) -> None:
    assert ucum(written) == code


def test_no_correction_needs_another() -> None:
    assert {code for code in CORRECTIONS.values() if code in CORRECTIONS} == set()


@pytest.mark.parametrize(("code", "text"), [("mm[Hg]", "mmHg"), ("{score}", "score"), ("mg/dL", "mg/dL"), ("Cel", "°C"), ("1", "")])
def test_units_read_as_people_write_them(code: str, text: str) -> None:
    assert readable(code) == text


def test_a_corrected_unit_reads_as_people_write_it() -> None:
    assert readable_unit("K/uL") == "10³/µL"


@pytest.mark.parametrize(("value", "code"), [(3.4, "L"), (3.5, "N"), (5.0, "N"), (5.1, "H")])
def test_a_range_includes_its_ends(value: float, code: str) -> None:
    potassium = reference_range("2823-3", "F", "mmol/L")
    assert potassium is not None
    assert potassium.interpret(value) == code


def test_a_range_that_is_open_at_one_side() -> None:
    women, men = reference_range("2085-9", "F", "mg/dL"), reference_range("2085-9", "M", "mg/dL")
    assert women is not None and men is not None
    assert (women.interpret(49), men.interpret(49), men.interpret(400)) == ("L", "N", "N")


def test_a_range_holds_in_its_unit_only() -> None:
    assert reference_range("2823-3", "F", "mg/dL") is None
    assert reference_range("0-0", "F", "mmol/L") is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Lipid 1996 panel - Serum or Plasma", "119364003"),
        ("Gas panel - Arterial blood", "122552005"),
        ("CBC panel - Blood by Automated count", "119297000"),
        ("Bacteria identified in Urine by Culture", "122575003"),
        ("Hemoglobin.gastrointestinal.lower [Presence] in Stool by Immunoassay", "119339001"),
    ],
)
def test_a_specimen_is_what_the_name_speaks_of(name: str, code: str) -> None:
    found = specimen_of(name)
    assert found is not None and found.code == code


def test_a_name_that_speaks_of_no_specimen() -> None:
    assert specimen_of("Left ventricular Ejection fraction") is None
