"""Modules to machines: once each, in the order of their keys, and only what is asked about is remembered."""

from __future__ import annotations

from living import delay, library, mark, module, program, set_to, simple, state

from simulator.machine.compile import FIRST_RANK, compile_library
from simulator.machine.steps.flow import CallSubmodule, FixedDelay
from simulator.machine.steps.flow import Delay as DrawnDelay


def call(key: str) -> dict[str, object]:
    return state("CallSubmodule", submodule=key)


def test_machines_stand_in_the_order_of_their_keys_core_first_with_ranks_above_the_engines() -> None:
    made = program({key: module() for key in ("b", "core/z", "a", "core/a", "sub/x")})
    assert [machine.key for machine in made.machines] == ["core/a", "core/z", "a", "b"]
    assert [machine.rank for machine in made.machines] == [FIRST_RANK + place for place in range(4)]


def test_a_submodule_is_compiled_once_however_often_it_is_called() -> None:
    made = program({"a": module(One=call("sub/c"), Two=call("sub/c")), "b": module(One=call("sub/c")), "sub/c": module()})
    (submodule,) = made.submodules
    calls = [step for machine in made.machines for step in machine.steps.values() if isinstance(step, CallSubmodule)]
    assert len(calls) == 3
    assert {id(step.following) for step in calls} == {id(submodule.initial)}


def test_a_submodule_that_nobody_calls_is_left_out() -> None:
    assert program({"a": module(), "sub/c": module()}).submodules == []


def test_a_top_level_module_that_is_called_is_compiled_for_both() -> None:
    made = program({"a": module(Call=call("b")), "b": module(Seen=mark())})
    (called,) = made.submodules
    alone = made.machines[1]
    assert (alone.key, called.key) == ("b", "b")
    assert alone.steps["Seen"] is not called.steps["Seen"]
    assert (alone.steps["Seen"].path, called.steps["Seen"].path) == ("Seen", "b/Seen")


def test_core_means_its_own_submodules_and_others_theirs() -> None:
    modules = {"core/a": module(Call=call("core/b")), "core/b": module(Core=simple()), "x": module(Call=call("core/b"))}
    made = program(modules)
    assert [machine.key for machine in made.submodules] == ["core/b"]


def test_only_states_that_some_prior_state_asks_about_are_remembered() -> None:
    asks = {"condition_type": "Not", "condition": {"condition_type": "PriorState", "name": "A", "since": "B"}}
    first = simple(conditional_transition=[{"condition": asks, "transition": "A"}, {"transition": "A"}])
    made = program(module(First=first, A=simple(), B=simple(), C=simple()))
    assert [name for name, step in made.machines[0].steps.items() if step.remembered] == ["A", "B"]


def test_prior_states_of_guards_and_complex_transitions_are_asked_about_too() -> None:
    asks = {"condition_type": "PriorState", "name": "A"}
    ways = [{"condition": {"condition_type": "PriorState", "name": "B"}, "transition": "C"}, {"transition": "C"}]
    guarded = state("Guard", allow={"condition_type": "Or", "conditions": [asks, {"condition_type": "True"}]})
    made = program(module(A=simple(), Guard=guarded, B=simple(complex_transition=ways), C=simple()))
    assert [name for name, step in made.machines[0].steps.items() if step.remembered] == ["A", "B"]


def test_delays_that_never_differ_draw_nothing() -> None:
    between = state("Delay", range={"low": 1, "high": 2, "unit": "days"})
    drawn = state("Delay", distribution={"kind": "EXACT", "parameters": {"value": 2}}, unit="days")
    steps = program(module(A=delay(days=2), B=between, C=drawn)).machines[0].steps
    assert isinstance(steps["A"], FixedDelay) and isinstance(steps["C"], FixedDelay)
    assert isinstance(steps["B"], DrawnDelay)


def test_a_program_knows_which_attributes_are_read() -> None:
    reads = state("Guard", allow={"condition_type": "Attribute", "attribute": "days_until_death", "operator": "<", "value": 9})
    assert "days_until_death" in program(module(Guard=reads)).attributes_read
    assert "days_until_death" not in program(module(Set=set_to("days_until_death", 1))).attributes_read


def test_compiling_twice_gives_programs_that_share_no_steps() -> None:
    made = library({"a": module(Seen=mark())})
    one, other = compile_library(made), compile_library(made)
    assert one.machines[0].steps["Seen"] is not other.machines[0].steps["Seen"]


def test_a_machine_has_its_modules_name_and_specialty() -> None:
    (machine,) = program(module(name="Gout", specialty="Rheumatology")).machines
    assert (machine.name, machine.specialty, machine.has_encounters) == ("Gout", "Rheumatology", False)
