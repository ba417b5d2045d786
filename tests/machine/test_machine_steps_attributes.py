"""SetAttribute, Counter, Symptom, VitalSign, Death and Physiology: what changes a person outside the chart."""

from __future__ import annotations

import pytest
from living import (
    Json,
    after,
    age,
    attribute,
    code,
    codes,
    delay,
    entries,
    guard,
    instant,
    live,
    mark,
    module,
    only,
    onset,
    person,
    set_to,
    simple,
    state,
    times,
    visit,
    visit_end,
)

from simulator.body.vitals import VITAL_SIGNS
from simulator.engine.lifetime import Life
from simulator.kernel.clock import DAY, YEAR
from simulator.kernel.streams import stream
from simulator.record.life import Died
from simulator.record.problems import ConditionOnset
from simulator.record.results import ObservationMade
from simulator.terminology.concept import Concept


def held(name: str, **states: Json) -> object:
    """What an attribute holds after these states."""
    return live(module(**states)).attributes.get(name)


def drawn(key: str = "a") -> float:
    """The first draw of a module of the usual person."""
    return stream(1, 0, "module", key).random()


# ------------------------------------------------------------------------------------------------ SetAttribute


@pytest.mark.parametrize("value", [True, False, 0, 3, -2.5, "text", ""])
def test_a_value_is_set_as_the_kind_it_is(value: object) -> None:
    found = held("x", Set=state("SetAttribute", attribute="x", value=value))
    assert found == value
    assert type(found) is type(value)


def test_a_whole_number_becomes_an_integer() -> None:
    assert type(held("x", Set=set_to("x", 3.0))) is int


@pytest.mark.parametrize("fields", [{}, {"value": None}])
def test_no_value_removes_the_attribute(fields: Json) -> None:
    life = live(module(Set=set_to("x", 1), Unset=state("SetAttribute", attribute="x", **fields)))
    assert "x" not in life.attributes


def test_a_range_is_drawn_from_the_modules_stream() -> None:
    fields = {"range": {"low": 10, "high": 20}}
    assert held("x", Set=set_to("x", **fields)) == 10 + 10 * drawn()
    fields["range"]["decimals"] = 1
    assert held("x", Set=set_to("x", **fields)) == pytest.approx(10 + 10 * drawn(), abs=0.051)
    assert held("x", Set=set_to("x", range={"low": 20, "high": 10})) == 10 + 10 * drawn()


def test_a_distribution_gives_a_number() -> None:
    uniform = {"kind": "UNIFORM", "parameters": {"low": 0, "high": 1}}
    assert held("x", Set=set_to("x", distribution=uniform)) == drawn()
    assert held("x", Set=set_to("x", distribution={"kind": "EXACT", "parameters": {"value": 7}})) == 7


def test_a_code_is_held_as_a_code() -> None:
    found = held("x", Set=set_to("x", value_code=code("44054006", "Diabetes")))
    assert isinstance(found, Concept)
    assert (found.system, found.code, found.display) == ("http://snomed.info/sct", "44054006", "Diabetes")


def test_an_attribute_is_copied_whatever_it_holds() -> None:
    assert held("x", A=set_to("y", "text"), Set=set_to("x", value_attribute="y")) == "text"
    assert isinstance(held("x", A=onset(assign_to_attribute="y"), Set=set_to("x", value_attribute="y")), ConditionOnset)
    life = live(module(A=set_to("x", 1), Set=set_to("x", value_attribute="nothing")))
    assert "x" not in life.attributes


def test_a_series_is_held_as_text() -> None:
    assert held("x", Set=state("SetAttribute", attribute="x", series_data="1 2 3", period=1)) == "1 2 3"


PRECEDENCE = {
    "range": {"low": 1, "high": 1},
    "series_data": "2 2",
    "distribution": {"kind": "EXACT", "parameters": {"value": 3}},
    "value_code": code("4"),
    "value_attribute": "five",
    "value": 6,
}
EXPECTED = [1, "2 2", 3, "4", 5, 6]


@pytest.mark.parametrize("place", range(len(PRECEDENCE)))
def test_of_several_values_the_first_of_the_formats_order_counts(place: int) -> None:
    fields = dict(list(PRECEDENCE.items())[place:])
    found = held("x", Five=set_to("five", 5), Set=state("SetAttribute", attribute="x", **fields))
    assert (found.code if isinstance(found, Concept) else found) == EXPECTED[place]


# ------------------------------------------------------------------------------------------------ Counter


