"""ConditionOnset, ConditionEnd, AllergyOnset and AllergyEnd: what is wrong, found in its time, and over."""

from __future__ import annotations

import pytest
from living import (
    Json,
    after,
    attribute,
    code,
    codes,
    delay,
    entries,
    guard,
    live,
    mark,
    module,
    only,
    onset,
    set_to,
    simple,
    state,
    visit,
    visit_end,
    wellness,
)

from simulator.engine.lifetime import Life
from simulator.kernel.clock import DAY
from simulator.kernel.streams import stream
from simulator.machine.steps.problems import EPISODIC_CLASSES
from simulator.record.encounters import EncounterOpened
from simulator.record.problems import AllergyEnded, AllergyOnset, ConditionAbated, ConditionOnset, LatentCondition


def ended(**fields: object) -> Json:
    return state("ConditionEnd", **fields)


def conditions(life: Life) -> list[ConditionOnset]:
    return entries(life, ConditionOnset)


def latent(life: Life) -> LatentCondition:
    """The one condition that somebody truly has, known or not."""
    (found,) = life.chart.latent_conditions
    return found


# ------------------------------------------------------------------------------------------------ ConditionOnset


def test_a_condition_without_a_target_is_recorded_at_its_onset() -> None:
    life = live(module(Wait=delay(days=3), Ill=onset("44054006"), Later=simple()))
    found = only(conditions(life))
    assert found.time == found.arose == life.person.birth + 3 * DAY
    assert [concept.code for concept in found.concepts] == ["44054006"]
    assert found.encounter is None
    assert life.chart.active_conditions == {"44054006": found}


def test_a_condition_with_a_target_is_recorded_in_that_encounter_with_the_time_of_diagnosis() -> None:
    life = live(module(Ill=onset(target_encounter="Visit"), Wait=delay(days=9), Visit=visit(), End=visit_end()))
    found = only(conditions(life))
    assert found.time == life.person.birth + 9 * DAY
    assert found.arose == latent(life).arose == life.person.birth
    assert found.encounter is only(entries(life, EncounterOpened, module="a"))
    assert latent(life).onset is found


def test_until_its_encounter_a_condition_is_known_to_nobody() -> None:
    life = live(module(Ill=onset(target_encounter="Visit"), Far=delay(years=9), Visit=visit()))
    assert not conditions(life)
    assert not life.chart.active_conditions
    assert latent(life).onset is None


def test_an_onset_within_its_target_encounter_is_recorded_at_once() -> None:
    life = live(module(Visit=visit(), Ill=onset(target_encounter="Visit"), End=visit_end(), Far=delay(days=1)))
    assert only(conditions(life)).encounter is only(entries(life, EncounterOpened, module="a"))


def test_an_onset_after_its_target_encounter_waits_for_the_next_one_of_that_name() -> None:
    asks = {"conditional_transition": [{"condition": attribute("seen"), "transition": "Terminal"}, {"transition": "Note"}]}
    back = delay(days=5) | {"direct_transition": "Visit"}
    life = live(
        module(
            Visit=visit(),
            End=visit_end(**asks),
            Note=set_to("seen", True),
            Ill=onset(target_encounter="Visit"),
            Wait=back,
            Never=simple(),
        )
    )
    second = entries(life, EncounterOpened, module="a")[1]
    assert only(conditions(life)).encounter is second


def test_another_encounter_does_not_find_it() -> None:
    life = live(module(Ill=onset(target_encounter="Second"), First=visit(), End=visit_end(), Second=visit(), End2=visit_end()))
    assert only(conditions(life)).encounter is only(entries(life, EncounterOpened, "Second"))


def test_all_onsets_that_wait_for_an_encounter_are_found_in_their_order() -> None:
    life = live(
        module(
            A=onset("1", target_encounter="Visit"),
            B=onset("2"),
            C=onset("3", target_encounter="Visit"),
            Visit=visit(),
            End=visit_end(),
        )
    )
    assert [found.concepts[0].code for found in conditions(life)] == ["2", "1", "3"]
    assert len(conditions(life)) == 3, "each once"


def test_a_wellness_visit_finds_what_waits_for_it() -> None:
    life = live(module(Ill=onset(target_encounter="Checkup"), Checkup=wellness(), End=visit_end()))
    found = only(conditions(life))
    assert found.encounter is not None and found.encounter.encounter_class == "wellness"
    assert found.time == found.encounter.time


