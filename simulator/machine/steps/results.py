"""Steps that write what is measured and seen: observations, panels, reports, images."""

from __future__ import annotations

from typing import Final

from simulator.kernel.clock import MINUTE
from simulator.machine.steps.orders import perform
from simulator.machine.steps.references import concept_of
from simulator.machine.values import Draw, rounded
from simulator.machine.walk import GO, Step, Walk
from simulator.record.entry import Entry
from simulator.record.problems import LatentCondition
from simulator.record.results import (
    Attachment,
    Component,
    ImagingInstance,
    ImagingPerformed,
    ImagingSeries,
    ObservationMade,
    ReportIssued,
    ReportOrdered,
    SampledData,
    Value,
)
from simulator.terminology.concept import Concept

#: An imaging study's procedure.
IMAGING_SECONDS: Final = 30 * MINUTE

#: A drawn value whose module gives no decimals is written with so many.
DECIMALS: Final = 4


class Reading:
    """Where an observation's value comes from."""

    __slots__ = ()

    def read(self, walk: Walk) -> Value:
        """The value now."""
        raise NotImplementedError

    def leave_out(self, walk: Walk) -> None:
        """Draws what `read` would draw, so that what the walk draws next does not depend on it."""


class Given(Reading):
    """A value that the module writes: a number, a text, a code, or nothing."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def read(self, walk: Walk) -> Value:
        return self.value


class Drawn(Reading):
    """A drawn number."""

    __slots__ = ("draw",)

    def __init__(self, draw: Draw) -> None:
        self.draw = draw

    def read(self, walk: Walk) -> Value:
        return rounded(self.draw.draw(walk.random), DECIMALS)

    def leave_out(self, walk: Walk) -> None:
        self.draw.draw(walk.random)


class Vital(Reading):
    """A vital sign or laboratory value of the body."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, walk: Walk) -> Value:
        return walk.subject.body.vital(self.name, walk.now)


class Held(Reading):
    """What an attribute holds: a number, text, truth, a code, or an entry's code."""

    __slots__ = ("attribute",)

    def __init__(self, attribute: str) -> None:
        self.attribute = attribute

    def read(self, walk: Walk) -> Value:
        found = walk.subject.attributes.get(self.attribute)
        if isinstance(found, (Entry, LatentCondition)):
            return concept_of(found)
        if isinstance(found, float):
            return rounded(found, DECIMALS)
        return found if isinstance(found, (int, str, bool, Concept)) else None


class Observed:
    """An observation as a module writes it, alone or within a panel or report."""

    __slots__ = ("attachment", "category", "concepts", "reading", "sampled", "signals", "unit")

    def __init__(
        self,
        concepts: list[Concept],
        category: str,
        reading: Reading,
        unit: str,
        sampled: Sampled | None,
        attachment: Attachment | None,
    ) -> None:
        self.concepts = concepts
        self.signals = signals_of(concepts)
        self.category = category
        self.reading = reading
        self.unit = unit
        self.sampled = sampled
        self.attachment = attachment

    def make(self, walk: Walk, path: str, visit: int) -> ObservationMade:
        """The entry of this observation now, not yet appended."""
        made = ObservationMade(
            walk.machine.key,
            path,
            visit,
            walk.now,
            walk.subject.chart.open_encounter,
            self.concepts,
            self.category,
            self.reading.read(walk),
            self.unit,
        )
        if self.sampled is not None:
            made.sampled = self.sampled.data(walk, self.unit)
        made.attachment = self.attachment
        return made


class Sampled:
    """Series of numbers that attributes hold as lists or as text."""

    __slots__ = ("attributes", "factor", "lower_limit", "origin", "upper_limit")

    def __init__(
        self,
        attributes: list[str],
        origin: float,
        factor: float | None,
        lower_limit: float | None,
        upper_limit: float | None,
    ) -> None:
        self.attributes = attributes
        self.origin = origin
        self.factor = factor
        self.lower_limit = lower_limit
        self.upper_limit = upper_limit

    def data(self, walk: Walk, unit: str) -> SampledData | None:
        """The samples, one dimension an attribute; None while no attribute holds any."""
        found = [walk.subject.attributes.get(attribute) for attribute in self.attributes]
        series = [str(held).split() for held in found if isinstance(held, str) and held.strip()]
        if not series or len(series) != len(self.attributes):
            return None
        samples = " ".join(sample for samples in zip(*series, strict=False) for sample in samples)
        return SampledData(samples, self.origin, unit, 1000.0, len(series), self.factor, self.lower_limit, self.upper_limit)


def signals_of(concepts: list[Concept]) -> list[tuple[str, str]]:
    """The code of each concept, and the signal on which those wake who wait for an observation of it."""
    return [(concept.code, "observation:" + concept.code) for concept in concepts]


def remember(walk: Walk, observation: ObservationMade, signals: list[tuple[str, str]]) -> None:
    """Lets conditions find an observation, and wakes those who wait for one."""
    subject = walk.subject
    last, watchers = subject.chart.last_observations, subject.watchers
    for code, signal in signals:
        last[code] = observation
        if signal in watchers:
            subject.signal(signal)


def stands_already(walk: Walk, name: str, signals: list[tuple[str, str]], parts: list[Observed]) -> bool:
    """Whether an observation of one of these codes stands in the encounter that is open. What the state `name` writes is then that
    one, and its parts are drawn and left out."""
    chart = walk.subject.chart
    encounter = chart.open_encounter
    if encounter is None:
        return False
    for code, _ in signals:
        found = chart.last_observations.get(code)
        if found is not None and found.encounter is encounter:
            for part in parts:
                part.reading.leave_out(walk)
            walk.assigned[name] = found
            return True
    return False


