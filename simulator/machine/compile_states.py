"""States of a module to steps: the explicit table `STATE_TYPES`."""

from __future__ import annotations

from collections.abc import Callable

from simulator.machine import schema
from simulator.machine.compile_conditions import compile_condition
from simulator.machine.context import Context, concept_of_code, concepts_of
from simulator.machine.steps.attributes import (
    Counter,
    Death,
    SetConstant,
    SetCopied,
    SetDrawn,
    SymptomStep,
    VitalSignStep,
)
from simulator.machine.steps.flow import CallSubmodule, Delay, FixedDelay, Guard, Pass, Terminal
from simulator.machine.steps.orders import (
    CarePlanEndStep,
    CarePlanStartStep,
    DeviceEndStep,
    DeviceStep,
    Goal,
    MedicationEndStep,
    MedicationOrderStep,
    ProcedureStep,
    SupplyListStep,
    VaccineStep,
)
from simulator.machine.steps.problems import (
    AllergyEndStep,
    AllergyOnsetStep,
    ConditionEndStep,
    ConditionOnsetStep,
    Reaction,
)
from simulator.machine.steps.results import (
    DiagnosticReportStep,
    Drawn,
    Given,
    Held,
    ImagingStudyStep,
    MultiObservationStep,
    ObservationStep,
    Observed,
    Reading,
    Sampled,
    Series,
    Vital,
)
from simulator.machine.steps.time_to_event import TimeToEvent
from simulator.machine.steps.visits import Encounter, EncounterEnd, Telemedicine, WellnessEncounter
from simulator.machine.transitions import Share
from simulator.machine.values import Constant, distribution, duration_seconds, length, number, ranged
from simulator.machine.walk import Step
from simulator.record.results import Attachment, ImagingInstance
from simulator.record.treatment import Prescription

#: UCUM units of a prescription's period (hl7.org/fhir/R4/valueset-units-of-time.html).
UCUM_TIME = {"seconds": "s", "minutes": "min", "hours": "h", "days": "d", "weeks": "wk", "months": "mo", "years": "a"}


def _pass(context: Context, name: str, state: schema.BaseState) -> Step:
    return Pass(context.key, name, context.path(name))


def _terminal(context: Context, name: str, state: schema.TerminalState) -> Step:
    return Terminal(context.key, name, context.path(name))


def _call(context: Context, name: str, state: schema.CallSubmoduleState) -> Step:
    return CallSubmodule(context.key, name, context.path(name))


def _delay(context: Context, name: str, state: schema.DelayState) -> Step:
    wait = length(state.exact, state.range, state.distribution, state.unit)
    seconds = 0 if wait is None else wait.always()
    if seconds is not None:
        return FixedDelay(context.key, name, context.path(name), seconds)
    assert wait is not None
    return Delay(context.key, name, context.path(name), wait)


def _guard(context: Context, name: str, state: schema.GuardState) -> Step:
    return Guard(context.key, name, context.path(name), compile_condition(state.allow))


def _time_to_event(context: Context, name: str, state: schema.TimeToEventState) -> Step:
    lookup = context.incidence_lookup(state.incidence.table, state.incidence.column)
    risk = state.relative_risk
    share = (
        Share(1.0, "")
        if risk is None
        else Share(float(risk), "")
        if isinstance(risk, int | float)
        else Share(float(risk.default), risk.attribute)
    )
    factors = tuple(float(factor) for factor in state.monthly_factors or ())
    return TimeToEvent(context.key, name, context.path(name), lookup, share, factors)


def _set_attribute(context: Context, name: str, state: schema.SetAttributeState) -> Step:
    path = context.path(name)
    if state.range is not None:
        return SetDrawn(context.key, name, path, state.attribute, ranged(state.range))
    if state.series_data is not None:
        return SetConstant(context.key, name, path, state.attribute, state.series_data)
    if state.distribution is not None:
        return SetDrawn(context.key, name, path, state.attribute, distribution(state.distribution))
    if state.value_code is not None:
        return SetConstant(context.key, name, path, state.attribute, concept_of_code(state.value_code))
    if state.value_attribute is not None:
        return SetCopied(context.key, name, path, state.attribute, state.value_attribute)
    value = state.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return SetConstant(context.key, name, path, state.attribute, value)


def _counter(context: Context, name: str, state: schema.CounterState) -> Step:
    amount = state.amount or 1
    signed = amount if state.action == "increment" else -amount
    return Counter(context.key, name, context.path(name), state.attribute, signed)


def _symptom(context: Context, name: str, state: schema.SymptomState) -> Step:
    draw = number(state.exact, state.range, state.distribution) or Constant(0.0)
    probability = 1.0 if state.probability is None else float(state.probability)
    return SymptomStep(context.key, name, context.path(name), state.symptom, state.cause or "", probability, draw)


def _vital_sign(context: Context, name: str, state: schema.VitalSignState) -> Step:
    draw = number(state.exact, state.range, state.distribution) or Constant(0.0)
    half_life = 0 if state.half_life is None else duration_seconds(state.half_life)
    added = state.mode == "add"
    return VitalSignStep(context.key, name, context.path(name), state.vital_sign, draw, added, half_life)