def test_an_onset_within_a_wellness_visit_is_recorded_at_once_and_after_it_waits() -> None:
    inside = live(module(Checkup=wellness(), Ill=onset(target_encounter="Checkup"), End=visit_end()))
    assert only(conditions(inside)).time == only(conditions(inside)).arose
    later = live(
        module(Checkup=wellness(), Wait=delay(hours=5), Ill=onset(target_encounter="Checkup"), Far=delay(days=1)),
        until="1980-02-01T00:00",
    )
    assert not conditions(later)


@pytest.mark.parametrize("where", ["caller", "sibling", "callee"])
def test_a_target_may_be_a_state_of_the_caller_or_of_another_submodule(where: str) -> None:
    ill, see = onset(target_encounter="Visit"), {"Visit": visit(), "End": visit_end()}
    onset_sub, visit_sub = state("CallSubmodule", submodule="sub/ill"), state("CallSubmodule", submodule="sub/see")
    modules = {
        "caller": {"a": module(Call=onset_sub, **see), "sub/ill": module(Ill=ill)},
        "sibling": {"a": module(Call=onset_sub, Then=visit_sub), "sub/ill": module(Ill=ill), "sub/see": module(**see)},
        "callee": {"a": module(Ill=ill, Call=visit_sub), "sub/see": module(**see)},
    }[where]
    life = live(modules)
    assert only(conditions(life)).encounter is only(entries(life, EncounterOpened, module="a"))


def test_another_modules_encounter_of_that_name_finds_nothing() -> None:
    ill = module(Ill=onset(target_encounter="Visit"), Far=delay(years=9), Visit=visit())
    assert not conditions(live(ill, module(Visit=visit(), End=visit_end())))


def test_an_active_code_is_not_recorded_twice() -> None:
    life = live(module(A=onset("1"), B=onset("1"), End=ended(condition_onset="B")))
    assert len(conditions(life)) == 1
    assert only(entries(life, ConditionAbated)).condition is only(conditions(life)), "B stands for the entry of A"


def test_after_its_end_a_code_is_recorded_anew() -> None:
    life = live(module(A=onset("1"), End=ended(condition_onset="A"), Wait=delay(days=1), B=onset("1")))
    assert [found.state for found in conditions(life)] == ["A", "B"]
    assert life.chart.active_conditions["1"].state == "B"


def test_a_condition_is_active_under_each_of_its_codes() -> None:
    life = live(module(Ill=state("ConditionOnset", codes=codes("1", "2"))))
    assert set(life.chart.active_conditions) == {"1", "2"}


def test_numeric_codes_and_codes_as_text_are_the_same() -> None:
    life = live(module(A=onset(44054006), B=onset("44054006")))
    assert len(conditions(life)) == 1


@pytest.mark.parametrize(
    "encounter_class", ["emergency", "urgentcare", "inpatient", "hospice", "snf", "ambulatory", "outpatient", "home"]
)
def test_diagnoses_of_the_day_and_problems_are_told_apart_by_the_encounter(encounter_class: str) -> None:
    life = live(module(Visit=visit(encounter_class), Ill=onset(), End=visit_end()))
    expected = "encounter-diagnosis" if encounter_class in EPISODIC_CLASSES else "problem-list-item"
    assert only(conditions(life)).category == expected


def test_outside_an_encounter_a_condition_goes_on_the_problem_list() -> None:
    assert only(conditions(live(module(Ill=onset())))).category == "problem-list-item"


# ------------------------------------------------------------------------------------------------ assign_to_attribute


def test_an_attribute_holds_the_entry() -> None:
    life = live(module(Ill=onset(assign_to_attribute="x")))
    assert life.attributes["x"] is only(conditions(life))


def test_until_the_diagnosis_an_attribute_holds_the_condition_itself_and_is_replaced_then() -> None:
    ill = module(Ill=onset(assign_to_attribute="x", target_encounter="Visit"), Wait=delay(days=9), Visit=visit(), End=visit_end())
    before = live(ill, until="1980-01-05T00:00")
    assert before.attributes["x"] is latent(before)
    after_it = live(ill)
    assert after_it.attributes["x"] is only(conditions(after_it))