class ObservationStep(Step):
    """One observation; where it is made `once_a_visit`, an encounter's earlier one stands for it."""

    __slots__ = ("observed", "once_a_visit")

    def __init__(self, module: str, name: str, path: str, observed: Observed, once_a_visit: bool) -> None:
        super().__init__(module, name, path)
        self.observed = observed
        self.once_a_visit = once_a_visit

    def act(self, walk: Walk) -> int:
        visit = walk.count_visit(self.path)
        if self.once_a_visit and stands_already(walk, self.name, self.observed.signals, [self.observed]):
            return GO
        made = self.observed.make(walk, self.path, visit)
        walk.subject.chart.append(made)
        remember(walk, made, self.observed.signals)
        walk.assigned[self.name] = made
        return GO


class MultiObservationStep(Step):
    """One observation with components; where it is made `once_a_visit`, an encounter's earlier one stands for it."""

    __slots__ = ("category", "concepts", "once_a_visit", "parts", "signals")

    def __init__(
        self,
        module: str,
        name: str,
        path: str,
        concepts: list[Concept],
        category: str,
        parts: list[Observed],
        once_a_visit: bool,
    ) -> None:
        super().__init__(module, name, path)
        self.once_a_visit = once_a_visit
        self.concepts = concepts
        self.signals = signals_of(concepts)
        self.category = category
        self.parts = parts

    def act(self, walk: Walk) -> int:
        chart = walk.subject.chart
        visit = walk.count_visit(self.path)
        if self.once_a_visit and stands_already(walk, self.name, self.signals, self.parts):
            return GO
        panel = ObservationMade(
            walk.machine.key,
            self.path,
            visit,
            walk.now,
            chart.open_encounter,
            self.concepts,
            self.category,
            None,
            "",
        )
        components = []
        for part in self.parts:
            made = part.make(walk, self.path, visit)
            components.append(Component(made.concepts, made.value, made.unit))
            remember(walk, made, part.signals)
        panel.components = components
        chart.append(panel)
        remember(walk, panel, self.signals)
        walk.assigned[self.name] = panel
        return GO


class DiagnosticReportStep(Step):
    """An order for a report; its results come at once, or from a laboratory after its time."""

    __slots__ = ("category", "concepts", "parts", "specimen")

    def __init__(
        self,
        module: str,
        name: str,
        path: str,
        concepts: list[Concept],
        category: str,
        parts: list[Observed],
        specimen: Concept | None,
    ) -> None:
        super().__init__(module, name, path)
        self.concepts = concepts
        self.category = category
        self.parts = parts
        self.specimen = specimen

    def act(self, walk: Walk) -> int:
        chart = walk.subject.chart
        encounter = chart.open_encounter
        key = walk.next_visit(self.path)
        visit = walk.count_visit(self.path)
        collected, issued = walk.subject.care.result_times(self.category, encounter, walk.now, key)
        report = ReportOrdered(
            walk.machine.key,
            self.path,
            visit,
            walk.now,
            encounter,
            self.concepts,
            self.category,
            self.specimen,
            collected,
            issued,
        )
        report.reason = encounter.reason if encounter is not None else None
        chart.append(report)
        for number, part in enumerate(self.parts):
            made = part.make(walk, f"{self.path}/{number}", visit)
            made.report = report
            made.time, made.recorded = collected, issued
            report.observations.append(made)
            chart.append(made)
            remember(walk, made, part.signals)
        report.issued_entry = ReportIssued(report)
        chart.append(report.issued_entry)
        walk.assigned[self.name] = report
        return GO


class Series:
    """A series of images as a module writes it, with how many instances it may have."""

    __slots__ = ("body_site", "instances", "maximum", "minimum", "modality")

    def __init__(self, body_site: Concept, modality: Concept, instances: list[ImagingInstance], minimum: int, maximum: int) -> None:
        self.body_site = body_site
        self.modality = modality
        self.instances = instances
        self.minimum = minimum
        self.maximum = maximum

    def draw(self, walk: Walk) -> ImagingSeries:
        """The series as it is made now: the first instance so many times, where the module says how many."""
        instances = self.instances
        if self.maximum:
            instances = instances[:1] * walk.random.randint(self.minimum, self.maximum)
        return ImagingSeries(self.body_site, self.modality, list(instances))


class ImagingStudyStep(Step):
    """An imaging study, and the procedure that makes it."""

    __slots__ = ("concept", "maximum", "minimum", "series")

    def __init__(
        self, module: str, name: str, path: str, concept: Concept, series: list[Series], minimum: int, maximum: int
    ) -> None:
        super().__init__(module, name, path)
        self.concept = concept
        self.series = series
        self.minimum = minimum
        self.maximum = maximum

    def act(self, walk: Walk) -> int:
        chart = walk.subject.chart
        written = self.series
        if self.maximum:
            written = written[:1] * walk.random.randint(self.minimum, self.maximum)
        series = [one.draw(walk) for one in written]
        visit = walk.visits.get(self.path, 0)
        procedure = perform(walk, self.path, [self.concept], IMAGING_SECONDS, "")
        procedure.reason = chart.open_encounter.reason if chart.open_encounter is not None else None
        study = ImagingPerformed(
            walk.machine.key, self.path, visit, walk.now, chart.open_encounter, self.concept, series, procedure
        )
        study.recorded = procedure.recorded
        chart.append(study)
        walk.assigned[self.name] = study
        return GO
