"""The module format (GMF with our extensions) as models: one per state type, fields named as in the JSON.

`Module.model_validate(parsed)` gives a module; `STATE_MODELS` names the model of each state type. The models are read
by the checks and by the compiler, and are gone before anybody is simulated. `gmf.schema.json` is made of them.

Extensions: `sources` on modules and states, the state TimeToEvent, `mode` and `half_life` of a VitalSign, `specimen`
of a DiagnosticReport, `status_reason` of a Vaccine.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, get_args

from pydantic import Field

from simulator.machine.schema_conditions import (
    CONDITION_MODELS,
    ActiveAllergyCondition,
    ActiveCarePlanCondition,
    ActiveConditionCondition,
    ActiveMedicationCondition,
    AgeCondition,
    AndCondition,
    AtLeastCondition,
    AtMostCondition,
    AttributeCondition,
    CalendarTime,
    Condition,
    DateCondition,
    FalseCondition,
    GenderCondition,
    NotCondition,
    ObservationCondition,
    OrCondition,
    PriorStateCondition,
    RaceCondition,
    SocioeconomicStatusCondition,
    SymptomCondition,
    TrueCondition,
    VitalSignCondition,
)
from simulator.machine.schema_findings import (
    Attachment,
    Chart,
    ChartSeries,
    DiagnosticReportState,
    EmbeddedObservation,
    ImagingInstance,
    ImagingSeries,
    ImagingStudyState,
    MultiObservationState,
    ObservationFields,
    ObservationState,
    SampledData,
)
from simulator.machine.schema_flow import (
    BaseState,
    CallSubmoduleState,
    CounterState,
    DeathState,
    DelayState,
    EncounterEndState,
    EncounterState,
    GuardState,
    Incidence,
    InitialState,
    NamedRisk,
    PhysiologyInput,
    PhysiologyOutput,
    PhysiologyState,
    SetAttributeState,
    SimpleState,
    SymptomState,
    TerminalState,
    TimeToEventState,
    VitalSignState,
)
from simulator.machine.schema_orders import (
    AllergyEndState,
    AllergyOnsetState,
    AllergyReaction,
    CarePlanEndState,
    CarePlanStartState,
    ConditionEndState,
    ConditionOnsetState,
    DeviceEndState,
    DeviceState,
    Dosage,
    Goal,
    GoalObservation,
    MedicationEndState,
    MedicationOrderState,
    PossibleSeverity,
    Prescription,
    ProcedureState,
    Supply,
    SupplyListState,
    VaccineState,
)
from simulator.machine.schema_transitions import (
    ComplexOption,
    ConditionalOption,
    DistributedOption,
    LookupOption,
    NamedDistribution,
    TypeOfCareTransition,
)
from simulator.machine.schema_values import (
    DISTRIBUTION_PARAMETERS,
    Code,
    Distribution,
    Duration,
    DurationRange,
    Element,
    Exact,
    ExactValue,
    NonNegative,
    Number,
    OptionalText,
    Probability,
    Range,
    Scalar,
    Text,
    VitalSignName,
)

State = Annotated[
    InitialState
    | SimpleState
    | TerminalState
    | CallSubmoduleState
    | DelayState
    | GuardState
    | TimeToEventState
    | SetAttributeState
    | CounterState
    | SymptomState
    | VitalSignState
    | PhysiologyState
    | DeathState
    | EncounterState
    | EncounterEndState
    | ConditionOnsetState
    | ConditionEndState
    | AllergyOnsetState
    | AllergyEndState
    | MedicationOrderState
    | MedicationEndState
    | CarePlanStartState
    | CarePlanEndState
    | ProcedureState
    | DeviceState
    | DeviceEndState
    | SupplyListState
    | VaccineState
    | ObservationState
    | MultiObservationState
    | DiagnosticReportState
    | ImagingStudyState,
    Field(discriminator="type"),
]

#: State type as a module writes it → its model.
STATE_MODELS: dict[str, type[BaseState]] = {
    get_args(model.model_fields["type"].annotation)[0]: model for model in get_args(get_args(State)[0])
}

#: The fields that name where to go next, in the order in which they count.
TRANSITION_FIELDS = (
    "direct_transition",
    "distributed_transition",
    "conditional_transition",
    "complex_transition",
    "lookup_table_transition",
    "type_of_care_transition",
)


class Module(Element):
    """One module file. `specialty` is that of the clinicians of its visits; `gmf_version` changes nothing."""

    name: Text
    specialty: OptionalText = None
    gmf_version: Annotated[int, Field(ge=0, le=2)] | Annotated[float, Field(ge=0, le=2)] | None = None
    sources: list[Text] | None = None
    states: Annotated[dict[Text, State], Field(min_length=1)]


#: The JSON Schema of the format, for editors and other people's checks; `format_schema_text()` as a file.
FORMAT_SCHEMA_FILE = Path(__file__).with_name("gmf.schema.json")


def format_schema_text() -> str:
    """The JSON Schema (2020-12) of a module, as the text of `gmf.schema.json`; fields it does not know are allowed."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://simulator.invalid/gmf.schema.json",
        **Module.model_json_schema(by_alias=True),
        "title": "GMF module",
    }
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


