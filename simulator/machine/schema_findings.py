"""States that write what is measured and seen: observations, panels, reports, images."""

from __future__ import annotations

from typing import Literal

from simulator.machine.schema_flow import BaseState
from simulator.machine.schema_values import (
    Code,
    Count,
    Distribution,
    Element,
    ExactValue,
    NonNegative,
    Number,
    ObservationCategory,
    OptionalText,
    Range,
    Text,
    VitalSignName,
)


class SampledData(Element):
    """Series of numbers that attributes hold."""

    attributes: list[Text]
    origin_value: Number | None = None
    factor: Number | None = None
    lower_limit: Number | None = None
    upper_limit: Number | None = None
    decimal_format: str | None = None


class ChartSeries(Element):
    """One line of a chart."""

    attribute: Text
    label: str | None = None


class Chart(Element):
    """A chart of attributes that hold series."""

    type: Text
    title: str | None = None
    axis_attribute_x: OptionalText = None
    axis_label_x: str | None = None
    axis_label_y: str | None = None
    width: Count | None = None
    height: Count | None = None
    series: list[ChartSeries] | None = None


class Attachment(Element):
    """A picture or document: a chart, an address, or data in base 64."""

    chart: Chart | None = None
    url: OptionalText = None
    data: str | None = None
    content_type: str | None = None
    language: str | None = None
    title: str | None = None
    size: NonNegative | None = None
    hash: str | None = None
    width: Count | None = None
    height: Count | None = None


class ObservationFields(Element):
    """What is observed, and its value: of the fields from `exact` on, the first present counts.

    `exact` may hold text; numbers of `exact` and `range` need `unit`.
    """

    codes: list[Code]
    category: ObservationCategory | None = None
    unit: str | None = None
    exact: ExactValue | None = None
    range: Range | None = None
    distribution: Distribution | None = None
    attribute: OptionalText = None
    vital_sign: VitalSignName | None = None
    value_code: Code | None = None
    expression: OptionalText = None
    sampled_data: SampledData | None = None
    attachment: Attachment | None = None


class EmbeddedObservation(ObservationFields):
    """An observation within a MultiObservation or DiagnosticReport."""

    type: Literal["Observation"] | None = None


class ObservationState(BaseState, ObservationFields):
    """One observation. With `once_a_visit`, none where the same code has been observed in the encounter already."""

    type: Literal["Observation"]
    once_a_visit: bool = False


class MultiObservationState(BaseState):
    """One observation with components. `once_a_visit` is as in Observation."""

    type: Literal["MultiObservation"]
    once_a_visit: bool = False
    codes: list[Code]
    category: ObservationCategory | None = None
    observations: list[EmbeddedObservation]


class DiagnosticReportState(BaseState):
    """A report with its results; `specimen` is what was examined."""

    type: Literal["DiagnosticReport"]
    codes: list[Code]
    observations: list[EmbeddedObservation]
    specimen: Code | None = None


class ImagingInstance(Element):
    """One image of a series."""

    title: str | None = None
    sop_class: Code


class ImagingSeries(Element):
    """Images of one body site in one modality; with both numbers given, so many copies of the first instance."""

    body_site: Code
    modality: Code
    instances: list[ImagingInstance]
    min_number_instances: Count | None = None
    max_number_instances: Count | None = None


class ImagingStudyState(BaseState):
    """An imaging study; with both numbers given, so many copies of the first series."""

    type: Literal["ImagingStudy"]
    procedure_code: Code
    series: list[ImagingSeries]
    min_number_series: Count | None = None
    max_number_series: Count | None = None
