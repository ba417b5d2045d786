"""Running ahead of the clock: which steps may, and that no chart shows whether they did."""

from __future__ import annotations

import pytest
from living import (
    ELSEWHERE,
    Json,
    SmallWorld,
    age,
    attribute,
    code,
    counted,
    delay,
    either,
    entries,
    guard,
    instant,
    live,
    mark,
    module,
    onset,
    person,
    plan,
    program,
    set_to,
    simple,
    state,
    story,
    times,
    visit,
    visit_end,
)

from simulator.body.smoking import smoking
from simulator.body.state import BodyState
from simulator.body.supplied import supplied_attributes
from simulator.body.vitals import VITAL_SIGNS, Body
from simulator.kernel.clock import DAY, YEAR
from simulator.machine.compile import Program
from simulator.machine.quiet import GROWING_ATTRIBUTES, OUTSIDE_ATTRIBUTES
from simulator.machine.subject import Subject
from simulator.machine.walk import NOISY, QUIET, STEADY
from simulator.record.life import CoverageEnded, CoverageStarted, MaritalStatusChanged, Moved
from simulator.record.person import Person
from simulator.record.results import ObservationMade


def quietness(made: Program, name: str, key: str = "a") -> tuple[int, int]:
    """How quiet a state's step is, and its transition."""
    step = next(machine for machine in (*made.machines, *made.submodules) if machine.key == key).steps[name]
    return step.quietness, step.transition.quietness


def identical(
    *modules: Json | dict[str, Json], tables: dict[str, str] | None = None, **options: object
) -> list[tuple[object, ...]]:
    """The story of a life, after comparing it with one of which nothing ran ahead."""
    told = story(live(*modules, tables=tables, **options))  # type: ignore[arg-type]
    assert told == story(live(*modules, tables=tables, ahead=False, **options))  # type: ignore[arg-type]
    return told


def ask(asks: Json, yes: str = "Yes", no: str = "No") -> Json:
    return simple(conditional_transition=either(asks, yes, no))


def test_steps_that_touch_only_their_walk_are_quiet() -> None:
    made = program(
        {
            "a": module(
                Wait=delay(days=1),
                Grown=guard(**age(">", 3)),
                Set=set_to("mine", 3),
                Ask=ask({"condition_type": "Gender", "gender": "F"}),
                Yes=simple(),
                No=simple(),
                Call=state("CallSubmodule", submodule="sub/b"),
                Seen=mark(),
            ),
            "sub/b": module(Pause=delay(hours=1)),
        }
    )
    for name in ("Initial", "Wait", "Grown", "Set", "Ask", "Yes", "No", "Call"):
        assert quietness(made, name)[0] == QUIET, name
    assert quietness(made, "Pause", "sub/b")[0] == QUIET
    assert quietness(made, "Seen")[0] == NOISY


@pytest.mark.parametrize(
    "asks",
    [
        attribute("theirs"),
        attribute("marital_status", "==", "M"),
        {"condition_type": "Symptom", "symptom": "Cough", "operator": ">", "value": 1},
        {"condition_type": "Vital Sign", "vital_sign": "BMI", "operator": ">", "value": 1},
        {"condition_type": "Active Condition", "codes": [code("1")]},
        {"condition_type": "Observation", "codes": [code("1")], "operator": "is nil"},
    ],
    ids=lambda value: value["condition_type"],
)
def test_transitions_that_others_can_change_wait_for_the_clock(asks: Json) -> None:
    made = program(module(Ask=ask(asks), Yes=simple(), No=simple()), module(Set=set_to("theirs", 1)))
    assert quietness(made, "Ask") == (NOISY, NOISY)


def test_attributes_that_only_growing_changes_hold_still_until_the_next_growth() -> None:
    made = program(module(Ask=ask(attribute("smoker", "==", True)), Yes=simple(), No=simple()))
    assert quietness(made, "Ask") == (STEADY, STEADY)
    also_set = module(Set=set_to("smoker", True))
    assert quietness(program(module(Ask=ask(attribute("smoker")), Yes=simple(), No=simple()), also_set), "Ask")[0] == NOISY


def test_setting_what_others_read_waits_for_the_clock() -> None:
    reads = module(Ask=ask(attribute("x")), Yes=simple(), No=simple())
    assert quietness(program(module(Set=set_to("x", 1)), reads), "Set")[0] == NOISY
    assert quietness(program(module(Set=set_to("y", 1)), reads), "Set")[0] == QUIET


