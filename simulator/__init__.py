"""A FHIR-native synthetic patient simulator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    __version__: str

__all__ = ["__version__", "generate"]


def generate(**options: Any) -> Iterator[dict[str, Any]]:
    """The bundles of a population as plain dicts, person by person, in an order in which they can be posted as they come:
    before a person's lines stand bundles of the shared resources that they are the first to refer to.

    Options are those of the command line by the names of `simulator.config.RunConfig`: `patients=10, seed=7,
    as_of="2026-01-01", age="40-64", sex="F", persons=[17], modules=["my/modules"]`, and so on. The dicts share parts: copy
    one before changing it. Raises SimulatorError: for options and modules at once, for lives as they come.
    """
    from simulator.config import RunConfig
    from simulator.run.api import bundles_of

    return bundles_of(RunConfig.of(**options))


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("simulator")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
