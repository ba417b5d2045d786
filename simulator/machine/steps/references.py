"""What a state means by the name of another state or of an attribute: entries, conditions, concepts."""

from __future__ import annotations

from simulator.machine.walk import Walk
from simulator.record.entry import Entry
from simulator.record.problems import ConditionOnset, LatentCondition
from simulator.terminology.concept import Concept

Held = Entry | LatentCondition | Concept | None


def entry_of_state(walk: Walk, state: str) -> Held:
    """What a state of this walk wrote last: its entry, or its condition that nobody has diagnosed."""
    found = walk.assigned.get(state)
    if isinstance(found, LatentCondition) and found.onset is not None:
        return found.onset
    return found


def entry_of_attribute(walk: Walk, attribute: str) -> Held:
    """What an attribute holds, where that is an entry or a code."""
    found = walk.subject.attributes.get(attribute)
    if isinstance(found, LatentCondition) and found.onset is not None:
        return found.onset
    return found if isinstance(found, (Entry, LatentCondition, Concept)) else None


def concept_of(held: object) -> Concept | None:
    """The first code of an entry or condition, or the code itself."""
    if isinstance(held, Concept):
        return held
    concepts = getattr(held, "concepts", None)
    return concepts[0] if concepts else getattr(held, "concept", None)


def reason_of(walk: Walk, reason: str) -> Entry | Concept | None:
    """A state's `reason`: what an attribute of that name holds, else what a state of that name wrote.

    A recorded condition is referred to; of anything else, only its code is given.
    """
    if not reason:
        return None
    held = entry_of_attribute(walk, reason) or entry_of_state(walk, reason)
    return held if isinstance(held, ConditionOnset) else concept_of(held)
