"""Steps that order and end treatment: drugs, care plans, procedures, vaccines, devices, supplies."""

from __future__ import annotations

from typing import Final

from simulator.kernel.clock import MINUTE
from simulator.machine.steps.problems import End, forget
from simulator.machine.steps.references import entry_of_attribute, reason_of
from simulator.machine.values import Length
from simulator.machine.walk import GO, Step, Walk
from simulator.record.problems import ConditionOnset
from simulator.record.treatment import (
    CarePlanEnded,
    CarePlanStarted,
    DeviceAssigned,
    DeviceRemoved,
    MedicationEnded,
    MedicationGiven,
    MedicationOrdered,
    PlannedGoal,
    Prescription,
    ProcedurePerformed,
    SuppliesDelivered,
    Vaccinated,
)
from simulator.terminology.concept import Concept

#: A procedure whose state does not say how long it takes.
PROCEDURE_SECONDS: Final = 15 * MINUTE


class MedicationOrderStep(Step):
    """Orders a drug, or gives it at once; a drug that is active already stays as it is."""

    __slots__ = ("administered", "attribute", "chronic", "concepts", "prescription", "reason")

    def __init__(
        self,
        module: str,
        name: str,
        path: str,
        concepts: list[Concept],
        reason: str,
        attribute: str,
        prescription: Prescription | None,
        chronic: bool,
        administered: bool,
    ) -> None:
        super().__init__(module, name, path)
        self.concepts = concepts
        self.reason = reason
        self.attribute = attribute
        self.prescription = prescription
        self.chronic = chronic
        self.administered = administered

    def act(self, walk: Walk) -> int:
        subject = walk.subject
        chart = subject.chart
        order = None if self.administered else chart.active_medications.get(self.concepts[0].code)
        if order is None:
            order = MedicationOrdered(
                walk.machine.key,
                self.path,
                walk.count_visit(self.path),
                walk.now,
                chart.open_encounter,
                self.concepts,
                reason_of(walk, self.reason),
                self.prescription,
                self.chronic,
                self.administered,
            )
            chart.append(order)
            self._begin(walk, order)
        walk.assigned[self.name] = order
        if self.attribute:
            subject.set(self.attribute, order)
        return GO

    def _begin(self, walk: Walk, order: MedicationOrdered) -> None:
        chart = walk.subject.chart
        if self.chronic:
            walk.subject.care.chronic_ordered(walk.now)
        if self.administered:
            chart.append(MedicationGiven(order))
            if not self.chronic:
                return
        for concept in self.concepts:
            chart.active_medications.setdefault(concept.code, order)
            walk.subject.signal("medication:" + concept.code)


class MedicationEndStep(End):
    """Ends an order."""

    __slots__ = ()

    def act(self, walk: Walk) -> int:
        held = self.named(walk)
        if isinstance(held, MedicationOrdered):
            self._end(walk, current_order(walk, held))
        for code in self.codes:
            active = walk.subject.chart.active_medications.get(code)
            if active is not None:
                self._end(walk, active)
        return GO

    def _end(self, walk: Walk, order: MedicationOrdered) -> None:
        chart = walk.subject.chart
        if order.ended is not None or (order.administered and not order.chronic):
            return
        order.ended = MedicationEnded(
            walk.machine.key,
            self.path,
            walk.count_visit(self.path),
            walk.now,
            chart.open_encounter or order.encounter,
            order,
            "stopped",
        )
        chart.append(order.ended)
        forget(walk, chart.active_medications, order, "medication:", order.concepts)


def current_order(walk: Walk, order: MedicationOrdered) -> MedicationOrdered:
    """The order that a renewed one lives on in: the active one of its first code, where that is a renewal of it."""
    active = walk.subject.chart.active_medications.get(order.concepts[0].code)
    return active if active is not None and order.ended is not None and active.renews is not None else order


class CarePlanStartStep(Step):
    """Starts a care plan; one that is active already stays."""

    __slots__ = ("activities", "attribute", "concepts", "goals", "reason")

    def __init__(
        self,
        module: str,
        name: str,
        path: str,
        concepts: list[Concept],
        activities: list[Concept],
        goals: list[Goal],
        reason: str,
        attribute: str,
    ) -> None:
        super().__init__(module, name, path)
        self.concepts = concepts
        self.activities = activities
        self.goals = goals
        self.reason = reason
        self.attribute = attribute

    def act(self, walk: Walk) -> int:
        chart = walk.subject.chart
        plan = chart.active_care_plans.get(self.concepts[0].code)
        if plan is None:
            plan = CarePlanStarted(
                walk.machine.key,
                self.path,
                walk.count_visit(self.path),
                walk.now,
                chart.open_encounter,
                self.concepts,
                self.activities,
                [goal.planned(walk) for goal in self.goals],
                reason_of(walk, self.reason),
            )
            chart.append(plan)
            for concept in self.concepts:
                chart.active_care_plans.setdefault(concept.code, plan)
                walk.subject.signal("care_plan:" + concept.code)
        walk.assigned[self.name] = plan
        if self.attribute:
            walk.subject.set(self.attribute, plan)
        return GO


class Goal:
    """A goal as a module writes it; `addresses` are attributes that hold conditions."""

    __slots__ = ("addresses", "concepts", "observed", "operator", "text", "value")

    def __init__(
        self,
        text: str,
        concepts: list[Concept],
        observed: list[Concept],
        operator: str,
        value: float | int | str | bool | None,
        addresses: list[str],
    ) -> None:
        self.text = text
        self.concepts = concepts
        self.observed = observed
        self.operator = operator
        self.value = value
        self.addresses = addresses

    def planned(self, walk: Walk) -> PlannedGoal:
        """The goal as the chart gets it, with the conditions that it addresses."""
        held = [entry_of_attribute(walk, attribute) for attribute in self.addresses]
        addresses = [entry for entry in held if isinstance(entry, ConditionOnset)]
        return PlannedGoal(self.text, self.concepts, self.observed, self.operator, self.value, "", list(addresses))


