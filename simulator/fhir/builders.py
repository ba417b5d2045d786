"""The tables: what each kind of entry becomes, and what it changes of what is there already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.fhir.condition import abated, condition
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource
from simulator.fhir.medication import medication
from simulator.fhir.medication_request import ended, medication_request
from simulator.fhir.observation import observation
from simulator.fhir.procedure import procedure
from simulator.fhir.related_person import parents, separated, spouse
from simulator.record.entry import Entry
from simulator.record.life import MaritalStatusChanged, Registered
from simulator.record.problems import ConditionAbated, ConditionOnset
from simulator.record.results import ObservationMade
from simulator.record.treatment import MedicationEnded, MedicationOrdered, ProcedurePerformed

Build = Callable[[Any, Context], list[Resource]]

#: Entry → what makes its resources, in the order in which they refer to one another. (Patient, Encounter, the visit's
#: note and Provenance are written once a line, by the renderer.)
BUILDERS: dict[type[Entry], tuple[Build, ...]] = {
    ConditionOnset: (condition,),
    MaritalStatusChanged: (separated, spouse),
    MedicationOrdered: (medication, medication_request),
    ObservationMade: (observation,),
    ProcedurePerformed: (procedure,),
    Registered: (parents,),
}

#: Entry → what makes changed copies of resources that stand already.
UPDATES: dict[type[Entry], tuple[Build, ...]] = {
    ConditionAbated: (abated,),
    MedicationEnded: (ended,),
}
