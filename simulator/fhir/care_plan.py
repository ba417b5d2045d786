"""CarePlan (hl7.org/fhir/R4/careplan.html; US Core CarePlan)."""

from __future__ import annotations

from html import escape
from typing import Final

from simulator.fhir.canonical import US_CORE_CODES
from simulator.fhir.care_team import team_reference
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, codeable
from simulator.fhir.goal import goal_references, goal_text
from simulator.record.entry import Entry
from simulator.record.treatment import CarePlanEnded, CarePlanStarted
from simulator.resources.fragments import once

_ASSESS_PLAN: Final = once(codeable(f"{US_CORE_CODES}careplan-category", "assess-plan", "Assessment and Plan of Treatment"))


def care_plan(entry: CarePlanStarted, context: Context) -> list[Resource]:
    """A plan of care with its activities and goals."""
    visit = None if entry.encounter is None else context.visits[entry.encounter]
    made: Resource = {
        "resourceType": "CarePlan",
        "id": context.ids[entry],
        "meta": context.metas["careplan"],
        "text": _narrative(entry),
        "status": "active",
        "intent": "order",
        "category": [_ASSESS_PLAN, context.codeable(entry.concepts)],
        "title": entry.concepts[0].display,
        "subject": context.patient,
    }
    if visit is not None:
        made["encounter"] = visit.reference
    made["period"] = context.period(entry.time, None)
    made["created"] = context.instants[entry.recorded]
    if visit is not None:
        made["author"] = visit.practitioner
    made["careTeam"] = [team_reference(entry, context)]
    if isinstance(entry.reason, Entry):
        made["addresses"] = [context.references[entry.reason]]
    if entry.goals:
        made["goal"] = goal_references(entry, context)
    made["activity"] = _activities(entry, context, "in-progress")
    if not made["activity"]:
        del made["activity"]
    return [made]


def _activities(entry: CarePlanStarted, context: Context, status: str) -> list[Resource]:
    found = []
    for each in entry.activities:
        detail: Resource = {"code": context.codeable_of(each), "status": status}
        if entry.encounter is not None:
            detail["location"] = context.visits[entry.encounter].location
        found.append({"detail": detail})
    return found


def _narrative(entry: CarePlanStarted) -> Resource:
    """The plan as XHTML: its name, activities and goals."""
    items = [each.display for each in entry.activities] + [f"Goal: {goal_text(each)}" for each in entry.goals]
    inner = f"<p>{escape(entry.concepts[0].display)}</p>"
    if items:
        inner += "<ul>" + "".join(f"<li>{escape(each)}</li>" for each in items) + "</ul>"
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'}


def finished(entry: CarePlanEnded, context: Context) -> list[Resource]:
    """The plan, completed."""
    plan = entry.plan
    changed = context.now(context.ids[plan])
    changed["status"] = "completed"
    changed["period"] = context.period(plan.time, max(entry.time, plan.time))
    if plan.activities:
        changed["activity"] = _activities(plan, context, "completed")
    return [changed]
