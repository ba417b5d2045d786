"""Transitions of a state to slot objects."""

from __future__ import annotations

from datetime import date

from simulator.kernel.clock import DAY, day_of
from simulator.machine import schema
from simulator.machine.compile_conditions import compile_condition
from simulator.machine.conditions import Condition
from simulator.machine.context import Context
from simulator.machine.transitions import (
    TELEMEDICINE_YEAR,
    ByTable,
    ByTimeTable,
    ByTypeOfCare,
    Conditional,
    Direct,
    Distributed,
    DistributedByAttribute,
    Share,
)
from simulator.machine.walk import Transition


def compile_transition(context: Context, state: schema.BaseState) -> Transition | None:
    """The state's transition; of several that stand there, the first in the order of `schema.TRANSITION_FIELDS`."""
    alternative = getattr(state, "alt_direct_transition", None)
    if alternative:
        return Direct(context.step_of(alternative))
    if state.direct_transition:
        return Direct(context.step_of(state.direct_transition))
    if state.distributed_transition is not None:
        return _distributed(context, state.distributed_transition)
    if state.conditional_transition is not None:
        return _conditional(context, state.conditional_transition)
    if state.complex_transition is not None:
        return _complex(context, state.complex_transition)
    if state.lookup_table_transition is not None:
        return _by_table(context, state.lookup_table_transition)
    if state.type_of_care_transition is not None:
        return _by_type_of_care(context, state.type_of_care_transition)
    return None


def _distributed(context: Context, options: list[schema.DistributedOption]) -> Transition:
    targets = [context.step_of(option.transition) for option in options]
    if len(targets) == 1:
        return Direct(targets[0])
    shares = [_share(option.distribution) for option in options]
    if any(share.attribute for share in shares):
        return DistributedByAttribute(shares, targets)
    return Distributed([share.probability for share in shares], targets)


def _share(written: float | schema.NamedDistribution) -> Share:
    if isinstance(written, schema.NamedDistribution):
        return Share(float(written.default), written.attribute)
    return Share(float(written), "")


def _conditional(context: Context, options: list[schema.ConditionalOption]) -> Transition:
    return Conditional([(_condition(option.condition), Direct(context.step_of(option.transition))) for option in options])


def _complex(context: Context, options: list[schema.ComplexOption]) -> Transition:
    ways: list[tuple[Condition | None, Transition]] = []
    for option in options:
        if option.distributions:
            way = _distributed(context, option.distributions)
        else:
            way = Direct(context.step_of(option.transition or ""))
        ways.append((_condition(option.condition), way))
    return Conditional(ways)


def _condition(written: schema.Condition | None) -> Condition | None:
    return None if written is None else compile_condition(written)


def _by_table(context: Context, options: list[schema.LookupOption]) -> Transition:
    names = list(dict.fromkeys(option.transition for option in options))
    lookup = context.transition_lookup(options[0].lookup_table_name, names)
    defaults = {option.transition: float(option.default_probability) for option in options}
    kind = ByTimeTable if lookup.has_time and not lookup.has_age and not lookup.columns else ByTable
    return kind(lookup, tuple(defaults[name] for name in names), [context.step_of(name) for name in names])


def _by_type_of_care(context: Context, options: schema.TypeOfCareTransition) -> Transition:
    return ByTypeOfCare(
        context.step_of(options.ambulatory),
        context.step_of(options.emergency),
        context.step_of(options.telemedicine),
        day_of(date(TELEMEDICINE_YEAR, 1, 1)) * DAY,
    )
