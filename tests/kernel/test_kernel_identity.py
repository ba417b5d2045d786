"""Ids against the standard library's uuid5."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from simulator.kernel.identity import BASE_URL, IdSpace

parts = st.lists(st.one_of(st.integers(), st.text()), max_size=4)


@given(st.text(), parts)
def test_an_id_is_the_uuid5_of_the_url_of_its_key(name: str, key: list[int | str]) -> None:
    url = BASE_URL + name + "".join(f"/{part}" for part in key)
    wanted = uuid.uuid5(uuid.NAMESPACE_URL, url)
    assert IdSpace(name).id(*key) == str(wanted)
    assert IdSpace(name).number_at(url.removeprefix(BASE_URL + name)) == wanted.int


def test_no_id_moves_another() -> None:
    space = IdSpace("population/seed-1/17")
    first = space.id("asthma", "Onset", 0, "Condition")
    space.id("asthma", "Onset", 1, "Condition")
    assert space.id("asthma", "Onset", 0, "Condition") == first
    assert first != space.id("asthma", "Onset", 0, "Encounter")
    assert first != IdSpace("population/seed-1/18").id("asthma", "Onset", 0, "Condition")


def test_an_id_is_a_version_5_uuid_in_lower_case() -> None:
    made = IdSpace("world").id("organization", "x")
    parsed = uuid.UUID(made)
    assert (parsed.version, parsed.variant) == (5, uuid.RFC_4122)
    assert made == made.lower()
