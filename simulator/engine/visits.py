"""The visits that the engine opens itself: wellness by age, and what symptoms lead to."""

from __future__ import annotations

from typing import Final

from simulator.kernel.clock import DAY, HOUR, MINUTE, MONTH, WEEK
from simulator.terminology.concept import Concept, concept
from simulator.terminology.systems import SNOMED

#: Completed months of age up to which (inclusive) a wellness visit follows the last one after so many months of 30 days.
#: The module format's schedule; it follows Bright Futures/AAP, Recommendations for Preventive Pediatric Health Care, for children.
WELLNESS_INTERVALS: Final[tuple[tuple[int, int], ...]] = (
    (1, 1),
    (5, 2),
    (17, 3),
    (3 * 12 + 11, 6),
    (19 * 12 + 11, 12),
    (39 * 12 + 11, 36),
    (49 * 12 + 11, 24),
)
#: Beyond the last of these ages, and whenever a chronic drug is active.
YEARLY_MONTHS: Final = 12

#: The least length of an encounter by class, in seconds: 15 minutes in an office (NAMCS 2019: median 15–20 minutes with the
#: physician), an hour in an emergency department, a day for a stay.
LEAST_LENGTHS: Final[dict[str, int]] = {
    "ambulatory": 15 * MINUTE,
    "outpatient": 15 * MINUTE,
    "wellness": 15 * MINUTE,
    "virtual": 15 * MINUTE,
    "urgentcare": 15 * MINUTE,
    "home": 15 * MINUTE,
    "emergency": HOUR,
    "inpatient": DAY,
    "hospice": DAY,
    "snf": DAY,
}

WELL_CHILD: Final = concept(SNOMED, "410620009", "Well child visit (procedure)")
WELL_ADULT: Final = concept(SNOMED, "162673000", "General examination of patient (procedure)")
EMERGENCY: Final = concept(SNOMED, "50849002", "Emergency room admission (procedure)")
URGENT_CARE: Final = concept(SNOMED, "702927004", "Urgent care clinic (environment)")
SYMPTOM_VISIT: Final = concept(SNOMED, "185345009", "Encounter for symptom (procedure)")
ADULT_YEARS: Final = 18


class SymptomVisit:
    """Where a total of symptoms leads, and how long people wait before they are seen (seconds, from–to)."""

    __slots__ = ("above", "concept", "encounter_class", "wait")

    def __init__(self, above: float, encounter_class: str, code: Concept, wait: tuple[int, int]) -> None:
        self.above = above
        self.encounter_class = encounter_class
        self.concept = code
        self.wait = wait


#: Totals of symptoms above which people seek care, the worst first (the module format's thresholds). The waits are ours: an
#: emergency is seen within hours, urgent care on the day, the office within the week.
SYMPTOM_VISITS: Final = (
    SymptomVisit(500, "emergency", EMERGENCY, (30 * MINUTE, 6 * HOUR)),
    SymptomVisit(350, "urgentcare", URGENT_CARE, (2 * HOUR, DAY)),
    SymptomVisit(300, "outpatient", SYMPTOM_VISIT, (DAY, WEEK)),
)


def wellness_interval(age_months: int, chronic: bool) -> int:
    """Seconds from a wellness visit to the next one, for somebody of this age in completed months."""
    months = next((interval for upto, interval in WELLNESS_INTERVALS if age_months <= upto), YEARLY_MONTHS)
    if chronic:
        months = min(months, YEARLY_MONTHS)
    return months * MONTH
