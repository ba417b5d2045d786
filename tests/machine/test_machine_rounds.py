"""Delays that lead back to themselves: their rounds in one go are the rounds one by one."""

from __future__ import annotations

import itertools

import pytest
from living import (
    Json,
    SmallWorld,
    age,
    attribute,
    delay,
    instant,
    live,
    mark,
    module,
    person,
    program,
    set_to,
    simple,
    state,
    story,
    times,
)

from simulator.engine.lifetime import Engine, Life
from simulator.kernel.clock import DAY
from simulator.machine.compile import Program
from simulator.machine.steps.flow import FixedDelay
from simulator.world.declared import DeclaredDeaths

UNTIL = instant("2020-01-01T00:00")
SMALL = [{"transition": "Ill", "distribution": 0.004}, {"transition": "Wait", "distribution": 0.996}]
LARGE = [
    {"transition": "Wait", "distribution": 0.9},
    {"transition": "Ill", "distribution": 0.08},
    {"transition": "Well", "distribution": 0.02},
]
OWN = [{"transition": "Ill", "distribution": {"attribute": "chance", "default": 0.5}}, {"transition": "Wait", "distribution": 0.99}]
RISK = [
    {"transition": "Ill", "distribution": {"attribute": "mi_risk", "default": 0.0}},
    {"transition": "Wait", "distribution": 0.0},
]
BELOW_NONE = [
    {"transition": "Ill", "distribution": 0.01},
    {"transition": "Well", "distribution": {"attribute": "less", "default": 0.0}},
    {"transition": "Ill", "distribution": 0.2},
    {"transition": "Wait", "distribution": 1.0},
]  # fmt: skip
TABLE = "time,Ill,Wait,Well\n" + "".join(
    f"{1980 + year}-01-01-{1980 + year}-11-30,0.00{year % 10},0.99,0.001\n" for year in range(30)
)
BY_TABLE = [
    {"transition": name, "default_probability": chance, "lookup_table_name": "t.csv"}
    for name, chance in (("Ill", 0.002), ("Wait", 0.997), ("Well", 0.001))
]
BY_AGE = [
    {"condition": age("<", 3), "distributions": SMALL},
    {"condition": {"condition_type": "Date", "operator": "==", "month": 2}, "transition": "Wait"},
    {"condition": {"condition_type": "Not", "condition": age(">=", 18)}, "distributions": LARGE},
    {"distributions": RISK},
]
BY_STATE = [
    {
        "condition": {"condition_type": "PriorState", "name": "Ill", "within": {"quantity": 300, "unit": "days"}},
        "distributions": SMALL,
    },
    {"condition": {"condition_type": "Gender", "gender": "F"}, "distributions": LARGE},
    {"transition": "Wait"},
]


def loop(length: Json, **transition: object) -> Json:
    """A module that falls ill from a delay, again and again."""
    return module(
        Chance=set_to("chance", 0.02),
        Less=set_to("less", -0.3),
        Wait={**length, **transition},
        Ill=mark(),
        Between={**delay(days=10), "direct_transition": "Wait"},
        Well=mark(2),
        After={**delay(hours=1), "direct_transition": "Wait"},
    )


LOOPS = {
    "chance": loop(delay(days=7), distributed_transition=SMALL),
    "three ways": loop(delay(months=1), distributed_transition=LARGE),
    "attribute of its own": loop(delay(days=1), distributed_transition=OWN),
    "attribute that grows": loop(delay(days=2), distributed_transition=RISK),
    "share below nothing": loop(delay(days=90), distributed_transition=BELOW_NONE),
    "table": loop(delay(days=1), lookup_table_transition=BY_TABLE),
    "age and month": loop(delay(days=3), complex_transition=BY_AGE),
    "state before": loop(delay(days=11), complex_transition=BY_STATE),
}


def rounds(made: Program) -> list[str]:
    """The states whose rounds are drawn in one go."""
    steps = [step for machine in made.machines for step in machine.steps.values()]
    return [step.name for step in steps if isinstance(step, FixedDelay) and step.rounds is not None]


