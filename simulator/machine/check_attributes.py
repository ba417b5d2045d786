"""Which attributes a module reads and sets, and those that are read and set by nobody.

An attribute that nobody sets is nothing to a condition, and the default to a named probability; so a misspelt name is
never noticed in a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from simulator.machine.check_json import Finding, Path
from simulator.machine.check_shape import near
from simulator.machine.library import LoadedModule, ModuleLibrary
from simulator.machine.schema import BaseState
from simulator.machine.schema_findings import ObservationFields
from simulator.machine.schema_flow import CounterState, PhysiologyState, SetAttributeState, TimeToEventState
from simulator.machine.schema_transitions import LookupOption
from simulator.machine.schema_values import Element

#: Attributes that the engine gives every person, or that other modules of the engine keep up to date.
SUPPLIED_ATTRIBUTES = frozenset(
    {
        # who a person is
        "age",
        "gender",
        "race",
        "ethnicity",
        "first_language",
        "name",
        "first_name",
        "last_name",
        "address",
        "city",
        "county",
        "state",
        "zip",
        "birth_city",
        "birth_state",
        "birth_country",
        "birthdate",
        "marital_status",
        "sexual_orientation",
        "RH_NEG",
        "multiple_birth_status",
        # how a person lives
        "education",
        "education_level",
        "income",
        "income_level",
        "poverty_ratio",
        "occupation_level",
        "socioeconomic_score",
        "socioeconomic_category",
        "food_insecurity",
        "severe_housing_cost_burden",
        "no_vehicle_access",
        "unemployed",
        "insurance_status",
        "veteran_population_override",
        # what a person does, and is at risk of
        "smoker",
        "quit smoking age",
        "adherence",
        "weight_loss_adherence",
        "bmi_percentile",
        "current_weight_length_percentile",
        "probability_of_fall_injury",
        "days_until_death",
        "mi_risk",
        "ihd_risk",
        "stroke_risk",
        "atrial_fibrillation_risk",
        "C19_FULLY_VACCINATED",
        # the clock, as a column of lookup tables
        "time",
    }
)


class Reading(NamedTuple):
    """An attribute that is read, and where; `may_be_state` for a `reason`, which may name a state instead."""

    attribute: str
    path: Path
    may_be_state: bool = False


def attributes_set(module: LoadedModule) -> Iterator[str]:
    """The attributes that a module's states set or remove."""
    for state in module.model.states.values():
        if isinstance(state, (SetAttributeState, CounterState)):
            yield state.attribute
        elif isinstance(state, PhysiologyState):
            yield from (output.to for output in state.outputs or ())
        assigned = state.__dict__.get("assign_to_attribute")
        if assigned:
            yield assigned


def attributes_read(module: LoadedModule, library: ModuleLibrary) -> Iterator[Reading]:
    """The attributes that a module's states, conditions, named probabilities and tables read."""
    for name, state in module.model.states.items():
        yield from _read_by_state(state, ("states", name))
        for transition in ("distributed_transition", "conditional_transition", "complex_transition"):
            for index, option in enumerate(state.__dict__[transition] or ()):
                yield from _read_within(option, ("states", name, transition, index))
        yield from _read_by_tables(module, library, name, state)


def _read_by_state(state: BaseState, path: Path) -> Iterator[Reading]:
    fields = state.__dict__
    for field in ("referenced_by_attribute", "value_attribute"):
        if fields.get(field):
            yield Reading(fields[field], (*path, field))
    if fields.get("reason"):
        yield Reading(fields["reason"], (*path, "reason"), may_be_state=True)
    if fields.get("allow"):
        yield from _read_within(fields["allow"], (*path, "allow"))
    if isinstance(state, ObservationFields):
        yield from _read_by_observation(state, path)
    for index, observation in enumerate(fields.get("observations") or ()):
        yield from _read_by_observation(observation, (*path, "observations", index))
    if isinstance(state, TimeToEventState) and isinstance(state.relative_risk, Element):
        yield Reading(state.relative_risk.attribute, (*path, "relative_risk"))


def _read_by_observation(observation: ObservationFields, path: Path) -> Iterator[Reading]:
    if observation.attribute:
        yield Reading(observation.attribute, (*path, "attribute"))
    if observation.sampled_data is not None:
        yield from (Reading(name, (*path, "sampled_data")) for name in observation.sampled_data.attributes)
    if observation.attachment is not None and observation.attachment.chart is not None:
        for series in observation.attachment.chart.series or ():
            yield Reading(series.attribute, (*path, "attachment"))


def _read_within(element: Element, path: Path) -> Iterator[Reading]:
    """What a condition or an option of a transition reads, and all that it holds."""
    fields = element.__dict__
    for field in ("attribute", "referenced_by_attribute"):
        if fields.get(field):
            yield Reading(fields[field], (*path, field))
    for field in ("condition", "distribution"):
        if isinstance(fields.get(field), Element):
            yield from _read_within(fields[field], (*path, field))
    for field in ("conditions", "distributions"):
        for index, part in enumerate(fields.get(field) or ()):
            yield from _read_within(part, (*path, field, index))


def _read_by_tables(module: LoadedModule, library: ModuleLibrary, name: str, state: BaseState) -> Iterator[Reading]:
    if state.lookup_table_transition:
        options: list[LookupOption] = state.lookup_table_transition
        table = library.table(module, options[0].lookup_table_name)
        if table is not None:
            for column in table.transition_view([option.transition for option in options]).key_columns:
                yield Reading(column, ("states", name, "lookup_table_transition"))
    if isinstance(state, TimeToEventState):
        table = library.table(module, state.incidence.table)
        if table is not None:
            for column in table.incidence_view(state.incidence.column).key_columns:
                yield Reading(column, ("states", name, "incidence"))


def check_attributes(module: LoadedModule, library: ModuleLibrary, known: frozenset[str]) -> Iterator[Finding]:
    """A warning for each attribute that the module reads and nobody sets (`known`: those that any module sets)."""
    told: set[str] = set()
    for attribute, path, may_be_state in attributes_read(module, library):
        if attribute in known or attribute in SUPPLIED_ATTRIBUTES or attribute in told:
            continue
        if may_be_state and (attribute in module.model.states or attribute in module.unreadable):
            continue
        told.add(attribute)
        meant = near(attribute, sorted(known | SUPPLIED_ATTRIBUTES), 1)
        accepted = f'did you mean "{meant[0]}"?' if meant else "a state that sets it"
        what = "neither a state of this module nor an attribute that anything sets" if may_be_state else "set by nothing"
        yield Finding(path, f'the attribute "{attribute}" is read, and {what}', accepted, "warning")
