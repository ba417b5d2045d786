"""Initial, Simple, Terminal, CallSubmodule, Delay and Guard: states that only move a walk."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from living import (
    Json,
    after,
    attribute,
    delay,
    either,
    entries,
    guard,
    live,
    mark,
    module,
    only,
    person,
    procedure,
    set_to,
    simple,
    state,
    times,
    visit,
    visit_end,
)

from simulator.kernel.clock import DAY, HOUR, MINUTE, MONTH, WEEK, YEAR
from simulator.kernel.streams import stream
from simulator.machine.compile_states import STATE_TYPES
from simulator.machine.schema import STATE_MODELS
from simulator.record.encounters import EncounterClosed, EncounterOpened
from simulator.record.results import ObservationMade


def test_every_state_type_of_the_format_is_compiled() -> None:
    assert set(STATE_TYPES) == set(STATE_MODELS)
    assert len(STATE_TYPES) == 32, "31 of the format, and TimeToEvent"


def waited(wait: Json, until: str = "1990-01-01T00:00", **options: object) -> float:
    """Seconds that a state holds a walk up."""
    return after(live(module(Wait=wait, Seen=mark()), until=until, **options), "Seen")  # type: ignore[arg-type]


def draws() -> object:
    """The stream from which module a of the usual person draws."""
    return stream(1, 0, "module", "a")


# ------------------------------------------------------------------------------------------------ passing


def test_initial_and_simple_pass_at_once() -> None:
    assert waited(simple()) == 0


# ------------------------------------------------------------------------------------------------ delays

UNITS = {"seconds": 1, "minutes": MINUTE, "hours": HOUR, "days": DAY, "weeks": WEEK, "months": 30 * DAY, "years": 365.25 * DAY}


@pytest.mark.parametrize(("unit", "seconds"), UNITS.items())
@pytest.mark.parametrize("quantity", [0, 1, 2.6, 0.6])
def test_a_delay_waits_its_exact_length_never_truncated(unit: str, seconds: float, quantity: float) -> None:
    expected = math.floor(quantity * seconds + 0.5)
    assert waited(state("Delay", exact={"quantity": quantity, "unit": unit})) == expected
    drawn = {"kind": "EXACT", "parameters": {"value": quantity}}
    assert waited(state("Delay", distribution=drawn, unit=unit)) == expected


def test_a_delay_of_a_range_is_even_over_it() -> None:
    drawn = stream(1, 0, "module", "a").random()
    for low, high in ((1, 3), (3, 1)):
        wait = state("Delay", range={"low": low, "high": high, "unit": "months"})
        assert waited(wait) == pytest.approx((1 + 2 * drawn) * MONTH, abs=1)


@pytest.mark.parametrize(
    ("kind", "parameters", "units"),
    [
        ("UNIFORM", {"low": 2, "high": 6}, lambda source: 2 + 4 * source.random()),
        ("GAUSSIAN", {"mean": 90, "standardDeviation": 9}, lambda source: source.normalvariate(90, 9)),
        ("EXPONENTIAL", {"mean": 30}, lambda source: -30 * math.log(1 - source.random())),
        ("TRIANGULAR", {"min": 3, "mode": 4, "max": 9}, lambda source: source.triangular(3, 9, 4)),
    ],
)
def test_a_delay_draws_once_from_its_modules_stream(kind: str, parameters: Json, units: object) -> None:
    expected = units(draws()) * DAY  # type: ignore[operator]
    assert waited(state("Delay", distribution={"kind": kind, "parameters": parameters}, unit="days")) == pytest.approx(
        expected, abs=1
    )


def test_a_rounded_delay_waits_whole_units() -> None:
    drawn = {"kind": "UNIFORM", "parameters": {"low": 2, "high": 60}, "round": True}
    assert waited(state("Delay", distribution=drawn, unit="days")) % DAY == 0


def test_a_negative_normal_delay_is_no_time() -> None:
    drawn = {"kind": "GAUSSIAN", "parameters": {"mean": -30, "standardDeviation": 1}}
    assert waited(state("Delay", distribution=drawn, unit="days")) == 0


def test_delays_add_up_to_the_second() -> None:
    life = live(module(A=delay(days=1), B=delay(seconds=7), C=delay(hours=0.5), Seen=mark()))
    assert after(life, "Seen") == DAY + 7 + 1800


def test_a_delay_goes_on_by_what_holds_at_its_end() -> None:
    wait = delay(days=3) | {"conditional_transition": either(attribute("x"), "Yes", "Terminal")}
    sets = module(Wait=delay(days=2), Set=set_to("x", 1))
    life = live(module(Wait=wait, Yes=mark()), sets)
    assert after(life, "Yes") == 3 * DAY


def test_a_delay_beyond_the_date_ends_nothing() -> None:
    assert not times(live(module(Wait=delay(years=3), Seen=mark()), until="1982-01-01T00:00"), "Seen")
    exact = live(module(Wait=delay(days=3), Seen=mark()), until=person().birth + 3 * DAY)
    assert not times(exact, "Seen"), "what happens at the date itself is not in it"
    assert times(live(module(Wait=delay(days=3), Seen=mark()), until=person().birth + 3 * DAY + 1), "Seen")


def test_each_walk_of_a_delay_draws_anew() -> None:
    drawn = {"kind": "UNIFORM", "parameters": {"low": 1, "high": 9}}
    loop = module(Seen=mark(), Wait=state("Delay", distribution=drawn, unit="days", direct_transition="Seen"), Never=simple())
    seen = times(live(loop), "Seen")
    gaps = {later - earlier for earlier, later in pairwise(seen)}
    assert len(gaps) > 0.9 * (len(seen) - 1)
    assert min(gaps) >= DAY and max(gaps) <= 9 * DAY + 1


# ------------------------------------------------------------------------------------------------ guards


def test_a_guard_whose_condition_holds_passes_at_once() -> None:
    assert waited(guard(condition_type="True")) == 0


def test_a_guard_goes_on_at_the_instant_of_the_change() -> None:
    life = live(
        module(Guard=guard(**attribute("x", "==", 2)), Seen=mark()),
        module(A=delay(hours=5), X=set_to("x", 2), B=delay(hours=1), Y=set_to("x")),
    )
    assert after(life, "Seen") == 5 * HOUR


def test_a_guard_misses_what_is_over_before_its_turn() -> None:
    """The guard's key is larger: when its turn comes, the attribute is gone again."""
    flashes = module(A=delay(hours=5), On=set_to("x", 2), Off=set_to("x"))
    assert not times(live({"b": module(Guard=guard(**attribute("x")), Seen=mark()), "a": flashes}), "Seen")


