"""Dosage and dispensing instructions of a prescription (hl7.org/fhir/R4/dosage.html)."""

from __future__ import annotations

from typing import Final

from simulator.fhir.canonical import DRUG_FORM
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Part, Resource, codeable, whole
from simulator.kernel.clock import DAY
from simulator.record.treatment import MedicationOrdered, Prescription
from simulator.resources.fragments import once
from simulator.terminology.concept import Concept
from simulator.terminology.systems import UCUM

#: A word of an RxNorm dose form → v3-orderableDrugForm code ("" where it has none) and how it is said. Tried in this order.
DOSE_FORMS: Final[tuple[tuple[str, str, str], ...]] = (
    ("tablet", "TAB", "tablet"),
    ("capsule", "CAP", "capsule"),
    ("inhaler", "PUFF", "puff"),
    ("inhalation", "INHL", "inhalation"),
    ("inhalant", "INHL", "inhalation"),
    ("patch", "TPATCH", "patch"),
    ("transdermal", "TPATCH", "patch"),
    ("suppository", "SUPP", "suppository"),
    ("ointment", "OINT", "application"),
    ("cream", "CRM", "application"),
    ("gel", "GEL", "application"),
    ("spray", "SPRY", "spray"),
    ("drops", "DROP", "drop"),
    ("ophthalmic solution", "DROP", "drop"),
    ("suspension", "SUSP", "dose"),
    ("injectable", "", "injection"),
    ("injection", "", "injection"),
    ("syringe", "", "injection"),
    ("cartridge", "", "injection"),
    ("oral solution", "ORALSOL", "dose"),
)
_PERIOD_WORDS: Final[dict[str, str]] = {
    "s": "second",
    "min": "minute",
    "h": "hour",
    "d": "day",
    "wk": "week",
    "mo": "month",
    "a": "year",
}
_TIMES: Final[dict[int, str]] = {1: "once", 2: "twice"}


def dose_quantity(prescription: Prescription, drug: Concept) -> Resource | None:
    """How much at a time: in the order's unit, else counted in the drug's dose form."""
    if not prescription.amount:
        return None
    amount = whole(prescription.amount)
    if prescription.unit:
        return {"value": amount, "unit": prescription.unit}
    return _counted(amount, drug)


def _counted(amount: int | float, drug: Concept) -> Resource:
    name = drug.display.lower()
    for word, code, said in DOSE_FORMS:
        if word in name:
            found = {"system": DRUG_FORM, "code": code} if code else {"system": UCUM, "code": f"{{{said}}}"}
            return {"value": amount, "unit": said, **found}
    return {"value": amount, "unit": "dose", "system": UCUM, "code": "{dose}"}


def supply_quantity(quantity: float, order: MedicationOrdered) -> Resource:
    """A quantity handed out, in the order's unit or counted in the drug's dose form."""
    if order.prescription is not None and order.prescription.unit:
        return {"value": whole(quantity), "unit": order.prescription.unit}
    return _counted(whole(quantity), order.concepts[0])


def dosages(prescription: Prescription, drug: Concept, context: Context) -> Part:
    """How a drug is to be taken, as a list of one; the same way of the same drug is rendered once."""
    told = prescription
    way = (drug, told.as_needed, told.amount, told.unit, told.frequency, told.period, told.period_unit, *told.instructions)
    shapes = context.rendered.shapes
    found: Part = shapes.get(way)
    if found is None:
        found = shapes[way] = once([_dosage(prescription, drug, context)])
    return found


def _dosage(prescription: Prescription, drug: Concept, context: Context) -> Resource:
    made: Resource = {"sequence": 1, "text": dosage_text(prescription, drug)}
    if prescription.instructions:
        made["additionalInstruction"] = [context.codeable_of(each) for each in prescription.instructions]
    if prescription.frequency and prescription.period:
        repeat: Resource = {
            "frequency": prescription.frequency,
            "period": whole(prescription.period),
            "periodUnit": prescription.period_unit,
        }
        made["timing"] = {"repeat": repeat}
    made["asNeededBoolean"] = prescription.as_needed
    quantity = dose_quantity(prescription, drug)
    if quantity is not None:
        made["doseAndRate"] = [{"type": _ORDERED, "doseQuantity": quantity}]
    return made


_ORDERED: Final = codeable("http://terminology.hl7.org/CodeSystem/dose-rate-type", "ordered", "Ordered")


def dosage_text(prescription: Prescription, drug: Concept) -> str:
    """How a drug is to be taken, as a label says it."""
    quantity = dose_quantity(prescription, drug)
    said = []
    if quantity is not None:
        said.append(f"{quantity['value']} {quantity['unit']}{'s' if quantity['value'] > 1 else ''}")
    if prescription.frequency and prescription.period:
        times = _TIMES.get(prescription.frequency, f"{prescription.frequency} times")
        unit = _PERIOD_WORDS[prescription.period_unit]
        period = whole(prescription.period)
        said.append(f"{times} per {unit}" if period == 1 else f"{times} every {period} {unit}s")
    if prescription.as_needed:
        said.append("as needed")
    return ", ".join(said) or "Take as directed"


def dispense_request(prescription: Prescription, drug: Concept, authored: int, context: Context) -> Resource:
    """How much may be handed out, how often, and how long it lasts."""
    made: Resource = {}
    if prescription.duration_seconds:
        fills = prescription.refills + 1
        made["validityPeriod"] = context.period(authored, authored + fills * prescription.duration_seconds)
    made["numberOfRepeatsAllowed"] = prescription.refills
    days = prescription.duration_seconds / DAY
    quantity = _supply(prescription, drug)
    if quantity is not None:
        made["quantity"] = quantity
    if days:
        supply = max(1, round(days))
        made["expectedSupplyDuration"] = {"value": supply, "unit": "day", "system": UCUM, "code": "d"}
    return made


_PERIOD_SECONDS: Final[dict[str, int]] = {"s": 1, "min": 60, "h": 3600, "d": DAY, "wk": 7 * DAY, "mo": 30 * DAY, "a": 31_557_600}


def _supply(prescription: Prescription, drug: Concept) -> Resource | None:
    """The quantity of one fill: the dose, times the doses in the duration."""
    quantity = dose_quantity(prescription, drug)
    if quantity is None or not (prescription.frequency and prescription.period and prescription.duration_seconds):
        return None
    doses = (
        prescription.frequency * prescription.duration_seconds / (prescription.period * _PERIOD_SECONDS[prescription.period_unit])
    )
    return {**quantity, "value": whole(round(max(1.0, doses) * prescription.amount, 1))}
