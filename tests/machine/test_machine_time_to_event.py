"""The time-to-event state: onsets that come at the rate of a table, by age, attributes and season."""

from __future__ import annotations

import math
import statistics
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from living import Json, age, delay, guard, idle_walk, instant, live, local, mark, module, person, set_to, state, story, times

from simulator.kernel.clock import YEAR
from simulator.kernel.streams import Random, stream
from simulator.machine.steps.time_to_event import TimeToEvent
from simulator.machine.walk import PARK, Walk

TABLE = "t.csv"
#: Survives exactly one unit of hazard.
E_FOLD = 1 - math.exp(-1)


class Fixed(Random):
    """A source that gives one number."""

    def __init__(self, value: float) -> None:
        super().__init__(0)
        self.value = value

    def random(self) -> float:
        return self.value


def event(**fields: object) -> Json:
    return state("TimeToEvent", incidence={"table": TABLE}, **fields)


def rates(*bands: tuple[int, int, float]) -> dict[str, str]:
    return {TABLE: "age,rate_per_1000_person_years\n" + "".join(f"{low}-{high},{rate}\n" for low, high, rate in bands)}


def waiting(
    tables: dict[str, str], drawn: float = E_FOLD, birth: str = "1980-01-02T12:00", **fields: object
) -> tuple[Walk, TimeToEvent]:
    walk = idle_walk(module(Event=event(**fields)), person(birth=birth), tables=tables)
    step = walk.machine.steps["Event"]
    assert isinstance(step, TimeToEvent)
    walk._random = Fixed(drawn)
    return walk, step


def comes_at(life_tables: dict[str, str], **options: object) -> str:
    """The local time at which the event comes in a life."""
    life = live(module(Event=event(), Seen=mark()), tables=life_tables, **options)  # type: ignore[arg-type]
    return local(times(life, "Seen")[0]).isoformat()


# ------------------------------------------------------------------------------------------------ when it comes


@pytest.mark.parametrize(("rate", "drawn"), [(1000, E_FOLD), (10, E_FOLD), (50, 0.5), (200, 0.9), (1000, 0.001)])
def test_at_a_constant_rate_the_wait_is_exponential(rate: float, drawn: float) -> None:
    walk, step = waiting(rates((0, 140, rate)), drawn)
    expected = -math.log(1 - drawn) * 1000 / rate * YEAR
    assert step.act(walk) == pytest.approx(expected, abs=1.5)


def test_the_wait_counts_from_where_the_walk_is() -> None:
    walk, step = waiting(rates((0, 140, 1000)))
    walk.now += 40 * YEAR
    assert step.act(walk) == pytest.approx(YEAR, abs=1.5)


def test_the_rate_changes_on_birthdays() -> None:
    walk, step = waiting(rates((0, 9, 0), (10, 10, 500), (11, 140, 2000)))
    year_10 = (walk.subject.birthday(11) - walk.subject.birthday(10)) / YEAR
    expected = walk.subject.birthday(11) + (1 - 0.5 * year_10) / 2 * YEAR
    assert walk.now + step.act(walk) == pytest.approx(expected, abs=1.5)


def by_days(walk: Walk, bands: list[tuple[int, int, float]], factors: list[float], until: int) -> float:
    """The hazard from the walk's clock to an instant, added up a day at a time."""
    zone, birthday = walk.subject.zone, walk.subject.birthday
    total, now = 0.0, walk.now
    while now < until:
        end = min(zone.at(zone.day(now) + 1), until)
        shown = local(now)
        years = shown.year - 1980 + 1
        while birthday(years) > now:
            years -= 1
        rate = next((rate for low, high, rate in bands if low <= years <= high), 0.0)
        total += rate / 1000 * (end - now) / YEAR * factors[shown.month - 1]
        now = end
    return total


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6), st.integers(0, 3000)), min_size=1, max_size=4),
    st.one_of(st.none(), st.lists(st.sampled_from((0.0, 0.5, 1.0, 2.5)), min_size=12, max_size=12)),
    st.floats(0.01, 0.95),
    st.integers(0, 6),
)
def test_the_event_comes_when_the_hazard_has_added_up_to_the_draw(
    spans: list[tuple[int, int, int]], factors: list[float] | None, drawn: float, years: int
) -> None:
    """Against a sum over days, whatever bands overlap and whichever months have none."""
    bands = [(low, low + more, float(rate)) for low, more, rate in spans]
    fields = {} if factors is None else {"monthly_factors": factors}
    walk, step = waiting(rates(*bands), drawn, **fields)
    walk.now = instant(f"{1980 + years}-04-05T06:07")
    wanted = -math.log(1 - drawn)
    answer = step.act(walk)
    end = walk.now + answer if answer != PARK else walk.subject.birthday(131)
    reached = by_days(walk, bands, factors or [1.0] * 12, min(end, walk.now + 12 * YEAR))
    if answer == PARK or answer > 12 * YEAR:
        assert reached < wanted
    else:
        assert reached == pytest.approx(wanted, abs=1e-4)


