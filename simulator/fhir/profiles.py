"""Which US Core 6.1.0 profile an Observation fits, by code, category and value, as ONC's tests choose them.

Sources: hl7.org/fhir/us/core/STU6.1 (profiles, their fixed codes and required units); the names are those of the profiles'
URLs without "us-core-", or whole URLs.
"""

from __future__ import annotations

from typing import Final

from simulator.fhir.canonical import US_CORE

#: LOINC → the profile of a vital sign, and the UCUM codes that its value may have.
VITAL_SIGNS: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "29463-7": ("body-weight", frozenset({"g", "kg", "[lb_av]"})),
    "39156-5": ("bmi", frozenset({"kg/m2"})),
    "59576-9": (f"{US_CORE}pediatric-bmi-for-age", frozenset({"%"})),
    "77606-2": (f"{US_CORE}pediatric-weight-for-height", frozenset({"%"})),
    "8289-1": (f"{US_CORE}head-occipital-frontal-circumference-percentile", frozenset({"%"})),
    "8302-2": ("body-height", frozenset({"cm", "[in_i]"})),
    "8310-5": ("body-temperature", frozenset({"Cel", "[degF]"})),
    "8867-4": ("heart-rate", frozenset({"/min"})),
    "9279-1": ("respiratory-rate", frozenset({"/min"})),
    "9843-4": ("head-circumference", frozenset({"cm", "[in_i]"})),
    "59408-5": ("pulse-oximetry", frozenset({"%"})),
    "2708-6": ("pulse-oximetry", frozenset({"%"})),
}
BLOOD_PRESSURE: Final = "85354-9"
SYSTOLIC: Final = "8480-6"
DIASTOLIC: Final = "8462-4"
SMOKING_STATUS: Final = "72166-2"

#: LOINC → the profile of a coded answer in the category "social-history".
SOCIAL_HISTORY: Final[dict[str, str]] = {
    SMOKING_STATUS: "smokingstatus",
    "11341-5": "observation-occupation",
    "82810-3": "observation-pregnancystatus",
    "86645-9": "observation-pregnancyintent",
}

#: Category → the profile of what has none of its own.
BY_CATEGORY: Final[dict[str, str]] = {
    "activity": "observation-clinical-result",
    "exam": "observation-clinical-result",
    "imaging": "observation-clinical-result",
    "laboratory": "observation-lab",
    "procedure": "observation-clinical-result",
    "social-history": "simple-observation",
    "survey": "observation-screening-assessment",
    "therapy": "observation-clinical-result",
    "vital-signs": "vital-signs",
}


#: The codes that make an observation a vital sign whatever category its module gave it.
_SIGNS: Final = frozenset({*VITAL_SIGNS, BLOOD_PRESSURE})


def is_vital_sign(codes: list[str]) -> bool:
    """Whether one of the LOINC codes is FHIR's own of a vital sign."""
    return not _SIGNS.isdisjoint(codes)


def observation_profile(codes: list[str], category: str, unit: str, kind: str) -> str:
    """The profile of an observation with these codes and this category of its own; `unit` is UCUM, `kind` one of
    "Quantity", "CodeableConcept", "components" … or ""."""
    if BLOOD_PRESSURE in codes:
        return "blood-pressure" if kind == "components" else ""
    for code in reversed(codes):
        if code in VITAL_SIGNS:
            profile, units = VITAL_SIGNS[code]
            return profile if kind == "Quantity" and unit in units and (profile != _OXIMETRY or _is_oximetry(codes)) else ""
        if code in SOCIAL_HISTORY and kind == "CodeableConcept":
            return SOCIAL_HISTORY[code]
    if category == "vital-signs" and kind not in ("Quantity", "components"):
        return ""
    return BY_CATEGORY.get(category, "")


_OXIMETRY: Final = "pulse-oximetry"


def _is_oximetry(codes: list[str]) -> bool:
    return "59408-5" in codes and "2708-6" in codes
