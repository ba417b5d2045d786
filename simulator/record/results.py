"""Observations, and the orders, specimens and reports that they come from."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.record.encounters import EncounterOpened
from simulator.record.entry import Entry
from simulator.terminology.concept import Concept

#: A measured value: a number (with a unit), a text, a yes or no, a concept, or nothing (a panel of components).
Value = float | int | str | bool | Concept | None


class Component:
    """One of several values of an observation; `unit` is UCUM, "" where the value has none."""

    __slots__ = ("concepts", "unit", "value")

    def __init__(self, concepts: list[Concept], value: Value, unit: str) -> None:
        self.concepts = concepts
        self.value = value
        self.unit = unit


class SampledData:
    """A series of samples (hl7.org/fhir/R4/datatypes.html#SampledData); `period_milliseconds` is the time between two."""

    __slots__ = ("data", "dimensions", "factor", "lower_limit", "origin", "period_milliseconds", "unit", "upper_limit")

    def __init__(
        self,
        data: str,
        origin: float,
        unit: str,
        period_milliseconds: float,
        dimensions: int,
        factor: float | None,
        lower_limit: float | None,
        upper_limit: float | None,
    ) -> None:
        self.data = data
        self.origin = origin
        self.unit = unit
        self.period_milliseconds = period_milliseconds
        self.dimensions = dimensions
        self.factor = factor
        self.lower_limit = lower_limit
        self.upper_limit = upper_limit


class Attachment:
    """A document or picture beside an observation; `data` is base64 text or ""."""

    __slots__ = ("content_type", "data", "title", "url")

    def __init__(self, content_type: str, title: str, data: str, url: str) -> None:
        self.content_type = content_type
        self.title = title
        self.data = data
        self.url = url


class ObservationMade(Entry):
    """A value as it was observed. `category` is FHIR's observation category code ("vital-signs", "laboratory", "survey" …).

    `unit` is UCUM as the module wrote it. `report` is the report it comes with, whose `issued` is then its `recorded`.
    """

    __slots__ = ("attachment", "category", "components", "concepts", "report", "sampled", "unit", "value")

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter: EncounterOpened | None,
        concepts: list[Concept],
        category: str,
        value: Value,
        unit: str,
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.concepts = concepts
        self.category = category
        self.value = value
        self.unit = unit
        self.components: Sequence[Component] = ()
        self.report: ReportOrdered | None = None
        self.sampled: SampledData | None = None
        self.attachment: Attachment | None = None


class ReportOrdered(Entry):
    """An order for a report: the request, its specimen where it has one, and the report still to come.

    `category` is "laboratory", "imaging", "cardiology", "pathology" or "note" and so on; `time` is the order's, `collected` the
    specimen's, `issued` the result's. `reason` is a condition's entry or a concept.
    """

    __slots__ = ("category", "collected", "concepts", "issued", "issued_entry", "observations", "reason", "specimen")

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter: EncounterOpened | None,
        concepts: list[Concept],
        category: str,
        specimen: Concept | None,
        collected: int,
        issued: int,
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.concepts = concepts
        self.category = category
        self.specimen = specimen
        self.collected = collected
        self.issued = issued
        self.observations: list[ObservationMade] = []
        self.reason: Entry | Concept | None = None
        self.issued_entry: ReportIssued | None = None

    def let_go(self) -> None:
        self.observations.clear()
        self.issued_entry = None


class ReportIssued(Entry):
    """The report's results have come: from now on it is final, and its order completed."""

    __slots__ = ("report",)

    def __init__(self, report: ReportOrdered) -> None:
        super().__init__(report.module, report.state, report.visit, report.issued, report.encounter)
        self.report = report


class ImagingInstance:
    """One image: a DICOM SOP class and a title."""

    __slots__ = ("sop_class", "title")

    def __init__(self, sop_class: Concept, title: str) -> None:
        self.sop_class = sop_class
        self.title = title


class ImagingSeries:
    """One series of images of a body site by a modality."""

    __slots__ = ("body_site", "instances", "modality")

    def __init__(self, body_site: Concept, modality: Concept, instances: list[ImagingInstance]) -> None:
        self.body_site = body_site
        self.modality = modality
        self.instances = instances


class ImagingPerformed(Entry):
    """An imaging study; the procedure that made it is an entry of its own, `procedure`."""

    __slots__ = ("concept", "procedure", "series")

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter: EncounterOpened | None,
        concept: Concept,
        series: list[ImagingSeries],
        procedure: Entry,
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.concept = concept
        self.series = series
        self.procedure = procedure