def test_an_attribute_that_was_set_otherwise_meanwhile_is_left_alone() -> None:
    life = live(
        module(
            Ill=onset(assign_to_attribute="x", target_encounter="Visit"), Set=set_to("x", "mine"), Visit=visit(), End=visit_end()
        )
    )
    assert life.attributes["x"] == "mine"
    assert conditions(life)


def test_setting_the_attribute_wakes_who_waits_for_it_at_onset() -> None:
    ill = module(Wait=delay(days=2), Ill=onset(assign_to_attribute="x", target_encounter="V"), Far=delay(years=5), V=visit())
    assert after(live(module(Guard=guard(**attribute("x")), Seen=mark()), ill), "Seen") == 2 * DAY


# ------------------------------------------------------------------------------------------------ ConditionEnd


@pytest.mark.parametrize(
    "how", [{"condition_onset": "Ill"}, {"referenced_by_attribute": "x"}, {"codes": codes("1")}], ids=lambda how: next(iter(how))
)
def test_a_condition_ends_by_state_attribute_or_code(how: Json) -> None:
    life = live(module(Ill=onset("1", assign_to_attribute="x"), Wait=delay(days=3), End=ended(**how), Later=simple()))
    found = only(conditions(life))
    assert found.abated is only(entries(life, ConditionAbated))
    assert found.abated.time == latent(life).ended == life.person.birth + 3 * DAY
    assert not life.chart.active_conditions


@pytest.mark.parametrize("how", [{"condition_onset": "Ill"}, {"referenced_by_attribute": "x"}], ids=lambda how: next(iter(how)))
def test_a_condition_that_ends_undiagnosed_is_never_recorded(how: Json) -> None:
    ill = onset(assign_to_attribute="x", target_encounter="Visit")
    life = live(module(Ill=ill, Wait=delay(days=3), End=ended(**how), Visit=visit(), EndV=visit_end()))
    assert not conditions(life)
    assert not entries(life, ConditionAbated)
    assert latent(life).ended == life.person.birth + 3 * DAY


@pytest.mark.parametrize(
    "how",
    [{"condition_onset": "Ill"}, {"referenced_by_attribute": "nothing"}, {"codes": codes("2")}],
    ids=lambda how: next(iter(how)),
)
def test_ending_what_is_not_there_does_nothing(how: Json) -> None:
    first = simple(conditional_transition=[{"condition": attribute("x"), "transition": "Ill"}, {"transition": "End"}])
    life = live(module(First=first, Ill=onset("1"), End=ended(**how)))
    assert not entries(life, ConditionAbated)


def test_a_condition_ends_once() -> None:
    life = live(
        module(Ill=onset("1"), End=ended(condition_onset="Ill"), Again=ended(condition_onset="Ill"), Code=ended(codes=codes("1")))
    )
    assert len(entries(life, ConditionAbated)) == 1


def test_several_codes_end_what_each_stands_for() -> None:
    life = live(module(A=onset("1"), B=onset("2"), C=onset("3"), End=ended(codes=codes("1", "3"))))
    assert set(life.chart.active_conditions) == {"2"}


def test_another_module_ends_by_code() -> None:
    life = live(module(Ill=onset("1")), module(Wait=delay(days=1), End=ended(codes=codes("1"))))
    assert only(entries(life, ConditionAbated)).module == "b"


def test_the_end_is_told_in_the_encounter_that_is_open() -> None:
    life = live(module(Ill=onset("1"), Visit=visit(), End=ended(condition_onset="Ill"), EndV=visit_end()))
    assert only(entries(life, ConditionAbated)).encounter is only(entries(life, EncounterOpened, module="a"))


def test_onset_and_end_wake_who_waits_for_them() -> None:
    active = {"condition_type": "Active Condition", "codes": codes("1")}
    waits = module(Guard=guard(**active), On=mark(), Gone=guard(condition_type="Not", condition=active), Off=mark())
    life = live(waits, module(W=delay(days=1), Ill=onset("1"), X=delay(days=2), End=ended(condition_onset="Ill")))
    assert (after(life, "On"), after(life, "Off")) == (DAY, 3 * DAY)


# ------------------------------------------------------------------------------------------------ allergies


def allergy(**fields: object) -> Json:
    return state("AllergyOnset", **{"codes": codes("91935009"), **fields})


def possible(**shares: float) -> list[Json]:
    return [{"level": level, "value": share} for level, share in shares.items()]


