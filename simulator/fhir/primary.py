"""The resource that an entry is; where several come of one entry, the one that others refer to."""

from __future__ import annotations

from typing import Final

from simulator.record.encounters import EncounterOpened
from simulator.record.entry import Entry
from simulator.record.life import CoverageStarted, Died, MaritalStatusChanged
from simulator.record.problems import AllergyOnset, ConditionOnset
from simulator.record.results import ImagingPerformed, ObservationMade, ReportOrdered
from simulator.record.treatment import (
    CarePlanStarted,
    DeviceAssigned,
    MedicationDispensed,
    MedicationGiven,
    MedicationOrdered,
    ProcedurePerformed,
    SuppliesDelivered,
    Vaccinated,
)

#: Entry → resource type. What isn't here changes a resource that another entry made.
PRIMARY: Final[dict[type[Entry], str]] = {
    AllergyOnset: "AllergyIntolerance",
    CarePlanStarted: "CarePlan",
    ConditionOnset: "Condition",
    CoverageStarted: "Coverage",
    DeviceAssigned: "Device",
    Died: "Observation",
    EncounterOpened: "Encounter",
    ImagingPerformed: "ImagingStudy",
    MaritalStatusChanged: "RelatedPerson",
    MedicationDispensed: "MedicationDispense",
    MedicationGiven: "MedicationAdministration",
    MedicationOrdered: "MedicationRequest",
    ObservationMade: "Observation",
    ProcedurePerformed: "Procedure",
    ReportOrdered: "DiagnosticReport",
    SuppliesDelivered: "SupplyDelivery",
    Vaccinated: "Immunization",
}
