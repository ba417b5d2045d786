"""What is wrong between modules: submodules and tables that don't exist, visits that nobody opens, attributes.

A module's call tree: those that call it, theirs in turn, and everything that any of these calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property

from simulator.errors import Problem
from simulator.machine.check_graph import may_pass_time
from simulator.machine.check_json import Finding, Path
from simulator.machine.check_shape import near
from simulator.machine.graph import reach, strong_components
from simulator.machine.library import LoadedModule, ModuleLibrary
from simulator.machine.schema import CallSubmoduleState, EncounterState
from simulator.machine.schema_flow import BaseState, TimeToEventState
from simulator.machine.tables import LookupTable, TableView

_MOST_NAMED = 5
_ROW_SUM_TOLERANCE = 0.01


class CallTree:
    """Who calls whom in a library; modules are told apart by `name_of`, since core and others may share a key."""

    def __init__(self, library: ModuleLibrary) -> None:
        self.library = library
        self.modules = {name_of(module): module for module in library}
        self.calls: dict[str, list[str]] = {
            name: list(dict.fromkeys(name_of(called) for called in self._called(module))) for name, module in self.modules.items()
        }
        self.callers: dict[str, list[str]] = {name: [] for name in self.calls}
        for name, called in self.calls.items():
            for other in called:
                self.callers[other].append(name)

    def _called(self, module: LoadedModule) -> Iterator[LoadedModule]:
        for key in submodules_of(module):
            called = self.library.called(module, key)
            if called is not None:
                yield called

    def family(self, module: LoadedModule) -> list[LoadedModule]:
        """The other modules of a module's call tree."""
        own = name_of(module)
        family = reach(reach((own,), self.callers), self.calls)
        return [self.modules[name] for name in sorted(family) if name != own]

    @cached_property
    def slow(self) -> frozenset[str]:
        """The modules in which time may pass: those that wait themselves, and those that call such."""
        slow: set[str] = set()
        while found := {name for name in self.modules if name not in slow and self._passes(name, slow)}:
            slow |= found
        return frozenset(slow)

    def _passes(self, name: str, slow: set[str]) -> bool:
        module = self.modules[name]
        return may_pass_time(module, lambda key: self._is_slow(module, key, slow))

    def _is_slow(self, caller: LoadedModule, key: str, slow: AbstractSet[str]) -> bool:
        called = self.library.called(caller, key)
        return called is None or name_of(called) in slow

    def passes_time(self, caller: LoadedModule, key: str) -> bool:
        """Whether time may pass in the submodule that a module means by a key; it may in one that doesn't exist."""
        return self._is_slow(caller, key, self.slow)


def name_of(module: LoadedModule) -> str:
    """A module's key, told apart from core's."""
    return f"core:{module.key}" if module.source.core else module.key


def submodules_of(module: LoadedModule) -> list[str]:
    """The keys that a module calls, each once."""
    states = module.model.states.values()
    return list(dict.fromkeys(state.submodule for state in states if isinstance(state, CallSubmoduleState)))


def check_calls(module: LoadedModule, tree: CallTree) -> Iterator[Finding]:
    """Submodules that don't exist, and a module that comes back to itself."""
    library = tree.library
    for name, state in module.model.states.items():
        if isinstance(state, CallSubmoduleState) and library.called(module, state.submodule) is None:
            own = library.set_of(module)
            if state.submodule in own.unread:
                continue
            meant = near(state.submodule, own.modules, 1)
            accepted = f'did you mean "{meant[0]}"?' if meant else "the key of a module: its path without .json"
            yield Finding(("states", name, "submodule"), f'there is no submodule "{state.submodule}"', accepted)


def call_circles(tree: CallTree) -> list[tuple[LoadedModule, Finding]]:
    """A warning for the first of each group of modules that call one another in a circle."""
    found = []
    for group in strong_components(tree.calls):
        if len(group) > 1 or group[0] in tree.calls[group[0]]:
            module = tree.modules[min(group)]
            keys = ", ".join(tree.modules[name].key for name in sorted(group))
            finding = Finding((), f"modules that call one another in a circle: {keys}", "a module that ends", "warning")
            found.append((module, finding))
    return found


def check_targets(module: LoadedModule, tree: CallTree) -> Iterator[Finding]:
    """Target encounters that are a state of no module of the call tree, or only of another one."""
    for name, state in module.model.states.items():
        target = state.__dict__.get("target_encounter")
        if not target or target in module.unreadable:
            continue
        own = module.model.states.get(target)
        path = ("states", name, "target_encounter")
        if own is None:
            yield from _foreign_target(module, tree, path, target)
        elif not isinstance(own, EncounterState):
            kind = type(own).__name__.removesuffix("State")
            yield Finding(path, f'the target encounter "{target}" is of type {kind}', "an Encounter state", "warning")


