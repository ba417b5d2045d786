"""The module library holds together: it loads, cites its sources, ends what it begins, and declares its deaths."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from simulator.machine.library import ModuleLibrary
from simulator.machine.load import check_folders, load_library, own_folder
from simulator.world.declared import COLUMNS, DeclaredDeaths

Modules = dict[str, dict[str, Any]]
#: US Core vital signs and the unit that its profiles fix (hl7.org/fhir/us/core/STU6.1).
US_CORE_UNITS = {
    "8302-2": "cm",
    "29463-7": "kg",
    "39156-5": "kg/m2",
    "59576-9": "%",
    "77606-2": "%",
    "8289-1": "%",
    "9843-4": "cm",
    "8480-6": "mm[Hg]",
    "8462-4": "mm[Hg]",
    "8867-4": "/min",
    "9279-1": "/min",
    "8310-5": "Cel",
    "59408-5": "%",
}


@pytest.fixture(scope="module")
def library() -> ModuleLibrary:
    return load_library()


def states(modules: Modules, *types: str) -> list[tuple[str, str, dict[str, Any]]]:
    """(module, state name, state) of every state of these types."""
    return [(key, name, s) for key, module in modules.items() for name, s in module["states"].items() if s["type"] in types]


def with_submodules(modules: Modules, key: str) -> dict[str, dict[str, Any]]:
    """A module's states and those of all that it calls, by "module: state"."""
    found: dict[str, dict[str, Any]] = {}
    waiting = [key]
    while waiting:
        here = waiting.pop()
        if any(name.startswith(f"{here}: ") for name in found):
            continue
        found |= {f"{here}: {name}": state for name, state in modules[here]["states"].items()}
        waiting += [state["submodule"] for state in modules[here]["states"].values() if state["type"] == "CallSubmodule"]
    return found


def roots(modules: Modules) -> list[str]:
    return [key for key in modules if "/" not in key or key.startswith("core/")]


def declared_rows() -> list[dict[str, str]]:
    with (own_folder() / "declared_deaths.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def test_the_library_has_no_problem_and_no_warning() -> None:
    assert [str(problem) for problem in check_folders()] == []


def test_the_four_modules_that_every_run_needs_are_there(modules: Modules) -> None:
    needed = {"preventive_care", "hypertension", "type_2_diabetes", "acute_respiratory_infection", "core/wellness_visit"}
    assert needed <= set(modules)


def test_every_module_cites_its_sources_and_tells_its_story(modules: Modules) -> None:
    assert [key for key, module in modules.items() if not module.get("sources") or not module.get("remarks")] == []


def test_every_module_with_visits_ends_them(modules: Modules) -> None:
    for key in roots(modules):
        types = {state["type"] for state in with_submodules(modules, key).values()}
        assert "Encounter" not in types or "EncounterEnd" in types, key


def test_every_drug_for_a_time_is_ended_or_renewed(modules: Modules) -> None:
    ending = {key for key, _, _ in states(modules, "MedicationEnd")}
    ended_by_callers = {"medication/respiratory_antibiotic"}
    lasting = {key for key, _, s in states(modules, "MedicationOrder") if not s.get("chronic") and not s.get("administration")}
    assert sorted(lasting - ending - ended_by_callers) == []


def test_every_submodule_is_called(modules: Modules, library: ModuleLibrary) -> None:
    called = {s["submodule"] for _, _, s in states(modules, "CallSubmodule")}
    assert sorted(key for key in modules if "/" in key and not key.startswith("core/") and key not in called) == []
    assert {module.key for module in library} == set(modules)


def test_vital_signs_have_the_units_of_us_core(modules: Modules) -> None:
    def observed(state: dict[str, Any]) -> list[dict[str, Any]]:
        return [state, *state.get("observations", ())]

    wrong = [
        (key, name, part.get("unit"))
        for key, name, state in states(modules, "Observation", "MultiObservation")
        for part in observed(state)
        if part["codes"][0]["code"] in US_CORE_UNITS and part.get("unit") != US_CORE_UNITS[part["codes"][0]["code"]]
    ]
    assert wrong == []


def test_pulse_oximetry_carries_both_codes_of_its_profile(modules: Modules) -> None:
    found = [[c["code"] for c in s["codes"]] for _, _, s in states(modules, "Observation") if s["codes"][0]["code"] == "59408-5"]
    assert found
    assert all(codes == ["59408-5", "2708-6"] for codes in found)


def test_every_laboratory_report_names_its_specimen(modules: Modules) -> None:
    assert [(key, name) for key, name, s in states(modules, "DiagnosticReport") if "specimen" not in s] == []


def test_incidence_tables_cover_every_age_of_every_group(modules: Modules) -> None:
    for table in sorted({s["incidence"]["table"] for _, _, s in states(modules, "TimeToEvent")}):
        with (own_folder() / "lookup_tables" / table).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        keys = [column for column in rows[0] if column not in ("age", "source", "note") and not column.startswith("rate")]
        spans: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        for row in rows:
            low, high = row["age"].split("-")
            spans.setdefault(tuple(row[key] for key in keys), []).append((int(low), int(high)))
        for group, ages in spans.items():
            followed = sorted(ages)
            assert followed[0][0] == 0, (table, group)
            assert followed[-1][1] == 120, (table, group)
            assert all(a[1] + 1 == b[0] for a, b in pairwise(followed)), (table, group)


def test_rows_of_tables_of_kinds_sum_to_one() -> None:
    for path in sorted((own_folder() / "lookup_tables").glob("*_kinds.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                shares = [float(value) for key, value in row.items() if key not in ("age", "gender", "race", "source", "note")]
                assert sum(shares) == pytest.approx(1.0, abs=1e-3), (path.name, row)


def test_a_module_without_extensions_stays_loadable_by_synthea(modules: Modules) -> None:
    plain = {key for key, module in modules.items() if not _extensions(module)}
    assert {"core/wellness_visit", "examination/vital_signs", "medication/antihypertensive_step"} <= plain


def _extensions(module: dict[str, Any]) -> list[str]:
    kinds = ("specimen", "status_reason", "half_life", "mode")
    return [name for name, s in module["states"].items() if s["type"] == "TimeToEvent" or any(kind in s for kind in kinds)]


def test_declared_deaths_have_their_columns_and_are_accepted() -> None:
    path = own_folder() / "declared_deaths.csv"
    with path.open(encoding="utf-8", newline="") as table:
        assert tuple(next(csv.reader(table))) == COLUMNS
    declared = DeclaredDeaths.load([path], {row["module"]: "" for row in declared_rows()})
    assert all(0 <= declared.share(sex, age) < 0.9 for sex in "MF" for age in range(120))


def test_every_module_that_kills_declares_it_and_no_other_does(modules: Modules) -> None:
    killing = {key for key in roots(modules) if any(state["type"] == "Death" for state in with_submodules(modules, key).values())}
    assert {row["module"] for row in declared_rows()} == killing


def test_every_declared_death_has_a_source_and_a_share() -> None:
    assert [row for row in declared_rows() if not row["source"] or not 0 < float(row["share_of_deaths"]) < 0.6] == []


def test_no_file_of_the_library_speaks_of_how_it_was_made() -> None:
    words = ("/work", "shared/", "TODO", "Synthea")
    files = [path for path in own_folder().rglob("*") if path.suffix in (".json", ".csv")]
    found = [(path.name, word) for path in files for word in words if word in _text(path)]
    assert found == []


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
