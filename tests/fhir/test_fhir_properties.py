"""Whatever the chart: every line can be posted after those before it, and an earlier date gives the same lines."""

from __future__ import annotations

from fhir_charts import BIRTH, DOCTOR, WARD_DOCTOR, Writer, at, loinc
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.fhir import Renderer
from simulator.fhir.validate import LineChecker
from simulator.kernel.clock import DAY, HOUR
from simulator.record.chart import Chart
from simulator.record.life import Moved
from simulator.record.person import Address

START = at(2010, 5, 4)
HAPPENINGS = (
    *("open", "close", "condition", "abate", "order", "end order", "dispense", "give", "report", "procedure", "image"),
    *("plan", "end plan", "device", "explant", "allergy", "outgrow", "move", "vital sign"),
    *("open", "open", "condition", "order", "outside", "outside", "outside", "outside", "outside"),
)
#: What can happen outside a visit while one is open.
OUTSIDE = ("condition", "vital sign", "abate", "dispense", "plan", "end plan", "explant", "outgrow", "end order", "order")
#: What can befall somebody, as (what, hours since the last).
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(HAPPENINGS),
        st.integers(0, 60),
    ),
    max_size=40,
)


class Lived(Writer):
    """Plays events; each does nothing where it makes no sense. "outside" makes the next entry belong to no encounter."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.moves = 0
        self.of: dict[str, list[object]] = {}

    def play(self, what: str, hours: int) -> None:
        self.now += hours * HOUR
        visit = self.encounter
        if what == "open" and visit is None:
            reason = self._last("condition")
            self.open(self.now, "inpatient" if hours % 2 else "ambulatory", reason, WARD_DOCTOR if hours % 2 else DOCTOR)
        elif what == "close" and visit is not None:
            self.close(self.now)
        elif what == "outside" and visit is not None:
            self.encounter = None
            self._play(OUTSIDE[hours % len(OUTSIDE)], hours)
            self.encounter = visit
        else:
            self._play(what, hours)

    def _play(self, what: str, hours: int) -> None:
        now = self.now
        if what == "condition":
            self._keep("condition", self.condition(now))
        elif what == "order":
            self._keep("order", self.order(now, self._last("condition"), administered=False))
        elif what == "report":
            self.report(now, now + hours * HOUR, reason=self._last("condition"))
        elif what == "procedure":
            self._keep("procedure", self.procedure(now, now + hours * HOUR, self._last("condition")))
        elif what == "device":
            self._keep("device", self.implant(now))
        elif what == "allergy":
            self._keep("allergy", self.allergy(now))
        elif what == "vital sign":
            self.observe(now, loinc("8867-4", "Heart rate"), hours, "/min")
        elif what == "move":
            self.moves += 1
            self.add(Moved(self.moves, now, Address(f"{self.moves} Elm Street", "Holyoke", "MA", "01040"), "413-555-0120"))
        else:
            self._change(what, hours)

    def _change(self, what: str, hours: int) -> None:
        changes = {
            "abate": ("condition", self.abate),
            "explant": ("device", self.explant),
            "outgrow": ("allergy", self.outgrow),
            "end plan": ("plan", self.end_plan),
        }
        if what in changes and self._last(changes[what][0]) is not None:
            changes[what][1](self.now, self.of[changes[what][0]].pop())  # type: ignore[operator]
        elif what == "plan" and self._last("condition") is not None:
            self._keep("plan", self.plan(self.now, self._last("condition")))  # type: ignore[arg-type]
        elif what in ("end order", "dispense", "give") and self._last("order") is not None:
            order = self._last("order")
            if what == "give":
                self.give(order)  # type: ignore[arg-type]
            elif what == "dispense":
                self.dispense(order, self.now, hours)  # type: ignore[arg-type]
            else:
                self.end_order(self.now, self.of["order"].pop(), "stopped")  # type: ignore[arg-type]
        elif what == "image" and self._last("procedure") is not None:
            self.image(self.of["procedure"].pop())  # type: ignore[arg-type]

    def _keep(self, what: str, entry: object) -> None:
        self.of.setdefault(what, []).append(entry)

    def _last(self, what: str) -> object:
        kept = self.of.get(what)
        return kept[-1] if kept else None


def lived(events: list[tuple[str, int]]) -> tuple[Chart, int]:
    writer = Lived()
    for what, hours in events:
        writer.play(what, hours)
    return writer.chart, writer.now


@settings(max_examples=150, deadline=None)
@given(EVENTS, st.integers(0, 40 * 60))
def test_every_line_can_be_posted_after_those_before_it(events: list[tuple[str, int]], hours: int) -> None:
    chart, _ = lived(events)
    renderer = Renderer("seed-1")
    lines = renderer.lines(chart, START + hours * HOUR)
    checker = LineChecker()
    bundles = renderer.shared(each for line in lines for each in line.shared) + [line.bundle for line in lines]
    assert [str(each) for bundle in bundles for each in checker.check(bundle)] == []
    assert [line.time for line in lines] == sorted(line.time for line in lines)


@settings(max_examples=100, deadline=None)
@given(EVENTS, st.integers(0, 40 * 60))
def test_an_earlier_date_gives_the_same_lines_but_for_what_was_open(events: list[tuple[str, int]], hours: int) -> None:
    chart, now = lived(events)
    date = START + hours * HOUR
    early = [line.bundle for line in Renderer("seed-1").lines(chart, date)]
    late = [line.bundle for line in Renderer("seed-1").lines(chart, now + 200 * DAY)]
    encounters = [entry["resource"] for entry in early[-1]["entry"] if entry["resource"]["resourceType"] == "Encounter"]
    if encounters and encounters[0]["status"] == "in-progress":
        early.pop()
    assert early == late[: len(early)]


@settings(max_examples=100, deadline=None)
@given(EVENTS)
def test_nothing_that_was_recorded_is_lost(events: list[tuple[str, int]]) -> None:
    chart, now = lived(events)
    lines = Renderer("seed-1").lines(chart, now + 200 * DAY)
    written = {entry["resource"]["id"] for line in lines for entry in line.bundle["entry"]}
    counted = {"ConditionOnset", "ObservationMade", "MedicationOrdered", "DeviceAssigned", "AllergyOnset", "ProcedurePerformed"}
    expected = sum(type(entry).__name__ in counted for entry in chart.entries)
    kinds = [
        entry["resource"]["resourceType"]
        for line in lines
        for entry in line.bundle["entry"]
        if entry["resource"]["id"] in written and not written.remove(entry["resource"]["id"])  # type: ignore[func-returns-value]
    ]
    shown = {"Condition", "Observation", "MedicationRequest", "Device", "AllergyIntolerance", "Procedure"}
    assert sum(kind in shown for kind in kinds) == expected
    assert lines[0].time == BIRTH