def _foreign_target(module: LoadedModule, tree: CallTree, path: Path, target: str) -> Iterator[Finding]:
    family = tree.family(module)
    owners = [other.key for other in family if target in other.model.states or target in other.unreadable]
    if owners:
        found = f'the target encounter "{target}" is no state of this module, but of {_named(owners)}'
        yield Finding(path, found, "an Encounter state of this module", "warning")
        return
    if _family_unknown(module, family, tree):
        return
    where = f" or of its call tree ({_named([other.key for other in family])})" if family else ""
    encounters = [name for m in (module, *family) for name, s in m.model.states.items() if isinstance(s, EncounterState)]
    meant = near(target, encounters, 1)
    accepted = f'did you mean "{meant[0]}"?' if meant else "the name of an Encounter state"
    lone = module.kind == "submodule" and not tree.callers[name_of(module)]
    found = f'the target encounter "{target}" is no state of this module{where}'
    yield Finding(path, found + (", which nothing calls" if lone else ""), accepted, "warning" if lone else "error")


def _family_unknown(module: LoadedModule, family: list[LoadedModule], tree: CallTree) -> bool:
    """Whether a module that can't be read may belong to the family: it is called by it, or names one of it."""
    unread = tree.library.set_of(module).unread
    keys = [f'"{other.key}"' for other in (module, *family)]
    called = any(key in unread for other in (module, *family) for key in submodules_of(other))
    return called or any(key in text for text in unread.values() for key in keys)


def _named(keys: Iterable[str]) -> str:
    keys = list(keys)
    text = ", ".join(keys[:_MOST_NAMED])
    return text if len(keys) <= _MOST_NAMED else f"{text} and {len(keys) - _MOST_NAMED} more"


def check_tables(module: LoadedModule, library: ModuleLibrary) -> Iterator[Finding | Problem]:
    """Tables that don't exist, lack a column, or hold what is no number."""
    for name, state in module.model.states.items():
        if state.lookup_table_transition:
            yield from _transition_table(module, library, name, state)
        if isinstance(state, TimeToEventState):
            yield from _incidence_table(module, library, name, state)


def _transition_table(module: LoadedModule, library: ModuleLibrary, name: str, state: BaseState) -> Iterator[Finding | Problem]:
    options = state.lookup_table_transition or []
    names = list(dict.fromkeys(option.lookup_table_name for option in options))
    path = ("states", name, "lookup_table_transition")
    if len(names) > 1:
        yield Finding(path, f"the options name {len(names)} tables: {', '.join(names)}", "one table for all options")
    table = library.table(module, names[0])
    if table is None:
        yield from _no_table(library, module, names[0], (*path, 0, "lookup_table_name"))
        return
    for index, option in enumerate(options):
        if option.transition not in table.header:
            found = f'the table "{table.name}" has no column "{option.transition}"'
            yield Finding((*path, index, "transition"), found, f"its columns are {_named(table.header)}")
    view = table.transition_view([option.transition for option in options])
    yield from view.problems
    yield from _row_sums(table, view)


def _row_sums(table: LookupTable, view: TableView) -> Iterator[Problem]:
    sums = [(row.line, sum(row.values)) for row in view.rows]
    wrong = [(line, total) for line, total in sums if abs(total - 1) > _ROW_SUM_TOLERANCE]
    if wrong and not view.problems:
        line, total = wrong[0]
        found = f"the probabilities of this row have the sum {total:.6g}"
        more = f" (and {len(wrong) - 1} more rows)" if len(wrong) > 1 else ""
        yield Problem(table.file, line, "", found + more, "1; what is missing falls to the last column", "warning")


def _incidence_table(
    module: LoadedModule, library: ModuleLibrary, name: str, state: TimeToEventState
) -> Iterator[Finding | Problem]:
    path = ("states", name, "incidence")
    table = library.table(module, state.incidence.table)
    if table is None:
        yield from _no_table(library, module, state.incidence.table, (*path, "table"))
        return
    wanted = (("age", (*path, "table")), (state.incidence.column, (*path, "column")))
    for column, place in wanted:
        if column not in table.header:
            yield Finding(place, f'the table "{table.name}" has no column "{column}"', f"its columns are {_named(table.header)}")
    if "time" in table.header:
        found = f'the table "{table.name}" of rates has a column "time"'
        yield Finding((*path, "table"), found, "rates by age and attributes; an attribute can stand for the period")
    yield from table.incidence_view(state.incidence.column).problems


def _no_table(library: ModuleLibrary, module: LoadedModule, name: str, path: Path) -> Iterator[Finding | Problem]:
    own = library.set_of(module)
    if name in own.table_problems:
        yield from own.table_problems[name]
        return
    meant = near(name, own.tables, 1)
    accepted = f'did you mean "{meant[0]}"?' if meant else "the name of a file in lookup_tables/"
    yield Finding(path, f'there is no table "{name}"', accepted)