__all__ = [
    "CONDITION_MODELS",
    "DISTRIBUTION_PARAMETERS",
    "FORMAT_SCHEMA_FILE",
    "STATE_MODELS",
    "TRANSITION_FIELDS",
    "ActiveAllergyCondition",
    "ActiveCarePlanCondition",
    "ActiveConditionCondition",
    "ActiveMedicationCondition",
    "AgeCondition",
    "AllergyEndState",
    "AllergyOnsetState",
    "AllergyReaction",
    "AndCondition",
    "AtLeastCondition",
    "AtMostCondition",
    "Attachment",
    "AttributeCondition",
    "BaseState",
    "CalendarTime",
    "CallSubmoduleState",
    "CarePlanEndState",
    "CarePlanStartState",
    "Chart",
    "ChartSeries",
    "Code",
    "ComplexOption",
    "Condition",
    "ConditionEndState",
    "ConditionOnsetState",
    "ConditionalOption",
    "CounterState",
    "DateCondition",
    "DeathState",
    "DelayState",
    "DeviceEndState",
    "DeviceState",
    "DiagnosticReportState",
    "DistributedOption",
    "Distribution",
    "Dosage",
    "Duration",
    "DurationRange",
    "Element",
    "EmbeddedObservation",
    "EncounterEndState",
    "EncounterState",
    "Exact",
    "ExactValue",
    "FalseCondition",
    "GenderCondition",
    "Goal",
    "GoalObservation",
    "GuardState",
    "ImagingInstance",
    "ImagingSeries",
    "ImagingStudyState",
    "Incidence",
    "InitialState",
    "LookupOption",
    "MedicationEndState",
    "MedicationOrderState",
    "Module",
    "MultiObservationState",
    "NamedDistribution",
    "NamedRisk",
    "NonNegative",
    "NotCondition",
    "Number",
    "ObservationCondition",
    "ObservationFields",
    "ObservationState",
    "OrCondition",
    "PhysiologyInput",
    "PhysiologyOutput",
    "PhysiologyState",
    "PossibleSeverity",
    "Prescription",
    "PriorStateCondition",
    "Probability",
    "ProcedureState",
    "RaceCondition",
    "Range",
    "SampledData",
    "Scalar",
    "SetAttributeState",
    "SimpleState",
    "SocioeconomicStatusCondition",
    "State",
    "Supply",
    "SupplyListState",
    "SymptomCondition",
    "SymptomState",
    "TerminalState",
    "TimeToEventState",
    "TrueCondition",
    "TypeOfCareTransition",
    "VaccineState",
    "VitalSignCondition",
    "VitalSignName",
    "VitalSignState",
    "format_schema_text",
]
