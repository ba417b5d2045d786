"""A watched life is the same life, and tells each state entered, what it wrote, and who set which attribute when."""

from __future__ import annotations

from typing import cast

from living import (  # fmt: skip
    Json,
    SmallWorld,
    attribute,
    delay,
    drug,
    either,
    guard,
    instant,
    mark,
    module,
    onset,
    person,
    program,
    set_to,
    simple,
    state,
    story,
    visit,
    visit_end,
)

from simulator.engine.lifetime import Engine, Life
from simulator.engine.truth import AttributeSet, ToldSubject, ToldWalk, told
from simulator.kernel.clock import DAY
from simulator.record.problems import LatentCondition
from simulator.world.declared import DeclaredDeaths

UNTIL = "1982-01-01T00:00"


def _watched(*modules: Json | dict[str, Json]) -> Life:
    engine = Engine(SmallWorld(), told(program(*modules)), DeclaredDeaths.none())  # type: ignore[arg-type]
    return engine.live(person(), instant(UNTIL), ToldWalk, ToldSubject)


def _plain(*modules: Json | dict[str, Json]) -> Life:
    engine = Engine(SmallWorld(), program(*modules), DeclaredDeaths.none())  # type: ignore[arg-type]
    return engine.live(person(), instant(UNTIL))


def _stays(life: Life, walk: int = 0) -> list[tuple[str, float, float | None]]:
    """State, entered and left in days of age."""
    born = life.person.birth
    return [
        (stay.step.path, (stay.entered - born) / DAY, None if stay.left is None else (stay.left - born) / DAY)
        for stay in cast(ToldWalk, life.walks[walk]).stays
    ]


def _changes(life: Life, name: str) -> list[AttributeSet]:
    return [change for change in cast(ToldSubject, life.walks[0].subject).changes if change.name == name]


ILL = module(
    Wait=delay(days=10),
    Ill=onset(target_encounter="Seen", assign_to_attribute="illness"),
    Later=delay(days=5),
    Seen=visit(),
    Measured=mark(),
    Treated=drug(),
    Over=visit_end(),
    Again=delay(days=100),
    Choice=simple(
        distributed_transition=[{"transition": "Wait", "distribution": 0.5}, {"transition": "Terminal", "distribution": 0.5}]
    ),
)


def test_a_watched_life_is_the_same_life() -> None:
    other = module(Until=guard(**attribute("illness")), Seen=visit(), Measured=mark(2), Over=visit_end())
    assert story(_watched({"a": ILL, "b": other})) == story(_plain({"a": ILL, "b": other}))


def test_states_are_entered_and_left_in_order_with_their_times() -> None:
    life = _watched(module(Wait=delay(days=10), Seen=mark(), Last=delay(days=30)))
    assert _stays(life) == [
        ("Initial", 0, 0),
        ("Wait", 0, 10),
        ("Seen", 10, 10),
        ("Last", 10, 40),
        ("Terminal", 40, None),
    ]


def test_a_submodule_is_entered_between_its_call_and_what_follows() -> None:
    modules = {
        "a": module(Call=state("CallSubmodule", submodule="x/y"), After=delay(days=2)),
        "x/y": module(Within=delay(days=3)),
    }
    assert _stays(_watched(modules)) == [
        ("Initial", 0, 0),
        ("Call", 0, 0),
        ("x/y/Initial", 0, 0),
        ("x/y/Within", 0, 3),
        ("x/y/Terminal", 3, 3),
        ("After", 3, 5),
        ("Terminal", 5, None),
    ]


def test_a_stay_knows_by_its_visits_what_it_wrote() -> None:
    life = _watched(module(Wait=delay(days=1), Seen=mark(conditional_transition=either(attribute("stop"), "Stop", "Set")),
                           Set=set_to("stop", True, direct_transition="Wait"), Stop=simple()))  # fmt: skip
    stays = [stay for stay in cast(ToldWalk, life.walks[0]).stays if stay.step.name == "Seen"]
    assert [(stay.first, stay.last) for stay in stays] == [(0, 1), (1, 2)]


def test_an_attribute_is_told_with_the_state_that_set_it_and_once_for_each_value() -> None:
    life = _watched(
        module(
            One=set_to("x", 1), Wait=delay(days=3), Same=set_to("x", 1), Two=set_to("x", 2), Later=delay(days=4), None_=set_to("x")
        )
    )
    born = life.person.birth
    assert [(change.value, change.module, change.state, (change.time - born) / DAY) for change in _changes(life, "x")] == [
        (1, "a", "One", 0),
        (2, "a", "Two", 3),
        (None, "a", "None_", 7),
    ]


def test_a_condition_in_an_attribute_is_no_other_when_it_is_diagnosed() -> None:
    life = _watched(ILL)
    first = _changes(life, "illness")[0]
    assert isinstance(first.value, LatentCondition)
    assert first.value.onset is not None
    assert (first.module, first.state) == ("a", "Ill")
    assert len(_changes(life, "illness")) == len([stay for stay in _stays(life) if stay[0] == "Ill"])


def test_what_no_state_sets_is_growing_or_life() -> None:
    life = _watched(module(Wait=delay(days=1)))
    risk = _changes(life, "current_weight_length_percentile")
    assert {(change.module, change.state) for change in risk} == {("growing", "")}
    assert len(risk) > 5
    assert {change.module for change in _changes(life, "socioeconomic_category")} == {"life"}
