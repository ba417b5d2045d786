"""A FHIR-native synthetic patient simulator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from simulator.run.summary import Summary, Watcher

    __version__: str

__all__ = ["__version__", "generate", "run"]


@overload
def generate(*, models: Literal[False] = False, **options: Any) -> Iterator[dict[str, Any]]:
    """Bundles as plain dicts."""


@overload
def generate(*, models: Literal[True], **options: Any) -> Iterator[Any]:
    """Bundles as models."""


def generate(*, models: bool = False, **options: Any) -> Iterator[Any]:
    """The bundles of a population as plain dicts, person by person, in an order in which they can be posted as they come:
    before a person's lines stand bundles of the shared resources that they are the first to refer to. With `models` they come
    as `fhir.resources` models (R4B, whose types here are those of R4), some thirty times slower.

    Options are those of the command line by the names of `simulator.config.RunConfig`: `patients=10, seed=7,
    as_of="2026-01-01", age="40-64", sex="F", persons=[17], modules=["my/modules"]`, and so on; those of files and processes
    change nothing here. The dicts share parts: copy one before changing it. Raises SimulatorError: for options and modules at
    once, for lives as they come.
    """
    from simulator.config import RunConfig
    from simulator.run.api import bundles_of, models_of

    config = RunConfig.of(**options)
    return models_of(config) if models else bundles_of(config)


def run(*, from_run: str | Path | None = None, watcher: Watcher | None = None, **options: Any) -> Summary:
    """Makes a run in the folder `output`, as the command line does, and tells what came of it.

    Options are those of the command line by the names of `simulator.config.RunConfig`: `patients=1000, output="town",
    formats=["bulk"], truth="states", workers=2`, and so on. One process makes it unless `workers` asks for more; a script that
    does stands under `if __name__ == "__main__":`, for each process reads it again. A folder that holds this very run, whole,
    is left as it is; one that holds its beginning goes on. `from_run` names a run.json whose run is made again, with `output`
    and, where that run had some, the folders of its modules. `watcher` is told how far it is. Raises SimulatorError.
    """
    from simulator.run.api import run_of

    return run_of(from_run, watcher, **options)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("simulator")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
