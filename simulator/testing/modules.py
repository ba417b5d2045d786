"""The library of one module under test: from a dict, a file, or a key of the own library."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Problem, UsageError
from simulator.machine.check import check_library
from simulator.machine.check_json import to_problems
from simulator.machine.check_library import submodules_of
from simulator.machine.check_shape import read_module
from simulator.machine.library import LoadedModule, ModuleLibrary, ModuleSet, ModuleSource
from simulator.machine.load import load_library
from simulator.machine.tables import read_table

#: The key of a module that is given as a dict.
TESTED = "tested"

Json = Mapping[str, Any]


def library_of(module: Json | str | Path, submodules: Mapping[str, Json], tables: Mapping[str, str]) -> tuple[ModuleLibrary, str]:
    """The library that holds this module alone, with what it may call, and the module's key.

    Submodules and tables go with a dict; whatever else it calls is the own library's. A file finds them in its folder and in
    the own library. Raises InputError with every error, UsageError for a key or folder that doesn't exist.
    """
    if isinstance(module, Mapping):
        return _of_dicts(module, submodules, tables), TESTED
    if submodules or tables:
        raise UsageError("submodules and tables go with a module that is given as a dict; a file finds them in its folder")
    path = Path(module)
    if path.suffix == ".json":
        return _alone(load_library(None, [path.parent], only=[path.stem]), path.stem), path.stem
    return _alone(load_library(only=[str(module)]), str(module)), str(module)


def _alone(library: ModuleLibrary, key: str) -> ModuleLibrary:
    """The library without the top-level modules other than one."""
    for modules in (library.core, library.others):
        modules.modules = {name: module for name, module in modules.modules.items() if name == key or module.kind == "submodule"}
    return library


def _of_dicts(module: Json, submodules: Mapping[str, Json], tables: Mapping[str, str]) -> ModuleLibrary:
    made = ModuleSet()
    problems: list[Problem] = []
    for key, content in {TESTED: module, **submodules}.items():
        problems += _read(key, content, made)
    for name, text in tables.items():
        table, found = read_table(name, name, text.encode())
        problems += found
        if table is not None:
            made.tables[name] = table
    _raise(problems)
    if any(called not in made.modules for each in made.modules.values() for called in submodules_of(each)):
        own = _alone(load_library(), TESTED).others
        made.modules = {**own.modules, **made.modules}
        made.tables = {**own.tables, **made.tables}
    library = ModuleLibrary(ModuleSet(), made)
    _raise(check_library(library))
    return library


def _read(key: str, content: Json, into: ModuleSet) -> list[Problem]:
    text = json.dumps(content, indent=2, ensure_ascii=False)
    source = ModuleSource(key, Path(key), f"{key}.json", text, "root" if key == TESTED else "submodule", Path())
    model, unreadable, findings = read_module(json.loads(text))
    if model is not None:
        into.modules[key] = LoadedModule(source, model, unreadable)
    return to_problems(source.file, text, findings)


def _raise(problems: Iterable[Problem]) -> None:
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise InputError(errors)
