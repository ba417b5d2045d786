"""Conditions and allergies: recorded, and ended."""

from __future__ import annotations

from simulator.record.encounters import EncounterOpened
from simulator.record.entry import Entry
from simulator.terminology.concept import Concept


class ConditionOnset(Entry):
    """A condition as it was diagnosed. `time` is the onset that the chart tells; `arose` is when it truly began, which a
    chart does not tell, and `latent` holds what it tells of. `category` is "encounter-diagnosis" or "problem-list-item".
    `abated` is filled by the end."""

    __slots__ = ("abated", "arose", "category", "concepts", "latent")

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter: EncounterOpened | None,
        concepts: list[Concept],
        arose: int,
        category: str,
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.concepts = concepts
        self.arose = arose
        self.category = category
        self.abated: ConditionAbated | None = None
        self.latent: list[LatentCondition] = []

    def let_go(self) -> None:
        self.abated = None
        self.latent.clear()


class ConditionAbated(Entry):
    """A condition's end."""

    __slots__ = ("condition",)

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter: EncounterOpened | None,
        condition: ConditionOnset,
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.condition = condition


class AllergyReaction:
    """A manifestation of an allergy with its severity: "mild", "moderate" or "severe"."""

    __slots__ = ("manifestation", "severity")

    def __init__(self, manifestation: Concept, severity: str) -> None:
        self.manifestation = manifestation
        self.severity = severity


class AllergyOnset(Entry):
    """An allergy or intolerance as it was recorded. `allergy_type` is "allergy" or "intolerance"; `category` is FHIR's
    ("food", "medication", "environment", "biologic")."""

    __slots__ = ("allergy_type", "category", "concepts", "ended", "reactions")

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter: EncounterOpened | None,
        concepts: list[Concept],
        allergy_type: str,
        category: str,
        reactions: list[AllergyReaction],
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.concepts = concepts
        self.allergy_type = allergy_type
        self.category = category
        self.reactions = reactions
        self.ended: AllergyEnded | None = None

    def let_go(self) -> None:
        self.ended = None


class AllergyEnded(Entry):
    """An allergy that was outgrown or treated."""

    __slots__ = ("allergy",)

    def __init__(
        self, module: str, state: str, visit: int, time: int, encounter: EncounterOpened | None, allergy: AllergyOnset
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.allergy = allergy


class LatentCondition:
    """A condition as somebody truly has it, whether recorded or not: the truth beside the chart.

    `arose` and `ended` are when it truly began and ended. `onset` is the entry that records it, None while nobody has.
    """

    __slots__ = ("arose", "concepts", "ended", "module", "onset", "state", "visit")

    def __init__(self, module: str, state: str, visit: int, arose: int, concepts: list[Concept]) -> None:
        self.module = module
        self.state = state
        self.visit = visit
        self.arose = arose
        self.concepts = concepts
        self.onset: ConditionOnset | AllergyOnset | None = None
        self.ended: int | None = None
