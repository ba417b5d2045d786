"""States that move a person through a module: delays, guards, attributes, visits, symptoms, death."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from simulator.machine.schema_conditions import Condition
from simulator.machine.schema_transitions import (
    ComplexOption,
    ConditionalOption,
    DistributedOption,
    LookupOption,
    TypeOfCareTransition,
)
from simulator.machine.schema_values import (
    Code,
    Distribution,
    Duration,
    DurationRange,
    Element,
    Exact,
    NonNegative,
    Number,
    OptionalText,
    Probability,
    Range,
    Scalar,
    Text,
    TimeUnit,
    VitalSignName,
    lower_case,
)


class BaseState(Element):
    """What every state may have. A state has one transition; where several stand, the first in this order counts."""

    sources: list[Text] | None = None
    direct_transition: OptionalText = None
    distributed_transition: Annotated[list[DistributedOption], Field(min_length=1)] | None = None
    conditional_transition: Annotated[list[ConditionalOption], Field(min_length=1)] | None = None
    complex_transition: Annotated[list[ComplexOption], Field(min_length=1)] | None = None
    lookup_table_transition: Annotated[list[LookupOption], Field(min_length=1)] | None = None
    type_of_care_transition: TypeOfCareTransition | None = None


class InitialState(BaseState):
    """Where a module begins."""

    type: Literal["Initial"]


class SimpleState(BaseState):
    """Does nothing, and goes on."""

    type: Literal["Simple"]


class TerminalState(BaseState):
    """Where a module ends."""

    type: Literal["Terminal"]


class CallSubmoduleState(BaseState):
    """Runs another module to its end, with this one's attributes and lock."""

    type: Literal["CallSubmodule"]
    submodule: Text


class DelayState(BaseState):
    """Waits: `exact`, `range`, or `distribution` with `unit`."""

    type: Literal["Delay"]
    exact: Duration | None = None
    range: DurationRange | None = None
    distribution: Distribution | None = None
    unit: TimeUnit | None = None


class GuardState(BaseState):
    """Waits until the condition holds."""

    type: Literal["Guard"]
    allow: Condition


class SetAttributeState(BaseState):
    """Sets an attribute; without any value it removes it. What counts is the first present of the fields below."""

    type: Literal["SetAttribute"]
    attribute: Text
    expression: OptionalText = None
    range: Range | None = None
    series_data: OptionalText = None
    period: Number | None = None
    distribution: Distribution | None = None
    value_code: Code | None = None
    value_attribute: OptionalText = None
    value: Scalar | None = None


class CounterState(BaseState):
    """Adds to or takes from a number held in an attribute; `amount` is 1 where absent or 0."""

    type: Literal["Counter"]
    attribute: Text
    action: Literal["increment", "decrement"]
    amount: Number | None = None


class EncounterState(BaseState):
    """Opens a visit, or waits for the next wellness visit; `reason` is an attribute or a state."""

    type: Literal["Encounter"]
    wellness: bool | None = None
    encounter_class: (
        Annotated[
            Literal[
                "wellness",
                "ambulatory",
                "outpatient",
                "inpatient",
                "emergency",
                "urgentcare",
                "hospice",
                "home",
                "snf",
                "virtual",
            ],
            BeforeValidator(lower_case),
        ]
        | None
    ) = None
    codes: list[Code] | None = None
    reason: OptionalText = None
    telemedicine_possibility: Literal["none", "possible", "always"] | None = None


class EncounterEndState(BaseState):
    """Ends the visit that the module holds."""

    type: Literal["EncounterEnd"]
    discharge_disposition: Code | None = None


class SymptomState(BaseState):
    """A symptom of strength 0 to 100, with a probability (1 where absent); `cause` is the module where absent."""

    type: Literal["Symptom"]
    symptom: str
    cause: OptionalText = None
    probability: Probability | None = None
    exact: Exact | None = None
    range: Range | None = None
    distribution: Distribution | None = None


class VitalSignState(BaseState):
    """Sets a vital sign, or adds to the body's own value (`mode`).

    With `half_life` the effect decays by half in that time; without, it stays until this module sets it again.
    """

    type: Literal["VitalSign"]
    vital_sign: VitalSignName
    unit: str | None = None
    exact: Exact | None = None
    range: Range | None = None
    distribution: Distribution | None = None
    expression: OptionalText = None
    mode: Literal["set", "add"] = "set"
    half_life: Duration | None = None


class DeathState(BaseState):
    """The person dies, now or after `exact` or `range`, of a code, of a state's condition, or of an attribute's."""

    type: Literal["Death"]
    codes: list[Code] | None = None
    condition_onset: OptionalText = None
    referenced_by_attribute: OptionalText = None
    exact: Duration | None = None
    range: DurationRange | None = None


class PhysiologyInput(Element):
    """A parameter of the physiological model, from an attribute or an expression."""

    from_: Annotated[OptionalText, Field(alias="from")] = None
    from_exp: OptionalText = None
    to: Text


class PhysiologyOutput(Element):
    """An attribute or vital sign that the physiological model gives."""

    from_: Annotated[OptionalText, Field(alias="from")] = None
    from_exp: OptionalText = None
    from_list: OptionalText = None
    to: Text
    type: OptionalText = None


class PhysiologyState(BaseState):
    """A physiological model; it is not run: the state does nothing and follows `alt_direct_transition`."""

    type: Literal["Physiology"]
    model: OptionalText = None
    solver: OptionalText = None
    step_size: Number | None = None
    sim_duration: Number | None = None
    lead_time: Number | None = None
    inputs: list[PhysiologyInput] | None = None
    outputs: list[PhysiologyOutput] | None = None
    alt_direct_transition: OptionalText = None


class Incidence(Element):
    """A table of `lookup_tables/` with a column `age` ("low-high", years, both included) and a column of rates."""

    table: Text
    column: Text = "rate_per_1000_person_years"


class NamedRisk(Element):
    """A relative risk that an attribute holds; `default` where the attribute is not set."""

    attribute: Text
    default: NonNegative


class TimeToEventState(BaseState):
    """Waits for an event that comes at a rate by age, sex and any other column of a table; it may never come.

    `monthly_factors` multiply the rate by calendar month, January first.
    """

    type: Literal["TimeToEvent"]
    incidence: Incidence
    relative_risk: NonNegative | NamedRisk | None = None
    monthly_factors: Annotated[list[NonNegative], Field(min_length=12, max_length=12)] | None = None
