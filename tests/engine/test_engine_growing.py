"""Growing: what the body supplies to modules, and when; a death that is near."""

from __future__ import annotations

from typing import Any

import pytest
from living import SmallWorld, age, attribute, counted, delay, guard, instant, live, local, mark, module, person, set_to, times

from simulator.body.smoking import smoking
from simulator.body.state import BodyState
from simulator.body.supplied import supplied_attributes
from simulator.body.vitals import Body
from simulator.engine import growing
from simulator.engine.lifetime import Life
from simulator.kernel.clock import DAY, YEAR
from simulator.record.person import Person


def body_of(who: Person) -> Body:
    return Body(who.seed, who.candidate, who.sex, who.race, who.birth)


def growths(monkeypatch: pytest.MonkeyPatch, who: Person, until: str, *modules: Any) -> tuple[Life, list[int]]:
    """A life and the instants at which its person grew."""
    grown: list[int] = []
    grow = growing.grow

    def noted(subject: Any, physique: Any, now: int) -> None:
        grown.append(now)
        grow(subject, physique, now)

    monkeypatch.setattr(growing, "grow", noted)
    return live(*modules, who=who, until=until), grown


def test_everybody_has_what_the_body_supplies_from_birth_on() -> None:
    life = live(module(Seen=mark(attribute="RH_NEG")), until="1980-02-01T00:00")
    assert {"RH_NEG", "adherence", "sexual_orientation"} <= set(life.attributes)


@pytest.mark.stand_in
def test_infants_grow_monthly_children_quarterly_and_adults_yearly(monkeypatch: pytest.MonkeyPatch) -> None:
    who = person(birth="1980-01-31T15:00")
    _, grown = growths(monkeypatch, who, "2010-01-01T00:00", module())
    days = [local(at).isoformat() for at in grown]
    assert all(day.endswith("T00:00:00") for day in days)
    assert days[:3] == ["1980-03-01T00:00:00", "1980-03-31T00:00:00", "1980-05-01T00:00:00"]
    assert len([day for day in days if day < "1982-01-31"]) == 23
    assert len([day for day in days if "1982-02" < day < "2000-02"]) == 4 * 18
    assert [day for day in days if day > "2000-02"] == [f"{year}-01-31T00:00:00" for year in range(2001, 2010)]


def smoker(after: float = 14, before: float = 30) -> tuple[Person, float, float]:
    for candidate in range(2000):
        who = person(birth="1950-05-05T10:00", candidate=candidate)
        start, stop = smoking(body_of(who))
        if after < start < before and stop > start + 3:
            return who, start, stop
    raise AssertionError("nobody smokes")


def test_supplied_attributes_change_with_growth_and_wake_who_waits() -> None:
    who, start, _ = smoker()
    life = live(module(Guard=guard(**attribute("smoker", "==", True)), Seen=mark()), who=who, until="2000-01-01T00:00")
    (seen,) = times(life, "Seen")
    assert 0 <= (seen - who.birth) / YEAR - start < 1.01


def test_what_growing_leaves_alone_keeps_what_a_module_has_set() -> None:
    sets = module(Wait=delay(years=30), Set=set_to("adherence", 0.123), Far=delay(years=10))
    assert live(sets, until="2015-01-01T00:00").attributes["adherence"] == 0.123


def test_a_quitter_stays_one_until_growing_says_otherwise() -> None:
    who, start, _ = smoker()
    quits = module(Guard=guard(**attribute("smoker", "==", True)), Set=set_to("smoker", False), Far=delay(years=90))
    soon = local(who.birth + int((start + 2.5) * YEAR)).isoformat()
    assert live(quits, who=who, until=soon).attributes["smoker"] is False


def test_what_no_longer_applies_is_unset() -> None:
    child, adult = (live(module(), until=until).attributes for until in ("1999-06-01T00:00", "2001-06-01T00:00"))
    assert "bmi_percentile" in child and "bmi_percentile" not in adult
    assert "mi_risk" not in child and "mi_risk" in adult


def test_what_is_supplied_is_the_bodys_as_of_the_last_growth() -> None:
    life = live(module(), until="2030-06-01T00:00")
    expected = supplied_attributes(body_of(life.person), instant("2030-01-02T00:00"), BodyState(life.attributes))
    assert expected.items() <= life.attributes.items()


def test_modules_see_the_growth_of_an_instant_at_that_instant() -> None:
    """Growing goes before every module: on a birthday, everybody sees what it brings."""
    life = live(module(Guard=guard(**age(">=", 30)), Seen=mark(attribute="mi_risk")), until="2011-01-01T00:00")
    (seen,) = [entry for entry in life.chart.entries if entry.state == "Seen"]
    expected = supplied_attributes(body_of(life.person), seen.time, BodyState(life.attributes))["mi_risk"]
    assert seen.value == pytest.approx(expected, abs=1e-4)  # type: ignore[attr-defined]


def test_a_death_is_foreseen_only_where_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    dies = SmallWorld(dies=instant("1981-06-01T12:00"))
    asks = module(Guard=guard(**attribute("days_until_death", "==", 3)), Seen=mark())
    life, with_asking = counted(monkeypatch, lambda: live(asks, world=dies))
    _, without = counted(monkeypatch, lambda: live(module(Far=delay(years=9)), world=dies))
    assert instant("1981-06-01T12:00") - times(life, "Seen")[0] == 3 * DAY
    assert with_asking - without == pytest.approx(2 * growing.FORESEEN_DAYS, abs=5), "it wakes each day"
