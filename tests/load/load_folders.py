"""Small folders of FHIR for tests of loading."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Resource = dict[str, Any]


class Said:
    """Remembers what a load says; see `load.operation.Watcher`."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def begins(self, people: int | None) -> None:
        pass

    def went_on(self, people: int, resources: int, seconds: float) -> None:
        pass

    def say(self, line: str) -> None:
        self.lines.append(line)


def put(resource: Resource) -> Resource:
    key = f"{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": f"https://simulator.invalid/fhir/{key}", "resource": resource, "request": {"method": "PUT", "url": key}}


def ref(key: str) -> Resource:
    return {"reference": key}


def bundle(*resources: Resource) -> Resource:
    return {"resourceType": "Bundle", "type": "transaction", "entry": [put(each) for each in resources]}


ORGANIZATION = {"resourceType": "Organization", "id": "org", "identifier": [{"system": "s", "value": "o"}]}
DOCTOR = {"resourceType": "Practitioner", "id": "doc", "identifier": [{"system": "npi", "value": "1"}]}


def life(name: str, visits: int = 2) -> list[list[Resource]]:
    """Lines of a life: a Patient who changes, and visits with a circle of encounter and condition, results, a provenance."""
    patient = {"resourceType": "Patient", "id": name, "identifier": [{"system": "mrn", "value": name}]}
    lines: list[list[Resource]] = [[patient]]
    for number in range(visits):
        visit, problem = f"{name}-e{number}", f"{name}-c{number}"
        about = {"subject": ref(f"Patient/{name}")}
        encounter = {
            "resourceType": "Encounter",
            "id": visit,
            "status": "finished",
            **about,
            "serviceProvider": ref("Organization/org"),
            "diagnosis": [{"condition": ref(f"Condition/{problem}")}],
        }
        condition = {"resourceType": "Condition", "id": problem, **about, "encounter": ref(f"Encounter/{visit}")}
        results = [
            {
                "resourceType": "Observation",
                "id": f"{visit}-o{each}",
                "status": "final",
                **about,
                "encounter": ref(f"Encounter/{visit}"),
                "performer": [ref("Practitioner/doc")],
                "valueQuantity": {"value": 1.5, "unit": "mg"},
            }
            for each in range(3)
        ]
        provenance = {
            "resourceType": "Provenance",
            "id": f"{visit}-p",
            "target": [ref(f"Observation/{each['id']}") for each in results],
            "agent": [{"who": ref("Practitioner/doc")}],
        }
        lines.append([{**patient, "multipleBirthInteger": number + 2}, encounter, condition, *results, provenance])
    return lines


def write_lines(path: Path, values: list[Resource]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(each) + "\n" for each in values))
    return path


def make_run(folder: Path, people: int = 3, population: str = "town", modules: str = "m1") -> Path:
    write_lines(folder / "encounters" / "000-shared.ndjson", [bundle(ORGANIZATION, DOCTOR)])
    for number in range(people):
        write_lines(folder / "encounters" / f"p{number}.ndjson", [bundle(*line) for line in life(f"p{number}")])
    manifest = {
        "format": 1,
        "version": "1",
        "code": "c",
        "population": population,
        "seed": 1,
        "as_of": "2026-01-01",
        "options": {},
        "core": {},
        "modules": {"m": modules},
        "tables": {},
        "status": "complete",
        "people": {"living": people, "dead": 0, "lived": people, "lines": 3 * people},
        "resources": {},
        "files": {},
    }
    (folder / "run.json").write_text(json.dumps(manifest))
    return folder


#: Resources of one person of `life`, and of what all share.
ONE = 1 + 2 * 6
SHARED = 2
