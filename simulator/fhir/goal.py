"""Goal (hl7.org/fhir/R4/goal.html; US Core Goal): what a care plan is to reach."""

from __future__ import annotations

from typing import Final

from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, codeable_of_all
from simulator.record.treatment import CarePlanEnded, CarePlanStarted, PlannedGoal
from simulator.terminology.systems import UCUM
from simulator.terminology.ucum import readable, ucum

#: How conditions compare → Quantity.comparator; what is to equal has none.
_COMPARATORS: Final[dict[str, str]] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}


def goals(entry: CarePlanStarted, context: Context) -> list[Resource]:
    """The goals of a plan."""
    return [_goal(number, each, entry, context) for number, each in enumerate(entry.goals)]


def goal_references(entry: CarePlanStarted, context: Context) -> list[Resource]:
    """References to the goals of a plan."""
    return [
        {"reference": f"Goal/{context.other_id(entry, f'Goal/{number}')}", "display": goal_text(each)}
        for number, each in enumerate(entry.goals)
    ]


def goal_text(goal: PlannedGoal) -> str:
    """A goal in words."""
    if goal.text:
        return goal.text
    if goal.concepts:
        return goal.concepts[0].display
    unit = readable(ucum(goal.unit)) if goal.unit else ""
    return " ".join(part for part in (goal.observed[0].display, goal.operator, f"{goal.value}", unit) if part)


def _goal(number: int, goal: PlannedGoal, entry: CarePlanStarted, context: Context) -> Resource:
    text = goal_text(goal)
    codes = goal.concepts or goal.observed
    description = {**codeable_of_all(codes), "text": text} if codes else {"text": text}
    made: Resource = {
        "resourceType": "Goal",
        "id": context.other_id(entry, f"Goal/{number}"),
        "meta": context.metas["goal"],
        "lifecycleStatus": "active",
        "description": description,
        "subject": context.patient,
        "startDate": context.date(entry.time),
    }
    if goal.observed:
        target: Resource = {"measure": context.codeable(goal.observed)}
        target.update(_detail(goal))
        made["target"] = [target]
    if entry.encounter is not None:
        made["expressedBy"] = context.visits[entry.encounter].practitioner
    if goal.addresses:
        made["addresses"] = [context.references[each] for each in goal.addresses]
    return made


def _detail(goal: PlannedGoal) -> Resource:
    value = goal.value
    if value is None:
        return {}
    if isinstance(value, bool):
        return {"detailBoolean": value}
    if isinstance(value, str):
        return {"detailString": value}
    unit = ucum(goal.unit)
    quantity: Resource = {"value": value, "unit": readable(unit) or unit, "system": UCUM, "code": unit}
    if goal.operator in _COMPARATORS:
        quantity["comparator"] = _COMPARATORS[goal.operator]
    return {"detailQuantity": quantity}


def closed(entry: CarePlanEnded, context: Context) -> list[Resource]:
    """The goals of a plan that has ended."""
    found = []
    for number in range(len(entry.plan.goals)):
        changed = context.now(context.other_id(entry.plan, f"Goal/{number}"))
        changed["lifecycleStatus"] = "completed"
        changed["statusDate"] = context.date(max(entry.time, entry.plan.time))
        found.append(changed)
    return found
