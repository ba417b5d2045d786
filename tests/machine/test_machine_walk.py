"""The walk: who goes when at one instant, what wakes whom, and rounds without time."""

from __future__ import annotations

import time

import pytest
from living import (
    Json,
    after,
    age,
    attribute,
    codes,
    counted,
    delay,
    either,
    entries,
    guard,
    idle_walk,
    instant,
    live,
    local,
    mark,
    module,
    onset,
    person,
    set_to,
    simple,
    state,
    times,
    visit,
    visit_end,
)

from simulator.errors import ModuleRunError
from simulator.kernel.clock import DAY, HOUR
from simulator.kernel.streams import stream
from simulator.machine.walk import DONE, GO, NEVER, PARK, Step, Transition, advance
from simulator.record.problems import LatentCondition
from simulator.record.results import ObservationMade


def who_wrote(*modules: Json | dict[str, Json]) -> list[str]:
    """The modules of the observations, in the chart's order."""
    return [entry.module for entry in entries(live(*modules), ObservationMade)]


WAITS = module(Guard=guard(**attribute("x")), Seen=mark())


# ------------------------------------------------------------------------------------------------ order at one instant


def test_at_one_instant_core_goes_first_and_then_keys_by_code_point() -> None:
    later = module(Wait=delay(days=3), Seen=mark())
    keys = ["b", "a", "Z", "é", "core/y", "a2", "core/B", "a_"]
    order = ["core/B", "core/y", "Z", "a", "a2", "a_", "b", "é"]
    assert who_wrote(dict.fromkeys(keys, later)) == order
    assert who_wrote({key: module(Seen=mark()) for key in keys}) == order


def test_those_who_sleep_on_one_signal_wake_in_the_order_of_their_keys() -> None:
    asleep = dict.fromkeys(("c", "a", "core/z", "b"), WAITS)
    assert who_wrote({**asleep, "d": module(Wait=delay(days=1), Set=set_to("x", 1))}) == ["core/z", "a", "b", "c"]


def test_one_that_has_just_been_woken_goes_before_larger_keys_that_are_due() -> None:
    due = module(Wait=delay(days=1), Seen=mark())
    sets = module(Wait=delay(days=1), Seen=mark(), Set=set_to("x", 1))
    assert who_wrote({"a": WAITS, "b": sets, "c": due}) == ["b", "a", "c"]


def test_also_at_the_instant_of_birth() -> None:
    assert who_wrote({"a": WAITS, "b": module(Seen=mark(), Set=set_to("x", 1)), "c": module(Seen=mark())}) == ["b", "a", "c"]


def test_one_that_is_woken_later_in_the_order_still_goes_at_that_instant() -> None:
    sets = module(Wait=delay(days=1), Set=set_to("x", 1), Seen=mark())
    life = live({"a": sets, "b": WAITS})
    assert times(life, "Seen", "a") == times(life, "Seen", "b")


def test_who_waits_for_the_lock_goes_in_the_order_of_keys_whoever_asked_first() -> None:
    comes = {hours: module(Wait=delay(hours=hours), Visit=visit(), End=visit_end()) for hours in (1, 2)}
    life = live({"a": module(Visit=visit("inpatient"), End=visit_end()), "b": comes[2], "c": comes[1]})
    assert times(life, "Visit", "b")[0] - life.person.birth == DAY
    assert times(life, "Visit", "c")[0] - life.person.birth == DAY + HOUR


# ------------------------------------------------------------------------------------------------ guards sleep


def test_a_guard_wakes_when_its_attribute_is_set_and_not_before() -> None:
    life = live(WAITS, module(Wait=delay(days=10), Set=set_to("x", 1)))
    assert times(life, "Seen")[0] - life.person.birth == 10 * DAY


def test_a_guard_that_is_woken_for_nothing_sleeps_on() -> None:
    waits = module(Guard=guard(**attribute("x", "==", 3)), Seen=mark())
    sets = module(**{f"Set{n}": set_to("x", n) for n in range(3)}, Wait=delay(days=1), Last=set_to("x", 3))
    life = live(waits, sets)
    assert times(life, "Seen")[0] - life.person.birth == DAY


def test_a_guard_on_several_keys_leaves_all_watch_lists_when_it_is_woken() -> None:
    several = {"condition_type": "Or", "conditions": [attribute("x"), attribute("y"), age(">", 90)]}
    waits = module(Guard=guard(**several), Seen=mark(), Again=guard(**attribute("z")))
    life = live(waits, module(Wait=delay(days=1), Set=set_to("x", 1), Later=delay(days=1), Y=set_to("y", 1)))
    watchers = life.walks[0].subject.watchers
    assert {key for key, walks in watchers.items() if walks} == {"attribute:z"}
    assert life.walks[0].watching == ["attribute:z"]
    assert len(times(life, "Seen")) == 1


def test_a_guard_woken_by_time_leaves_its_watch_lists_too() -> None:
    several = {"condition_type": "Or", "conditions": [attribute("x"), age(">=", 1)]}
    life = live(module(Guard=guard(**several), Seen=mark(), Far=delay(years=50)))
    assert local(times(life, "Seen")[0]).isoformat() == "1981-01-02T00:00:00"
    assert not any(life.walks[0].subject.watchers.values())


