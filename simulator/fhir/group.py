"""Group (hl7.org/fhir/R4/group.html): everybody of a population, so that they can be exported as one cohort."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.fhir.datatypes import Resource
from simulator.fhir.rendered import Metas
from simulator.kernel.identity import IdSpace


def group_id(population: str) -> str:
    """The id of a population's Group."""
    return IdSpace(population).id("Group")


def group(population: str, patients: Sequence[str]) -> Resource:
    """The Group of the people with these ids, in this order."""
    return {
        "resourceType": "Group",
        "id": group_id(population),
        "meta": Metas(population)[""],
        "active": True,
        "type": "person",
        "actual": True,
        "name": f"Everybody of {population}",
        "quantity": len(patients),
        "member": [{"entity": {"reference": f"Patient/{each}"}} for each in patients],
    }