def one_by_one(made: Program) -> Program:
    """The program without rounds in one go, that still runs ahead."""
    for machine in made.machines:
        for step in machine.steps.values():
            if isinstance(step, FixedDelay):
                step.rounds = None
    return made


def lived(made: Program, candidate: int = 0, dies: int | None = None) -> Life:
    who = person(birth="1950-03-04T05:06", sex="MF"[candidate % 2], candidate=candidate)
    engine = Engine(SmallWorld(dies=dies), made, DeclaredDeaths.none())  # type: ignore[arg-type]
    return engine.live(who, UNTIL)


@pytest.mark.parametrize("name", LOOPS)
def test_rounds_in_one_go_are_the_rounds_one_by_one(name: str) -> None:
    tables = {"t.csv": TABLE} if name == "table" else None
    entries = 0
    for candidate in range(6):
        at_once = program(LOOPS[name], tables=tables)
        assert rounds(at_once) == ["Wait"]
        dies = instant("1999-09-09T09:09") if candidate == 5 else None
        life, other = lived(at_once, candidate, dies), lived(one_by_one(program(LOOPS[name], tables=tables)), candidate, dies)
        assert story(life) == story(other)
        assert life.visits == other.visits
        assert sum(walk.rounds for walk in life.walks) > sum(walk.rounds for walk in other.walks) == 0
        entries += len(life.chart.entries)
    assert entries > 20, "somebody fell ill"


@pytest.mark.parametrize("name", LOOPS)
def test_rounds_are_the_same_ahead_of_the_clock_or_not(name: str) -> None:
    options = {"who": person(birth="1950-03-04T05:06"), "until": UNTIL, "tables": {"t.csv": TABLE} if name == "table" else None}
    assert story(live(LOOPS[name], **options)) == story(live(LOOPS[name], ahead=False, **options))  # type: ignore[arg-type]


def test_a_death_that_a_module_brings_ends_the_rounds_of_all() -> None:
    dies = module(Wait=delay(years=30), Die=state("Death"))
    options = {"who": person(birth="1950-03-04T05:06"), "until": UNTIL}
    both = live(LOOPS["attribute that grows"], LOOPS["chance"], dies, **options)  # type: ignore[arg-type]
    assert story(both) == story(live(LOOPS["attribute that grows"], LOOPS["chance"], dies, ahead=False, **options))  # type: ignore[arg-type]
    assert times(both, "Ill")[-1] < times(both, "Die")[0] < UNTIL


def test_rounds_keep_their_distance() -> None:
    life = live(LOOPS["chance"], who=person(birth="1950-03-04T05:06"), until=UNTIL)
    ill = times(life, "Ill")
    gaps = [later - earlier for earlier, later in itertools.pairwise(ill)]
    assert gaps and all((gap - 10 * DAY) % (7 * DAY) == 0 for gap in gaps)


@pytest.mark.parametrize(
    ("waits", "others"),
    [
        (loop(delay(days=7), direct_transition="Ill"), []),
        (loop(delay(days=0), distributed_transition=LARGE), []),
        (loop(state("Delay", range={"low": 1, "high": 2, "unit": "days"}), distributed_transition=LARGE), []),
        (loop(delay(days=7), distributed_transition=OWN), [module(Set=set_to("chance", 0.3))]),
        (
            loop(delay(days=7), distributed_transition=LARGE),
            [
                module(
                    Ask=simple(
                        conditional_transition=[
                            {"condition": {"condition_type": "PriorState", "name": "Wait"}, "transition": "Terminal"}
                        ]
                    )
                )
            ],
        ),
        (
            loop(
                delay(days=7),
                conditional_transition=[{"condition": attribute("theirs"), "transition": "Ill"}, {"transition": "Wait"}],
            ),
            [module(Set=set_to("theirs", 1))],
        ),
    ],
    ids=["leads on", "takes no time", "drawn length", "attribute of others", "asked about", "condition of others"],
)
def test_other_delays_take_their_rounds_one_by_one(waits: Json, others: list[Json]) -> None:
    assert rounds(program(waits, *others)) == []
