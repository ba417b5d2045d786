"""Second codings: codes that stand beside a module's own, because a profile asks for them or receivers look for them."""

from __future__ import annotations

from typing import Final

from simulator.terminology.concept import Concept, concept
from simulator.terminology.systems import LOINC

PULSE_OXIMETRY: Final = concept(LOINC, "59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry")
OXYGEN_SATURATION: Final = concept(LOINC, "2708-6", "Oxygen saturation in Arterial blood")
HEART_RATE: Final = concept(LOINC, "8867-4", "Heart rate")
RESPIRATORY_RATE: Final = concept(LOINC, "9279-1", "Respiratory rate")
BODY_TEMPERATURE: Final = concept(LOINC, "8310-5", "Body temperature")
BODY_HEIGHT: Final = concept(LOINC, "8302-2", "Body height")
BODY_WEIGHT: Final = concept(LOINC, "29463-7", "Body weight")
BODY_MASS_INDEX: Final = concept(LOINC, "39156-5", "Body mass index (BMI) [Ratio]")
HEAD_CIRCUMFERENCE: Final = concept(LOINC, "9843-4", "Head Occipital-frontal circumference")
BLOOD_PRESSURE: Final = concept(LOINC, "85354-9", "Blood pressure panel with all children optional")

#: FHIR's code of a vital sign, and the LOINC codes of more special ones. Whoever writes a special one must write FHIR's
#: beside it (hl7.org/fhir/R4/observation-vitalsigns.html); the lists are those of HL7's validator 6.8.2.
_VITAL_SIGNS: Final[tuple[tuple[Concept, str], ...]] = (
    (RESPIRATORY_RATE, "76170-0 76172-6 76171-8 19840-8 33438-3 76270-8 11291-2"),
    (
        HEART_RATE,
        "60978-4 73795-7 73799-9 76476-1 76477-9 8889-8 8890-6 8891-4 8892-2 8893-0 40443-4 55425-3 68999-2 11328-2 69000-8 8886-4",
    ),
    (OXYGEN_SATURATION, "19224-5 20564-1 2709-4 2710-2 2713-6 51733-4 59408-5 59417-6 89276-0 97549-0"),
    (
        BODY_TEMPERATURE,
        "60834-9 60835-6 60836-4 60838-0 60955-2 61009-7 75539-7 75987-8 76010-8 76011-6 76278-1 8309-7 8328-7 8329-5 8330-3 "
        "8331-1 8332-9 8333-7 8334-5 91371-5 98657-0 98663-8",
    ),
    (BODY_HEIGHT, "3137-7 3138-5 8306-3 8308-9"),
    (HEAD_CIRCUMFERENCE, "8287-5"),
    (BODY_WEIGHT, "3141-9 3142-7 75292-3 79348-9 8350-1 8351-9"),
    (BODY_MASS_INDEX, "89270-3"),
    (BLOOD_PRESSURE, "35094-2 8459-0 76534-7 55284-4 8480-6 8462-4"),
)
#: LOINC code → FHIR's code of the same vital sign.
VITAL_SIGN_OF: Final[dict[str, Concept]] = {code: sign for sign, codes in _VITAL_SIGNS for code in codes.split()}


def observation_codings(concepts: list[Concept], category: str) -> list[Concept]:
    """The concepts of an observation, each once and in their order, then FHIR's code of a special vital sign, and for a
    saturation that isn't from a laboratory the code of pulse oximetry, which US Core wants beside it."""
    found = list(dict.fromkeys(concepts))
    for each in concepts:
        sign = VITAL_SIGN_OF.get(each.code) if each.system == LOINC else None
        if sign is not None:
            _add(found, sign)
    if category == "vital-signs" and any(each.code == OXYGEN_SATURATION.code for each in found):
        _add(found, PULSE_OXIMETRY)
    return found


def _add(found: list[Concept], more: Concept) -> None:
    if all((each.system, each.code) != (more.system, more.code) for each in found):
        found.append(more)
