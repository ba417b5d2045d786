"""Every type of resource that there is, written by our own modules and a test module beside them."""

from __future__ import annotations

from pathlib import Path

import orjson

from simulator.config import RunConfig
from simulator.run.api import run

#: All that the simulator can write.
TYPES = (
    "AllergyIntolerance", "CarePlan", "CareTeam", "Condition", "Coverage", "Device", "DiagnosticReport", "DocumentReference",
    "Encounter", "Endpoint", "Goal", "ImagingStudy", "Immunization", "Location", "Medication", "MedicationAdministration",
    "MedicationDispense", "MedicationRequest", "Observation", "Organization", "Patient", "Practitioner", "PractitionerRole",
    "Procedure", "Provenance", "RelatedPerson", "ServiceRequest", "Specimen", "SupplyDelivery",
)  # fmt: skip


def test_a_few_people_have_every_type_of_resource(tmp_path: Path) -> None:
    folder = Path(__file__).parent / "every_type"
    run(RunConfig.of(patients=6, modules=[folder], output=tmp_path / "town"))
    assert tuple(orjson.loads((tmp_path / "town/run.json").read_bytes())["resources"]) == TYPES
