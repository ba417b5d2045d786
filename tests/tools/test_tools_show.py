"""A life told from its lines alone: each thing in its last state, under its heading."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from simulator.errors import InputError
from simulator.tools.show import bundle, indented, plain, plain_bundle, pretty, story


def test_who_it_is_in_the_last_state(life: Path) -> None:
    told = story(life)
    assert told.name == "Ms. Ada Mae Love"
    assert dict(told.facts) == {
        "born": "1960-05-06, 59 years old when last seen, 2020-03-04",
        "sex": "female",
        "race": "Asian",
        "marital status": "Married",
        "lives at": "2 New St, Boston, MA 02101",
        "telephone": "617-555-0101",
    }


def test_sections_tell_what_is_active_and_what_is_past(life: Path) -> None:
    assert {section.title: section.rows for section in story(life).sections} == {
        "Problems": [("2020-03-04", "Hypertension")],
        "Past problems": [("2001-02-03 – 2001-02-20", "Bronchitis")],
        "Drugs": [("2020-03-04", "Lisinopril 10 MG: one tablet a day")],
        "Past drugs": [("2001-02-03", "Syrup")],
        "Immunisations": [("2020-03-04", "Influenza")],
    }


def test_what_comes_again_and_again_is_one_row_with_how_often(life: Path) -> None:
    lines = life.read_text().splitlines(keepends=True)
    again = (
        lines[2]
        .replace('"c1"', '"c9"')
        .replace("2001-02-03", "2004-05-06")
        .replace("2001-02-20", "2004-05-16")
        .replace('"m1"', '"m9"')
    )
    life.write_text("".join([*lines, again]))
    rows = {section.title: section.rows for section in story(life).sections}
    assert rows["Past problems"] == [("2001-02-03 – 2004-05-16", "Bronchitis (2 times)")]
    assert rows["Past drugs"] == [("2001-02-03 – 2004-05-06", "Syrup (2 orders)")]


def test_visits_come_in_order_with_reasons_and_what_was_done(life: Path) -> None:
    first, second = story(life).visits
    assert (first.when, first.what, first.where) == ("2001-02-03 09:00", "Office visit, ambulatory", "Dr. Roe, Harbor Clinic")
    assert first.facts == [("reason", "Cough"), ("diagnosed", "Bronchitis"), ("ordered", "Syrup")]
    assert second.what == "Check-up, ambulatory (still open)"
    assert second.facts == [
        ("reason", "Hypertension"),
        ("diagnosed", "Hypertension"),
        ("vaccinated", "Influenza"),
        ("ordered", "Lisinopril 10 MG"),
        ("measured", "Blood pressure 151/92 mm[Hg]; Weight 70.5 kg"),
    ]


def test_plain_lines_and_a_terminal_tell_the_same(life: Path) -> None:
    told = story(life)
    console = Console(width=200)
    with console.capture() as capture:
        console.print(pretty(told))
    shown = " ".join(capture.get().split())
    lines = list(plain(told))
    assert lines[0] == "Ms. Ada Mae Love"
    assert "  2020-03-04 10:30  Check-up, ambulatory (still open) · Dr. Roe, Harbor Clinic" in lines
    assert lines[-1] == "5 lines, 13 resources"
    for text in (
        "Ms. Ada Mae Love",
        "Past problems",
        "Lisinopril 10 MG: one tablet a day",
        "measured Blood pressure 151/92 mm[Hg]",
    ):
        assert text in shown


def test_one_bundle_as_a_list_and_as_json(life: Path) -> None:
    second = bundle(life, 2)
    assert list(plain_bundle(second)) == [
        "PUT Encounter/e1",
        "PUT Condition/c1  Bronchitis",
        "PUT MedicationRequest/m1  Syrup",
        "PUT Provenance/v1",
    ]
    assert indented(second).startswith('{\n  "resourceType": "Bundle",\n')


def test_a_file_without_a_patient_is_not_a_life(tmp_path: Path) -> None:
    path = tmp_path / "000-shared.ndjson"
    path.write_text('{"resourceType":"Bundle","type":"transaction","entry":[]}\n')
    with pytest.raises(InputError, match="holds no Patient; accepted is a file of bundles"):
        story(path)


def test_a_death_is_told_with_the_age(life: Path) -> None:
    text = life.read_text().replace('"gender":"female"', '"gender":"female","deceasedDateTime":"2021-05-06T03:00:00-04:00"')
    life.write_text(text)
    assert dict(story(life).facts)["born"] == "1960-05-06, 61 years old at death on 2021-05-06"
