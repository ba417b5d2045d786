"""A life as a reader wants it, told from its bundles alone: each resource in its last state, sorted into sections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from simulator.tools.wording import (
    ENCOUNTER_CLASSES,
    address_text,
    code_of,
    concept_text,
    day,
    minute,
    name_text,
    observation_text,
    years_between,
)

Resource = dict[str, Any]
#: The drug orders that are no longer running.
ENDED_ORDERS = frozenset({"completed", "stopped", "cancelled"})


@dataclass(slots=True)
class Section:
    """A heading with its rows: when, and what."""

    title: str
    rows: list[tuple[str, str]]


@dataclass(slots=True)
class Visit:
    """One encounter: when it began, what it was, who and where, and what came of it, each with a word in front."""

    when: str
    what: str
    where: str
    facts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class LifeStory:
    """Somebody's life: `facts` say who, `sections` what they have and take, `visits` what happened, in order."""

    name: str
    facts: list[tuple[str, str]]
    sections: list[Section]
    visits: list[Visit]
    lines: int
    resources: int


def tell(bundles: Iterable[Resource]) -> LifeStory | None:
    """The story of one person's bundles, None where they hold no Patient."""
    last: dict[str, Resource] = {}
    lines = 0
    for bundle in bundles:
        lines += 1
        for entry in bundle.get("entry", ()):
            resource = entry.get("resource", {})
            last[f"{resource.get('resourceType')}/{resource.get('id')}"] = resource
    record = _Record(list(last.values()))
    patient = next(iter(record.of("Patient")), None)
    if patient is None:
        return None
    return LifeStory(name_text(patient), _facts(patient, record), _sections(record), _visits(record, last), lines, len(last))


class _Record:
    """Resources in their last states, by type."""

    def __init__(self, resources: list[Resource]) -> None:
        self._by_type: dict[str, list[Resource]] = {}
        for resource in resources:
            self._by_type.setdefault(resource["resourceType"], []).append(resource)

    def of(self, kind: str) -> list[Resource]:
        """The resources of a type, in order of appearance."""
        return self._by_type.get(kind, [])

    def last_day(self) -> str:
        """The last day on which something was recorded."""
        return max((day(resource.get("recorded")) for resource in self.of("Provenance")), default="")


def _facts(patient: Resource, record: _Record) -> list[tuple[str, str]]:
    birth, death = patient.get("birthDate", ""), day(patient.get("deceasedDateTime"))
    last = death or record.last_day()
    age = (
        f", {years_between(birth, last)} years old " + (f"at death on {death}" if death else f"when last seen, {last}")
        if last
        else ""
    )
    languages = [concept_text(part.get("language")) for part in patient.get("communication", ())]
    telephone = [part.get("value", "") for part in patient.get("telecom", ()) if part.get("system") == "phone"]
    plans = [coverage for coverage in record.of("Coverage") if coverage.get("status") == "active"]
    rows = [
        ("born", f"{birth}{age}"),
        ("sex", patient.get("gender", "")),
        ("race", ", ".join(text for text in map(_extension_text, patient.get("extension", ())) if text)),
        ("marital status", concept_text(patient.get("maritalStatus"))),
        ("language", ", ".join(languages)),
        ("lives at", address_text(patient)),
        ("telephone", ", ".join(telephone[:1])),
        ("covered by", ", ".join(_plan_text(plan) for plan in plans)),
    ]
    return [(label, text) for label, text in rows if text]


def _extension_text(extension: Resource) -> str:
    if not extension.get("url", "").endswith(("us-core-race", "us-core-ethnicity")):
        return ""
    return next((str(part["valueString"]) for part in extension.get("extension", ()) if part.get("url") == "text"), "")


def _plan_text(coverage: Resource) -> str:
    classes = [part.get("name", "") for part in coverage.get("class", ()) if code_of(part.get("type")) == "plan"]
    payer = coverage.get("payor", [{}])[0].get("display", "")
    return next((name for name in classes if name), "") or payer or concept_text(coverage.get("type"))


def _sections(record: _Record) -> list[Section]:
    conditions, drugs = record.of("Condition"), record.of("MedicationRequest")
    active = [each for each in conditions if code_of(each.get("clinicalStatus")) == "active"]
    past = [each for each in conditions if code_of(each.get("clinicalStatus")) != "active"]
    running = [each for each in drugs if each.get("status") == "active"]
    ended = [each for each in drugs if each.get("status") in ENDED_ORDERS]
    plans = [each for each in record.of("CarePlan") if each.get("status") == "active"]
    sections = [
        Section("Problems", _dated((day(each.get("onsetDateTime")), concept_text(each.get("code"))) for each in active)),
        Section("Past problems", _grouped(map(_past_problem, past), "times")),
        Section("Allergies", _dated(map(_allergy, record.of("AllergyIntolerance")))),
        Section("Drugs", _dated((day(each.get("authoredOn")), _drug_text(each)) for each in running)),
        Section("Past drugs", _grouped(((day(each.get("authoredOn")),) * 2 + (_drug_name(each),) for each in ended), "orders")),
        Section("Care plans", _dated((day(each.get("period", {}).get("start")), _plan_of_care(each)) for each in plans)),
        Section(
            "Devices", _dated((day(each.get("manufactureDate")), concept_text(each.get("type"))) for each in record.of("Device"))
        ),
        Section("Immunisations", _dated(map(_immunization, record.of("Immunization")))),
    ]
    return [section for section in sections if section.rows]


