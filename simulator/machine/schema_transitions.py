"""The options that the transitions of a state are made of."""

from __future__ import annotations

from simulator.machine.schema_conditions import Condition
from simulator.machine.schema_values import Element, OptionalText, Probability, Text


class NamedDistribution(Element):
    """A probability that an attribute holds; `default` where the attribute is not set."""

    attribute: Text
    default: Probability


class DistributedOption(Element):
    """A target with its probability; what is missing to 1 falls to the last option."""

    transition: Text
    distribution: Probability | NamedDistribution


class ConditionalOption(Element):
    """A target with its condition; without one it is always taken."""

    transition: Text
    condition: Condition | None = None


class ComplexOption(Element):
    """A condition with a target or with distributed options."""

    condition: Condition | None = None
    transition: OptionalText = None
    distributions: list[DistributedOption] | None = None


class LookupOption(Element):
    """A target whose probability is a column of a lookup table; `default_probability` where no row fits."""

    transition: Text
    default_probability: Probability
    lookup_table_name: Text


class TypeOfCareTransition(Element):
    """Three targets, weighted by the person's insurance."""

    ambulatory: Text
    emergency: Text
    telemedicine: Text
