"""To whom a resource belongs: the patient that it is about, nobody where many share it, or many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from simulator.resources.references import Resource, key_of, references

PATIENT: Final = "Patient/"
#: In place of a person: what refers to several people without being about one of them, such as a Group.
SEVERAL: Final = "*"
#: Elements that name whom a resource is about (FHIR R4, patient compartment).
_ABOUT: Final[tuple[str, ...]] = ("subject", "patient", "beneficiary", "individual")


def person_of(resource: Resource) -> str | None:
    """The key of the Patient whom a resource is or names, SEVERAL where it names more, None where it names nobody."""
    if resource["resourceType"] == "Patient":
        return key_of(resource)
    for name in _ABOUT:
        about = resource.get(name)
        if isinstance(about, dict) and str(about.get("reference", "")).startswith(PATIENT):
            return str(about["reference"])
    people = {target for target in references(resource) if target.startswith(PATIENT)}
    if not people:
        return None
    return people.pop() if len(people) == 1 else SEVERAL


def persons_of(resources: Sequence[Resource]) -> list[str | None]:
    """The persons of resources that came together: what names nobody belongs to whom what it refers to belongs to."""
    persons = {key_of(each): person_of(each) for each in resources}
    open_keys = {key_of(each): each for each in resources if persons[key_of(each)] is None}
    changed = True
    while changed and open_keys:
        changed = False
        for key, resource in list(open_keys.items()):
            found = next((persons[target] for target in references(resource) if persons.get(target)), None)
            if found is not None:
                persons[key] = found
                del open_keys[key]
                changed = True
    return [persons[key_of(each)] for each in resources]
