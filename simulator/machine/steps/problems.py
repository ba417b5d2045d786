"""Steps that write what is wrong with a person: conditions and allergies, and their ends."""

from __future__ import annotations

from typing import Final, TypeVar

from simulator.machine.steps.references import entry_of_attribute, entry_of_state
from simulator.machine.walk import GO, Step, Walk
from simulator.record.entry import Entry
from simulator.record.problems import (
    AllergyEnded,
    AllergyOnset,
    AllergyReaction,
    ConditionAbated,
    ConditionOnset,
    LatentCondition,
)
from simulator.terminology.concept import Concept

Kept = TypeVar("Kept", bound=Entry)

#: Encounters whose diagnoses are of the day; those of other visits, and of none, go on the problem list.
EPISODIC_CLASSES: Final[tuple[str, ...]] = ("emergency", "urgentcare", "inpatient", "hospice", "snf", "virtual")


class Reaction:
    """A possible reaction to an allergen, with the severities that it may have and their probabilities."""

    __slots__ = ("bounds", "manifestation", "severities")

    def __init__(self, manifestation: Concept, severities: list[tuple[str, float]]) -> None:
        total = sum(probability for _, probability in severities) or 1.0
        self.manifestation = manifestation
        self.severities = [severity for severity, _ in severities]
        self.bounds: list[float] = []
        bound = 0.0
        for _, probability in severities:
            bound += probability / total
            self.bounds.append(bound)

    def draw(self, walk: Walk) -> AllergyReaction | None:
        """The reaction as this person has it; None where they have it not."""
        drawn = walk.random.random()
        for bound, severity in zip(self.bounds, self.severities, strict=True):
            if drawn < bound:
                return None if severity == "none" else AllergyReaction(self.manifestation, severity)
        return None


class Onset(Step):
    """Something begins to be wrong: recorded now, or kept until the encounter that finds it."""

    __slots__ = ("attribute", "concepts", "target_encounter")

    def __init__(self, module: str, name: str, path: str, concepts: list[Concept], target_encounter: str, attribute: str) -> None:
        super().__init__(module, name, path)
        self.concepts = concepts
        self.target_encounter = target_encounter
        self.attribute = attribute

    def act(self, walk: Walk) -> int:
        latent = LatentCondition(walk.machine.key, self.path, walk.count_visit(self.path), walk.now, self.concepts)
        self.keep(walk, latent)
        walk.assigned[self.name] = latent
        if self.attribute:
            walk.subject.set(self.attribute, latent)
        if not self.target_encounter or walk.is_in(self.target_encounter):
            self.record(walk, latent)
        else:
            walk.pending.append((self, latent))
        return GO

    def keep(self, walk: Walk, latent: LatentCondition) -> None:
        """Keeps the truth of it."""

    def record(self, walk: Walk, latent: LatentCondition) -> None:
        """Records it, where nothing of its first code is recorded as active yet."""
        latent.onset = self.entry(walk, latent)
        walk.assigned[self.name] = latent.onset
        if self.attribute and walk.subject.attributes.get(self.attribute) is latent:
            walk.subject.set(self.attribute, latent.onset)

    def entry(self, walk: Walk, latent: LatentCondition) -> ConditionOnset | AllergyOnset:
        """The entry that records it: a new one, or the one that is active."""
        raise NotImplementedError


class ConditionOnsetStep(Onset):
    """A condition begins."""

    __slots__ = ()

    def keep(self, walk: Walk, latent: LatentCondition) -> None:
        walk.subject.chart.latent_conditions.append(latent)

    def entry(self, walk: Walk, latent: LatentCondition) -> ConditionOnset:
        chart = walk.subject.chart
        code = self.concepts[0].code
        active = chart.active_conditions.get(code)
        if active is not None:
            active.latent.append(latent)
            return active
        encounter = chart.open_encounter
        episodic = encounter is not None and encounter.encounter_class in EPISODIC_CLASSES
        category = "encounter-diagnosis" if episodic else "problem-list-item"
        made = ConditionOnset(latent.module, latent.state, latent.visit, walk.now, encounter, self.concepts, latent.arose, category)
        made.latent.append(latent)
        chart.append(made)
        for concept in self.concepts:
            chart.active_conditions.setdefault(concept.code, made)
            walk.subject.signal("condition:" + concept.code)
        return made