def _death(context: Context, name: str, state: schema.DeathState) -> Step:
    concept = concept_of_code(state.codes[0]) if state.codes else None
    wait = length(state.exact, state.range)
    onset, attribute = state.condition_onset or "", state.referenced_by_attribute or ""
    return Death(context.key, name, context.path(name), concept, onset, attribute, wait)


def _encounter(context: Context, name: str, state: schema.EncounterState) -> Step:
    path = context.path(name)
    if state.wellness:
        return WellnessEncounter(context.key, name, path)
    telemedicine = None
    if state.telemedicine_possibility in ("possible", "always"):
        telemedicine = Telemedicine(state.telemedicine_possibility == "always")
    encounter_class = state.encounter_class or "ambulatory"
    concepts = concepts_of(state.codes)
    return Encounter(context.key, name, path, encounter_class, concepts, state.reason or "", telemedicine)


def _encounter_end(context: Context, name: str, state: schema.EncounterEndState) -> Step:
    disposition = None if state.discharge_disposition is None else concept_of_code(state.discharge_disposition)
    return EncounterEnd(context.key, name, context.path(name), disposition)


def _condition_onset(context: Context, name: str, state: schema.ConditionOnsetState) -> Step:
    target, attribute = state.target_encounter or "", state.assign_to_attribute or ""
    return ConditionOnsetStep(context.key, name, context.path(name), concepts_of(state.codes), target, attribute)


def _allergy_onset(context: Context, name: str, state: schema.AllergyOnsetState) -> Step:
    reactions = [
        Reaction(
            concept_of_code(reaction.reaction),
            [(severity.level, float(severity.value)) for severity in reaction.possible_severities],
        )
        for reaction in state.reactions or ()
    ]
    return AllergyOnsetStep(
        context.key,
        name,
        context.path(name),
        concepts_of(state.codes),
        state.target_encounter or "",
        state.assign_to_attribute or "",
        state.allergy_type or "allergy",
        state.category or "",
        reactions,
    )


def _end(step: type[Step], field: str) -> Callable[..., Step]:
    """Compiles an ending state; `field` is the one that names the state it ends."""

    def compiled(context: Context, name: str, state: schema.ConditionEndState) -> Step:
        codes = [code.code for code in state.codes or ()]
        named, attribute = getattr(state, field) or "", state.referenced_by_attribute or ""
        return step(context.key, name, context.path(name), named, attribute, codes)  # type: ignore[call-arg]

    return compiled


def _medication_order(context: Context, name: str, state: schema.MedicationOrderState) -> Step:
    administered = bool(state.administration)
    prescription = None if administered and not state.chronic else _prescription(state.prescription)
    return MedicationOrderStep(
        context.key,
        name,
        context.path(name),
        concepts_of(state.codes),
        state.reason or "",
        state.assign_to_attribute or "",
        prescription,
        bool(state.chronic),
        administered,
    )


def _prescription(written: schema.Prescription | None) -> Prescription | None:
    if written is None:
        return None
    dosage, lasting = written.dosage, written.duration
    return Prescription(
        written.as_needed is not None,
        0.0 if dosage is None else float(dosage.amount),
        "",
        0 if dosage is None else int(dosage.frequency),
        0.0 if dosage is None else float(dosage.period),
        "" if dosage is None else UCUM_TIME[dosage.unit],
        0.0 if lasting is None else float(lasting.quantity),
        "" if lasting is None else UCUM_TIME[lasting.unit],
        0 if lasting is None else duration_seconds(lasting),
        written.refills or 0,
        concepts_of(written.instructions),
    )


def _care_plan_start(context: Context, name: str, state: schema.CarePlanStartState) -> Step:
    goals = [
        Goal(
            goal.text or "",
            concepts_of(goal.codes),
            concepts_of(goal.observation.codes) if goal.observation else [],
            goal.observation.operator if goal.observation else "",
            goal.observation.value if goal.observation else None,
            goal.addresses or [],
        )
        for goal in state.goals or ()
        if goal.says_something
    ]
    return CarePlanStartStep(
        context.key,
        name,
        context.path(name),
        concepts_of(state.codes),
        concepts_of(state.activities),
        goals,
        state.reason or "",
        state.assign_to_attribute or "",
    )


def _procedure(context: Context, name: str, state: schema.ProcedureState) -> Step:
    wait = length(None, state.duration, state.distribution, state.unit)
    reason, attribute = state.reason or "", state.assign_to_attribute or ""
    return ProcedureStep(context.key, name, context.path(name), concepts_of(state.codes), reason, attribute, wait)


def _device(context: Context, name: str, state: schema.DeviceState) -> Step:
    manufacturer, model = state.manufacturer or "", state.model or ""
    attribute = state.assign_to_attribute or ""
    code = concept_of_code(state.code)
    return DeviceStep(context.key, name, context.path(name), code, manufacturer, model, attribute)


