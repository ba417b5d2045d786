"""A coded concept, interned: equal codes are the same object, so that what is rendered of one can be cached."""

from __future__ import annotations

from typing import Final

_INTERNED: Final[dict[tuple[str, str, str], Concept]] = {}


class Concept:
    """A code of a code system with its display.

    `system` is the system's URI (see `systems.py`), `code` is text. Make one with `concept()`.
    """

    __slots__ = ("code", "display", "system")

    def __init__(self, system: str, code: str, display: str) -> None:
        self.system = system
        self.code = code
        self.display = display

    def __repr__(self) -> str:
        return f"Concept({self.system}|{self.code} {self.display!r})"

    def __reduce__(self) -> tuple[object, tuple[str, str, str]]:
        return (concept, (self.system, self.code, self.display))


def concept(system: str, code: str, display: str) -> Concept:
    """The one `Concept` of these three texts."""
    key = (system, code, display)
    found = _INTERNED.get(key)
    if found is None:
        found = _INTERNED[key] = Concept(system, code, display)
    return found
