"""One module of a library by its key."""

from __future__ import annotations

from simulator.errors import UsageError
from simulator.machine.check_shape import near
from simulator.machine.library import LoadedModule, ModuleLibrary


def find(library: ModuleLibrary, key: str) -> LoadedModule:
    """The module of a key: of core where there is one, else of the others. Raises UsageError where there is none."""
    found = library.core.modules.get(key) or library.others.modules.get(key)
    if found is not None:
        return found
    known = sorted({*library.core.modules, *library.others.modules})
    meant = near(key, known)
    hint = f"did you mean {' or '.join(meant)}?" if meant else f"{len(known)} modules are known"
    raise UsageError(f'there is no module "{key}"; {hint}')
