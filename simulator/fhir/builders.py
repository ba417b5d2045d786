"""The tables: what each kind of entry becomes, and what it changes of what is there already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from simulator.fhir import (
    allergy_intolerance,
    care_plan,
    care_team,
    condition,
    coverage,
    death,
    device,
    diagnostic_report,
    document_reference,
    goal,
    imaging_study,
    immunization,
    medication,
    medication_administration,
    medication_dispense,
    medication_request,
    observation,
    procedure,
    related_person,
    service_request,
    specimen,
    supply_delivery,
)
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource
from simulator.record.entry import Entry
from simulator.record.life import CoverageEnded, CoverageStarted, Died, MaritalStatusChanged, Registered
from simulator.record.problems import AllergyEnded, AllergyOnset, ConditionAbated, ConditionOnset
from simulator.record.results import ImagingPerformed, ObservationMade, ReportIssued, ReportOrdered
from simulator.record.treatment import (
    CarePlanEnded,
    CarePlanStarted,
    DeviceAssigned,
    DeviceRemoved,
    MedicationDispensed,
    MedicationEnded,
    MedicationGiven,
    MedicationOrdered,
    ProcedurePerformed,
    SuppliesDelivered,
    Vaccinated,
)

Build = Callable[[Any, Context], list[Resource]]

#: Entry → what makes its resources, in the order in which they refer to one another. (Patient, Encounter, the visit's
#: note and Provenance are written once a line, by the renderer.)
BUILDERS: Final[dict[type[Entry], tuple[Build, ...]]] = {
    AllergyOnset: (allergy_intolerance.allergy_intolerance,),
    CarePlanStarted: (care_team.care_team, goal.goals, care_plan.care_plan),
    ConditionOnset: (condition.condition,),
    CoverageStarted: (coverage.coverage,),
    DeviceAssigned: (device.device,),
    Died: (death.cause_of_death,),
    ImagingPerformed: (service_request.imaging_order, imaging_study.imaging_study),
    MaritalStatusChanged: (related_person.spouse,),
    MedicationDispensed: (medication_dispense.medication_dispense,),
    MedicationGiven: (medication_administration.medication_administration,),
    MedicationOrdered: (medication.medication, medication_request.medication_request),
    ObservationMade: (document_reference.attachment, observation.observation),
    ProcedurePerformed: (procedure.procedure,),
    Registered: (related_person.parents,),
    ReportOrdered: (service_request.report_order, specimen.specimen, diagnostic_report.diagnostic_report),
    SuppliesDelivered: (supply_delivery.supply_deliveries,),
    Vaccinated: (immunization.immunization,),
}

#: The types of which later entries write new versions, or look up what stands: the others are forgotten once written.
CHANGEABLE: Final = frozenset(
    {
        "AllergyIntolerance",
        "CarePlan",
        "CareTeam",
        "Condition",
        "Coverage",
        "Device",
        "DiagnosticReport",
        "Goal",
        "MedicationRequest",
        "Procedure",
        "RelatedPerson",
        "ServiceRequest",
    }
)

#: Entry → what makes changed copies of resources that stand already; these run first.
UPDATES: Final[dict[type[Entry], tuple[Build, ...]]] = {
    AllergyEnded: (allergy_intolerance.resolved,),
    CarePlanEnded: (care_team.dissolved, goal.closed, care_plan.finished),
    ConditionAbated: (condition.abated,),
    CoverageEnded: (coverage.ended,),
    DeviceRemoved: (device.removed,),
    ImagingPerformed: (imaging_study.ordered,),
    MaritalStatusChanged: (related_person.separated,),
    MedicationEnded: (medication_request.ended,),
    ReportIssued: (service_request.completed, diagnostic_report.issued),
}