@pytest.mark.parametrize("name", sorted(OUTSIDE_ATTRIBUTES | GROWING_ATTRIBUTES))
def test_setting_what_the_engine_or_the_body_reads_or_sets_waits_for_the_clock(name: str) -> None:
    assert quietness(program(module(Set=set_to(name, 1))), "Set")[0] == NOISY


class _Reads(dict[str, object]):
    """Attributes that note who was asked for, and are all set."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, name: str, default: object = None) -> object:
        self.names.add(name)
        return True


def test_what_the_body_reads_is_known_to_those_that_run_ahead() -> None:
    read = _Reads()
    for sex in "MF":
        body = Body(1, 3, sex, "white", 0)
        for years in (0, 1, 5, 12, 17, 25, 45, 60, 90):
            now = years * YEAR + 20 * DAY
            supplied_attributes(body, now, BodyState(read))
            for name in VITAL_SIGNS:
                body.value(name, now, BodyState(read))
    assert "diabetes" in read.names
    assert read.names <= OUTSIDE_ATTRIBUTES | GROWING_ATTRIBUTES


@pytest.mark.stand_in
def test_what_the_engine_sets_after_birth_is_known_to_those_that_run_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    set_later: set[str] = set()
    plain = Subject.set

    def noted(subject: Subject, name: str, value: object) -> None:
        if subject.next_growth > subject.person.birth:
            set_later.add(name)
        plain(subject, name, value)

    monkeypatch.setattr(Subject, "set", noted)
    dies, june = instant("2072-06-01T12:00"), instant("2001-06-01T12:00")
    cover = CoverageStarted(0, june, plan("private"), "1", "self")
    events = [MaritalStatusChanged(0, june, "M", None), Moved(0, june, ELSEWHERE, "1"), cover, CoverageEnded(june + DAY, cover)]
    asks = module(Guard=guard(**attribute("days_until_death", "==", 3)), Seen=mark())
    for candidate in range(12):
        who = person(sex="MF"[candidate % 2], candidate=candidate, education="less_than_hs")
        live(asks, who=who, until="2075-01-01T00:00", world=SmallWorld(events, dies))
    assert {"smoker", "mi_risk", "unemployed", "marital_status", "city", "insurance_status", "days_until_death"} <= set_later
    assert set_later <= GROWING_ATTRIBUTES | OUTSIDE_ATTRIBUTES


def smoker() -> Person:
    """Somebody who begins to smoke."""
    for candidate in range(1000):
        who = person(birth="1950-05-05T10:00", candidate=candidate)
        start, _ = smoking(Body(who.seed, who.candidate, who.sex, who.race, who.birth))
        if 14 < start < 40:
            return who
    raise AssertionError("nobody smokes")


def test_a_loop_that_asks_what_growing_changes_sees_it_change() -> None:
    loop = module(
        Wait=delay(months=1),
        Ask=ask(attribute("smoker", "==", True), "Yes", "Wait"),
        Yes=mark(),
    )
    who = smoker()
    told = identical(loop, who=who, until="2000-01-01T00:00")
    assert any(entry[0] == "ObservationMade" for entry in told)


@pytest.mark.stand_in
def test_a_loop_that_asks_what_befalls_a_person_sees_it_befall() -> None:
    married = MaritalStatusChanged(0, instant("2005-06-01T12:00"), "M", None)
    loop = module(Wait=delay(days=7), Ask=ask(attribute("marital_status", "==", "M"), "Yes", "Wait"), Yes=mark())
    world = SmallWorld(biography=[married])
    identical(loop, until="2006-01-01T00:00", world=world)
    (seen,) = times(live(loop, until="2006-01-01T00:00", world=world), "Yes")
    assert married.time <= seen < married.time + 7 * DAY


def test_the_body_does_not_see_what_a_module_will_set_later() -> None:
    sets = module(Wait=delay(years=40), Set=set_to("diabetes", True))
    measures = module(
        Wait=delay(years=30), Early=mark(vital_sign="Blood Glucose"), Later=delay(years=20), Late=mark(vital_sign="Blood Glucose")
    )
    identical(sets, measures, until="2040-01-01T00:00")
    alone = live(measures, until="2040-01-01T00:00")
    both = live(sets, measures, until="2040-01-01T00:00")
    values = [[entry.value for entry in entries(life, ObservationMade)] for life in (alone, both)]
    assert values[0][0] == values[1][0]
    assert values[0][1] != values[1][1]


@pytest.mark.parametrize(
    "nothing",
    [
        delay(days=0),
        state("Delay", distribution={"kind": "UNIFORM", "parameters": {"low": -3, "high": -2}}, unit="days"),
        guard(**age("<", 50)),
        guard(**age(">=", 0)),
        simple(),
    ],
    ids=["no days", "fewer than no days", "guard that holds", "guard that holds for good", "simple"],
)
def test_a_wait_that_takes_no_time_does_not_ask_others_ahead_of_theirs(nothing: Json) -> None:
    waits = module(
        Wait=delay(months=12),
        Nothing=nothing | {"conditional_transition": either(attribute("x"), "Yes", "No")},
        Yes=mark(),
        No=simple(),
    )
    sets = module(Wait=delay(months=6), Set=set_to("x", 1))
    assert [entry[0] for entry in identical(waits, sets)].count("ObservationMade") == 1


def test_an_event_at_once_does_not_ask_others_ahead_of_theirs() -> None:
    table = "age,rate_per_1000_person_years\n0-130,1000000\n"
    event = state("TimeToEvent", incidence={"table": "t.csv"}, conditional_transition=either(attribute("x"), "Yes", "No"))
    waits = module(Wait=delay(months=12), Event=event, Yes=mark(), No=simple())
    sets = module(Wait=delay(months=6), Set=set_to("x", 1))
    assert [entry[0] for entry in identical(waits, sets, tables={"t.csv": table})].count("ObservationMade") == 1


def test_submodules_return_as_quietly_as_the_noisiest_of_their_callers() -> None:
    asks = state("CallSubmodule", submodule="sub/c", conditional_transition=either(attribute("x"), "Yes", "No"))
    modules = {
        "a": module(Call=asks, Yes=mark(), No=simple()),
        "b": module(Call=state("CallSubmodule", submodule="sub/c"), Set=set_to("x", 1)),
        "sub/c": module(Pause=delay(days=3)),
    }
    assert quietness(program(modules), "Terminal", "sub/c") == (NOISY, NOISY)
    told = identical(modules)
    assert not any(entry[0] == "ObservationMade" for entry in told), "a goes first, and x is not yet set"
    told = identical(modules | {"b": module(Set=set_to("x", 1))})
    assert any(entry[0] == "ObservationMade" for entry in told)


def test_a_submodule_of_two_modules_does_not_share_what_it_sets() -> None:
    modules = {
        "a": module(
            Call=state("CallSubmodule", submodule="sub/c"),
            Wait=delay(days=1),
            Ask=ask(attribute("x", ">", 1)),
            Yes=mark(),
            No=simple(),
        ),
        "b": module(Wait=delay(hours=6), Call=state("CallSubmodule", submodule="sub/c")),
        "sub/c": module(Count=state("Counter", attribute="x", action="increment")),
    }
    assert quietness(program(modules), "Count", "sub/c")[0] == NOISY
    assert any(entry[0] == "ObservationMade" for entry in identical(modules))


def test_visits_and_waits_are_the_same_ahead_or_not() -> None:
    one = module(
        Wait=delay(days=400),
        Toss=simple(
            distributed_transition=[{"transition": "Visit", "distribution": 0.3}, {"transition": "Wait", "distribution": 0.7}]
        ),
        Visit=visit(),
        Ill=onset(),
        End=visit_end(direct_transition="Wait"),
        Never=simple(),
    )
    other = module(
        Grown=guard(**age(">=", 12)), Visit=visit("ambulatory"), End=visit_end(direct_transition="Visit"), Never=simple()
    )
    assert len(identical(one, other, until="1992-06-01T00:00")) > 100


def test_running_ahead_saves_events(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = module(Wait=delay(days=1), Ask=ask({"condition_type": "Gender", "gender": "M"}, "Yes", "Wait"), Yes=mark())
    _, ahead = counted(monkeypatch, lambda: live(loop, until="1990-01-01T00:00"))
    _, awake = counted(monkeypatch, lambda: live(loop, until="1990-01-01T00:00", ahead=False))
    assert awake - ahead > 3600
