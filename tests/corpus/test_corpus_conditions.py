"""What modules of others do with values: entries as truths, and failures that keep their place."""

from __future__ import annotations

import operator
import pickle

import pytest

from simulator.errors import ModuleRunError
from simulator.machine.conditions import compared
from simulator.record.problems import LatentCondition
from simulator.terminology.concept import concept
from simulator.terminology.systems import SNOMED

HEART_FAILURE = LatentCondition("heart", "Onset", 0, 0, [concept(SNOMED, "88805009", "Chronic congestive heart failure")])


def test_an_entry_that_an_attribute_holds_is_true() -> None:
    assert compared(HEART_FAILURE, True, "==", operator.eq)
    assert not compared(HEART_FAILURE, False, "==", operator.eq)
    assert compared(HEART_FAILURE, False, "!=", operator.ne)


def test_an_entry_is_no_number() -> None:
    with pytest.raises(TypeError):
        compared(HEART_FAILURE, 1, "==", operator.eq)


def test_a_module_s_failure_can_be_made_anew_from_its_arguments() -> None:
    failure = ModuleRunError("gout", "Flare", "goes round without time passing")
    again = type(failure)(*failure.args)
    assert str(again) == str(failure) == 'gout state "Flare": goes round without time passing'
    assert str(pickle.loads(pickle.dumps(failure))) == str(failure)
