"""Loaded modules: one file, one set of folders, and the library that a run lives by.

A library is two sets: `core`, what everybody lives through, always ours, with the submodules that it calls; and
`others`, our own modules or a user's.
A module's key is its path below its folder without ".json". Roots are walked by every person, submodules are called.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Literal

from simulator.errors import Problem
from simulator.machine.graph import ModuleGraph
from simulator.machine.schema import Module
from simulator.machine.tables import LookupTable

#: The folder of what everybody lives through, and the beginning of its modules' keys.
CORE = "core"


@dataclass(slots=True)
class ModuleSource:
    """A module's file: `file` is how people are told of it, `text` its JSON; `core` where it belongs to the core set."""

    key: str
    path: Path
    file: str
    text: str
    kind: Literal["root", "submodule"]
    folder: Path
    core: bool = False


@dataclass
class LoadedModule:
    """A module that has been read. `unreadable` names states whose errors keep them out of `model`."""

    source: ModuleSource
    model: Module
    unreadable: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """Its path below its folder, without ".json"."""
        return self.source.key

    @property
    def name(self) -> str:
        """The name that the file gives."""
        return self.model.name

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of its text, in hexadecimal."""
        return sha256(self.source.text.encode()).hexdigest()

    @property
    def kind(self) -> Literal["root", "submodule"]:
        """Whether every person walks it, or others call it."""
        return self.source.kind

    @cached_property
    def graph(self) -> ModuleGraph:
        """Its states and transitions as a graph."""
        return ModuleGraph(self.model)


@dataclass(slots=True)
class ModuleSet:
    """Modules by key and tables by name, of one or several folders, and what was wrong when they were read.

    A module that can't be read at all has problems, an entry in `unread` (its text), and none in `modules`; a table that
    can't be read has problems alone.
    """

    modules: dict[str, LoadedModule] = field(default_factory=dict)
    tables: dict[str, LookupTable] = field(default_factory=dict)
    module_problems: dict[str, list[Problem]] = field(default_factory=dict)
    table_problems: dict[str, list[Problem]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ModuleLibrary:
    """All modules of a run. `warnings` stop nothing; `notes` tell of files that replace others."""

    core: ModuleSet
    others: ModuleSet
    warnings: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[LoadedModule]:
        """Every module: core first, then the others, each in the order of keys by code point."""
        for modules in (self.core.modules, self.others.modules):
            for key in sorted(modules):
                yield modules[key]

    @property
    def roots(self) -> list[LoadedModule]:
        """The modules that every person walks: core first, then by key."""
        return [module for module in self if module.kind == "root"]

    def set_of(self, module: LoadedModule) -> ModuleSet:
        """The set that a module belongs to."""
        return self.core if module.source.core else self.others

    def called(self, caller: LoadedModule, key: str) -> LoadedModule | None:
        """The module that one means when it calls a key; core never means another's."""
        own = self.core.modules.get(key)
        return own if caller.source.core else self.others.modules.get(key, own)

    def table(self, reader: LoadedModule, name: str) -> LookupTable | None:
        """The table that a module means by a name; core never means another's."""
        return self.set_of(reader).tables.get(name)
