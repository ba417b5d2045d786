"""The pytest plugin: synthetic patients for other people's tests, without files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(scope="session")
def synthetic_patients() -> Callable[..., list[list[dict[str, Any]]]]:
    """`synthetic_patients(n=3, seed=7, age="40-64")` gives patients as `simulator.testing.synthetic_patients` does.

    The same options make people once in a session; every call gives dicts of its own, which a test may change.
    """
    import orjson

    from simulator.config import RunConfig
    from simulator.testing.patients import config_of, patients_of

    made: dict[RunConfig, bytes] = {}

    def patients(n: int = 10, seed: int = 1, **options: Any) -> list[list[dict[str, Any]]]:
        config = config_of(n, seed, **options)
        if config not in made:
            made[config] = orjson.dumps(patients_of(config))
        found: list[list[dict[str, Any]]] = orjson.loads(made[config])
        return found

    return patients
