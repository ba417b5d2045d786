"""One world for all tests of the room."""

from __future__ import annotations

import pytest

from simulator.record.person import Person
from simulator.world.world import World


@pytest.fixture(scope="session")
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def people(world: World) -> list[Person]:
    return [world.person(1, candidate) for candidate in range(1200)]
