"""States that write what is found wrong and done about it: conditions, allergies, drugs, plans, procedures, devices."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator

from simulator.machine.schema_flow import BaseState
from simulator.machine.schema_values import (
    Code,
    Count,
    Distribution,
    Duration,
    DurationRange,
    Element,
    NonNegative,
    Number,
    Operator,
    OptionalText,
    Probability,
    Scalar,
    TimeUnit,
    absent_if_empty,
    lower_case,
)


class ConditionOnsetState(BaseState):
    """A condition begins; it is recorded now, or in the encounter that `target_encounter` names."""

    type: Literal["ConditionOnset"]
    codes: list[Code]
    target_encounter: OptionalText = None
    assign_to_attribute: OptionalText = None


class ConditionEndState(BaseState):
    """A condition ends: that of a state, of an attribute, or of codes."""

    type: Literal["ConditionEnd"]
    condition_onset: OptionalText = None
    referenced_by_attribute: OptionalText = None
    codes: list[Code] | None = None


class PossibleSeverity(Element):
    """How likely a reaction is this severe; "none" means that it does not happen."""

    level: Annotated[Literal["severe", "moderate", "mild", "none"], BeforeValidator(lower_case)]
    value: Probability


class AllergyReaction(Element):
    """What an allergen does, with the probabilities of its severities."""

    reaction: Code
    possible_severities: list[PossibleSeverity]


class AllergyOnsetState(BaseState):
    """An allergy or intolerance begins."""

    type: Literal["AllergyOnset"]
    allergy_type: Annotated[Literal["allergy", "intolerance"], BeforeValidator(lower_case)] | None = None
    category: Annotated[Literal["food", "medication", "environment", "biologic"], BeforeValidator(lower_case)] | None = None
    codes: list[Code]
    reactions: list[AllergyReaction] | None = None
    target_encounter: OptionalText = None
    assign_to_attribute: OptionalText = None


class AllergyEndState(BaseState):
    """An allergy ends: that of a state, of an attribute, or of codes."""

    type: Literal["AllergyEnd"]
    allergy_onset: OptionalText = None
    referenced_by_attribute: OptionalText = None
    codes: list[Code] | None = None


class Dosage(Element):
    """`amount` at a time, `frequency` times in each `period` of `unit`."""

    amount: NonNegative
    frequency: NonNegative
    period: NonNegative
    unit: TimeUnit


class Prescription(Element):
    """How a medication is taken. `as_needed` holds if the field merely exists."""

    as_needed: bool | None = None
    refills: Count | None = None
    dosage: Dosage | None = None
    duration: Duration | None = None
    instructions: list[Code] | None = None


class MedicationOrderState(BaseState):
    """A medication is ordered, or given at once (`administration`)."""

    type: Literal["MedicationOrder"]
    codes: list[Code]
    reason: OptionalText = None
    assign_to_attribute: OptionalText = None
    administration: bool | None = None
    chronic: bool | None = None
    prescription: Prescription | None = None


class MedicationEndState(BaseState):
    """A medication ends: that of a state, of an attribute, or of codes."""

    type: Literal["MedicationEnd"]
    medication_order: OptionalText = None
    referenced_by_attribute: OptionalText = None
    codes: list[Code] | None = None


class GoalObservation(Element):
    """What an observation should be when the goal is reached."""

    codes: list[Code]
    operator: Operator
    value: Annotated[Scalar | None, BeforeValidator(absent_if_empty)] = None


class Goal(Element):
    """A goal of a care plan: text, an observation, or codes; `addresses` are not read."""

    text: OptionalText = None
    observation: GoalObservation | None = None
    codes: list[Code] | None = None
    addresses: list[str] | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to reach."""
        return bool(self.text or self.observation or self.codes)


class CarePlanStartState(BaseState):
    """A care plan begins."""

    type: Literal["CarePlanStart"]
    codes: list[Code]
    activities: list[Code] | None = None
    goals: list[Goal] | None = None
    reason: OptionalText = None
    assign_to_attribute: OptionalText = None


class CarePlanEndState(BaseState):
    """A care plan ends: that of a state, of an attribute, or of codes."""

    type: Literal["CarePlanEnd"]
    careplan: OptionalText = None
    referenced_by_attribute: OptionalText = None
    codes: list[Code] | None = None


class ProcedureState(BaseState):
    """A procedure is done, and takes `duration`, or `distribution` with `unit`, or 15 minutes."""

    type: Literal["Procedure"]
    codes: list[Code]
    reason: OptionalText = None
    duration: DurationRange | None = None
    distribution: Distribution | None = None
    unit: TimeUnit | None = None
    assign_to_attribute: OptionalText = None


class DeviceState(BaseState):
    """A device is given to the person."""

    type: Literal["Device"]
    code: Code
    manufacturer: OptionalText = None
    model: OptionalText = None
    assign_to_attribute: OptionalText = None


class DeviceEndState(BaseState):
    """A device is taken back: that of a state, of an attribute, or of codes."""

    type: Literal["DeviceEnd"]
    device: OptionalText = None
    referenced_by_attribute: OptionalText = None
    codes: list[Code] | None = None


class Supply(Element):
    """Something used up, and how many."""

    code: Code
    quantity: Number


class SupplyListState(BaseState):
    """Supplies are used."""

    type: Literal["SupplyList"]
    supplies: list[Supply]


class VaccineState(BaseState):
    """An immunisation; with `status_reason` it was not done, for this reason."""

    type: Literal["Vaccine"]
    codes: list[Code]
    series: Count | None = None
    status_reason: Code | None = None
