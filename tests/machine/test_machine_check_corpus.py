"""A large corpus of modules of the format loads without an error, and its slips come out as warnings."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.machine import load
from simulator.machine.load import check_folders, load_library

#: Attributes that the corpus reads and nothing sets, the last three as reasons.
NEVER_SET = {
    "GU_pregnancy_check",
    "UTI_ambulatory",
    "bicuspid_aortic_valve",
    "cagb_history",
    "chf_med_check",
    "coronary_heart_disease",
    "dental_module_override",
    "dental_surgery_reason",
    "orthodontic_appliance",
    "pregnancy",
    "probability_of_lung_cancer_treatment",
    "probability_of_no_lung_cancer",
    "probability_of_no_lung_cancer_treatment",
    "probability_of_no_suicide",
    "savrr_ico_los",
    "Breast Cancer",
    "Hypoxemia",
    "Septic Shock",
}


@pytest.fixture(scope="module")
def corpus(shared: Path) -> Path:
    """The folder of the corpus."""
    return shared / "gmf" / "modules"


@pytest.fixture(scope="module", autouse=True)
def no_own_modules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The corpus is loaded by itself: our own modules have a test of their own."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("own")
        (folder / "core").mkdir()
        patch.setattr(load, "own_folder", lambda: folder)
        yield


@pytest.fixture(scope="module")
def told(corpus: Path) -> list[str]:
    """Its warnings as text; errors fail every test that asks for them."""
    problems = check_folders([corpus])
    assert [str(problem) for problem in problems if problem.severity == "error"] == []
    return [f"{Path(problem.file).relative_to(corpus).as_posix()} {problem.state}: {problem.found}" for problem in problems]


def test_every_module_and_table_loads(corpus: Path) -> None:
    library = load_library([corpus])
    others = library.others
    assert len(others.modules) == 235
    assert len(others.tables) == 69
    assert sum(module.kind == "root" for module in others.modules.values()) == 83
    assert sum(len(module.model.states) for module in others.modules.values()) == 6753


def test_target_encounters_of_callers_and_siblings_are_warnings(told: list[str]) -> None:
    targets = [line for line in told if "the target encounter" in line]
    assert len(targets) == 39
    assert (
        'covid19/outcomes.json ARDS: the target encounter "ICU Admission" is no state of this module, but of covid19/admission'
        in targets
    )


def test_probabilities_that_do_not_sum_to_one_are_warnings(told: list[str]) -> None:
    sums = [line for line in told if "have the sum" in line and '"distributed_transition"' in line]
    assert {line.split(":")[0] for line in sums} >= {
        "breast_cancer.json Male",
        "bronchitis.json Doctor_Visit",
        "covid19/medications.json Critical",
        "covid19/medications.json Severe",
        "lung_cancer.json Lung Cancer Probabilities",
        "myocardial_infarction.json Chance_of_Recurrent_MI",
        "osteoporosis.json Male",
        "spina_bifida.json Foot_Deformity",
    }
    assert any(line.endswith("have the sum 2") for line in sums)


def test_low_above_high_is_a_warning(told: list[str]) -> None:
    assert [line for line in told if "is above high" in line] == [
        'chronic_kidney_disease.json CKD4_Symptom_1: low 45 is above high 2 in "range"',
        'dental_and_oral_examination.json Tooth socket procedure: low 30 is above high 10 in "distribution.parameters"',
    ]


def test_end_states_that_name_nothing_are_warnings(told: list[str]) -> None:
    assert [line for line in told if "no state of this module" in line and '"device"' in line] == [
        'dentures.json Finish_Dental_x_ray_system: "device" names "Dental x-ray system", no state of this module',
        'dentures.json Exit_Operating_room: "device" names "Operating room", no state of this module',
    ]


def test_slips_in_units_are_warnings(told: list[str]) -> None:
    units = [line for line in told if "unknown unit" in line]
    assert 'hypothyroidism.json fT4 panel results: unknown unit "ng/dl"' in units
    assert {line.split('unknown unit "')[1].split('"')[0] for line in units} == {"K/uL", "n/a", "ng/dl", "pH", "ratio"}


def test_attributes_that_nobody_sets_are_warnings(told: list[str]) -> None:
    found = {line.split('the attribute "')[1].split('"')[0] for line in told if "the attribute" in line}
    assert found == NEVER_SET


def test_circles_that_only_chance_leaves_are_warnings(told: list[str]) -> None:
    circles = [line for line in told if "a circle" in line]
    assert [line.split(":")[0] for line in circles] == ["metabolic_syndrome/dme_supplies.json Glucose_Test_Strips"]


def test_there_are_no_other_warnings(told: list[str]) -> None:
    kinds = ("the target encounter", "have the sum", "is above high", '"device" names', "unknown unit", "the attribute", "a circle")
    assert [line for line in told if not any(kind in line for kind in kinds)] == []


def test_loading_takes_about_a_second_at_most(corpus: Path) -> None:
    load_library([corpus])
    taken = []
    for _ in range(2):
        gc.collect()
        start = time.process_time()
        load_library([corpus])
        taken.append(time.process_time() - start)
    assert min(taken) < 2.0, "measured: 0.5 to 0.8 s on one core"
