"""The 21 conditions of a module: what a guard waits for and a transition asks.

The name of a condition is read without its spaces: "At Least" and "AtLeast" are the same.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from simulator.machine.schema_values import (
    Code,
    Comparison,
    Duration,
    Element,
    Number,
    Operator,
    OptionalText,
    Scalar,
    Text,
    VitalSignName,
    Whole,
    lower_case,
)


def normal_name(value: object) -> object:
    """A condition's name without white space; anything but text unchanged."""
    return "".join(value.split()) if isinstance(value, str) else value


def condition_tag(value: Any) -> str | None:
    """Which condition a JSON object is: its normal name, None where it has none."""
    name = value.get("condition_type") if isinstance(value, dict) else getattr(value, "condition_type", None)
    return "".join(name.split()) if isinstance(name, str) else None


def _spelled(*spellings: str) -> WithJsonSchema:
    return WithJsonSchema({"enum": list(spellings), "type": "string"})


_RACES = ("white", "black", "asian", "native", "hawaiian", "other", "hispanic")
_Normal = BeforeValidator(normal_name)


class GenderCondition(Element):
    """The person's sex."""

    condition_type: Annotated[Literal["Gender"], _Normal]
    gender: Literal["M", "F"]


class AgeCondition(Element):
    """The completed years or months of age."""

    condition_type: Annotated[Literal["Age"], _Normal]
    operator: Comparison
    quantity: Number
    unit: Literal["years", "months"]


class CalendarTime(Element):
    """A moment by the calendar."""

    year: Annotated[int, Field(ge=1, le=9999)]
    month: Annotated[int, Field(ge=1, le=12)] = 1
    day: Annotated[int, Field(ge=1, le=31)] = 1
    hour: Annotated[int, Field(ge=0, le=23)] = 0
    minute: Annotated[int, Field(ge=0, le=59)] = 0
    second: Annotated[int, Field(ge=0, le=59)] = 0
    millisecond: Annotated[int, Field(ge=0, le=999)] = 0


class DateCondition(Element):
    """The current time against a year, a month of the year, or a moment: one of the three."""

    condition_type: Annotated[Literal["Date"], _Normal]
    operator: Comparison
    year: Annotated[int, Field(ge=1, le=9999)] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    date: CalendarTime | None = None


class SocioeconomicStatusCondition(Element):
    """The class of income, education and occupation."""

    condition_type: Annotated[Literal["SocioeconomicStatus"], _Normal, _spelled("Socioeconomic Status", "SocioeconomicStatus")]
    category: Literal["Low", "Middle", "High"]


class RaceCondition(Element):
    """The person's race, in either case; held in lower case. "hispanic" is accepted, and nobody's race."""

    condition_type: Annotated[Literal["Race"], _Normal]
    race: Annotated[
        Literal["white", "black", "asian", "native", "hawaiian", "other", "hispanic"],
        BeforeValidator(lower_case),
        _spelled(*_RACES, *(race.capitalize() for race in _RACES)),
    ]


class SymptomCondition(Element):
    """The strength of a symptom, 0 to 100."""

    condition_type: Annotated[Literal["Symptom"], _Normal]
    symptom: Text
    operator: Operator
    value: Number | None = None


class ObservationCondition(Element):
    """The latest observation of these codes (or of the one that an attribute holds)."""

    condition_type: Annotated[Literal["Observation"], _Normal]
    operator: Operator
    codes: list[Code] | None = None
    referenced_by_attribute: OptionalText = None
    value: Scalar | None = None
    value_code: Code | None = None


class VitalSignCondition(Element):
    """A vital sign or laboratory value as it is now."""

    condition_type: Annotated[Literal["VitalSign"], _Normal, _spelled("Vital Sign", "VitalSign")]
    vital_sign: VitalSignName
    operator: Operator
    value: Number | None = None


class ActiveConditionCondition(Element):
    """A condition that is diagnosed and not over."""

    condition_type: Annotated[Literal["ActiveCondition"], _Normal, _spelled("Active Condition", "ActiveCondition")]
    codes: list[Code] | None = None
    referenced_by_attribute: OptionalText = None


