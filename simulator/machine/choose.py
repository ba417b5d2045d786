"""A part of a library: the modules that a run is asked to live by, or to live without."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.errors import UsageError
from simulator.machine.check_library import CallTree, name_of, submodules_of
from simulator.machine.check_shape import near
from simulator.machine.graph import reach
from simulator.machine.library import CORE, LoadedModule, ModuleLibrary, ModuleSet


def choose(library: ModuleLibrary, only: Sequence[str], without: Sequence[str]) -> ModuleLibrary:
    """The library with core, the modules that `only` names and what they call (empty: all), less those of `without`.

    Raises: UsageError for a key that doesn't exist, a submodule in `only`, and a submodule in `without` that is called.
    """
    _refuse_unknown(library, only, without)
    tree = CallTree(library)
    dropped = {_name(library, key) for key in without}
    kept = set(tree.modules) - dropped
    if only:
        kept &= _with_submodules(library, tree, [_name(library, key) for key in only], dropped)
    _refuse_called(tree, kept, dropped)
    return _part(library, tree, kept, set(only), set(without))


def _refuse_unknown(library: ModuleLibrary, only: Sequence[str], without: Sequence[str]) -> None:
    known = sorted({*library.core.modules, *library.core.unread, *library.others.modules, *library.others.unread})
    for key in (*only, *without):
        if key not in known:
            meant = near(key, known)
            hint = f"did you mean {' or '.join(meant)}?" if meant else f"{len(known)} modules are known"
            raise UsageError(f'there is no module "{key}"; {hint}')
    for key in only:
        module = (library.core if _is_core(key) else library.others).modules.get(key)
        if module is not None and module.kind == "submodule":
            raise UsageError(f'"{key}" is a submodule: nobody lives it by itself; name the module that calls it')


def _is_core(key: str) -> bool:
    return key.startswith(f"{CORE}/")


def _name(library: ModuleLibrary, key: str) -> str:
    in_core = key in library.core.modules or key in library.core.unread
    return f"{CORE}:{key}" if _is_core(key) and in_core else key


def _with_submodules(library: ModuleLibrary, tree: CallTree, named: list[str], dropped: set[str]) -> frozenset[str]:
    core = [name_of(module) for module in library.core.modules.values()]
    calls = {name: [other for other in called if other not in dropped] for name, called in tree.calls.items()}
    return reach([*core, *(name for name in named if name not in dropped)], calls)


def _refuse_called(tree: CallTree, kept: set[str], dropped: set[str]) -> None:
    for name in sorted(dropped & set(tree.modules)):
        callers = [tree.modules[caller].key for caller in tree.callers[name] if caller in kept]
        if callers:
            raise UsageError(f'"{tree.modules[name].key}" cannot be left out: {", ".join(sorted(callers))} calls it')


def _part(library: ModuleLibrary, tree: CallTree, kept: set[str], only: set[str], without: set[str]) -> ModuleLibrary:
    """The kept modules; of the problems of reading, those of kept modules and of what these call."""
    modules = [tree.modules[name] for name in kept]
    called = {key for module in modules for key in submodules_of(module)}

    def part(whole: ModuleSet, is_core: bool) -> ModuleSet:
        chosen: dict[str, LoadedModule] = {m.key: m for m in modules if m.source.core == is_core}
        unread = set(whole.unread) - without
        if only and not is_core:
            unread &= only | called
        problems = {key: found for key, found in whole.module_problems.items() if key in chosen or key in unread}
        texts = {key: text for key, text in whole.unread.items() if key in unread}
        return ModuleSet(chosen, whole.tables, problems, whole.table_problems, texts)

    return ModuleLibrary(part(library.core, True), part(library.others, False), [], library.notes)