def test_a_guard_asks_again_at_each_instant_at_which_time_may_change_it() -> None:
    within = {"condition_type": "Date", "operator": "==", "month": 6}
    both = {"condition_type": "And", "conditions": [attribute("x"), within]}
    waits = module(Guard=guard(**both), Seen=mark())
    early = live(waits, module(Wait=delay(days=10), Set=set_to("x", 1)))
    late = live(waits, module(Wait=delay(days=200), Set=set_to("x", 1)))
    assert local(times(early, "Seen")[0]).isoformat() == "1980-06-01T00:00:00"
    assert local(times(late, "Seen")[0]).isoformat() == "1981-06-01T00:00:00"


def test_a_guard_on_the_age_wakes_at_local_midnight_of_the_birthday() -> None:
    who = person(birth="1960-02-29T21:00", zone_key="America/Los_Angeles")
    life = live(module(Guard=guard(**age(">=", 18)), Seen=mark()), who=who, until="1990-01-01T00:00")
    assert local(times(life, "Seen")[0], "America/Los_Angeles").isoformat() == "1978-03-01T00:00:00"


def test_a_guard_that_no_time_opens_sleeps_for_good() -> None:
    assert not times(live(module(Wait=delay(days=1), Guard=guard(**age("<", 0)), Seen=mark())), "Seen")


@pytest.mark.parametrize("kind", ["Active Condition", "Active CarePlan"])
def test_a_guard_on_what_an_attribute_holds_wakes_when_that_ends(kind: str) -> None:
    holds = {"condition_type": kind, "referenced_by_attribute": "x"}
    starts, ends = ("ConditionOnset", "ConditionEnd") if kind == "Active Condition" else ("CarePlanStart", "CarePlanEnd")
    waits = module(On=guard(**holds), Off=guard(condition_type="Not", condition=holds), Seen=mark())
    begun = state(starts, codes=codes("1"), assign_to_attribute="x")
    life = live(waits, module(Wait=delay(days=1), Begin=begun, More=delay(days=5), End=state(ends, codes=codes("1"))))
    assert after(life, "Seen") == 6 * DAY


def test_a_guard_on_the_observation_that_an_attribute_names_wakes_when_it_is_made() -> None:
    asks = {"condition_type": "Observation", "referenced_by_attribute": "x", "operator": ">", "value": 5}
    waits = module(Name=set_to("x", value_code=codes("mark", system="LOINC")[0]), Guard=guard(**asks), Seen=mark())
    life = live(waits, module(Low=mark(3), Wait=delay(days=4), High=mark(8)))
    assert after(life, "Seen") == 4 * DAY


@pytest.mark.parametrize("day", ["1982-01-01T00:00", "1982-01-01T00:01"])
def test_a_guard_that_opens_at_the_horizon_opens_for_who_lives_beyond_it(day: str) -> None:
    moment = {"year": 1982, "month": 1, "day": 1}
    opens = {"condition_type": "Date", "operator": ">=", "date": moment}
    assert bool(times(live(module(Guard=guard(**opens), Seen=mark()), until=day), "Seen")) is (day > "1982-01-01T00:00")


@pytest.mark.parametrize(
    "sleeps",
    [
        attribute("x"),
        age(">=", 19),
        {"condition_type": "Date", "operator": ">=", "year": 1999},
        {"condition_type": "And", "conditions": [{"condition_type": "Not", "condition": age("<", 19)}, attribute("y")]},
        {"condition_type": "Active Condition", "codes": [{"system": "SNOMED-CT", "code": "1"}]},
        {"condition_type": "Symptom", "symptom": "Cough", "operator": ">", "value": 5},
        {"condition_type": "PriorState", "name": "Seen"},
    ],
    ids=lambda value: value["condition_type"],
)
def test_a_sleeping_guard_costs_no_events(monkeypatch: pytest.MonkeyPatch, sleeps: Json) -> None:
    _, without = counted(monkeypatch, lambda: live(module(Wait=delay(years=100)), until="2000-01-01T00:00"))
    _, asleep = counted(monkeypatch, lambda: live(module(Guard=guard(**sleeps), Seen=mark()), until="2000-01-01T00:00"))
    assert asleep - without <= 2


def test_a_guard_on_a_vital_sign_asks_once_a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    asks = {"condition_type": "Vital Sign", "vital_sign": "Height", "operator": ">", "value": 500}
    _, without = counted(monkeypatch, lambda: live(module(Wait=delay(years=100))))
    _, weekly = counted(monkeypatch, lambda: live(module(Guard=guard(**asks), Seen=mark())))
    assert weekly - without == pytest.approx(104, abs=2)


def test_a_guard_opens_when_a_vital_sign_has_grown() -> None:
    asks = {"condition_type": "Vital Sign", "vital_sign": "Height", "operator": ">", "value": 70}
    life = live(module(Guard=guard(**asks), Seen=mark(vital_sign="Height")))
    (seen,) = entries(life, ObservationMade)
    assert 70 < seen.value < 73
    assert (seen.time - life.person.birth) % (7 * DAY) == 0


