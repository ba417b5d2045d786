"""The conditions that ask a person's record: what is active, and what was observed last."""

from __future__ import annotations

from simulator.errors import ModuleRunError
from simulator.machine.conditions import COMPARISONS, Condition, compared
from simulator.machine.walk import NOISY, Walk
from simulator.record.entry import Entry
from simulator.record.problems import LatentCondition
from simulator.terminology.concept import Concept


class ObservationIs(Condition):
    """The latest observation of any of these codes against a number, a text or a code; false where there is none."""

    __slots__ = ("attribute", "codes", "compare", "operator_text", "value")

    def __init__(self, codes: tuple[str, ...], attribute: str, operator_text: str, value: object) -> None:
        self.codes = codes
        self.attribute = attribute
        self.operator_text = operator_text
        self.compare = COMPARISONS.get(operator_text)
        self.value = value

    def holds(self, walk: Walk) -> bool:
        latest = None
        for code in codes_of(walk, self.codes, self.attribute):
            found = walk.subject.chart.last_observations.get(code)
            if found is not None and (latest is None or found.time > latest.time):
                latest = found
        if self.compare is None:
            return (latest is None) == (self.operator_text == "is nil")
        if latest is None or latest.value is None:
            return False
        try:
            return compared(latest.value, self.value, self.operator_text, self.compare)
        except TypeError:
            raise ModuleRunError(
                walk.machine.key,
                walk.step.name,
                f"observation {', '.join(codes_of(walk, self.codes, self.attribute))} is {latest.value!r} and cannot be compared "
                f"({self.operator_text}) with {self.value!r}",
            ) from None

    def signals(self) -> tuple[str, ...]:
        if self.attribute:
            return ("attribute:" + self.attribute,)
        return tuple("observation:" + code for code in self.codes)

    def held_signals(self, walk: Walk) -> tuple[str, ...]:
        return tuple("observation:" + code for code in codes_of(walk, (), self.attribute)) if self.attribute else ()

    def refers(self) -> bool:
        return bool(self.attribute)

    def reads(self) -> tuple[str, ...]:
        return (self.attribute,) if self.attribute else ()

    def quietness(self) -> int:
        return NOISY


class Active(Condition):
    """Whether something with any of these codes is active; `kind` is "condition", "allergy", "medication" or "care_plan"."""

    __slots__ = ("attribute", "codes", "kind")

    def __init__(self, kind: str, codes: tuple[str, ...], attribute: str) -> None:
        self.kind = kind
        self.codes = codes
        self.attribute = attribute

    def holds(self, walk: Walk) -> bool:
        chart = walk.subject.chart
        active: dict[str, object]
        if self.kind == "condition":
            active = chart.active_conditions  # type: ignore[assignment]
        elif self.kind == "medication":
            active = chart.active_medications  # type: ignore[assignment]
        elif self.kind == "allergy":
            active = chart.active_allergies  # type: ignore[assignment]
        else:
            active = chart.active_care_plans  # type: ignore[assignment]
        for code in codes_of(walk, self.codes, self.attribute) if self.attribute else self.codes:  # noqa: SIM110 a generator costs 300 ns
            if code in active:
                return True
        return False

    def signals(self) -> tuple[str, ...]:
        if self.attribute:
            return ("attribute:" + self.attribute,)
        return tuple(f"{self.kind}:{code}" for code in self.codes)

    def held_signals(self, walk: Walk) -> tuple[str, ...]:
        return tuple(f"{self.kind}:{code}" for code in codes_of(walk, (), self.attribute)) if self.attribute else ()

    def refers(self) -> bool:
        return bool(self.attribute)

    def reads(self) -> tuple[str, ...]:
        return (self.attribute,) if self.attribute else ()

    def quietness(self) -> int:
        return NOISY


def codes_of(walk: Walk, codes: tuple[str, ...], attribute: str) -> tuple[str, ...]:
    """The codes themselves, or those of the entry or code that an attribute holds."""
    if not attribute:
        return codes
    found = walk.subject.attributes.get(attribute)
    if isinstance(found, Concept):
        return (found.code,)
    concepts = getattr(found, "concepts", None) if isinstance(found, (Entry, LatentCondition)) else None
    return tuple(concept.code for concept in concepts) if concepts else ()
