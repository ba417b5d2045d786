"""Immunization (hl7.org/fhir/R4/immunization.html; US Core Immunization)."""

from __future__ import annotations

from typing import Final

from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, without
from simulator.kernel.clock import date_of
from simulator.kernel.streams import choose
from simulator.record.treatment import Vaccinated

#: So many lots of a vaccine are about in a quarter of a year.
_LOTS_PER_QUARTER: Final = 40


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
    reason = entry.not_done_reason
    visit = context.visits[entry.encounter]
    made: Resource = {
        "resourceType": "Immunization",
        "id": context.ids[entry],
        "meta": context.metas["immunization"],
        "status": "completed" if reason is None else "not-done",
        "vaccineCode": context.codeable(entry.concepts),
        "patient": context.patient,
        "encounter": visit.reference,
        "occurrenceDateTime": context.instants[entry.time],
        "recorded": context.instants[entry.recorded],
        "primarySource": True,
        "location": visit.location,
        "performer": visit.performer,
    }
    if entry.encounter is None:
        without(made, "encounter", "location", "performer")
    if reason is not None:
        made["statusReason"] = context.codeable_of(reason)
        return [made]
    made["lotNumber"] = _lot_number(entry, context)
    if entry.dose > 0:
        protocol: Resource = {"series": entry.series} if entry.series else {}
        protocol["doseNumberPositiveInt"] = entry.dose
        made["protocolApplied"] = [protocol]
    return [made]