class AllergyOnsetStep(Onset):
    """An allergy or intolerance begins."""

    __slots__ = ("allergy_type", "category", "reactions")

    def __init__(
        self,
        module: str,
        name: str,
        path: str,
        concepts: list[Concept],
        target_encounter: str,
        attribute: str,
        allergy_type: str,
        category: str,
        reactions: list[Reaction],
    ) -> None:
        super().__init__(module, name, path, concepts, target_encounter, attribute)
        self.allergy_type = allergy_type
        self.category = category
        self.reactions = reactions

    def entry(self, walk: Walk, latent: LatentCondition) -> AllergyOnset:
        chart = walk.subject.chart
        active = chart.active_allergies.get(self.concepts[0].code)
        if active is not None:
            return active
        reactions = [drawn for reaction in self.reactions if (drawn := reaction.draw(walk)) is not None]
        made = AllergyOnset(
            latent.module,
            latent.state,
            latent.visit,
            walk.now,
            chart.open_encounter,
            self.concepts,
            self.allergy_type,
            self.category,
            reactions,
        )
        chart.append(made)
        for concept in self.concepts:
            chart.active_allergies.setdefault(concept.code, made)
            walk.subject.signal("allergy:" + concept.code)
        return made


def diagnose(walk: Walk, state: str) -> None:
    """Records what waited for an encounter of this name."""
    if not walk.pending:
        return
    waiting = walk.pending
    walk.pending = [(onset, latent) for onset, latent in waiting if onset.target_encounter != state]
    for onset, latent in waiting:
        if onset.target_encounter == state and latent.ended is None:
            onset.record(walk, latent)


class End(Step):
    """The end of what a state wrote, of what an attribute holds, or of codes."""

    __slots__ = ("attribute", "codes", "state")

    def __init__(self, module: str, name: str, path: str, state: str, attribute: str, codes: list[str]) -> None:
        super().__init__(module, name, path)
        self.state = state
        self.attribute = attribute
        self.codes = codes

    def named(self, walk: Walk) -> object:
        """What the state or attribute stands for; None where codes are given or nothing is held."""
        if self.state:
            return entry_of_state(walk, self.state)
        return entry_of_attribute(walk, self.attribute) if self.attribute else None


class ConditionEndStep(End):
    """A condition ends, recorded or not."""

    __slots__ = ()

    def act(self, walk: Walk) -> int:
        held = self.named(walk)
        if isinstance(held, LatentCondition):
            held.ended = walk.now
        elif isinstance(held, ConditionOnset):
            self._abate(walk, held)
        for code in self.codes:
            active = walk.subject.chart.active_conditions.get(code)
            if active is not None:
                self._abate(walk, active)
        return GO

    def _abate(self, walk: Walk, condition: ConditionOnset) -> None:
        if condition.abated is not None:
            return
        chart = walk.subject.chart
        condition.abated = ConditionAbated(
            walk.machine.key, self.path, walk.count_visit(self.path), walk.now, chart.open_encounter, condition
        )
        chart.append(condition.abated)
        for latent in condition.latent:
            if latent.ended is None:
                latent.ended = walk.now
        forget(walk, chart.active_conditions, condition, "condition:", condition.concepts)


class AllergyEndStep(End):
    """An allergy ends."""

    __slots__ = ()

    def act(self, walk: Walk) -> int:
        held = self.named(walk)
        if isinstance(held, LatentCondition):
            held.ended = walk.now
        elif isinstance(held, AllergyOnset):
            self._end(walk, held)
        for code in self.codes:
            active = walk.subject.chart.active_allergies.get(code)
            if active is not None:
                self._end(walk, active)
        return GO

    def _end(self, walk: Walk, allergy: AllergyOnset) -> None:
        if allergy.ended is not None:
            return
        chart = walk.subject.chart
        allergy.ended = AllergyEnded(
            walk.machine.key, self.path, walk.count_visit(self.path), walk.now, chart.open_encounter, allergy
        )
        chart.append(allergy.ended)
        forget(walk, chart.active_allergies, allergy, "allergy:", allergy.concepts)


def forget(walk: Walk, active: dict[str, Kept], entry: Kept, signal: str, concepts: list[Concept]) -> None:
    """Takes an entry out of what is active, and tells those who wait for it."""
    for concept in concepts:
        if active.get(concept.code) is entry:
            del active[concept.code]
            walk.subject.signal(signal + concept.code)
