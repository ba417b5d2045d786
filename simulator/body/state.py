"""What the body needs to know of a person's life: the engine's view, passed to every reading, never kept."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from typing import Final


class BodyState:
    """Attributes, active conditions, active drugs and care plans of a person at one moment.

    `attributes` are module attributes by name (`hypertension`, `diabetes`, `ckd`, …); the containers hold code texts:
    SNOMED CT of conditions and care plans, RxNorm of drugs. Drugs are also iterated; their order never matters.
    """

    __slots__ = ("active_care_plans", "active_conditions", "active_medications", "attributes")

    def __init__(
        self,
        attributes: Mapping[str, object] | None = None,
        active_conditions: Container[str] = (),
        active_medications: Collection[str] = (),
        active_care_plans: Container[str] = (),
    ) -> None:
        self.attributes: Mapping[str, object] = {} if attributes is None else attributes
        self.active_conditions = active_conditions
        self.active_medications = active_medications
        self.active_care_plans = active_care_plans

    def has(self, name: str) -> bool:
        """Whether an attribute is set, and not to false."""
        value = self.attributes.get(name)
        return value is not None and value is not False

    def level(self, name: str) -> int:
        """A graded attribute (`ckd`, `diabetes_severity`) as a whole number; 0 where unset or not a number."""
        value = self.attributes.get(name)
        return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0


#: Somebody of whom nothing is known: healthy, untreated.
HEALTHY: Final = BodyState()