def count(action: str, **fields: object) -> Json:
    return state("Counter", attribute="n", action=action, **fields)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([count("increment")], 1),
        ([count("decrement")], -1),
        ([set_to("n", 5), count("increment", amount=2.5)], 7.5),
        ([set_to("n", 5), count("decrement", amount=2)], 3),
        ([set_to("n", 5), count("increment", amount=0)], 6),
        ([set_to("n", "text"), count("increment")], 1),
        ([count("increment")] * 4, 4),
    ],
    ids=str,
)
def test_a_counter_adds_to_the_number_held(states: list[Json], expected: float) -> None:
    assert held("n", **{f"S{number}": made for number, made in enumerate(states)}) == expected


def test_a_counter_wakes_who_waits_for_it() -> None:
    counts = module(Wait=delay(days=2), Count=count("increment"))
    assert after(live(module(Guard=guard(**attribute("n", ">=", 1)), Seen=mark()), counts), "Seen") == 2 * DAY


# ------------------------------------------------------------------------------------------------ Symptom


def symptom(**fields: object) -> Json:
    return state("Symptom", symptom="Cough", **fields)


def causes(life: Life) -> dict[str, float]:
    """What each cause makes of the cough at the end of a life."""
    return {cause: found.value for cause, found in life.walks[0].subject.symptoms.get("Cough", {}).items()}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"exact": {"quantity": 40}}, 40),
        ({"exact": {"quantity": 40.9}}, 40),
        ({"exact": {"quantity": 400}}, 100),
        ({"exact": {"quantity": -4}}, 0),
        ({"range": {"low": 30, "high": 50}}, int(30 + 20 * drawn())),
        ({"distribution": {"kind": "UNIFORM", "parameters": {"low": 30, "high": 50}}}, int(30 + 20 * drawn())),
        ({"distribution": {"kind": "EXACT", "parameters": {"value": 7}}}, 7),
    ],
    ids=str,
)
def test_a_symptom_has_a_whole_strength_from_0_to_100(fields: Json, expected: int) -> None:
    assert causes(live(module(name="Flu", S=symptom(**fields)))) == {"Flu": expected}


def test_a_symptom_is_kept_by_its_cause() -> None:
    life = live(
        module(name="Flu", A=symptom(exact={"quantity": 10}), B=symptom(exact={"quantity": 60}, cause="cold")),
        module(name="Asthma", C=symptom(exact={"quantity": 30})),
    )
    assert causes(life) == {"Flu": 10, "cold": 60, "Asthma": 30}


def test_setting_a_symptom_again_replaces_its_strength() -> None:
    assert causes(live(module(name="Flu", A=symptom(exact={"quantity": 60}), B=symptom(exact={"quantity": 0})))) == {"Flu": 0}


@pytest.mark.parametrize(("probability", "comes"), [(0, False), (drawn() - 0.001, False), (drawn() + 0.001, True), (1, True)])
def test_a_symptom_comes_with_its_probability(probability: float, comes: bool) -> None:
    life = live(module(name="Flu", S=symptom(exact={"quantity": 40}, probability=probability)))
    assert causes(life) == ({"Flu": 40} if comes else {})


def test_a_symptom_wakes_who_waits_for_it() -> None:
    feels = module(Wait=delay(days=2), S=symptom(exact={"quantity": 40}))
    waits = module(Guard=guard(condition_type="Symptom", symptom="Cough", operator=">", value=30), Seen=mark())
    assert after(live(waits, feels), "Seen") == 2 * DAY


# ------------------------------------------------------------------------------------------------ VitalSign


def vital(sign: str = "Oxygen Saturation", **fields: object) -> Json:
    return state("VitalSign", vital_sign=sign, **fields)


def read(sign: str = "Oxygen Saturation") -> Json:
    return mark(vital_sign=sign)


def readings(**states: Json) -> list[float]:
    """The values of a life's observations."""
    life = live(module(**states), until="1995-01-01T00:00")
    return [entry.value for entry in entries(life, ObservationMade)]  # type: ignore[misc]


@pytest.mark.parametrize(
    "fields",
    [
        {"exact": {"quantity": 81}},
        {"range": {"low": 81, "high": 81}},
        {"distribution": {"kind": "EXACT", "parameters": {"value": 81}}},
        {"exact": {"quantity": 81}, "unit": "%", "mode": "set"},
    ],
    ids=str,
)
def test_a_vital_sign_that_is_set_is_read_until_it_is_set_again(fields: Json) -> None:
    found = readings(Set=vital(**fields), A=read(), Wait=delay(years=9), B=read(), Again=vital(exact={"quantity": 77}), C=read())
    assert found == [81, 81, 77]


