"""Second codings: codes that stand beside a module's own, because a profile asks for both or receivers look for either."""

from __future__ import annotations

from simulator.terminology.concept import Concept, concept
from simulator.terminology.systems import LOINC

_PULSE_OXIMETRY = concept(LOINC, "59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry")
_OXYGEN_SATURATION = concept(LOINC, "2708-6", "Oxygen saturation in Arterial blood")

#: (system, code) → what is written after it. US Core 6.1.0's pulse oximetry profile wants both of its codes in one concept.
SECOND_CODINGS: dict[tuple[str, str], tuple[Concept, ...]] = {
    (LOINC, "2708-6"): (_PULSE_OXIMETRY,),
    (LOINC, "59408-5"): (_OXYGEN_SATURATION,),
}


def with_second_codings(concepts: list[Concept]) -> list[Concept]:
    """The concepts in their order, each code once, followed by the second codings of the table."""
    found = list(dict.fromkeys(concepts))
    codes = {(each.system, each.code) for each in found}
    for each in tuple(found):
        for second in SECOND_CODINGS.get((each.system, each.code), ()):
            if (second.system, second.code) not in codes:
                codes.add((second.system, second.code))
                found.append(second)
    return found
