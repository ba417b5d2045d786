"""The 21 conditions: what holds, on what it may change, when time alone changes it, and what is refused."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from living import (
    Json,
    age,
    asked,
    attribute,
    codes,
    delay,
    drug,
    either,
    entries,
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
    walk_with,
)

from simulator.errors import ModuleRunError
from simulator.kernel.clock import DAY, age_in_months, date_of
from simulator.machine.compile_conditions import CONDITION_TYPES
from simulator.machine.conditions import RETRY_SECONDS
from simulator.machine.schema import CONDITION_MODELS
from simulator.machine.subject import Symptom
from simulator.machine.walk import NEVER
from simulator.record.problems import LatentCondition
from simulator.record.results import ObservationMade
from simulator.terminology.concept import concept

OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
    "!=": operator.ne,
}
EITHER = (True, False)


def condition(kind: str, **fields: object) -> Json:
    return {"condition_type": kind, **fields}


TRUE, FALSE = condition("True"), condition("False")


def test_every_condition_of_the_format_is_compiled() -> None:
    assert len(CONDITION_MODELS) == len(CONDITION_TYPES) == 21
    assert set(CONDITION_MODELS.values()) == set(CONDITION_TYPES)


# ------------------------------------------------------------------------------------------------ who somebody is


@pytest.mark.parametrize(("sex", "asks", "holds"), [("F", "F", True), ("M", "F", False), ("M", "M", True)])
def test_gender_is_the_sex_at_birth(sex: str, asks: str, holds: bool) -> None:
    assert asked(condition("Gender", gender=asks), person(sex=sex)) is holds


@pytest.mark.parametrize(("race", "asks", "holds"), [("black", "Black", True), ("black", "black", True), ("asian", "WHITE", False)])
def test_race_is_asked_in_either_case(race: str, asks: str, holds: bool) -> None:
    assert asked(condition("Race", race=asks), person(race=race)) is holds


def test_nobodys_race_is_hispanic() -> None:
    assert not asked(condition("Race", race="Hispanic"), person(race="other"))


def test_socioeconomic_status_is_that_of_birth() -> None:
    assert asked(condition("Socioeconomic Status", category="Middle"))
    assert not asked(condition("Socioeconomic Status", category="High"))


# ------------------------------------------------------------------------------------------------ age


@settings(max_examples=150)
@given(
    st.dates(date(1940, 1, 1), date(1990, 12, 31)),
    st.integers(0, 40 * 366),
    st.sampled_from(sorted(OPERATORS)),
    st.sampled_from((0, 1, 2, 18, 18.5, 0.5, 17.9)),
    st.sampled_from(("years", "months")),
)
def test_age_compares_completed_years_or_months(birth: date, lived: int, sign: str, quantity: float, unit: str) -> None:
    who = person(birth=f"{birth}T15:00")
    today = birth + timedelta(days=lived)
    walk, compiled = walk_with(age(sign, quantity, unit), who, f"{today}T15:00")
    months = age_in_months(who.birth_day, who.birth_day + lived)
    expected = OPERATORS[sign](months // 12 if unit == "years" else months, quantity)
    assert compiled.holds(walk) is expected
    changes = compiled.changes_at(walk)
    assert changes > walk.now
    if changes != NEVER:
        walk.now = changes - 1
        assert compiled.holds(walk) is expected
        walk.now = changes
        never_equal = quantity % 1 and sign in ("==", "!=")
        assert compiled.holds(walk) is (expected if never_equal else not expected)


@pytest.mark.parametrize(
    ("at", "years"),
    [
        ("2001-02-28T23:59", 0),
        ("2001-03-01T00:00", 1),
        ("2004-02-28T23:59", 3),
        ("2004-02-29T00:00", 4),
        ("2005-02-28T12:00", 4),
    ],
)
def test_who_was_born_on_29_february_completes_years_on_1_march_where_there_is_none(at: str, years: int) -> None:
    leapling = person(birth="2000-02-29T05:00")
    assert asked(age("==", years), leapling, at)
    assert not asked(age("==", years + 1), leapling, at)


def test_a_birthday_begins_at_local_midnight_also_when_the_clocks_change_that_day() -> None:
    for day in ("2021-03-14", "2021-11-07"):
        who = person(birth=f"{int(day[:4]) - 20}{day[4:]}T08:00")
        assert not asked(age(">=", 20), who, instant(f"{day}T00:00") - 1)
        assert asked(age(">=", 20), who, instant(f"{day}T00:00"))


def test_age_is_that_of_each_person_in_turn() -> None:
    """The instants that a condition keeps are those of the person who asks, in their own zone."""
    walk, compiled = walk_with(age(">=", 18), person(birth="1980-06-01T12:00"), "1998-06-01T00:00")
    assert compiled.holds(walk)
    other, _ = walk_with(age(">=", 18), person(birth="1980-06-01T12:00", zone_key="America/Los_Angeles"), walk.now)
    assert not compiled.holds(other)
    assert compiled.holds(walk)


# ------------------------------------------------------------------------------------------------ dates


@pytest.mark.parametrize("sign", sorted(OPERATORS))
@pytest.mark.parametrize("year", [1999, 2000, 2001])
def test_a_year_is_that_of_the_local_clock(sign: str, year: int) -> None:
    asks = condition("Date", operator=sign, year=year)
    for at, shown in (("2000-01-01T00:00", 2000), ("2000-12-31T23:59", 2000), ("2001-01-01T00:00", 2001)):
        assert asked(asks, at=at) is OPERATORS[sign](shown, year)


@pytest.mark.parametrize("sign", sorted(OPERATORS))
def test_a_month_is_that_of_the_local_clock(sign: str) -> None:
    asks = condition("Date", operator=sign, month=6)
    for at, shown in (("2000-05-31T23:59", 5), ("2000-06-01T00:00", 6), ("1999-12-31T23:59", 12)):
        assert asked(asks, at=at) is OPERATORS[sign](shown, 6)


@pytest.mark.parametrize("sign", sorted(OPERATORS))
def test_a_moment_is_read_on_the_local_clock_to_the_second(sign: str) -> None:
    moment = {"year": 2020, "month": 7, "day": 1, "hour": 9, "minute": 30, "second": 5, "millisecond": 0}
    asks = condition("Date", operator=sign, date=moment)
    for zone_key in ("America/New_York", "Pacific/Honolulu"):
        who = person(zone_key=zone_key)
        there = instant("2020-07-01T09:30:05", zone_key)
        for offset in (-1, 0, 1):
            assert asked(asks, who, there + offset) is OPERATORS[sign](offset, 0)


@settings(max_examples=100)
@given(
    st.sampled_from(sorted(OPERATORS)),
    st.sampled_from(({"year": 2001}, {"month": 2}, {"month": 12}, {"date": {"year": 2001, "month": 3}})),
    st.datetimes(date_to_datetime := __import__("datetime").datetime(1999, 1, 1), date_to_datetime.replace(year=2003)),
)
def test_a_date_says_when_time_changes_it(sign: str, asks: Json, at: object) -> None:
    walk, compiled = walk_with(condition("Date", operator=sign, **asks), at=f"{at:%Y-%m-%dT%H:%M:%S}")
    before, changes = compiled.holds(walk), compiled.changes_at(walk)
    assert changes > walk.now
    for between in range(1, 20):
        walk.now += (min(changes, walk.now + 4000 * DAY) - walk.now) * between // 20
        if walk.now < changes:
            assert compiled.holds(walk) is before


# ------------------------------------------------------------------------------------------------ attributes


@pytest.mark.parametrize("sign", sorted(OPERATORS))
@pytest.mark.parametrize(("held", "value"), [(2, 2.0), (2, 3), (3.5, 3), (-1, 0), (0.30000000000000004, 0.3)])
def test_numbers_compare_as_numbers(sign: str, held: float, value: float) -> None:
    assert asked(attribute("x", sign, value), x=held) is OPERATORS[sign](held, value)


@pytest.mark.parametrize("sign", sorted(OPERATORS))
@pytest.mark.parametrize(("held", "value"), [("a", "b"), ("b", "b"), ("10", "9"), ("Z", "a"), ("", "a")])
def test_text_compares_by_its_letters(sign: str, held: str, value: str) -> None:
    compare: Callable[[object, object], bool] = OPERATORS[sign]  # type: ignore[assignment]
    assert asked(attribute("x", sign, value), x=held) is compare(held, value)


@pytest.mark.parametrize("sign", sorted(OPERATORS))
@pytest.mark.parametrize("held", EITHER)
@pytest.mark.parametrize("value", EITHER)
def test_truth_is_equal_or_for_every_other_operator_not(sign: str, held: bool, value: bool) -> None:
    assert asked(condition("Attribute", attribute="x", operator=sign, value=value), x=held) is ((held == value) == (sign == "=="))


@pytest.mark.parametrize(("sign", "same", "other"), [("==", True, False), ("!=", False, True)])
def test_codes_are_equal_by_system_and_code_whatever_they_are_called(sign: str, same: bool, other: bool) -> None:
    asks = condition("Attribute", attribute="x", operator=sign, value_code={"system": "SNOMED-CT", "code": "1", "display": "one"})
    snomed = "http://snomed.info/sct"
    assert asked(asks, x=concept(snomed, "1", "another name")) is same
    assert asked(asks, x=concept(snomed, "2", "one")) is other
    assert asked(asks, x=concept("http://loinc.org", "1", "one")) is other


@pytest.mark.parametrize("sign", sorted(OPERATORS))
def test_nil_is_nothing_to_every_operator_but_the_nil_tests(sign: str) -> None:
    assert not asked(attribute("x", sign, 1))
    assert not asked(attribute("x", sign, "a"))
    assert not asked(condition("Attribute", attribute="x", operator=sign, value=False))


def test_the_nil_tests_ask_whether_an_attribute_is_set_even_to_false_or_0() -> None:
    for held in (False, 0, "", "a", 3.5):
        assert asked(attribute("x", "is not nil"), x=held)
        assert not asked(attribute("x", "is nil"), x=held)
    assert asked(attribute("x", "is nil"))
    assert not asked(attribute("x", "is not nil"))


SNOMED_ONE = concept("http://snomed.info/sct", "1", "one")


@pytest.mark.parametrize(
    ("held", "value"),
    [(1, "1"), ("1", 1), (True, 1), (1, True), (0, False), (True, "true"), ("true", True), (SNOMED_ONE, "1"), (SNOMED_ONE, 1)],
    ids=repr,
)
@pytest.mark.parametrize("sign", sorted(OPERATORS))
def test_kinds_that_do_not_compare_stop_the_run_with_module_and_state(held: object, value: object, sign: str) -> None:
    with pytest.raises(ModuleRunError) as raised:
        asked(condition("Attribute", attribute="x", operator=sign, value=value), x=held)
    assert str(raised.value).startswith('a state "Guard": attribute "x" is ')
    assert repr(value) in str(raised.value)


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">="])
def test_codes_have_no_order(sign: str) -> None:
    with pytest.raises(ModuleRunError, match='state "Guard"'):
        asked(condition("Attribute", attribute="x", operator=sign, value_code=codes("1")[0]), x=SNOMED_ONE)


def test_a_comparison_that_fails_in_a_life_ends_it_with_module_and_state() -> None:
    tested = module(
        Set=set_to("x", "text"), Ask=simple(conditional_transition=either(attribute("x", ">", 3), "Terminal", "Terminal"))
    )
    with pytest.raises(ModuleRunError, match=r'^a state "Ask": attribute "x" is \'text\' and cannot be compared \(>\) with 3$'):
        live(tested)


def test_a_comparison_that_fails_in_a_submodule_or_on_the_way_back_is_named_where_it_stands() -> None:
    ask = either(attribute("x", ">", 3), "Terminal", "Terminal")
    outer = module(Set=set_to("x", "text"), Call=state("CallSubmodule", submodule="sub/b"))
    with pytest.raises(ModuleRunError, match=r'^sub/b state "Ask": attribute "x"'):
        live({"a": outer, "sub/b": module(Ask=simple(conditional_transition=ask))})
    back = module(Set=set_to("x", "text"), Call=state("CallSubmodule", submodule="sub/b", conditional_transition=ask))
    with pytest.raises(ModuleRunError, match=r'^a state "Call": attribute "x"'):
        live({"a": back, "sub/b": module()})


# ------------------------------------------------------------------------------------------------ the body and symptoms


@pytest.mark.parametrize("sign", sorted(OPERATORS))
def test_a_symptom_is_the_strongest_of_its_causes_and_0_without_any(sign: str) -> None:
    walk, compiled = walk_with(condition("Symptom", symptom="Cough", operator=sign, value=40))
    assert compiled.holds(walk) is OPERATORS[sign](0, 40)
    walk.subject.symptoms["Cough"] = {"cold": Symptom(10), "flu": Symptom(40)}
    assert compiled.holds(walk) is OPERATORS[sign](40, 40)
    walk.subject.symptoms["Cough"]["flu"] = Symptom(90)
    assert compiled.holds(walk) is OPERATORS[sign](90, 40)


def test_a_symptom_that_nothing_ever_caused_is_nil() -> None:
    walk, compiled = walk_with(condition("Symptom", symptom="Cough", operator="is nil"))
    assert compiled.holds(walk)
    walk.subject.symptoms["Cough"] = {"cold": Symptom(0)}
    assert not compiled.holds(walk)


@pytest.mark.parametrize("sign", sorted(OPERATORS))
def test_a_vital_sign_is_the_bodys_own_at_that_time(sign: str) -> None:
    walk, compiled = walk_with(condition("Vital Sign", vital_sign="Height", operator=sign, value=80))
    assert compiled.holds(walk) is OPERATORS[sign](walk.subject.body.vital("Height", walk.now), 80)


def test_everybody_has_every_vital_sign() -> None:
    assert asked(condition("Vital Sign", vital_sign="Oxygen Saturation", operator="is not nil"))
    assert not asked(condition("Vital Sign", vital_sign="Oxygen Saturation", operator="is nil"))


# ------------------------------------------------------------------------------------------------ the chart


def _seen(value: object, *numbers: str, at: int = 0) -> ObservationMade:
    concepts = [concept("http://loinc.org", number, number) for number in numbers]
    return ObservationMade("a", "S", 0, at, None, concepts, "laboratory", value, "")  # type: ignore[arg-type]


def _observation(sign: str, **fields: object) -> Json:
    return condition("Observation", **{"codes": codes("4548-4", system="LOINC"), "operator": sign, **fields})


@pytest.mark.parametrize("sign", sorted(OPERATORS))
def test_an_observation_is_the_latest_one_with_one_of_the_codes(sign: str) -> None:
    walk, compiled = walk_with(_observation(sign, codes=codes("4548-4", "17856-6", system="LOINC"), value=6.5))
    assert not compiled.holds(walk), "no observation at all"
    walk.subject.chart.last_observations["4548-4"] = _seen(9.0, "4548-4", at=5)
    walk.subject.chart.last_observations["17856-6"] = _seen(6.5, "17856-6", at=9)
    assert compiled.holds(walk) is OPERATORS[sign](6.5, 6.5)


def test_the_nil_tests_of_an_observation_ask_whether_there_is_one() -> None:
    for sign, holds in (("is nil", False), ("is not nil", True)):
        walk, compiled = walk_with(_observation(sign))
        assert compiled.holds(walk) is not holds
        walk.subject.chart.last_observations["4548-4"] = _seen(None, "4548-4")
        assert compiled.holds(walk) is holds


def test_an_observed_code_or_text_compares_with_its_own_kind_alone() -> None:
    walk, compiled = walk_with(_observation("==", value_code=codes("1")[0]))
    walk.subject.chart.last_observations["4548-4"] = _seen(SNOMED_ONE, "4548-4")
    assert compiled.holds(walk)
    walk.subject.chart.last_observations["4548-4"] = _seen("1", "4548-4")
    with pytest.raises(ModuleRunError, match="a state \"Guard\": observation 4548-4 is '1'"):
        compiled.holds(walk)


def test_a_panel_has_no_value_to_compare() -> None:
    walk, compiled = walk_with(_observation("!=", value=3))
    walk.subject.chart.last_observations["4548-4"] = _seen(None, "4548-4")
    assert not compiled.holds(walk)


ACTIVE = [
    ("Active Condition", "active_conditions"),
    ("Active Allergy", "active_allergies"),
    ("Active Medication", "active_medications"),
    ("Active CarePlan", "active_care_plans"),
]


@pytest.mark.parametrize(("kind", "field"), ACTIVE)
def test_active_is_what_the_chart_has_under_any_of_the_codes_whatever_the_system(kind: str, field: str) -> None:
    walk, compiled = walk_with(condition(kind, codes=codes("1", "2", system="ICD10")))
    assert not compiled.holds(walk)
    getattr(walk.subject.chart, field)["2"] = _seen(None, "2")
    assert compiled.holds(walk)


@pytest.mark.parametrize(("kind", "field"), ACTIVE)
def test_active_by_attribute_asks_for_the_codes_of_what_it_holds(kind: str, field: str) -> None:
    walk, compiled = walk_with(condition(kind, referenced_by_attribute="x"))
    getattr(walk.subject.chart, field)["1"] = _seen(None, "1")
    assert not compiled.holds(walk)
    walk.subject.attributes["x"] = SNOMED_ONE
    assert compiled.holds(walk)
    walk.subject.attributes["x"] = LatentCondition("a", "S", 0, 0, [SNOMED_ONE])
    assert compiled.holds(walk)
    walk.subject.attributes["x"] = "1"
    assert not compiled.holds(walk)


def test_a_condition_that_nobody_has_diagnosed_is_not_active() -> None:
    asks = condition("Active Condition", codes=codes("44054006"))
    never = module(Ill=onset(target_encounter="Visit"), Guard=state("Guard", allow=asks), Seen=mark(), Visit=state(
        "Encounter", encounter_class="emergency", codes=codes("1")
    ))  # fmt: skip
    assert not times(live(never), "Seen")
    assert times(live(module(Ill=onset(), Guard=state("Guard", allow=asks), Seen=mark())), "Seen")


# ------------------------------------------------------------------------------------------------ history


def history(asks: Json, *before: str, waits: float = 0) -> bool:
    """Whether PriorState holds after these states, each a second after the other, the last `waits` seconds ago."""
    states = {name: delay(seconds=1) for name in before[:-1]}
    if before:
        states[before[-1]] = simple()
    states["Pause"] = delay(seconds=waits)
    states["Ask"] = simple(conditional_transition=either({"condition_type": "PriorState", **asks}, "Yes", "Terminal"))
    states["Yes"] = mark()
    for unused in {"A", "B", "C"} - set(before):
        states[unused] = simple()
    states["Terminal"] = state("Terminal")
    return bool(times(live(module(states=states), until="1980-02-01T00:00"), "Yes"))


def test_prior_state_holds_for_every_state_left_before() -> None:
    assert history({"name": "A"}, "A", "B")
    assert history({"name": "B"}, "A", "B")
    assert not history({"name": "C"}, "A", "B")
    assert history({"name": "Initial"}, "A")


def test_the_state_that_asks_counts_itself() -> None:
    assert history({"name": "Ask"}, "A")
    assert not history({"name": "A", "since": "Ask"}, "A")


@pytest.mark.parametrize(
    ("name", "since", "holds"), [("B", "A", True), ("A", "B", False), ("A", "C", True), ("C", "A", False), ("A", "A", False)]
)
def test_since_looks_back_no_further_than_to_a_state(name: str, since: str, holds: bool) -> None:
    assert history({"name": name, "since": since}, "A", "B") is holds


@pytest.mark.parametrize(("waits", "holds"), [(0, True), (59, True), (60, False), (61, False)])
def test_within_looks_back_less_than_a_length_of_time(waits: float, holds: bool) -> None:
    assert history({"name": "A", "within": {"quantity": 1, "unit": "minutes"}}, "A", waits=waits) is holds


def test_within_and_since_both_bound() -> None:
    within = {"quantity": 1, "unit": "minutes"}
    assert history({"name": "B", "since": "A", "within": within}, "A", "B", waits=10)
    assert not history({"name": "B", "since": "A", "within": within}, "A", "B", waits=70)
    assert not history({"name": "A", "since": "B", "within": within}, "A", "B", waits=10)


def test_a_guard_on_the_past_wakes_when_it_is_long_enough_ago() -> None:
    asks = condition("Not", condition=condition("PriorState", name="A", within={"quantity": 3, "unit": "days"}))
    life = live(module(A=mark(), Guard=state("Guard", allow=asks), Seen=mark()))
    assert times(life, "Seen")[0] - times(life, "A")[0] == 3 * DAY


# ------------------------------------------------------------------------------------------------ several


TRUTHS = [(one, other) for one in EITHER for other in EITHER]


def truth(value: bool) -> Json:
    return TRUE if value else FALSE


@pytest.mark.parametrize(("one", "other"), TRUTHS)
def test_and_or_not(one: bool, other: bool) -> None:
    both = [truth(one), truth(other)]
    assert asked(condition("And", conditions=both)) is (one and other)
    assert asked(condition("Or", conditions=both)) is (one or other)
    assert asked(condition("Not", condition=truth(one))) is not one


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("held", range(4))
def test_at_least_and_at_most_count(number: int, held: int) -> None:
    several = [TRUE] * held + [FALSE] * (3 - held)
    assert asked(condition("At Least", minimum=number, conditions=several)) is (held >= number)
    assert asked(condition("At Most", maximum=number, conditions=several)) is (held <= number)


def test_none_of_nothing() -> None:
    assert asked(condition("And", conditions=[]))
    assert not asked(condition("Or", conditions=[]))
    assert asked(condition("At Most", maximum=0, conditions=[]))


def test_and_and_or_ask_no_further_than_they_must() -> None:
    wrong = attribute("x", "<", 3)
    assert not asked(condition("And", conditions=[FALSE, wrong]), x="text")
    assert asked(condition("Or", conditions=[TRUE, wrong]), x="text")


def test_names_of_conditions_are_read_without_blanks() -> None:
    assert asked({"condition_type": "AtLeast", "minimum": 1, "conditions": [TRUE]})
    assert asked({"condition_type": "Prior State", "name": "Guard"}) is False


# ------------------------------------------------------------------------------------------------ what wakes a guard


@pytest.mark.parametrize(
    ("asks", "signals"),
    [
        (attribute("x"), {"attribute:x"}),
        (condition("Symptom", symptom="Cough", operator=">", value=1), {"symptom:Cough"}),
        (condition("Active Condition", codes=codes("1", "2")), {"condition:1", "condition:2"}),
        (condition("Active Allergy", codes=codes("1")), {"allergy:1"}),
        (condition("Active Medication", codes=codes("1")), {"medication:1"}),
        (condition("Active CarePlan", codes=codes("1")), {"care_plan:1"}),
        (condition("Active CarePlan", referenced_by_attribute="x"), {"attribute:x"}),
        (_observation(">", value=1), {"observation:4548-4"}),
        (condition("Vital Sign", vital_sign="BMI", operator=">", value=1), set()),
        (age(">", 3), set()),
        (condition("PriorState", name="Guard"), set()),
        (condition("Not", condition=condition("Or", conditions=[attribute("x"), age(">", 3)])), {"attribute:x"}),
    ],
    ids=lambda value: value["condition_type"] if isinstance(value, dict) else "",
)  # fmt: skip
def test_a_condition_names_the_signals_on_which_it_may_change(asks: Json, signals: set[str]) -> None:
    _, compiled = walk_with(asks)
    assert set(compiled.signals()) == signals
    assert set(compiled.reads()) == {key.removeprefix("attribute:") for key in signals if key.startswith("attribute:")}


def test_several_conditions_change_when_the_first_of_them_may() -> None:
    walk, compiled = walk_with(
        condition("And", conditions=[age(">=", 5), condition("Not", condition=age(">=", 3)), attribute("x")])
    )
    assert local(compiled.changes_at(walk)).isoformat() == "1983-01-02T00:00:00"
    walk, compiled = walk_with(condition("At Least", minimum=1, conditions=[TRUE, FALSE]))
    assert compiled.changes_at(walk) == NEVER


def test_a_vital_sign_is_asked_again_on_a_schedule() -> None:
    walk, compiled = walk_with(condition("Vital Sign", vital_sign="BMI", operator=">", value=99))
    assert compiled.changes_at(walk) == walk.now + RETRY_SECONDS


def test_a_condition_of_a_table_of_drugs_is_woken_by_each(monkeypatch: pytest.MonkeyPatch) -> None:
    asks = condition("Active Medication", codes=codes("1", "2", system="RxNorm"))
    waits = module(Guard=state("Guard", allow=asks), Seen=mark())
    for number in ("1", "2"):
        orders = module(Wait=delay(days=3), Order=drug(number))
        life = live(waits, orders)
        assert times(life, "Seen") == times(life, "Order", "b")
    assert not entries(live(waits, module(Order=drug("3"))), ObservationMade)


def test_a_walk_at_birth_has_no_past() -> None:
    walk = idle_walk(module(A=simple()))
    assert date_of(walk.subject.zone.day(walk.now)) == date(1980, 1, 2)
    assert not walk.left