# ------------------------------------------------------------------------------------------------ rounds without time


def test_a_module_that_goes_round_without_time_passing_is_named_not_hung_on() -> None:
    asks = either(attribute("x"), "Terminal", "Round")
    began = time.process_time()
    with pytest.raises(ModuleRunError, match=r'^a state "(Round|Ask)": goes round without time passing$'):
        live(module(Round=simple(), Ask=simple(conditional_transition=asks)))
    assert time.process_time() - began < 5


def test_a_round_through_a_submodule_is_named_too() -> None:
    asks = state("CallSubmodule", submodule="sub/b", conditional_transition=either(attribute("x"), "Terminal", "Round"))
    with pytest.raises(ModuleRunError, match="goes round without time passing"):
        live({"a": module(Round=simple(), Call=asks), "sub/b": module(Pass=simple(), Maybe=guard(**attribute("y", "is nil")))})


def test_waits_of_no_time_do_not_hide_a_round() -> None:
    negative = state("Delay", distribution={"kind": "GAUSSIAN", "parameters": {"mean": -99, "standardDeviation": 1}}, unit="days")
    asks = either(attribute("x"), "Terminal", "Round")
    with pytest.raises(ModuleRunError, match="goes round without time passing"):
        live(module(Round=negative, Ask=simple(conditional_transition=asks)))


def test_two_modules_that_wake_each_other_without_time_passing_are_named() -> None:
    def ping(mine: str, other: str) -> Json:
        return module(
            Guard=guard(**attribute(mine)), Take=set_to(mine), Give=set_to(other, 1, direct_transition="Guard"), Never=simple()
        )

    with pytest.raises(ModuleRunError, match=r'^[ab] state "(Guard|Take|Give)": goes round without time passing$'):
        live(ping("x", "y"), ping("y", "x"), module(Wait=delay(days=1), Set=set_to("x", 1)))


def test_a_long_way_in_one_instant_is_no_round() -> None:
    count = state(
        "Counter", attribute="n", action="increment", conditional_transition=either(attribute("n", "<", 9000), "Count", "Seen")
    )
    life = live(module(Count=count, Seen=mark()))
    assert len(times(life, "Seen")) == 1


# ------------------------------------------------------------------------------------------------ the walk itself


class Answers(Step):
    """Gives these answers in turn."""

    def __init__(self, *answers: int) -> None:
        super().__init__("a", "Tested", "Tested")
        self.answers = list(answers)

    def act(self, walk: object) -> int:
        return self.answers.pop(0)


class To(Transition):
    """To a step, whenever asked."""

    def __init__(self, target: Step) -> None:
        super().__init__()
        self.target = target

    def choose(self, walk: object) -> Step:
        return self.target


@pytest.mark.stand_in
def test_advance_answers_seconds_park_or_done() -> None:
    walk = idle_walk(module())
    walk.subject.horizon = walk.subject.next_growth = NEVER
    last = Answers(DONE)
    parks = Answers(PARK, GO)
    parks.transition = To(last)
    waits = Answers(100)
    waits.transition = To(parks)
    begins = Answers(GO)
    begins.transition = To(waits)
    walk.step = begins
    assert advance(walk, 1000) == 100, "quiet to the end of the wait; what comes then is noisy"
    assert walk.step is parks
    assert advance(walk, 1100) == PARK
    assert advance(walk, 1500) == DONE
    assert walk.steps_taken == 3
    assert walk.now == 1500


def test_the_horizon_and_the_next_growth_hold_back_who_runs_ahead() -> None:
    walk = idle_walk(module(Wait=delay(days=1), More=delay(days=1), Most=delay(days=1)))
    walk.subject.horizon, walk.subject.next_growth = walk.now + 2 * DAY, NEVER
    assert advance(walk, walk.now) == 2 * DAY
    assert walk.step.name == "More"


def test_a_walks_stream_is_its_persons_and_modules_own() -> None:
    walk = idle_walk(module(), person(seed=5, candidate=7))
    assert walk.random.random() == stream(5, 7, "module", "a").random()
    assert walk.random is walk.random


def test_visits_are_counted_by_state() -> None:
    walk = idle_walk(module())
    assert walk.next_visit("S") == "a/S/0"
    assert [walk.count_visit("S"), walk.count_visit("T"), walk.count_visit("S")] == [0, 0, 1]
    assert walk.next_visit("S") == "a/S/2"


def test_a_life_tells_how_much_was_walked_and_how_it_stood_at_the_end() -> None:
    life = live(
        module(Wait=delay(days=1), Set=set_to("x", 5), Ill=onset(target_encounter="V"), V=visit("hospice"), Far=delay(years=9))
    )
    (walk,) = life.walks
    assert (walk.step.name, life.attributes["x"]) == ("Far", 5)
    assert life.visits == walk.steps_taken == 5
    assert isinstance(walk.pending, list) and not walk.pending
    assert life.chart.latent_conditions[0].onset is not None
    assert isinstance(life.chart.latent_conditions[0], LatentCondition)
    assert life.as_of == instant("1982-01-01T00:00")
