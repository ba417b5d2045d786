"""Which steps may run ahead of the world's clock: those that touch only their own walk, and read what nobody else changes.

A step is QUIET if acting touches only its walk and what it reads is its own: constants, age, date, sex, race, its history,
attributes that only its own module sets. It is STEADY where it also reads attributes that only growing changes: they hold still
until the next growth. Everything else is NOISY, and acts at its time. Whole charts are the same with and without running ahead.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from simulator.machine.check_attributes import attributes_read, attributes_set
from simulator.machine.conditions import Condition
from simulator.machine.library import LoadedModule, ModuleLibrary
from simulator.machine.steps.attributes import Counter, SetConstant, SetCopied, SetDrawn
from simulator.machine.steps.flow import CallSubmodule, Delay, FixedDelay, Guard, Pass, Terminal
from simulator.machine.steps.time_to_event import TimeToEvent
from simulator.machine.transitions import ByTable, ByTypeOfCare, Conditional, DistributedByAttribute, Return
from simulator.machine.walk import NOISY, QUIET, STEADY, Machine, Step, Transition

Place = tuple[bool, str, bool]

#: What growing older changes, and nothing else: body and work as the engine supplies them to modules (`engine.growing`).
GROWING_ATTRIBUTES: Final = frozenset(
    {
        "atrial_fibrillation_risk",
        "bmi_percentile",
        "current_weight_length_percentile",
        "ihd_risk",
        "mi_risk",
        "probability_of_fall_injury",
        "quit smoking age",
        "smoker",
        "stroke_risk",
        "unemployed",
    }
)
#: What befalls a person at any time (moves, marriage, cover, a death foreseen), and what the body reads at any time.
OUTSIDE_ATTRIBUTES: Final = frozenset(
    {
        "city",
        "county",
        "days_until_death",
        "insurance_status",
        "marital_status",
        # read by the body
        "atrial_fibrillation",
        "blood_pressure_controlled",
        "chf",
        "ckd",
        "coronary_heart_disease",
        "diabetes",
        "diabetes_severity",
        "end_stage_renal_disease",
        "hypertension",
        "hypertension_severe",
        "left_ventricular_hypertrophy",
        "microalbuminuria",
        "osteoporosis",
        "prediabetes",
        "pregnant",
        "proteinuria",
    }
)


class _Attributes:
    """Who reads and who sets each attribute, told by the top-level modules that reach the module that does."""

    def __init__(
        self,
        reached_by: dict[Place, set[Place]],
        modules: dict[Place, LoadedModule],
        library: ModuleLibrary,
        growing: frozenset[str],
        outside: frozenset[str],
    ) -> None:
        self.growing = growing
        self.outside = outside
        self.readers: dict[str, set[Place]] = {}
        self.writers: dict[str, set[Place]] = {}
        for place, module in modules.items():
            for name in attributes_set(module):
                self.writers.setdefault(name, set()).update(reached_by[place])
            for reading in attributes_read(module, library):
                self.readers.setdefault(reading.attribute, set()).update(reached_by[place])

    def reading(self, name: str, roots: set[Place]) -> int:
        """How quiet it is to read an attribute in a walk of one of these roots."""
        writers = self.writers.get(name, set())
        if name in self.outside or (writers and (len(roots) > 1 or writers - roots)):
            return NOISY
        return STEADY if name in self.growing else QUIET

    def setting(self, name: str, roots: set[Place]) -> int:
        """How quiet it is to set an attribute in a walk of one of these roots."""
        alone = len(roots) == 1 and not (self.writers.get(name, set()) - roots) and not (self.readers.get(name, set()) - roots)
        return QUIET if alone and name not in self.outside and name not in self.growing else NOISY


def mark_quiet(
    machines: dict[Place, Machine],
    modules: dict[Place, LoadedModule],
    library: ModuleLibrary,
    growing: frozenset[str],
    outside: frozenset[str],
) -> frozenset[str]:
    """Marks every step and transition, and gives the attributes that anything reads."""
    reached_by = _reached_by(machines)
    attributes = _Attributes(reached_by, modules, library, growing, outside)
    for place, machine in machines.items():
        for step in machine.steps.values():
            _mark_transition(step.transition, attributes, reached_by[place])
            if isinstance(step, CallSubmodule):
                _mark_transition(step.after, attributes, reached_by[place])
    _mark_returns(machines)
    for place, machine in machines.items():
        for step in machine.steps.values():
            acting = _acting(step, attributes, reached_by[place])
            waits = isinstance(step, Delay | FixedDelay | TimeToEvent) or (isinstance(step, Guard) and step.timed)
            step.quietness = acting if waits else min(acting, step.transition.quietness)
    return frozenset(attributes.readers)


def _reached_by(machines: dict[Place, Machine]) -> dict[Place, set[Place]]:
    """Place of a machine → the top-level machines that walk through it."""
    by_first = {id(machine.initial): place for place, machine in machines.items()}
    calls = {
        place: {by_first[id(step.transition.target)] for step in machine.steps.values() if isinstance(step, CallSubmodule)}  # type: ignore[attr-defined]
        for place, machine in machines.items()
    }
    reached: dict[Place, set[Place]] = {place: set() for place in machines}
    for root in machines:
        if root[2]:
            continue
        waiting = [root]
        while waiting:
            place = waiting.pop()
            if root not in reached[place]:
                reached[place].add(root)
                waiting += calls[place]
    return reached


def _mark_returns(machines: dict[Place, Machine]) -> None:
    """A submodule's end is as quiet as what follows the noisiest of its calls."""
    after: dict[int, int] = {}
    for machine in machines.values():
        for step in machine.steps.values():
            if isinstance(step, CallSubmodule):
                first = id(step.transition.target)  # type: ignore[attr-defined]
                after[first] = min(after.get(first, QUIET), step.after.quietness)
    for (_, _, called), machine in machines.items():
        for step in machine.steps.values():
            if isinstance(step.transition, Return):
                step.transition.quietness = after.get(id(machine.initial), NOISY) if called else NOISY


