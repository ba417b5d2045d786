"""Synthea's schedule of immunisations as modules that stand in for ours.

Every dose for everybody, in the first wellness visit of the four years from its age on, in years in which there is the product; and
against COVID-19 one product alone, that of the first dose.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from simulator.machine.load import own_folder
from tests.agreement.reference import VERSION

#: A dose that is not given within so many months is not given at all.
WINDOW_MONTHS = 48
#: Our modules that are no schedule of a product of Synthea's.
_COVID = "immunization_covid_19.json"
_KEPT = ("immunization_attitude.json", _COVID)


def stand_in(jars: Path, folder: Path) -> Path:
    """Our own modules copied to `folder`, with Synthea's schedule, as its jar has it, for ours; gives the folder."""
    shutil.copytree(own_folder(), folder, dirs_exist_ok=True)
    for path in (folder / "core").glob("immunization_*.json"):
        if path.name not in _KEPT:
            path.unlink()
    _one_product(folder / "core" / _COVID)
    with ZipFile(jars / f"synthea-{VERSION}.jar") as jar:
        schedule = json.loads(jar.read("immunization_schedule.json"))
    for name, vaccine in schedule.items():
        written = json.dumps(module(name, vaccine["code"], vaccine["at_months"], vaccine["first_available"]))
        (folder / "core" / f"immunization_of_reference_{name}.json").write_text(written, encoding="utf-8")
    return folder


def _one_product(path: Path) -> None:
    written = json.loads(path.read_text(encoding="utf-8"))
    written["states"]["End First Dose"] = {"type": "EncounterEnd", "direct_transition": "Terminal"}
    path.write_text(json.dumps(written), encoding="utf-8")


def module(name: str, code: dict[str, str], at_months: list[int], first_year: int) -> dict[str, Any]:
    """A module that gives each dose of one vaccine."""
    states: dict[str, Any] = {"Initial": {"type": "Initial", "direct_transition": "Wait 0"}}
    for number, months in enumerate(at_months):
        following = f"Wait {number + 1}" if number + 1 < len(at_months) else "Terminal"
        states |= _dose(number, following, code, months, first_year)
    states["Terminal"] = {"type": "Terminal"}
    return {"name": f"Reference's {name}", "gmf_version": 2, "states": states}


def _dose(number: int, following: str, code: dict[str, str], months: int, first_year: int) -> dict[str, Any]:
    age = {"condition_type": "Age", "operator": ">=", "unit": "months"}
    there = {"condition_type": "Date", "operator": ">=", "year": first_year}
    too_late = {**age, "quantity": months + WINDOW_MONTHS}
    return {
        f"Wait {number}": {
            "type": "Guard",
            "allow": {
                "condition_type": "Or",
                "conditions": [{"condition_type": "And", "conditions": [{**age, "quantity": months}, there]}, too_late],
            },
            "conditional_transition": [{"condition": too_late, "transition": following}, {"transition": f"Visit {number}"}],
        },
        f"Visit {number}": {"type": "Encounter", "wellness": True, "direct_transition": f"Dose {number}"},
        f"Dose {number}": {
            "type": "Vaccine",
            "codes": [{"system": "CVX", "code": code["code"], "display": code["display"]}],
            "direct_transition": f"End {number}",
        },
        f"End {number}": {"type": "EncounterEnd", "direct_transition": following},
    }