def test_waits_of_many_people_have_the_incidence_of_the_table() -> None:
    walk, step = waiting(rates((0, 140, 50)))
    walk._random = stream(1, "y")
    waits = []
    for _ in range(3000):
        walk.event = None
        waits.append(step.act(walk) / YEAR)
    assert statistics.fmean(waits) == pytest.approx(20, rel=0.06)
    assert sum(wait < 10 for wait in waits) / 3000 == pytest.approx(1 - math.exp(-0.5), abs=0.03)


def test_an_event_may_never_come() -> None:
    for bands in ([(0, 140, 0.0)], [(0, 5, 1.0)], [(70, 80, 0.001)]):
        walk, step = waiting(rates(*bands))
        assert step.act(walk) == PARK
    assert not times(live(module(Event=event(), Seen=mark()), tables=rates((0, 140, 0))), "Seen")


def test_nobody_is_followed_beyond_130_years() -> None:
    walk, step = waiting(rates((0, 999, 0.001)))
    assert step.act(walk) == PARK


# ------------------------------------------------------------------------------------------------ seasons


def test_a_season_weighs_local_months() -> None:
    only_march = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    walk, step = waiting(rates((0, 140, 12000)), 0.5, monthly_factors=only_march)
    comes = walk.now + step.act(walk)
    expected = instant("1980-03-01T00:00") + math.log(2) / 12 * YEAR
    assert comes == pytest.approx(expected, abs=1.5)


def test_without_any_season_it_never_comes() -> None:
    walk, step = waiting(rates((0, 140, 12000)), 0.5, monthly_factors=[0] * 12)
    assert step.act(walk) == PARK


def test_factors_of_1_change_nothing() -> None:
    walk, step = waiting(rates((0, 4, 30), (5, 140, 70)), 0.7)
    seasonal, other = waiting(rates((0, 4, 30), (5, 140, 70)), 0.7, monthly_factors=[1] * 12)
    assert other.act(seasonal) == pytest.approx(step.act(walk), abs=1)


# ------------------------------------------------------------------------------------------------ relative risks


@pytest.mark.parametrize(("risk", "years"), [(1, 1.0), (2, 0.5), (0.5, 2.0)])
def test_a_relative_risk_multiplies_the_rate(risk: float, years: float) -> None:
    walk, step = waiting(rates((0, 140, 1000)), relative_risk=risk)
    assert step.act(walk) == pytest.approx(years * YEAR, abs=1.5)


def test_a_risk_of_0_is_never() -> None:
    walk, step = waiting(rates((0, 140, 1000)), relative_risk=0)
    assert step.act(walk) == PARK


NAMED = {"attribute": "risk", "default": 1}


def test_a_named_risk_is_the_attributes_or_the_default_and_wakes_when_it_is_set() -> None:
    walk, step = waiting(rates((0, 140, 1000)), relative_risk=NAMED)
    assert step.act(walk) == PARK
    assert walk.wake_at - walk.now == pytest.approx(YEAR, abs=1.5)
    assert walk.watching == ["attribute:risk"]