def _dated(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(rows)


def _grouped(rows: Iterable[tuple[str, str, str]], many: str) -> list[tuple[str, str]]:
    """Of first day, last day and what: one row for what comes again and again, with how often."""
    found: dict[str, list[tuple[str, str]]] = {}
    for first, last, what in sorted(rows):
        found.setdefault(what, []).append((first, last))
    return sorted(
        (_range(days[0][0], max(last for _, last in days)), f"{what} ({len(days)} {many})" if len(days) > 1 else what)
        for what, days in found.items()
    )


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}"


def _past_problem(condition: Resource) -> tuple[str, str, str]:
    return day(condition.get("onsetDateTime")), day(condition.get("abatementDateTime")), concept_text(condition.get("code"))


def _allergy(allergy: Resource) -> tuple[str, str]:
    reactions = [concept_text(what) for part in allergy.get("reaction", ()) for what in part.get("manifestation", ())]
    text = concept_text(allergy.get("code"))
    return day(
        allergy.get("onsetDateTime") or allergy.get("recordedDate")
    ), f"{text}: {', '.join(reactions)}" if reactions else text


def _drug_name(order: Resource) -> str:
    return concept_text(order.get("medicationCodeableConcept")) or str(order.get("medicationReference", {}).get("display", ""))


def _drug_text(order: Resource) -> str:
    instructions = [part.get("text", "") for part in order.get("dosageInstruction", ())]
    said = "; ".join(text for text in instructions if text)
    return f"{_drug_name(order)}: {said}" if said else _drug_name(order)


def _plan_of_care(plan: Resource) -> str:
    kinds = [concept_text(category) for category in plan.get("category", ()) if code_of(category) != "assess-plan"]
    return ", ".join(kinds) or str(plan.get("title", "")) or "care plan"


def _immunization(given: Resource) -> tuple[str, str]:
    text = concept_text(given.get("vaccineCode"))
    status = "" if given.get("status") == "completed" else f" ({given.get('status')})"
    return day(given.get("occurrenceDateTime")), f"{text}{status}"


def _visits(record: _Record, last: dict[str, Resource]) -> list[Visit]:
    by_encounter: dict[str, list[Resource]] = {}
    for resource in last.values():
        for name in ("encounter", "context"):
            target = resource.get(name)
            if isinstance(target, dict) and "reference" in target:
                by_encounter.setdefault(target["reference"], []).append(resource)
    encounters = sorted(record.of("Encounter"), key=lambda each: (each.get("period", {}).get("start", ""), each["id"]))
    return [_visit(encounter, by_encounter.get(f"Encounter/{encounter['id']}", []), last) for encounter in encounters]


def _visit(encounter: Resource, written: list[Resource], last: dict[str, Resource]) -> Visit:
    kind = next((concept_text(each) for each in encounter.get("type", ())), "")
    code = encounter.get("class", {}).get("code", "")
    open_still = " (still open)" if encounter.get("status") == "in-progress" else ""
    what = f"{kind or 'visit'}, {ENCOUNTER_CLASSES.get(code, code)}{open_still}"
    who = [part.get("individual", {}).get("display", "") for part in encounter.get("participant", ())]
    where = ", ".join(text for text in (*who[:1], encounter.get("serviceProvider", {}).get("display", "")) if text)
    reasons = [concept_text(each) for each in encounter.get("reasonCode", ())]
    reasons += [concept_text(last.get(each.get("reference", ""), {}).get("code")) for each in encounter.get("reasonReference", ())]
    facts = [("reason", list(dict.fromkeys(text for text in reasons if text)))]
    facts += [(label, _texts(written, kind)) for label, kind in _DONE]
    return Visit(
        minute(encounter.get("period", {}).get("start")), what, where, [(label, "; ".join(said)) for label, said in facts if said]
    )


#: What is told of a visit: the word in front, and the type of the resources behind it.
_DONE = (
    ("diagnosed", "Condition"),
    ("allergy", "AllergyIntolerance"),
    ("done", "Procedure"),
    ("vaccinated", "Immunization"),
    ("ordered", "MedicationRequest"),
    ("given", "MedicationAdministration"),
    ("planned", "CarePlan"),
    ("report", "DiagnosticReport"),
    ("imaging", "ImagingStudy"),
    ("measured", "Observation"),
)


def _texts(written: list[Resource], kind: str) -> list[str]:
    return list(dict.fromkeys(text for resource in written if resource["resourceType"] == kind if (text := _done_text(resource))))


def _done_text(resource: Resource) -> str:
    kind = resource["resourceType"]
    if kind == "Observation":
        return observation_text(resource)
    if kind in ("MedicationRequest", "MedicationAdministration"):
        return _drug_name(resource)
    if kind == "Immunization":
        return _immunization(resource)[1]
    if kind == "CarePlan":
        return _plan_of_care(resource)
    if kind == "ImagingStudy":
        return concept_text((resource.get("procedureCode") or [{}])[0])
    return concept_text(resource.get("code"))
