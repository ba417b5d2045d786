"""FHIR's elements in a few words, for people who read a terminal."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

#: What a code of the encounter's class says in plain words (v3-ActCode).
ENCOUNTER_CLASSES = {
    "AMB": "ambulatory",
    "EMER": "emergency",
    "IMP": "inpatient",
    "ACUTE": "inpatient",
    "NONAC": "inpatient",
    "HH": "home",
    "VR": "virtual",
    "OBSENC": "observation",
    "SS": "short stay",
    "FLD": "field",
}


#: The kind of a SNOMED CT concept at the end of its fully specified name, which a reader doesn't need.
_SEMANTIC_TAG = re.compile(r" \((?:disorder|finding|procedure|situation|event|regime/therapy|physical object|substance)\)$")


def concept_text(value: dict[str, Any] | None) -> str:
    """A CodeableConcept's text, else its first coding's display or code, "" where there is nothing."""
    if not value:
        return ""
    for coding in ({"display": value.get("text")}, *value.get("coding", ())):
        said = coding.get("display") or coding.get("code")
        if said:
            return _SEMANTIC_TAG.sub("", str(said))
    return ""


def code_of(value: dict[str, Any] | None) -> str:
    """A CodeableConcept's first code, "" where there is none."""
    codings = (value or {}).get("coding") or [{}]
    return str(codings[0].get("code", ""))


def name_text(resource: dict[str, Any]) -> str:
    """The official name of a person, else the first one."""
    names = resource.get("name") or [{}]
    official = [name for name in names if name.get("use") == "official" and "end" not in name.get("period", {})]
    name = (official or names)[0]
    parts = (*name.get("prefix", ()), *name.get("given", ()), name.get("family", ""), *name.get("suffix", ()))
    return " ".join(part for part in parts if part)


def address_text(resource: dict[str, Any]) -> str:
    """The present address on one line, "" where there is none."""
    addresses = [address for address in resource.get("address", ()) if address.get("use") != "old"]
    if not addresses:
        return ""
    address = addresses[0]
    town = " ".join(part for part in (address.get("state", ""), address.get("postalCode", "")) if part)
    return ", ".join(part for part in (*address.get("line", ()), address.get("city", ""), town) if part)


def day(text: str | None) -> str:
    """The day of a FHIR date, dateTime or instant."""
    return (text or "")[:10]


def minute(text: str | None) -> str:
    """The local day and minute of a FHIR dateTime, or its day where it has no time."""
    return (text or "")[:16].replace("T", " ")


def years_between(first: str, last: str) -> int:
    """Completed years between two days."""
    born, then = date.fromisoformat(first), date.fromisoformat(last)
    return then.year - born.year - ((then.month, then.day) < (born.month, born.day))


def quantity_text(quantity: dict[str, Any]) -> str:
    """A Quantity with its unit."""
    value = quantity.get("value", "")
    number = f"{value:g}" if isinstance(value, int | float) else str(value)
    unit = quantity.get("unit") or quantity.get("code") or ""
    if unit in ("1", ""):
        return number
    return f"{number}{'' if unit == '%' else ' '}{unit}"


def value_text(resource: dict[str, Any]) -> str:
    """An Observation's value in words; those of its components where it has none itself."""
    if "valueQuantity" in resource:
        return quantity_text(resource["valueQuantity"])
    if "valueCodeableConcept" in resource:
        return concept_text(resource["valueCodeableConcept"])
    for name in ("valueString", "valueInteger", "valueBoolean", "valueDateTime"):
        if name in resource:
            return str(resource[name])
    parts = [f"{concept_text(part.get('code'))} {value_text(part)}".strip() for part in resource.get("component", ())]
    return ", ".join(parts)


def observation_text(resource: dict[str, Any]) -> str:
    """An Observation as "what: value"; a blood pressure as one figure over the other."""
    what = concept_text(resource.get("code"))
    parts = {code_of(part.get("code")): part.get("valueQuantity", {}) for part in resource.get("component", ())}
    if {"8480-6", "8462-4"} <= parts.keys():  # LOINC: systolic and diastolic
        high, low = parts["8480-6"], parts["8462-4"]
        return f"{what} {high.get('value', '?'):g}/{quantity_text(low)}" if "value" in high else what
    said = value_text(resource)
    return f"{what} {said}" if said else what
