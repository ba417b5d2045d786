"""The exception tree: whoever catches `SimulatorError` catches every failure that this package raises on purpose.

SimulatorError                  exit code 1
├── UsageError                  exit code 2: an option or combination of options that cannot be
├── InputError                  modules, tables or files that are wrong; carries every problem found
├── RunError                    a run that cannot go on
│   ├── ModuleRunError          a module that misbehaves while people live it: names module and state
│   ├── PopulationError         people cannot be found as asked for
│   └── ResourceError           a chart that cannot be written as FHIR
├── LoadError                   a server that cannot be loaded, or that hasn't taken everything
└── OutputError                 a folder or disk that cannot be written
"""

from __future__ import annotations

from dataclasses import dataclass


class SimulatorError(Exception):
    """The root of every failure raised on purpose."""

    exit_code = 1


class UsageError(SimulatorError):
    """An option, or a combination of options, that cannot be."""

    exit_code = 2


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with an input: where it is, what was found, what is accepted.

    `severity` is "error" or "warning"; `line` counts from 1, 0 where unknown; `state` is "" outside a state.
    """

    file: str
    line: int
    state: str
    found: str
    accepted: str
    severity: str = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        state = f' state "{self.state}"' if self.state else ""
        accepted = f"; {self.accepted}" if self.accepted else ""
        return f"{where}{state}: {self.found}{accepted}"


class InputError(SimulatorError):
    """Modules, tables or files that are wrong; `problems` holds every one that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    def __reduce__(self) -> tuple[type[InputError], tuple[list[Problem]]]:
        """How it crosses to another process: by its problems."""
        return type(self), (self.problems,)


class RunError(SimulatorError):
    """A run that cannot go on."""


class ModuleRunError(RunError):
    """A module that misbehaves while somebody lives it.

    Its arguments are kept as they are: whoever makes it anew from them (SimPy, or another process) gets the same.
    """

    def __init__(self, module: str, state: str, what: str) -> None:
        self.module = module
        self.state = state
        self.what = what
        super().__init__(module, state, what)

    def __str__(self) -> str:
        return f'{self.module} state "{self.state}": {self.what}'


class PopulationError(RunError):
    """People cannot be found as asked for."""


class ResourceError(RunError):
    """A chart that cannot be written as FHIR."""


class LoadError(SimulatorError):
    """A server that cannot be loaded, or that hasn't taken everything."""


class OutputError(SimulatorError):
    """A folder or a disk that cannot be written."""