def test_a_range_is_drawn_from_the_modules_stream_and_rounded_as_the_sign_is() -> None:
    (found,) = readings(Set=vital(range={"low": 70, "high": 90}), A=read())
    assert found == pytest.approx(70 + 20 * drawn(), abs=0.5)
    assert found == int(found)


def test_what_is_added_comes_on_top_of_the_bodys_own() -> None:
    own, more = readings(
        A=read("Systolic Blood Pressure"),
        Add=vital("Systolic Blood Pressure", exact={"quantity": 30}, mode="add"),
        B=read("Systolic Blood Pressure"),
    )
    assert more == own + 30


def test_an_effect_decays_by_half_in_its_half_life() -> None:
    half = {"half_life": {"quantity": 10, "unit": "days"}}
    name = "Systolic Blood Pressure"
    quiet = readings(A=read(name), W=delay(days=10), B=read(name), X=delay(days=10), C=read(name))
    added = readings(
        Add=vital(name, exact={"quantity": 40}, mode="add", **half),
        A=read(name),
        W=delay(days=10),
        B=read(name),
        X=delay(days=10),
        C=read(name),
    )
    assert [more - less for more, less in zip(added, quiet, strict=True)] == [40, 20, 10]
    put = readings(
        Set=vital(name, exact={"quantity": 200}, **half),
        A=read(name),
        W=delay(days=10),
        B=read(name),
        X=delay(days=10),
        C=read(name),
    )
    expected = [200, (200 + quiet[1]) / 2, (200 + 3 * quiet[2]) / 4]
    assert put == pytest.approx(expected, abs=0.51)


def test_modules_add_up_and_the_last_that_sets_wins() -> None:
    name = "Systolic Blood Pressure"

    def adds(amount: float) -> Json:
        return module(Add=vital(name, exact={"quantity": amount}, mode="add"))

    reads = module(Wait=delay(days=1), A=read(name))
    values = [only(entries(live(*others, reads), ObservationMade)).value for others in ((), (adds(5),), (adds(5), adds(7)))]
    assert [value - values[0] for value in values] == [0, 5, 12]  # type: ignore[operator]
    sets = [module(Wait=delay(hours=hour), Set=vital(name, exact={"quantity": 150 + hour})) for hour in (5, 3)]
    assert only(entries(live(*sets, reads), ObservationMade)).value == 155


def test_setting_again_by_the_same_module_takes_the_earlier_effect_back() -> None:
    name = "Systolic Blood Pressure"
    adds = [vital(name, exact={"quantity": amount}, mode="add") for amount in (30, 4)]
    own, more = readings(A=read(name), One=adds[0], Two=adds[1], B=read(name))
    assert more == own + 4


def test_every_vital_sign_can_be_read_and_set() -> None:
    for name in VITAL_SIGNS:
        found = readings(A=mark(vital_sign=name), Set=vital(name, exact={"quantity": 33}), B=mark(vital_sign=name))
        assert found[1] == 33, name


# ------------------------------------------------------------------------------------------------ Death


def death(**fields: object) -> Json:
    return state("Death", **fields)


def died(life: Life) -> Died:
    return only(entries(life, Died))


def test_death_comes_now() -> None:
    life = live(module(Wait=delay(days=40), Die=death(codes=codes("22298006"))))
    assert life.died == died(life).time == life.person.birth + 40 * DAY
    assert (died(life).module, died(life).state) == ("a", "Die")
    assert died(life).cause is not None and died(life).cause.code == "22298006"


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({"exact": {"quantity": 10, "unit": "days"}}, 10),
        ({"range": {"low": 1, "high": 3, "unit": "weeks"}}, 7 + 14 * drawn()),
        ({"exact": {"quantity": 0, "unit": "days"}}, 0),
    ],
    ids=str,
)
def test_death_comes_after_a_length_of_time_while_the_module_goes_on(fields: Json, days: float) -> None:
    life = live(
        module(
            Die=death(codes=codes("1"), **fields), Seen=mark(), Wait=delay(days=9), Then=mark(), Far=delay(years=1), Never=mark()
        )
    )
    assert life.died == pytest.approx(life.person.birth + days * DAY, abs=1)
    assert len(times(life, "Seen")) == 1
    assert len(times(life, "Then")) == (days > 9)
    assert not times(life, "Never")


