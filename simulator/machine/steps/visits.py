"""Steps that open and end encounters, and the diagnoses that wait for them."""

from __future__ import annotations

from datetime import date
from typing import Final

from simulator.kernel.clock import DAY, day_of
from simulator.machine.steps.problems import diagnose
from simulator.machine.steps.references import reason_of
from simulator.machine.walk import GO, PARK, Step, Walk
from simulator.terminology.concept import Concept

_FIRST_VIDEO: Final = day_of(date(2016, 1, 1)) * DAY
_MANY_VIDEO: Final = day_of(date(2020, 4, 1)) * DAY


class WellnessEncounter(Step):
    """Waits for a visit that the engine opens, and takes part in each at most once; an encounter of its own is ended before."""

    __slots__ = ()

    def act(self, walk: Walk) -> int:
        if walk.encounter is not None and (wait := walk.end_encounter(self.path, None)) > 0:
            return wait
        visit = walk.subject.visit
        if visit is None or walk.passed_visit is visit:
            walk.subject.visit_waiters.append(walk)
            return PARK
        walk.visit = walk.passed_visit = visit
        walk.subject.participants.append(walk)
        walk.encounter_state = self.name
        diagnose(walk, self.name)
        walk.subject.care.renew_chronic(walk.now)
        return GO


class Telemedicine:
    """How likely a visit is by video: 0.4 % from 2016, 15 % from April 2020 on where it is possible.

    Source: Weiner et al., JAMA Network Open 2021;4(3):e212618 (0.3 % of ambulatory visits before, 23.6 % at the peak of 2020);
    Mehrotra et al., Commonwealth Fund, February 2021 (settling at 6–15 %).
    """

    __slots__ = ("always",)

    def __init__(self, always: bool) -> None:
        self.always = always

    def happens(self, walk: Walk) -> bool:
        """Whether this visit is by video, drawn where it may be."""
        if self.always:
            return True
        if walk.now < _FIRST_VIDEO:
            return False
        return walk.random.random() < (0.004 if walk.now < _MANY_VIDEO else 0.15)


class Encounter(Step):
    """Waits for the hour and for the lock, and opens an encounter; one that the module still has open is ended before."""

    __slots__ = ("concepts", "encounter_class", "reason", "telemedicine")

    def __init__(
        self,
        module: str,
        name: str,
        path: str,
        encounter_class: str,
        concepts: list[Concept],
        reason: str,
        telemedicine: Telemedicine | None,
    ) -> None:
        super().__init__(module, name, path)
        self.encounter_class = encounter_class
        self.concepts = concepts
        self.reason = reason
        self.telemedicine = telemedicine

    def act(self, walk: Walk) -> int:
        care = walk.subject.care
        if walk.encounter is not None and (wait := walk.end_encounter(self.path, None)) > 0:
            return wait
        wait = care.wait_for_opening(self.encounter_class, walk.now, walk.next_visit(self.path))
        if wait > 0:
            walk.again = True
            return wait
        if not care.take_lock(walk):
            return PARK
        virtual = self.telemedicine is not None and self.telemedicine.happens(walk)
        encounter = care.open_encounter(
            walk, "virtual" if virtual else self.encounter_class, self.path, walk.count_visit(self.path), self.concepts
        )
        walk.visit = None
        walk.encounter_state = self.name
        diagnose(walk, self.name)
        encounter.reason = reason_of(walk, self.reason)
        return GO


class EncounterEnd(Step):
    """Ends the module's encounter when its time is over, or the module's part in a visit of the engine's."""

    __slots__ = ("disposition",)

    def __init__(self, module: str, name: str, path: str, disposition: Concept | None) -> None:
        super().__init__(module, name, path)
        self.disposition = disposition

    def act(self, walk: Walk) -> int:
        care = walk.subject.care
        if walk.visit is not None:
            walk.visit = None
            return GO
        if walk.encounter is None:
            return GO if care.nobody_else_holds(walk) else PARK
        return walk.end_encounter(self.path, self.disposition) or GO