def allergies(life: Life) -> list[AllergyOnset]:
    return entries(life, AllergyOnset)


@pytest.mark.parametrize(
    ("fields", "kind", "category"),
    [
        ({}, "allergy", ""),
        ({"allergy_type": "intolerance", "category": "food"}, "intolerance", "food"),
        ({"allergy_type": "ALLERGY", "category": "Environment"}, "allergy", "environment"),
    ],
)
def test_an_allergy_has_its_type_and_category(fields: Json, kind: str, category: str) -> None:
    found = only(allergies(live(module(Allergic=allergy(**fields)))))
    assert (found.allergy_type, found.category) == (kind, category)
    assert found.reactions == []


def drawn(place: int = 0) -> float:
    source = stream(1, 0, "module", "a")
    return [source.random() for _ in range(place + 1)][place]


@pytest.mark.parametrize(
    ("shares", "severity"),
    [
        ({"severe": 0.7, "none": 0.3}, "severe"),
        ({"severe": 0.69, "mild": 0.31}, "mild"),
        ({"severe": 0.69, "none": 0.31}, None),
        ({"none": 1}, None),
        ({"moderate": 1}, "moderate"),
        ({"moderate": 0.2}, "moderate"),
        ({"severe": 0.36, "mild": 0.14}, "severe"),
        ({"severe": 0.34, "mild": 0.16}, "mild"),
        ({"mild": 0}, None),
    ],
    ids=str,
)
def test_the_severity_of_a_reaction_is_drawn_with_shares_divided_by_their_sum(
    shares: dict[str, float], severity: str | None
) -> None:
    assert drawn() == pytest.approx(0.6983, abs=1e-4)
    reactions = [{"reaction": code("271807003"), "possible_severities": possible(**shares)}]
    found = only(allergies(live(module(Allergic=allergy(reactions=reactions))))).reactions
    assert [reaction.severity for reaction in found] == ([severity] if severity else [])


def test_each_reaction_is_drawn_on_its_own() -> None:
    reactions = [{"reaction": code(str(number)), "possible_severities": possible(severe=0.5, none=0.5)} for number in range(6)]
    found = only(allergies(live(module(Allergic=allergy(reactions=reactions))))).reactions
    assert [int(reaction.manifestation.code) for reaction in found] == [n for n in range(6) if drawn(n) < 0.5]


def test_an_allergy_waits_for_its_encounter_like_a_condition() -> None:
    life = live(
        module(
            Allergic=allergy(target_encounter="Visit", assign_to_attribute="x"), Wait=delay(days=5), Visit=visit(), End=visit_end()
        )
    )
    found = only(allergies(life))
    assert found.time == life.person.birth + 5 * DAY
    assert found.encounter is only(entries(life, EncounterOpened, module="a"))
    assert life.attributes["x"] is found
    assert not life.chart.latent_conditions


def test_an_active_allergy_is_not_recorded_twice() -> None:
    assert len(allergies(live(module(A=allergy(), B=allergy())))) == 1


@pytest.mark.parametrize(
    "how",
    [{"allergy_onset": "Allergic"}, {"referenced_by_attribute": "x"}, {"codes": codes("91935009")}],
    ids=lambda how: next(iter(how)),
)
def test_an_allergy_ends_by_state_attribute_or_code(how: Json) -> None:
    active = {"condition_type": "Active Allergy", "codes": codes("91935009")}
    waits = module(Guard=guard(**active), On=mark(), Gone=guard(condition_type="Not", condition=active), Off=mark())
    life = live(
        waits,
        module(
            Allergic=allergy(assign_to_attribute="x"),
            Wait=delay(days=3),
            End=state("AllergyEnd", **how),
            Again=state("AllergyEnd", **how),
        ),
    )
    found = only(allergies(life))
    assert found.ended is only(entries(life, AllergyEnded))
    assert (after(life, "On"), after(life, "Off")) == (0, 3 * DAY)
    assert not life.chart.active_allergies


def test_an_allergy_that_ends_undiagnosed_is_never_recorded() -> None:
    life = live(
        module(
            Allergic=allergy(target_encounter="Visit"),
            End=state("AllergyEnd", allergy_onset="Allergic"),
            Visit=visit(),
            EndV=visit_end(),
        )
    )
    assert not allergies(life)
    assert not entries(life, AllergyEnded)
