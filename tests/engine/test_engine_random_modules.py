"""Modules that nobody would write, together in one life: whatever they do, what must hold of every life holds."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from living import (
    Json,
    SmallWorld,
    age,
    attribute,
    codes,
    delay,
    drug,
    instant,
    library,
    live,
    mark,
    onset,
    person,
    procedure,
    state,
    story,
    visit,
    visit_end,
    wellness,
)

from simulator.engine import lifetime
from simulator.engine.care import Care
from simulator.engine.hours import OFFICE_CLASSES, is_office_hour
from simulator.engine.lifetime import Life
from simulator.errors import ModuleRunError
from simulator.machine.walk import NEVER
from simulator.record.encounters import EncounterOpened

TABLE = "age,x,rate_per_1000_person_years\n0-1,1,900\n2-140,1,2000\n0-140,2,9000\n"
ATTRIBUTES = ("x", "y", "smoker", "marital_status")

names = st.sampled_from(ATTRIBUTES)
numbers = st.integers(1, 3)


def _conditions() -> st.SearchStrategy[Json]:
    plain = st.one_of(
        st.builds(attribute, names, st.sampled_from(("is nil", "is not nil"))),
        st.builds(age, st.sampled_from(("<", ">=", "==")), st.integers(0, 4)),
        st.builds(lambda year: {"condition_type": "Date", "operator": ">=", "year": year}, st.integers(1979, 1984)),
        st.builds(lambda month: {"condition_type": "Date", "operator": "==", "month": month}, st.integers(1, 12)),
        st.just({"condition_type": "Symptom", "symptom": "Pain", "operator": ">", "value": 40}),
        st.just({"condition_type": "Active Condition", "codes": codes("1")}),
        st.just({"condition_type": "Active Medication", "codes": codes("2")}),
        st.just({"condition_type": "Observation", "codes": codes("mark"), "operator": "is not nil"}),
        st.just({"condition_type": "Vital Sign", "vital_sign": "Height", "operator": ">", "value": 80}),
        st.just({"condition_type": "PriorState", "name": "S1", "within": {"quantity": 30, "unit": "days"}}),
    )
    several = st.lists(plain, min_size=1, max_size=3)
    return st.one_of(
        plain,
        st.builds(lambda condition: {"condition_type": "Not", "condition": condition}, plain),
        st.builds(lambda kind, some: {"condition_type": kind, "conditions": some}, st.sampled_from(("And", "Or")), several),
    )


conditions = _conditions()
SETTERS = (
    st.builds(lambda name, value: state("SetAttribute", attribute=name, value=value), names, st.one_of(numbers, st.none())),
    st.builds(lambda name: state("Counter", attribute=name, action="increment"), st.just("n")),
)
WRITERS = (
    st.just(mark()),
    st.just(procedure()),
    st.just(procedure(duration={"low": 1, "high": 30, "unit": "hours"})),
    st.just(onset("1")),
    st.just(onset("1", target_encounter="S2")),
    st.just(state("ConditionEnd", codes=codes("1"))),
    st.builds(lambda chronic: drug("2", chronic=chronic), st.booleans()),
    st.just(state("MedicationEnd", codes=codes("2"))),
    st.builds(
        lambda strength, cause: state("Symptom", symptom="Pain", cause=cause, exact={"quantity": strength}),
        st.integers(0, 100),
        st.sampled_from("abc"),
    ),
)
WAITS = (
    st.builds(lambda days: delay(days=days), st.sampled_from((0, 0.01, 1, 30, 200))),
    st.builds(lambda low, high: state("Delay", range={"low": low, "high": high, "unit": "days"}), numbers, numbers),
    st.builds(lambda condition: state("Guard", allow=condition), conditions),
    st.just(state("TimeToEvent", incidence={"table": "t.csv"})),
    st.just(state("TimeToEvent", incidence={"table": "t.csv"}, relative_risk={"attribute": "y", "default": 1})),
)
VISITS = (
    st.builds(visit, st.sampled_from(("emergency", "inpatient", "ambulatory", "urgentcare"))),
    st.just(wellness()),
    st.just(visit_end()),
    st.just(visit_end()),
)
states = st.one_of(*SETTERS, *WRITERS, *WAITS, *WAITS, *VISITS, *VISITS)


@st.composite
def modules(draw: st.DrawFn) -> Json:
    """A module of a few states that lead anywhere; every way back passes a state that takes a day."""
    some = draw(st.lists(states, min_size=2, max_size=9))
    made = {f"S{number}": dict(one) for number, one in enumerate(some)}
    targets = [*made, "Pause", "Terminal"]
    for number, one in enumerate(made.values()):
        forward = st.sampled_from(targets[number + 1 :])
        if draw(st.booleans()):
            one["direct_transition"] = draw(forward)
        elif draw(st.booleans()):
            one["conditional_transition"] = [
                {"condition": draw(conditions), "transition": draw(forward)},
                {"transition": draw(forward)},
            ]
        else:
            share = draw(st.floats(0, 1))
            one["distributed_transition"] = [
                {"transition": draw(forward), "distribution": share},
                {"transition": draw(forward), "distribution": 1 - share},
            ]
    made["Pause"] = delay(days=draw(st.sampled_from((1, 17, 100)))) | {"direct_transition": draw(st.sampled_from(list(made)))}
    return {
        "name": "Random",
        "states": {"Initial": state("Initial", direct_transition="S0"), **made, "Terminal": state("Terminal")},
    }


def checked(lived: Life, cares: list[Care]) -> None:
    """What must hold at the end of every life."""
    subject = lived.walks[0].subject
    for key, watching in subject.watchers.items():
        assert len(set(map(id, watching))) == len(watching), f"twice in the list of {key}"
        for walk in watching:
            assert key in walk.watching and walk.alarm is not None
    for walk in lived.walks:
        asleep = walk in subject.visit_waiters, walk in cares[-1]._waiting
        assert not all(asleep), "waits for two things"
        if any(asleep):
            assert walk.alarm is not None and not walk.watching and walk.wake_at == NEVER
    assert len(set(map(id, subject.visit_waiters))) == len(subject.visit_waiters)
    visits = [entry for entry in lived.chart.in_order() if isinstance(entry, EncounterOpened)]
    for before, after in pairwise(visits):
        assert before.closed is not None and before.time < before.closed.time <= after.time
    for entry in visits:
        assert entry.encounter_class not in OFFICE_CLASSES or is_office_hour(lived.person.zone, entry.time)
    for one in lived.chart.entries:
        assert lived.person.birth <= one.time <= one.recorded
        assert one.recorded < lived.as_of or one.time < lived.as_of


@pytest.mark.stand_in
def test_whatever_modules_do_what_must_hold_of_a_life_holds(monkeypatch: Any) -> None:
    cares: list[Care] = []

    class Noted(Care):
        __slots__ = ()

        def __init__(self, *given_: Any) -> None:
            super().__init__(*given_)
            cares.append(self)

    monkeypatch.setattr(lifetime, "Care", Noted)
    until, earlier = instant("1984-01-01T00:00"), instant("1982-05-05T05:05")

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(st.lists(modules(), min_size=1, max_size=4), st.integers(0, 5))
    def holds(contents: list[Json], candidate: int) -> None:
        by_key = dict(zip("abcd", contents, strict=False))
        try:
            library(by_key, {"t.csv": TABLE})
        except AssertionError:
            return
        who = person(candidate=candidate)
        options: Any = {"who": who, "tables": {"t.csv": TABLE}, "world": SmallWorld()}
        try:
            ahead = live(by_key, until=until, **options)
        except ModuleRunError:
            return
        checked(ahead, cares)
        told = story(ahead)
        assert told == story(live(by_key, until=until, ahead=False, **options))
        cut = live(by_key, until=earlier, **options)
        assert story(cut, before=earlier) == story(ahead, before=earlier)
        lived.append(len(told))
        cares.clear()

    lived: list[int] = []
    holds()
    assert len(lived) > EXAMPLES / 2
    assert sum(lived) / len(lived) > 30, "the lives are worth the test"


#: So many modules sets; each is lived three times.
EXAMPLES = 30
