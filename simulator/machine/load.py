"""Modules from folders: found, read, checked, and put together as the library that people live by.

A folder's files are top-level modules, those of its sub-folders submodules, `lookup_tables/*.csv` tables. Our own
`core/` is a folder of its own and always loaded, with what it calls; a `core/` in somebody else's folder is a
sub-folder like any other.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from simulator.errors import InputError, Problem, UsageError
from simulator.machine.check import check_library
from simulator.machine.check_attributes import attributes_set
from simulator.machine.check_json import read_json, to_problems
from simulator.machine.check_library import submodules_of
from simulator.machine.check_shape import read_module
from simulator.machine.choose import choose
from simulator.machine.library import CORE, LoadedModule, ModuleLibrary, ModuleSet, ModuleSource
from simulator.machine.tables import read_table

__all__ = ["LoadedModule", "ModuleLibrary", "ModuleSource", "check_folders", "load_library", "own_folder"]

TABLES = "lookup_tables"


def own_folder() -> Path:
    """The folder of our own modules: `modules/` beside the package in a checkout, else inside the installed package."""
    package = Path(__file__).resolve().parent.parent
    beside = package.parent / "modules"
    return beside if (beside / CORE).is_dir() and (package.parent / "pyproject.toml").is_file() else package / "modules"


def load_library(
    folders: Sequence[Path] | None = None,
    add_folders: Sequence[Path] = (),
    only: Sequence[str] = (),
    without: Sequence[str] = (),
) -> ModuleLibrary:
    """The modules and tables of these folders (None: our own) and of `add_folders`, with our `core/`.

    `only` keeps core, the modules named and what they call; `without` drops those named.
    Raises: InputError with every error of all files; UsageError for folders or keys that don't exist.
    """
    with _collector_paused():
        everything = _read(folders, add_folders)
        also_set = frozenset(name for module in everything for name in attributes_set(module))
        library = choose(everything, only, without) if only or without else everything
        problems = check_library(library, also_set)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise InputError(errors)
    library.warnings = problems
    return library


def check_folders(folders: Sequence[Path] | None = None, add_folders: Sequence[Path] = ()) -> list[Problem]:
    """Every problem of the modules and tables of these folders, errors and warnings, by file and line.

    Raises: UsageError for folders that don't exist, our own among them.
    """
    with _collector_paused():
        return check_library(_read(folders, add_folders))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Nothing read here is garbage, and looking for some takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(folders: Sequence[Path] | None, add_folders: Sequence[Path]) -> ModuleLibrary:
    library = ModuleLibrary(ModuleSet(), ModuleSet())
    own = own_folder()
    if not (own / CORE).is_dir():
        raise UsageError(f"{own} holds no {CORE}/, so the package was installed without its own modules: install it again")
    _read_tables(own, "modules", library.core, library.notes)
    _read_tables(own / CORE, f"modules/{CORE}", library.core, library.notes)
    _read_modules(own / CORE, f"modules/{CORE}", library.core, library.notes, core=True)
    _read_called_by_core(own, library.core)
    seen: set[Path] = set()
    for folder in [*([own] if folders is None else folders), *add_folders]:
        if folder.resolve() in seen:
            continue
        seen.add(folder.resolve())
        _read_folder(folder, folder.resolve() == own, library)
    return library


def _read_called_by_core(own: Path, core: ModuleSet) -> None:
    """Reads the submodules of our own library that core calls; they are core's too, whatever else is loaded."""
    asked: set[str] = set()
    while wanted := {key for module in core.modules.values() for key in submodules_of(module)} - asked - set(core.modules):
        asked |= wanted
        for key in sorted(wanted):
            path = own / f"{key}.json"
            if path.is_file() and ".." not in path.parts:
                _read_module(ModuleSource(key, path, f"modules/{key}.json", "", "submodule", own, True), core)


def _read_folder(folder: Path, is_own: bool, library: ModuleLibrary) -> None:
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise UsageError(f"the module folder {folder} {what}")
    shown = "modules" if is_own else folder.as_posix()
    _read_tables(folder, shown, library.others, library.notes)
    count = _read_modules(folder, shown, library.others, library.notes, skip=CORE if is_own else "")
    if not count and not is_own:
        raise UsageError(f"the module folder {folder} holds no modules: no file in it ends in .json")


def _files(folder: Path, ending: str) -> list[Path]:
    """The files below a folder, by path below it; hidden ones (also those that macOS leaves in archives) are no input."""
    found = (path for path in folder.rglob(f"*{ending}") if path.is_file())
    return sorted(
        (path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts)),
        key=lambda path: path.relative_to(folder).as_posix(),
    )


def _read_modules(folder: Path, shown: str, into: ModuleSet, notes: list[str], core: bool = False, skip: str = "") -> int:
    """Reads the modules below a folder, but not those below its sub-folder `skip`; gives their number."""
    count = 0
    for path in _files(folder, ".json"):
        below = path.relative_to(folder).as_posix()
        if skip and below.startswith(f"{skip}/"):
            continue
        count += 1
        key = (f"{CORE}/" if core else "") + below.removesuffix(".json")
        kind: Literal["root", "submodule"] = "submodule" if "/" in below else "root"
        file = _printable(f"{shown}/{below}")
        source = ModuleSource(key, path, file, "", kind, folder, core)
        if key in into.modules:
            notes.append(f"{key}: {file} replaces {into.modules.pop(key).source.file}")
        into.module_problems.pop(key, None)
        into.unread.pop(key, None)
        _read_module(source, into)
    return count


def _read_module(source: ModuleSource, into: ModuleSet) -> None:
    data = _bytes(source.path)
    if isinstance(data, str):
        into.module_problems[source.key] = [Problem(source.file, 0, "", f"the file can't be read: {data}", "")]
        into.unread[source.key] = ""
        return
    value, source.text, problems = read_json(data, source.file)
    if not problems:
        model, unreadable, findings = read_module(value)
        problems = to_problems(source.file, source.text, findings)
        if model is not None:
            into.modules[source.key] = LoadedModule(source, model, unreadable)
    if problems:
        into.module_problems[source.key] = problems
    if source.key not in into.modules:
        into.unread[source.key] = source.text


def _read_tables(folder: Path, shown: str, into: ModuleSet, notes: list[str]) -> None:
    tables = folder / TABLES
    for path in _files(tables, ".csv"):
        name = path.relative_to(tables).as_posix()
        file = _printable(f"{shown}/{TABLES}/{name}")
        if name in into.tables:
            notes.append(f"{TABLES}/{name}: {file} replaces {into.tables.pop(name).file}")
        into.table_problems.pop(name, None)
        data = _bytes(path)
        if isinstance(data, str):
            into.table_problems[name] = [Problem(file, 0, "", f"the file can't be read: {data}", "")]
            continue
        table, problems = read_table(name, file, data)
        if table is not None:
            into.tables[name] = table
        else:
            into.table_problems[name] = problems


def _bytes(path: Path) -> bytes | str:
    """A file's bytes, or why they can't be had."""
    try:
        return path.read_bytes()
    except OSError as error:
        return error.strerror or type(error).__name__


def _printable(text: str) -> str:
    """A path as text that can be written, also where the file system holds names that are not UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