class ActiveAllergyCondition(Element):
    """An allergy that is known and not over."""

    condition_type: Annotated[Literal["ActiveAllergy"], _Normal, _spelled("Active Allergy", "ActiveAllergy")]
    codes: list[Code] | None = None
    referenced_by_attribute: OptionalText = None


class ActiveMedicationCondition(Element):
    """A medication that is ordered and not ended."""

    condition_type: Annotated[Literal["ActiveMedication"], _Normal, _spelled("Active Medication", "ActiveMedication")]
    codes: list[Code] | None = None
    referenced_by_attribute: OptionalText = None


class ActiveCarePlanCondition(Element):
    """A care plan that is begun and not ended."""

    condition_type: Annotated[Literal["ActiveCarePlan"], _Normal, _spelled("Active CarePlan", "ActiveCarePlan")]
    codes: list[Code] | None = None
    referenced_by_attribute: OptionalText = None


class AttributeCondition(Element):
    """An attribute of the person, against a value or a code."""

    condition_type: Annotated[Literal["Attribute"], _Normal]
    attribute: Text
    operator: Operator
    value: Scalar | None = None
    value_code: Code | None = None


class PriorStateCondition(Element):
    """Whether this module has been in a state, since another one or within a length of time."""

    condition_type: Annotated[Literal["PriorState"], _Normal, _spelled("PriorState", "Prior State")]
    name: str
    since: OptionalText = None
    within: Duration | None = None


class AndCondition(Element):
    """All of these."""

    condition_type: Annotated[Literal["And"], _Normal]
    conditions: list[Condition]


class OrCondition(Element):
    """Any of these."""

    condition_type: Annotated[Literal["Or"], _Normal]
    conditions: list[Condition]


class NotCondition(Element):
    """Not this one."""

    condition_type: Annotated[Literal["Not"], _Normal]
    condition: Condition


class AtLeastCondition(Element):
    """So many of these or more."""

    condition_type: Annotated[Literal["AtLeast"], _Normal, _spelled("At Least", "AtLeast")]
    minimum: Whole
    conditions: list[Condition]


class AtMostCondition(Element):
    """So many of these or fewer."""

    condition_type: Annotated[Literal["AtMost"], _Normal, _spelled("At Most", "AtMost")]
    maximum: Whole
    conditions: list[Condition]


class TrueCondition(Element):
    """Always."""

    condition_type: Annotated[Literal["True"], _Normal]


class FalseCondition(Element):
    """Never."""

    condition_type: Annotated[Literal["False"], _Normal]


Condition = Annotated[
    Annotated[GenderCondition, Tag("Gender")]
    | Annotated[AgeCondition, Tag("Age")]
    | Annotated[DateCondition, Tag("Date")]
    | Annotated[SocioeconomicStatusCondition, Tag("SocioeconomicStatus")]
    | Annotated[RaceCondition, Tag("Race")]
    | Annotated[SymptomCondition, Tag("Symptom")]
    | Annotated[ObservationCondition, Tag("Observation")]
    | Annotated[VitalSignCondition, Tag("VitalSign")]
    | Annotated[ActiveConditionCondition, Tag("ActiveCondition")]
    | Annotated[ActiveAllergyCondition, Tag("ActiveAllergy")]
    | Annotated[ActiveMedicationCondition, Tag("ActiveMedication")]
    | Annotated[ActiveCarePlanCondition, Tag("ActiveCarePlan")]
    | Annotated[AttributeCondition, Tag("Attribute")]
    | Annotated[PriorStateCondition, Tag("PriorState")]
    | Annotated[AndCondition, Tag("And")]
    | Annotated[OrCondition, Tag("Or")]
    | Annotated[NotCondition, Tag("Not")]
    | Annotated[AtLeastCondition, Tag("AtLeast")]
    | Annotated[AtMostCondition, Tag("AtMost")]
    | Annotated[TrueCondition, Tag("True")]
    | Annotated[FalseCondition, Tag("False")],
    Discriminator(condition_tag),
]

#: Normal name of a condition → its model.
CONDITION_MODELS: dict[str, type[Element]] = {
    get_args(tagged)[1].tag: get_args(tagged)[0] for tagged in get_args(get_args(Condition)[0])
}