def pulled(
    *changes: tuple[float, object], name: str = "risk", tables: dict[str, str], fields: dict[str, object]
) -> tuple[float, float]:
    """Years from birth to the event where an attribute changes at these years, and where it never does."""
    steps: dict[str, Json] = {}
    before = 0.0
    for number, (years, value) in enumerate(changes):
        steps[f"Wait{number}"] = delay(years=years - before)
        steps[f"Set{number}"] = set_to(name, value)
        before = years
    found = []
    for other in (module(**steps), module()):
        life = live(module(Event=event(**fields), Seen=mark()), other, tables=tables, until="2079-01-01T00:00")
        found.append((times(life, "Seen")[0] - life.person.birth) / YEAR)
    return found[0], found[1]


def test_a_risk_that_changes_counts_from_when_it_does() -> None:
    doubled, single = pulled((1, 2), tables=rates((0, 140, 40)), fields={"relative_risk": NAMED})
    assert single > 2
    assert doubled == pytest.approx(1 + (single - 1) / 2, abs=0.001)


def test_a_risk_that_pauses_puts_the_event_off_by_as_long() -> None:
    paused, single = pulled((0.5, 0), (1.5, 1), tables=rates((0, 140, 40)), fields={"relative_risk": NAMED})
    assert single > 0.5
    assert paused == pytest.approx(single + 1, abs=0.001)


def test_setting_the_same_risk_again_moves_nothing() -> None:
    again, single = pulled((0.5, 1), (0.7, 1), (0.9, 1), tables=rates((0, 140, 40)), fields={"relative_risk": NAMED})
    assert again == pytest.approx(single, abs=1e-6)


def test_a_column_that_changes_counts_from_when_it_does() -> None:
    """The hazard so far is that of the row that fitted till then."""
    table = {TABLE: "age,severity,rate_per_1000_person_years\n0-140,bad,120\n0-140,mild,40\n"}
    steps = {"Mild": set_to("severity", "mild"), "Wait": delay(years=2), "Set": set_to("severity", "bad")}
    found = []
    for other in (module(**steps), module(Mild=steps["Mild"])):
        life = live(other, module(Event=event(), Seen=mark()), tables=table, until="2079-01-01T00:00")
        found.append((times(life, "Seen")[0] - life.person.birth) / YEAR)
    worse, mild = found
    assert mild > 3
    assert worse == pytest.approx(2 + (mild - 2) / 3, abs=0.001)


def test_columns_of_birth_wake_nobody() -> None:
    table = {TABLE: "age,gender,race,rate_per_1000_person_years\n0-140,F,white,1000\n"}
    walk, step = waiting(table)
    assert step.signals == ()
    assert step.act(walk) == pytest.approx(YEAR, abs=1.5)


# ------------------------------------------------------------------------------------------------ in a life


def test_each_visit_of_the_state_draws_anew() -> None:
    loop = module(Event=event(direct_transition="Seen"), Seen=mark(direct_transition="Event"), Never=mark())
    life = live(loop, tables=rates((0, 140, 2000)), until="2020-01-01T00:00")
    seen = times(life, "Seen")
    assert len(seen) == pytest.approx(80, abs=25)
    assert len({later - earlier for earlier, later in pairwise(seen)}) == len(seen) - 1


def test_the_event_is_the_same_to_an_earlier_and_a_later_date() -> None:
    early, late = (comes_at(rates((0, 140, 500)), until=until) for until in ("1999-01-01T00:00", "2020-01-01T00:00"))
    assert early == late


def test_other_columns_of_rates_are_no_keys() -> None:
    table = {TABLE: "age,rate_per_1000_person_years,rate_other,source\n0-140,0,1000,somebody\n"}
    walk, step = waiting(table)
    assert step.act(walk) == PARK
    other = event() | {"incidence": {"table": TABLE, "column": "rate_other"}}
    life = live(module(Event=other, Seen=mark()), tables=table, until="2050-01-01T00:00")
    assert times(life, "Seen")


def test_ahead_of_the_clock_or_not_the_event_is_the_same() -> None:
    grown = module(Grown=guard(**age(">=", 2)), Event=event(relative_risk=NAMED), Seen=mark(), Event2=event(), Seen2=mark())
    sets = module(Wait=delay(years=3), Set=set_to("risk", 4), Later=delay(days=300), Unset=set_to("risk"))
    told = [
        story(live(grown, sets, tables=rates((0, 9, 100), (10, 140, 900)), until="2020-01-01T00:00", ahead=ahead))
        for ahead in (True, False)
    ]
    assert told[0] == told[1]