class CarePlanEndStep(End):
    """Ends a care plan."""

    __slots__ = ()

    def act(self, walk: Walk) -> int:
        held = self.named(walk)
        if isinstance(held, CarePlanStarted):
            self._end(walk, held)
        for code in self.codes:
            active = walk.subject.chart.active_care_plans.get(code)
            if active is not None:
                self._end(walk, active)
        return GO

    def _end(self, walk: Walk, plan: CarePlanStarted) -> None:
        if plan.ended is not None:
            return
        chart = walk.subject.chart
        plan.ended = CarePlanEnded(walk.machine.key, self.path, walk.count_visit(self.path), walk.now, chart.open_encounter, plan)
        chart.append(plan.ended)
        forget(walk, chart.active_care_plans, plan, "care_plan:", plan.concepts)


class ProcedureStep(Step):
    """Does a procedure; with a length of its own the walk waits for its end."""

    __slots__ = ("attribute", "concepts", "length", "reason")

    def __init__(
        self,
        module: str,
        name: str,
        path: str,
        concepts: list[Concept],
        reason: str,
        attribute: str,
        length: Length | None,
    ) -> None:
        super().__init__(module, name, path)
        self.concepts = concepts
        self.reason = reason
        self.attribute = attribute
        self.length = length

    def act(self, walk: Walk) -> int:
        seconds = PROCEDURE_SECONDS if self.length is None else self.length.draw(walk.random)
        procedure = perform(walk, self.path, self.concepts, seconds, self.reason)
        walk.assigned[self.name] = procedure
        if self.attribute:
            walk.subject.set(self.attribute, procedure)
        return GO if self.length is None else seconds or GO


def perform(walk: Walk, path: str, concepts: list[Concept], seconds: int, reason: str) -> ProcedurePerformed:
    """Writes a procedure of so many seconds, which the walk's own encounter will outlast."""
    chart = walk.subject.chart
    end = walk.now + seconds
    procedure = ProcedurePerformed(
        walk.machine.key,
        path,
        walk.count_visit(path),
        walk.now,
        chart.open_encounter,
        concepts,
        end,
        reason_of(walk, reason),
    )
    chart.append(procedure)
    if end > walk.busy_until:
        walk.busy_until = end
    return procedure


class VaccineStep(Step):
    """Gives a vaccine, or notes why it was not given; `dose` counts from 1, 0 if unknown."""

    __slots__ = ("concepts", "dose", "not_done_reason")

    def __init__(
        self, module: str, name: str, path: str, concepts: list[Concept], dose: int, not_done_reason: Concept | None
    ) -> None:
        super().__init__(module, name, path)
        self.concepts = concepts
        self.dose = dose
        self.not_done_reason = not_done_reason

    def act(self, walk: Walk) -> int:
        chart = walk.subject.chart
        chart.append(
            Vaccinated(
                walk.machine.key,
                self.path,
                walk.count_visit(self.path),
                walk.now,
                chart.open_encounter,
                self.concepts,
                self.dose,
                "",
                self.not_done_reason,
            )
        )
        return GO


class DeviceStep(Step):
    """Gives the person a device."""

    __slots__ = ("attribute", "concept", "manufacturer", "model")

    def __init__(self, module: str, name: str, path: str, concept: Concept, manufacturer: str, model: str, attribute: str) -> None:
        super().__init__(module, name, path)
        self.concept = concept
        self.manufacturer = manufacturer
        self.model = model
        self.attribute = attribute

    def act(self, walk: Walk) -> int:
        chart = walk.subject.chart
        device = DeviceAssigned(
            walk.machine.key,
            self.path,
            walk.count_visit(self.path),
            walk.now,
            chart.open_encounter,
            self.concept,
            self.manufacturer,
            self.model,
        )
        chart.append(device)
        chart.active_devices[self.concept.code] = device
        walk.assigned[self.name] = device
        if self.attribute:
            walk.subject.set(self.attribute, device)
        return GO


class DeviceEndStep(End):
    """Takes a device away."""

    __slots__ = ()

    def act(self, walk: Walk) -> int:
        held = self.named(walk)
        if isinstance(held, DeviceAssigned):
            self._end(walk, held)
        for code in self.codes:
            active = walk.subject.chart.active_devices.get(code)
            if active is not None:
                self._end(walk, active)
        return GO

    def _end(self, walk: Walk, device: DeviceAssigned) -> None:
        if device.removed is not None:
            return
        chart = walk.subject.chart
        device.removed = DeviceRemoved(
            walk.machine.key, self.path, walk.count_visit(self.path), walk.now, chart.open_encounter, device
        )
        chart.append(device.removed)
        forget(walk, chart.active_devices, device, "device:", [device.concept])


class SupplyListStep(Step):
    """Uses or hands out supplies."""

    __slots__ = ("supplies",)

    def __init__(self, module: str, name: str, path: str, supplies: list[tuple[Concept, int]]) -> None:
        super().__init__(module, name, path)
        self.supplies = supplies

    def act(self, walk: Walk) -> int:
        chart = walk.subject.chart
        chart.append(
            SuppliesDelivered(
                walk.machine.key,
                self.path,
                walk.count_visit(self.path),
                walk.now,
                chart.open_encounter,
                self.supplies,
            )
        )
        return GO
