"""What a state is compiled in: its module, the module's lookups, and concepts from codes."""

from __future__ import annotations

from collections.abc import Callable

from simulator.machine import schema
from simulator.machine.lookup import Lookup
from simulator.machine.tables import LookupTable, TableView
from simulator.machine.walk import Step
from simulator.terminology.concept import Concept, concept
from simulator.terminology.systems import system_uri


class Context:
    """One module while it is compiled.

    `prefix` stands before a state's name in its path. `step_of` finds a step of the same module, `call` the first step of another.
    """

    __slots__ = ("_lookups", "_tables", "key", "prefix", "step_of")

    def __init__(
        self, key: str, prefix: str, tables: dict[str, LookupTable], lookups: dict[int, Lookup], step_of: Callable[[str], Step]
    ) -> None:
        self.key = key
        self.prefix = prefix
        self.step_of = step_of
        self._tables = tables
        self._lookups = lookups

    def path(self, state: str) -> str:
        """The state's name with the submodule that it stands in."""
        return self.prefix + state

    def transition_lookup(self, table: str, targets: list[str]) -> Lookup:
        """A table as a lookup transition reads it."""
        return self._lookup(self._tables[table].transition_view(targets))

    def incidence_lookup(self, table: str, column: str) -> Lookup:
        """A table as a time-to-event state reads it."""
        return self._lookup(self._tables[table].incidence_view(column))

    def _lookup(self, view: TableView) -> Lookup:
        found = self._lookups.get(id(view))
        if found is None:
            found = self._lookups[id(view)] = Lookup(view)
        return found


def concept_of_code(code: schema.Code) -> Concept:
    """The concept of a module's code; one without a display is displayed as its code."""
    return concept(system_uri(code.system) or code.system, code.code, code.display if code.display.strip() else code.code)


def concepts_of(codes: list[schema.Code] | None) -> list[Concept]:
    """The concepts of a module's codes, in their order."""
    return [concept_of_code(code) for code in codes or ()]
