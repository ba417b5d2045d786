"""The values that states and conditions of a module are written with: codes, amounts, ranges, distributions.

Every model is strict: a number is never read from text, and an unknown word of a closed list is refused. Numbers keep
the kind that the JSON had: `3` stays an int, `3.0` a float, `true` a bool. Fields that a model does not know are kept
in `model_extra` and mean nothing.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

#: Numbers beyond this mean a slip of the pen; 10^15 still holds every epoch time in milliseconds.
NUMBER_LIMIT = 10**15


def absent_if_empty(value: object) -> object:
    """None for empty text; anything else unchanged."""
    return None if value == "" else value


def code_text(value: object) -> object:
    """A numeric code as text; anything else unchanged."""
    return str(value) if type(value) is int and abs(value) < 10**18 else value


def lower_case(value: object) -> object:
    """Text in lower case, for the lists that a module may write in either; anything else unchanged."""
    return value.lower() if isinstance(value, str) else value


Whole = Annotated[int, Field(ge=-NUMBER_LIMIT, le=NUMBER_LIMIT)]
Count = Annotated[int, Field(ge=0, le=NUMBER_LIMIT)]
Real = Annotated[float, Field(ge=-NUMBER_LIMIT, le=NUMBER_LIMIT, allow_inf_nan=False)]
Number = Whole | Real
NonNegative = Count | Annotated[float, Field(ge=0, le=NUMBER_LIMIT, allow_inf_nan=False)]
Probability = Annotated[int, Field(ge=0, le=1)] | Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Scalar = bool | Whole | Real | str
Text = Annotated[str, Field(min_length=1)]
#: A name that may be absent; empty text means absent.
OptionalText = Annotated[str | None, BeforeValidator(absent_if_empty)]
#: Notes to the reader of the module; never read, of any shape.
Remarks = Any

TimeUnit = Literal["years", "months", "weeks", "days", "hours", "minutes", "seconds"]
Comparison = Literal["<", "<=", "==", ">=", ">", "!="]
Operator = Literal["<", "<=", "==", ">=", ">", "!=", "is nil", "is not nil"]
DistributionKind = Literal["EXACT", "UNIFORM", "GAUSSIAN", "EXPONENTIAL", "TRIANGULAR"]
#: hl7.org/fhir/R4/valueset-observation-category.html
ObservationCategory = Literal[
    "social-history", "vital-signs", "imaging", "laboratory", "procedure", "survey", "exam", "therapy", "activity"
]
VitalSignName = Literal[
    "Height",
    "Height Percentile",
    "Weight",
    "Weight Percentile",
    "Head Circumference",
    "Head Circumference Percentile",
    "BMI",
    "Systolic Blood Pressure",
    "Diastolic Blood Pressure",
    "Oxygen Saturation",
    "Heart Rate",
    "Respiration Rate",
    "Body Temperature",
    "Left ventricular Ejection fraction",
    "Blood Glucose",
    "Glucose",
    "Urea Nitrogen",
    "Creatinine",
    "Calcium",
    "Sodium",
    "Potassium",
    "Chloride",
    "Carbon Dioxide",
    "Total Cholesterol",
    "Triglycerides",
    "HDL",
    "LDL",
    "Microalbumin Creatinine Ratio",
    "EGFR",
]


CodeText = Annotated[
    Text,
    BeforeValidator(code_text),
    WithJsonSchema({"anyOf": [{"type": "string", "minLength": 1}, {"type": "integer"}]}),
]


class Element(BaseModel):
    """The base of everything in a module: strict, and keeping unknown fields apart in `model_extra`."""

    model_config = ConfigDict(strict=True, extra="allow", protected_namespaces=(), defer_build=True)

    remarks: Remarks = None


class Code(Element):
    """A code of a code system; `system` is a short name (see `terminology.systems`) or a URI."""

    system: Text
    code: CodeText
    display: str = ""


class Exact(Element):
    """One number, without a unit."""

    quantity: Number


class ExactValue(Element):
    """The exact value of an Observation: a number, or text."""

    quantity: Number | Text


class Duration(Element):
    """A length of time: `exact` of a Delay or Death, `within`, `half_life`, a prescription's `duration`."""

    quantity: Number
    unit: TimeUnit


class Range(Element):
    """A number between two, both included; `decimals` rounds it."""

    low: Number
    high: Number
    decimals: Annotated[int, Field(ge=0, le=12)] | None = None


class DurationRange(Element):
    """A length of time between two."""

    low: Number
    high: Number
    unit: TimeUnit


class Distribution(Element):
    """What a value is drawn from; `parameters` by name (see `DISTRIBUTION_PARAMETERS`); `round` to whole numbers."""

    kind: DistributionKind
    parameters: dict[str, Number]
    round: bool | None = None


#: Kind → the parameters that it must have, those that it may have.
DISTRIBUTION_PARAMETERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "EXACT": (("value",), ()),
    "UNIFORM": (("low", "high"), ()),
    "GAUSSIAN": (("mean", "standardDeviation"), ("min", "max")),
    "EXPONENTIAL": (("mean",), ()),
    "TRIANGULAR": (("min", "mode", "max"), ()),
}
