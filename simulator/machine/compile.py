"""A library of modules compiled to the machines that people walk through: a `Program`."""

from __future__ import annotations

from collections.abc import Collection

from simulator.machine import schema
from simulator.machine.compile_states import STATE_TYPES
from simulator.machine.compile_transitions import compile_transition
from simulator.machine.context import Context
from simulator.machine.library import LoadedModule, ModuleLibrary
from simulator.machine.lookup import Lookup
from simulator.machine.quiet import GROWING_ATTRIBUTES, OUTSIDE_ATTRIBUTES, mark_quiet
from simulator.machine.rounds import draw_in_one_go
from simulator.machine.steps.flow import CallSubmodule, Terminal
from simulator.machine.transitions import Direct
from simulator.machine.walk import Machine, Step

#: Ranks of machines begin here; the engine's own processes come before.
FIRST_RANK = 10


class Program:
    """Everything that people walk through: the machines of the top-level modules, in the order in which they go at one instant.

    `attributes_read` are the attributes that some state reads.
    """

    __slots__ = ("attributes_read", "machines", "submodules")

    def __init__(self, machines: list[Machine], submodules: list[Machine], attributes_read: frozenset[str]) -> None:
        self.machines = machines
        self.submodules = submodules
        self.attributes_read = attributes_read


class Compiler:
    """Compiles each module once, however often it is called; a top-level module that is called is compiled for that too."""

    def __init__(self, library: ModuleLibrary) -> None:
        self.library = library
        self.lookups: dict[int, Lookup] = {}
        self.remembered = _asked_states(library)
        self.machines: dict[tuple[bool, str, bool], Machine] = {}
        self.modules: dict[tuple[bool, str, bool], LoadedModule] = {}

    def machine(self, module: LoadedModule, called: bool) -> Machine:
        """The machine of a module, as people walk it or as others call it."""
        place = (module.source.core, module.key, called)
        found = self.machines.get(place)
        if found is not None:
            return found
        machine = Machine(module.key, module.name, module.model.specialty or "")
        self.machines[place] = machine
        self.modules[place] = module
        tables = (self.library.core if module.source.core else self.library.others).tables
        context = Context(module.key, f"{module.key}/" if called else "", tables, self.lookups, machine.steps.__getitem__)
        for name, state in module.model.states.items():
            step = STATE_TYPES[state.type](context, name, state)
            step.type_name = state.type
            step.remembered = name in self.remembered
            machine.steps[name] = step
        machine.initial = machine.steps["Initial"]
        for name, state in module.model.states.items():
            self._connect(module, context, machine.steps[name], state)
        machine.has_encounters = any(state.type == "Encounter" for state in module.model.states.values())
        return machine

    def _connect(self, module: LoadedModule, context: Context, step: Step, state: schema.BaseState) -> None:
        transition = compile_transition(context, state)
        if isinstance(step, CallSubmodule) and isinstance(state, schema.CallSubmoduleState):
            callee = self.library.called(module, state.submodule)
            assert callee is not None and transition is not None, state.submodule
            step.after = transition
            step.following = self.machine(callee, True).initial
            step.transition = Direct(step.following)
        elif transition is not None and not isinstance(step, Terminal):
            step.transition = transition
            step.following = transition.target if isinstance(transition, Direct) else None


def compile_library(
    library: ModuleLibrary,
    growing: Collection[str] = GROWING_ATTRIBUTES,
    outside: Collection[str] = OUTSIDE_ATTRIBUTES,
) -> Program:
    """The program of a library.

    `growing` are attributes that only the body's growth sets; `outside` those that the engine or the body reads or sets at
    other times: steps that touch them do not run ahead of the clock.
    """
    compiler = Compiler(library)
    machines = [compiler.machine(module, False) for module in library.roots]
    for rank, machine in enumerate(machines):
        machine.rank = FIRST_RANK + rank
    read = mark_quiet(compiler.machines, compiler.modules, library, frozenset(growing), frozenset(outside))
    draw_in_one_go(compiler.machines.values())
    submodules = [machine for (_, _, called), machine in compiler.machines.items() if called]
    return Program(machines, submodules, read)


def _asked_states(library: ModuleLibrary) -> frozenset[str]:
    """Names of the states that some PriorState asks about: only these leave a time behind."""
    asked: set[str] = set()

    def look(written: object) -> None:
        if isinstance(written, schema.PriorStateCondition):
            asked.add(written.name)
            if written.since:
                asked.add(written.since)
        if isinstance(written, schema.Element):
            for name in type(written).model_fields:
                look(getattr(written, name))
        elif isinstance(written, list):
            for part in written:
                look(part)

    for module in library:
        for state in module.model.states.values():
            for field in ("conditional_transition", "complex_transition", "allow"):
                look(getattr(state, field, None))
    return frozenset(asked)
