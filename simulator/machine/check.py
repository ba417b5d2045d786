"""Every check of a library, in one go: what `load` refuses, and what `modules check` tells.

Errors stop a run before it starts; warnings never do.
"""

from __future__ import annotations

from dataclasses import replace

from simulator.errors import Problem
from simulator.machine.check_attributes import attributes_set, check_attributes
from simulator.machine.check_fields import check_states
from simulator.machine.check_graph import check_graph
from simulator.machine.check_json import Finding, to_problems
from simulator.machine.check_library import CallTree, call_circles, check_calls, check_tables, check_targets
from simulator.machine.library import LoadedModule, ModuleLibrary


def check_library(library: ModuleLibrary, also_set: frozenset[str] = frozenset()) -> list[Problem]:
    """Every problem of a library's modules and tables, by file and line.

    `also_set` names attributes that modules outside the library set (those that a run leaves out).
    """
    tree = CallTree(library)
    known = also_set.union(*(attributes_set(module) for module in library))
    problems: set[Problem] = set()
    for modules in (library.core, library.others):
        problems.update(*modules.module_problems.values())
    for module, finding in call_circles(tree):
        problems.update(_of(module, [finding]))
    for module in library:
        problems.update(_module_problems(module, tree, known))
    return sorted(problems | _unused_tables(library, problems))


def _module_problems(module: LoadedModule, tree: CallTree, known: frozenset[str]) -> list[Problem]:
    findings: list[Finding] = [
        *check_states(module.model),
        *check_graph(module, lambda key: tree.passes_time(module, key)),
        *check_calls(module, tree),
        *check_targets(module, tree),
        *check_attributes(module, tree.library, known),
    ]
    problems: list[Problem] = []
    for found in check_tables(module, tree.library):
        if isinstance(found, Problem):
            problems.append(found)
        else:
            findings.append(found)
    return problems + _of(module, findings)


def _unused_tables(library: ModuleLibrary, told: set[Problem]) -> set[Problem]:
    """What is wrong with tables that no module reads: warnings."""
    tables = (
        problem for modules in (library.core, library.others) for found in modules.table_problems.values() for problem in found
    )
    return {replace(problem, severity="warning") for problem in tables if problem not in told}


def _of(module: LoadedModule, findings: list[Finding]) -> list[Problem]:
    return to_problems(module.source.file, module.source.text, findings)
