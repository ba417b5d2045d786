"""When results come: laboratory turnaround by setting, as log-normal times.

Median and 90th percentile of routine and urgent chemistry are from Biochemia Medica 2015;25(2):213–221, table 3 (routine ALT and
triglycerides: 150 and 350 minutes; urgent potassium, glucose and CK-MB: 45 and 80). Specimens of offices are fetched in the
evening, so that their routine time begins at 18:00.
"""

from __future__ import annotations

import math
from typing import Final

from simulator.kernel.clock import HOUR, MINUTE
from simulator.kernel.streams import standard_normal, uniform
from simulator.machine.subject import Subject
from simulator.record.encounters import EncounterOpened

#: The 90th percentile of a standard normal distribution.
_Z90: Final = 1.2816
#: (median minutes, sigma of the logarithm)
ROUTINE: Final[tuple[float, ...]] = (150.0, math.log(350 / 150) / _Z90)
URGENT: Final[tuple[float, ...]] = (45.0, math.log(80 / 45) / _Z90)
URGENT_CLASSES: Final[tuple[str, ...]] = ("emergency", "inpatient", "urgentcare", "snf", "hospice")
COURIER: Final = 18 * HOUR
#: Reports that somebody else makes from a specimen; all others are complete at once.
DELAYED_CATEGORIES: Final[tuple[str, ...]] = ("laboratory",)


def result_times(subject: Subject, category: str, encounter: EncounterOpened | None, now: int, key: str) -> tuple[int, int]:
    """When a report's specimen is collected and when its results come; both now where there is no laboratory in it."""
    if category not in DELAYED_CATEGORIES:
        return now, now
    person = subject.person
    collected = now + int(2 * MINUTE + 8 * MINUTE * uniform(person.seed, person.candidate, key, "collected"))
    urgent = encounter is not None and encounter.encounter_class in URGENT_CLASSES
    median, sigma = URGENT if urgent else ROUTINE
    minutes = median * math.exp(sigma * standard_normal(person.seed, person.candidate, key, "turnaround"))
    received = collected
    if not urgent:
        zone = subject.zone
        evening = zone.at(zone.day(collected), COURIER)
        received = max(collected, evening)
    return collected, received + int(minutes * MINUTE)