# ------------------------------------------------------------------------------------------------ submodules


def call(key: str, **fields: object) -> Json:
    return state("CallSubmodule", submodule=key, **fields)


def test_a_submodule_runs_to_its_end_and_returns() -> None:
    sub = module(Inside=mark(), Wait=delay(days=2))
    life = live({"a": module(Before=mark(), Call=call("sub/b"), After=mark()), "sub/b": sub})
    assert [entry.state for entry in entries(life, ObservationMade)] == ["Before", "sub/b/Inside", "After"]
    assert after(life, "After") == 2 * DAY
    assert {entry.module for entry in entries(life, ObservationMade)} == {"a"}


def test_a_call_goes_on_by_its_own_transition_with_what_the_submodule_has_set() -> None:
    calls = call("sub/b", conditional_transition=either(attribute("x", "==", "done"), "Yes", "Terminal"))
    life = live({"a": module(Call=calls, Yes=mark()), "sub/b": module(Set=set_to("x", "done"))})
    assert times(life, "Yes")


def test_submodules_call_submodules_and_return_in_turn() -> None:
    modules = {
        "a": module(One=call("sub/b"), Two=call("sub/c"), End=mark()),
        "sub/b": module(Deep=call("sub/c"), B=mark()),
        "sub/c": module(Wait=delay(days=1), C=mark()),
    }
    life = live(modules)
    assert [entry.state for entry in entries(life, ObservationMade)] == ["sub/c/C", "sub/b/B", "sub/c/C", "End"]
    assert [entry.visit for entry in entries(life, ObservationMade, "sub/c/C")] == [0, 1]
    assert after(life, "End") == 2 * DAY


def test_a_submodule_is_not_walked_on_its_own() -> None:
    assert not entries(live({"a": module(), "sub/b": module(Seen=mark())}), ObservationMade)


def test_a_top_level_module_may_be_called_too() -> None:
    life = live({"a": module(Call=call("b"), After=mark()), "b": module(Seen=mark())})
    assert [(entry.module, entry.state) for entry in entries(life, ObservationMade)] == [
        ("a", "b/Seen"),
        ("a", "After"),
        ("b", "Seen"),
    ]


def test_a_submodule_draws_from_the_stream_of_its_caller() -> None:
    drawn = {"kind": "UNIFORM", "parameters": {"low": 1, "high": 9}}
    wait = state("Delay", distribution=drawn, unit="days")
    inside = live({"a": module(Call=call("sub/b"), Seen=mark()), "sub/b": module(Wait=wait)})
    assert after(inside, "Seen") == waited(wait)


def test_a_submodule_shares_the_callers_encounter_and_may_end_it() -> None:
    modules = {"a": module(Visit=visit(), Call=call("sub/b"), After=mark()), "sub/b": module(Inside=mark(), End=visit_end())}
    life = live(modules)
    opened = only(entries(life, EncounterOpened, module="a"))
    assert only(entries(life, ObservationMade, "sub/b/Inside")).encounter is opened
    assert only(entries(life, ObservationMade, "After")).encounter is None
    assert opened.closed is not None and opened.closed.time == opened.time + HOUR


def test_the_end_of_a_submodule_leaves_the_encounter_open() -> None:
    modules = {"a": module(Call=call("sub/b"), Inside=mark(), End=visit_end()), "sub/b": module(Visit=visit())}
    life = live(modules)
    assert only(entries(life, ObservationMade, "Inside")).encounter is only(entries(life, EncounterOpened, module="a"))


# ------------------------------------------------------------------------------------------------ the end


def test_terminal_ends_the_walk() -> None:
    life = live(module(Seen=mark()))
    assert life.walks[0].step.name == "Terminal"
    assert life.visits == 2


@pytest.mark.parametrize(("encounter_class", "seconds"), [("emergency", HOUR), ("inpatient", DAY), ("urgentcare", 15 * MINUTE)])
def test_terminal_ends_the_encounter_that_is_open_when_its_time_is_over(encounter_class: str, seconds: int) -> None:
    life = live(module(Visit=visit(encounter_class)))
    closed = only(entries(life, EncounterClosed, module="a"))
    assert closed.time - only(entries(life, EncounterOpened, module="a")).time == seconds
    assert closed.disposition is None


def test_terminal_waits_for_what_the_module_did_in_its_encounter() -> None:
    life = live(module(Visit=visit("urgentcare"), Operation=procedure(duration={"low": 2, "high": 2, "unit": "hours"})))
    assert only(entries(life, EncounterClosed, module="a")).time - life.person.birth == 2 * HOUR


def test_the_years_unit_is_365_and_a_quarter_days() -> None:
    assert YEAR == 365.25 * DAY