def test_an_earlier_death_overrides_a_later_one_whichever_was_told_first() -> None:
    soon = module(Die=death(codes=codes("1"), exact={"quantity": 10, "unit": "days"}))
    late = module(Die=death(codes=codes("2"), exact={"quantity": 20, "unit": "days"}))
    for modules in ((soon, late), (late, soon)):
        life = live(*modules)
        assert life.died == life.person.birth + 10 * DAY
        assert died(life).cause is not None and died(life).cause.code == "1"
        assert len(entries(life, Died)) == 1


def test_a_death_told_later_but_earlier_in_time_overrides() -> None:
    life = live(
        module(Die=death(codes=codes("1"), exact={"quantity": 300, "unit": "days"})),
        module(Wait=delay(days=100), Die=death(codes=codes("2"))),
    )
    assert life.died == life.person.birth + 100 * DAY
    assert died(life).module == "b"


def test_of_two_deaths_at_one_instant_the_first_told_counts() -> None:
    life = live(module(Die=death(codes=codes("1"))), module(Die=death(codes=codes("2"))))
    assert died(life).cause is not None and died(life).cause.code == "1"


def test_a_death_after_the_date_is_not_told() -> None:
    life = live(module(Die=death(codes=codes("1"), exact={"quantity": 3, "unit": "years"})), until="1982-01-01T00:00")
    assert life.died is None
    assert not entries(life, Died)


def test_death_is_of_a_states_condition() -> None:
    life = live(module(Ill=onset("22298006"), Die=death(condition_onset="Ill")))
    assert died(life).cause is not None and died(life).cause.code == "22298006"
    assert isinstance(died(life).condition, ConditionOnset)


def test_death_is_of_what_an_attribute_holds() -> None:
    life = live(module(Ill=onset("22298006", assign_to_attribute="x")), module(Die=death(referenced_by_attribute="x")))
    assert isinstance(died(life).condition, ConditionOnset)
    coded = live(module(Set=set_to("x", value_code=code("7")), Die=death(referenced_by_attribute="x")))
    assert died(coded).cause is not None and died(coded).cause.code == "7"
    assert died(coded).condition is None


def test_a_death_of_nothing_known_has_the_worlds_cause() -> None:
    life = live(module(Wait=delay(years=1.5), Die=death()))
    assert died(life).cause.display == "Fatal at 1"  # type: ignore[union-attr]


def test_all_modules_stop_at_death() -> None:
    loop = module(Wait=delay(days=1), Seen=mark(direct_transition="Wait"), Never=simple())
    life = live({"a": loop, "b": module(Wait=delay(days=10), Die=death(codes=codes("1"))), "c": loop})
    assert max(times(life, "Seen", "a")) == life.died, "its turn was before that of the death"
    assert max(times(life, "Seen", "c")) == life.person.birth + 9 * DAY


def test_a_death_to_come_is_known_by_the_days_that_are_left() -> None:
    """As `days_until_death`, in the last days, to whoever asks."""
    waits = module(Guard=guard(**attribute("days_until_death", "<=", 20)), Seen=mark(), V=visit("hospice"), End=visit_end())
    dies = module(Wait=delay(days=100), Die=death(codes=codes("1"), exact={"quantity": 50, "unit": "days"}))
    life = live(waits, dies)
    assert after(life, "Seen") == 130 * DAY
    sooner = live(waits, dies, module(Wait=delay(days=110), Die=death(codes=codes("1"), exact={"quantity": 25, "unit": "days"})))
    assert after(sooner, "Seen") == 115 * DAY


# ------------------------------------------------------------------------------------------------ Physiology


def test_a_physiological_model_is_not_run_and_goes_on_by_its_other_transition() -> None:
    flows = {"inputs": [{"from": "age", "to": "x"}], "outputs": [{"from": "y", "to": "z", "type": "Attribute"}]}
    ways = {"direct_transition": "Not", "alt_direct_transition": "Seen"}
    model = state("Physiology", model="m.xml", solver="s", step_size=0.1, sim_duration=1, **flows, **ways)
    life = live(module(Model=model, Not=mark(), Seen=mark()))
    assert not times(life, "Not")
    assert times(life, "Seen")
    assert "z" not in life.attributes


def test_a_person_is_a_year_old_after_a_year() -> None:
    life = live(module(Guard=guard(**age(">=", 1)), Seen=mark()), who=person(birth="1980-03-01T00:00"))
    assert times(life, "Seen") == [instant("1981-03-01T00:00")]
    assert YEAR > 365 * DAY