def _supply_list(context: Context, name: str, state: schema.SupplyListState) -> Step:
    supplies = [(concept_of_code(supply.code), int(supply.quantity)) for supply in state.supplies]
    return SupplyListStep(context.key, name, context.path(name), supplies)


def _vaccine(context: Context, name: str, state: schema.VaccineState) -> Step:
    reason = None if state.status_reason is None else concept_of_code(state.status_reason)
    return VaccineStep(context.key, name, context.path(name), concepts_of(state.codes), state.series or 0, reason)


def _observed(written: schema.ObservationFields, category: str) -> Observed:
    sampled = None
    if written.sampled_data is not None:
        data = written.sampled_data
        sampled = Sampled(
            data.attributes,
            float(data.origin_value or 0),
            None if data.factor is None else float(data.factor),
            None if data.lower_limit is None else float(data.lower_limit),
            None if data.upper_limit is None else float(data.upper_limit),
        )
    attachment = None
    if written.attachment is not None and (written.attachment.url or written.attachment.data):
        file = written.attachment
        attachment = Attachment(file.content_type or "", file.title or "", file.data or "", file.url or "")
    return Observed(
        concepts_of(written.codes),
        written.category or category,
        _reading(written),
        written.unit or "",
        sampled,
        attachment,
    )


def _reading(written: schema.ObservationFields) -> Reading:
    if written.exact is not None:
        return Given(written.exact.quantity)
    drawn = number(None, written.range, written.distribution)
    if drawn is not None:
        return Drawn(drawn)
    if written.attribute is not None:
        return Held(written.attribute)
    if written.vital_sign is not None:
        return Vital(written.vital_sign)
    return Given(None if written.value_code is None else concept_of_code(written.value_code))


def _observation(context: Context, name: str, state: schema.ObservationState) -> Step:
    return ObservationStep(context.key, name, context.path(name), _observed(state, ""), state.once_a_visit)


def _multi_observation(context: Context, name: str, state: schema.MultiObservationState) -> Step:
    category = state.category or ""
    parts = [_observed(part, category) for part in state.observations]
    concepts, once_a_visit = concepts_of(state.codes), state.once_a_visit
    return MultiObservationStep(context.key, name, context.path(name), concepts, category, parts, once_a_visit)


def _diagnostic_report(context: Context, name: str, state: schema.DiagnosticReportState) -> Step:
    parts = [_observed(part, "") for part in state.observations]
    category = next((part.category for part in parts if part.category), "laboratory")
    if category == "laboratory":
        for part in parts:
            part.category = category  # the saturation of a blood gas is none of the vital signs
    specimen = None if state.specimen is None else concept_of_code(state.specimen)
    return DiagnosticReportStep(context.key, name, context.path(name), concepts_of(state.codes), category, parts, specimen)


def _imaging_study(context: Context, name: str, state: schema.ImagingStudyState) -> Step:
    series = [
        Series(
            concept_of_code(one.body_site),
            concept_of_code(one.modality),
            [ImagingInstance(concept_of_code(image.sop_class), image.title or "") for image in one.instances],
            *_between(one.min_number_instances, one.max_number_instances),
        )
        for one in state.series
    ]
    concept = concept_of_code(state.procedure_code)
    low, high = _between(state.min_number_series, state.max_number_series)
    return ImagingStudyStep(context.key, name, context.path(name), concept, series, low, high)


def _between(low: int | None, high: int | None) -> tuple[int, int]:
    if not high:
        return 0, 0
    return max(1, min(low or 1, high)), max(low or 1, high)


#: State type → what compiles it.
STATE_TYPES: dict[str, Callable[..., Step]] = {
    "Initial": _pass,
    "Simple": _pass,
    "Terminal": _terminal,
    "CallSubmodule": _call,
    "Delay": _delay,
    "Guard": _guard,
    "TimeToEvent": _time_to_event,
    "SetAttribute": _set_attribute,
    "Counter": _counter,
    "Encounter": _encounter,
    "EncounterEnd": _encounter_end,
    "ConditionOnset": _condition_onset,
    "ConditionEnd": _end(ConditionEndStep, "condition_onset"),
    "AllergyOnset": _allergy_onset,
    "AllergyEnd": _end(AllergyEndStep, "allergy_onset"),
    "MedicationOrder": _medication_order,
    "MedicationEnd": _end(MedicationEndStep, "medication_order"),
    "CarePlanStart": _care_plan_start,
    "CarePlanEnd": _end(CarePlanEndStep, "careplan"),
    "Procedure": _procedure,
    "VitalSign": _vital_sign,
    "Observation": _observation,
    "MultiObservation": _multi_observation,
    "DiagnosticReport": _diagnostic_report,
    "ImagingStudy": _imaging_study,
    "Device": _device,
    "DeviceEnd": _end(DeviceEndStep, "device"),
    "SupplyList": _supply_list,
    "Symptom": _symptom,
    "Vaccine": _vaccine,
    "Death": _death,
    "Physiology": _pass,
}