def _mark_transition(transition: Transition, attributes: _Attributes, roots: set[Place]) -> None:
    if isinstance(transition, Conditional):
        parts = []
        for condition, option in transition.options:
            _mark_transition(option, attributes, roots)
            parts.append(option.quietness)
            if condition is not None:
                parts.append(_asking(condition, attributes, roots))
        transition.quietness = min(parts)
    elif isinstance(transition, DistributedByAttribute):
        transition.quietness = _reading((share.attribute for share in transition.shares), attributes, roots)
    elif isinstance(transition, ByTable):
        transition.quietness = _reading(transition.lookup.columns, attributes, roots)
    elif isinstance(transition, ByTypeOfCare):
        transition.quietness = NOISY


def _asking(condition: Condition, attributes: _Attributes, roots: set[Place]) -> int:
    return min(condition.quietness(), _reading(condition.reads(), attributes, roots))


def _reading(names: Iterable[str], attributes: _Attributes, roots: set[Place]) -> int:
    return min((attributes.reading(name, roots) for name in names if name), default=QUIET)


def _acting(step: Step, attributes: _Attributes, roots: set[Place]) -> int:
    if isinstance(step, Pass | Delay | FixedDelay | CallSubmodule):
        return QUIET
    if isinstance(step, Terminal):
        return step.transition.quietness
    if isinstance(step, Guard):
        return _asking(step.condition, attributes, roots)
    if isinstance(step, TimeToEvent):
        names = (step.relative_risk.attribute, *step.lookup.columns)
        return NOISY if step.signals else _reading(names, attributes, roots)
    if isinstance(step, SetCopied):
        return min(attributes.setting(step.attribute, roots), attributes.reading(step.source, roots))
    if isinstance(step, SetConstant | SetDrawn | Counter):
        return attributes.setting(step.attribute, roots)
    return NOISY
