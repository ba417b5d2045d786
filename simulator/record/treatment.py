"""What is done: procedures, drugs, immunisations, plans, devices, supplies."""

from __future__ import annotations

from simulator.record.care import Organization
from simulator.record.encounters import EncounterOpened
from simulator.record.entry import Entry, Reason
from simulator.terminology.concept import Concept


class ProcedurePerformed(Entry):
    """A procedure from `time` to `end`, recorded at its end. `status` is FHIR's ("completed", "stopped")."""

    __slots__ = ("concepts", "end", "reason", "status")

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter: EncounterOpened | None,
        concepts: list[Concept],
        end: int,
        reason: Reason,
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.recorded = end
        self.concepts = concepts
        self.end = end
        self.reason = reason
        self.status = "completed"


class Prescription:
    """How a drug is to be taken: `amount` of `unit` `frequency` times per `period` `period_unit` (UCUM: h, d, wk, mo) for
    `duration_seconds`, with `refills`. 0 or "" where the order does not say; `as_needed` stands alone."""

    __slots__ = (
        "amount",
        "as_needed",
        "duration_quantity",
        "duration_seconds",
        "duration_unit",
        "frequency",
        "instructions",
        "period",
        "period_unit",
        "refills",
        "unit",
    )

    def __init__(
        self,
        as_needed: bool,
        amount: float,
        unit: str,
        frequency: int,
        period: float,
        period_unit: str,
        duration_quantity: float,
        duration_unit: str,
        duration_seconds: int,
        refills: int,
        instructions: list[Concept],
    ) -> None:
        self.as_needed = as_needed
        self.amount = amount
        self.unit = unit
        self.frequency = frequency
        self.period = period
        self.period_unit = period_unit
        self.duration_quantity = duration_quantity
        self.duration_unit = duration_unit
        self.duration_seconds = duration_seconds
        self.refills = refills
        self.instructions = instructions


class MedicationOrdered(Entry):
    """A drug's order. `chronic` orders are renewed at wellness visits; `renews` is the order it renews. An order with
    `administered` true was given on the spot, has no prescription, and is completed at once."""

    __slots__ = ("administered", "chronic", "concepts", "ended", "prescription", "reason", "renews")

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter: EncounterOpened | None,
        concepts: list[Concept],
        reason: Reason,
        prescription: Prescription | None,
        chronic: bool,
        administered: bool,
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.concepts = concepts
        self.reason = reason
        self.prescription = prescription
        self.chronic = chronic
        self.administered = administered
        self.renews: MedicationOrdered | None = None
        self.ended: MedicationEnded | None = None

    def let_go(self) -> None:
        self.ended = None


class MedicationEnded(Entry):
    """The end of an order: `status` is FHIR's ("stopped", or "completed" where the course ran out or was renewed)."""

    __slots__ = ("order", "status")

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter: EncounterOpened | None,
        order: MedicationOrdered,
        status: str,
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.order = order
        self.status = status


class MedicationDispensed(Entry):
    """A pharmacy hands out the `number`-th fill (from 0) of an order; `days_supply` and `quantity` of `order.prescription.unit`."""

    __slots__ = ("days_supply", "number", "order", "pharmacy", "quantity")

    def __init__(
        self,
        order: MedicationOrdered,
        time: int,
        number: int,
        days_supply: int,
        quantity: float,
        pharmacy: Organization,
    ) -> None:
        super().__init__(order.module, order.state, order.visit, time, order.encounter)
        self.order = order
        self.number = number
        self.days_supply = days_supply
        self.quantity = quantity
        self.pharmacy = pharmacy


class MedicationGiven(Entry):
    """A dose given by staff, on the order `order`."""

    __slots__ = ("order",)

    def __init__(self, order: MedicationOrdered) -> None:
        super().__init__(order.module, order.state, order.visit, order.time, order.encounter)
        self.order = order


class Vaccinated(Entry):
    """An immunisation; with `not_done_reason` one that was offered and not given. `dose` counts from 1, 0 if unknown."""

    __slots__ = ("concepts", "dose", "not_done_reason", "series")

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter: EncounterOpened | None,
        concepts: list[Concept],
        dose: int,
        series: str,
        not_done_reason: Concept | None,
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.concepts = concepts
        self.dose = dose
        self.series = series
        self.not_done_reason = not_done_reason


class PlannedGoal:
    """A goal of a care plan: a text, or an observation to reach (`operator` as in conditions); `addresses` are conditions."""

    __slots__ = ("addresses", "concepts", "observed", "operator", "text", "unit", "value")

    def __init__(
        self,
        text: str,
        concepts: list[Concept],
        observed: list[Concept],
        operator: str,
        value: float | int | str | bool | None,
        unit: str,
        addresses: list[Entry],
    ) -> None:
        self.text = text
        self.concepts = concepts
        self.observed = observed
        self.operator = operator
        self.value = value
        self.unit = unit
        self.addresses = addresses


class CarePlanStarted(Entry):
    """A plan of care: what it is, its activities and its goals; a care team comes with it."""

    __slots__ = ("activities", "concepts", "ended", "goals", "reason")

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter: EncounterOpened | None,
        concepts: list[Concept],
        activities: list[Concept],
        goals: list[PlannedGoal],
        reason: Reason,
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.concepts = concepts
        self.activities = activities
        self.goals = goals
        self.reason = reason
        self.ended: CarePlanEnded | None = None

    def let_go(self) -> None:
        self.ended = None


class CarePlanEnded(Entry):
    """A plan's end."""

    __slots__ = ("plan",)

    def __init__(
        self, module: str, state: str, visit: int, time: int, encounter: EncounterOpened | None, plan: CarePlanStarted
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.plan = plan


class DeviceAssigned(Entry):
    """A device that somebody gets, implanted or carried."""

    __slots__ = ("concept", "manufacturer", "model", "removed")

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter: EncounterOpened | None,
        concept: Concept,
        manufacturer: str,
        model: str,
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.concept = concept
        self.manufacturer = manufacturer
        self.model = model
        self.removed: DeviceRemoved | None = None

    def let_go(self) -> None:
        self.removed = None


class DeviceRemoved(Entry):
    """A device's end of use."""

    __slots__ = ("device",)

    def __init__(
        self, module: str, state: str, visit: int, time: int, encounter: EncounterOpened | None, device: DeviceAssigned
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.device = device


class SuppliesDelivered(Entry):
    """Supplies used or handed out: concept and quantity each."""

    __slots__ = ("supplies",)

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter: EncounterOpened | None,
        supplies: list[tuple[Concept, int]],
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.supplies = supplies
