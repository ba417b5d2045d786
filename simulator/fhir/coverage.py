"""Coverage (hl7.org/fhir/R4/coverage.html; US Core Coverage)."""

from __future__ import annotations

from typing import Final

from simulator.fhir.canonical import MEMBER_SYSTEM, TERMINOLOGY
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Part, Resource, codeable, typed_identifier
from simulator.record.life import CoverageEnded, CoverageStarted
from simulator.resources.fragments import once

_RELATIONSHIPS: Final[dict[str, Part]] = {
    word: once(codeable(f"{TERMINOLOGY}subscriber-relationship", word, word.capitalize())) for word in ("child", "self", "spouse")
}
_GROUP: Final = once(codeable(f"{TERMINOLOGY}coverage-class", "group", "Group"))
_PLAN: Final = once(codeable(f"{TERMINOLOGY}coverage-class", "plan", "Plan"))


def coverage(entry: CoverageStarted, context: Context) -> list[Resource]:
    """A plan's cover of the person."""
    plan = entry.plan
    made: Resource = {
        "resourceType": "Coverage",
        "id": context.ids[entry],
        "meta": context.metas["coverage"],
        "identifier": [typed_identifier("MB", "Member Number", MEMBER_SYSTEM, entry.member_id)],
        "status": "active",
        "type": context.codeable_of(plan.category),
    }
    if entry.relationship == "self":
        made["subscriber"] = context.patient
    made["subscriberId"] = entry.member_id
    made["beneficiary"] = context.patient
    made["relationship"] = _RELATIONSHIPS[entry.relationship]
    made["period"] = {"start": context.date(entry.time)}
    made["payor"] = [context.payer(plan.payer)]
    made["class"] = [{"type": _GROUP, "value": plan.group}, {"type": _PLAN, "value": plan.key, "name": plan.name}]
    return [made]


def ended(entry: CoverageEnded, context: Context) -> list[Resource]:
    """The cover, ended."""
    changed = context.now(context.ids[entry.coverage])
    changed["status"] = "cancelled"
    changed["period"] = {**changed["period"], "end": context.date(max(entry.time, entry.coverage.time))}
    return [changed]
