"""Immunization (hl7.org/fhir/R4/immunization.html; US Core Immunization)."""

from __future__ import annotations

from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource
from simulator.kernel.clock import date_of
from simulator.kernel.streams import choose
from simulator.record.treatment import Vaccinated

#: So many lots of a vaccine are about in a quarter of a year.
_LOTS_PER_QUARTER = 40


def _lot_number(entry: Vaccinated, context: Context) -> str:
    """A lot of this vaccine and quarter of a year, drawn for the person and dose."""
    person = context.person
    day = date_of(person.zone.day(entry.time))
    quarter = (day.month - 1) // 3 + 1
    key = ("vaccine lot", person.candidate, entry.module, entry.state, entry.visit)
    lot = choose(person.seed, _LOTS_PER_QUARTER, *key)
    return f"{entry.concepts[0].code}-{day.year % 100:02}Q{quarter}-{lot:02}"


def immunization(entry: Vaccinated, context: Context) -> list[Resource]:
    """A vaccine given, or offered and not given."""
    given = entry.not_done_reason is None
    made: Resource = {
        "resourceType": "Immunization",
        "id": context.id(entry),
        "meta": context.rendered.meta("immunization"),
        "status": "completed" if given else "not-done",
    }
    if entry.not_done_reason is not None:
        made["statusReason"] = context.rendered.codeable_of(entry.not_done_reason)
    made["vaccineCode"] = context.codeable(entry.concepts)
    made["patient"] = context.patient
    encounter = entry.encounter
    if encounter is not None:
        made["encounter"] = context.reference(encounter)
    made["occurrenceDateTime"] = context.instant(entry.time)
    made["recorded"] = context.instant(entry.recorded)
    made["primarySource"] = True
    if encounter is not None:
        made["location"] = context.location(encounter.location)
    if given:
        made["lotNumber"] = _lot_number(entry, context)
    if encounter is not None:
        made["performer"] = [{"actor": context.practitioner(encounter.clinician)}]
    if given and entry.dose > 0:
        protocol: Resource = {"series": entry.series} if entry.series else {}
        protocol["doseNumberPositiveInt"] = entry.dose
        made["protocolApplied"] = [protocol]
    return [made]
