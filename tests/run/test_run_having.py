"""Living people with a condition: who counts, who is written, and when the search ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulator.config import RunConfig
from simulator.errors import PopulationError, UsageError
from simulator.record.chart import Chart
from simulator.record.problems import ConditionAbated, ConditionOnset
from simulator.run.having import Having
from simulator.run.lives import Lived
from simulator.run.prepared import Prepared
from simulator.run.to_folder import run_to_folder
from simulator.terminology.concept import concept
from simulator.terminology.systems import SNOMED

Prepare = Callable[[RunConfig], Prepared]
DIABETES = concept(SNOMED, "44054006", "Diabetes mellitus type 2 (disorder)")
HYPERTENSION = concept(SNOMED, "59621000", "Essential hypertension (disorder)")
AS_OF = 1_000


def _chart(*conditions: tuple[Any, int, int | None]) -> Chart:
    """A chart of conditions: concept, onset, end."""
    chart = Chart(None)  # type: ignore[arg-type]
    for number, (code, onset, end) in enumerate(conditions):
        entry = ConditionOnset("m", "s", number, onset, None, [code], onset, "problem-list-item")
        chart.append(entry)
        if end is not None:
            entry.abated = ConditionAbated("m", "e", number, end, None, entry)
            chart.append(entry.abated)
    return chart


@pytest.mark.parametrize("code", ["44054006", "SNOMED-CT|44054006", "http://snomed.info/sct|44054006", "E11.9", "ICD10CM|E11.9"])
def test_a_condition_is_known_by_every_code_that_is_written_of_it(code: str) -> None:
    assert Having([code]).holds(_chart((DIABETES, 10, None)), AS_OF)
    assert not Having([code]).holds(_chart((HYPERTENSION, 10, None)), AS_OF)


def test_a_code_of_another_system_is_another_code() -> None:
    assert not Having(["LOINC|44054006"]).holds(_chart((DIABETES, 10, None)), AS_OF)


def test_what_is_over_or_comes_later_is_not_active_at_the_date() -> None:
    having = Having(["44054006"])
    assert not having.holds(_chart((DIABETES, 10, 20)), AS_OF)
    assert having.holds(_chart((DIABETES, 10, AS_OF)), AS_OF)
    assert not having.holds(_chart((DIABETES, AS_OF, None)), AS_OF)


def test_all_of_several_must_hold() -> None:
    both = Having(["44054006", "59621000"])
    assert both.holds(_chart((DIABETES, 10, None), (HYPERTENSION, 10, None)), AS_OF)
    assert not both.holds(_chart((DIABETES, 10, None)), AS_OF)
    assert Having([]).holds(_chart(), AS_OF)


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(UsageError, match=r"'SNOWMAN\|1' has an unknown system; accepted are URIs and CDT"):
        Having(["SNOWMAN|1"])


def _some_fit(prepared: Prepared, fits: Callable[[int], bool]) -> Prepared:
    """The same run, in which only some of the living have what is asked for; whoever hasn't is not rendered."""
    live = prepared.lives.live

    def live_and_look(candidate: int) -> Lived:
        lived = live(candidate)
        found = not lived.living or fits(candidate)
        return replace(lived, fits=found, written=found, lines=lived.lines if found else [])

    prepared.lives.live = live_and_look  # type: ignore[method-assign]
    return prepared


def test_only_those_who_have_it_count_and_are_written(tmp_path: Path, prepared: Prepare) -> None:
    config = RunConfig.of(patients=5, having="1", output=tmp_path / "town")
    run = _some_fit(prepared(config), lambda candidate: candidate % 3 == 0)
    summary = run_to_folder(config, run)
    assert (summary.living, summary.dead, summary.written) == (5, 0, 5)
    names = sorted(path.name for path in (config.output / "encounters").glob("p*"))
    assert names == [f"p{candidate:04}.ndjson" for candidate in (3, 6, 9, 15, 18)]


def test_a_search_that_finds_nobody_among_two_thousand_living_stops_and_says_so(tmp_path: Path, prepared: Prepare) -> None:
    config = RunConfig.of(patients=5, having=["1", "2"], output=tmp_path / "town")
    run = _some_fit(prepared(config), lambda candidate: False)
    with pytest.raises(PopulationError, match=r"having 1 and 2: nobody of 2000 living, up to candidate 2766"):
        run_to_folder(config, run)


def test_a_real_person_has_the_condition_active() -> None:
    import simulator

    active = {
        each["code"]["coding"][0]["code"]
        for bundle in simulator.generate(patients=1, having="SNOMED-CT|59621000", years_of_history=1)
        for each in (entry["resource"] for entry in bundle["entry"])
        if each["resourceType"] == "Condition" and each["clinicalStatus"]["coding"][0]["code"] == "active"
    }
    assert "59621000" in active
