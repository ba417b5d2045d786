"""Cover over a life: a family's plan, then one's own, Medicare from 65 on, with gaps; one cover at a time.

Shares by age: ACS 2018, B27010 (kinds of cover; whoever has several counts by the first of Medicare, employer, Medicaid, TRICARE,
bought by oneself, VA). Income shifts them with the gradient of ACS C27016-C27018.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import log

from simulator.kernel.clock import date_of, day_at_age, day_of
from simulator.kernel.streams import stream
from simulator.record.care import Plan
from simulator.record.entry import Entry
from simulator.record.life import CoverageEnded, CoverageStarted
from simulator.record.person import Person
from simulator.world import payers, trends
from simulator.world.tables import Weighted

_KINDS = ("employer", "direct", "medicaid", "tricare", "va", "none")
#: By age below which: weights of _KINDS that with those by income give the shares of B27010 (US): employer 51, 58 and 63 per
#: cent, bought 5, 9 and 9, Medicaid 36, 15 and 13, none 5, 15 and 11.
_SHARES = (
    (19, (48.0, 4.7, 60.0, 1.9, 0.0, 7.0)),
    (35, (56.0, 9.2, 11.5, 1.5, 0.4, 19.0)),
    (200, (63.5, 8.9, 13.5, 1.7, 0.9, 10.9)),
)
#: By poverty ratio below which: how likely each of _KINDS is against the mean (rounded from ACS C27016-C27018).
_BY_INCOME = (
    (1.0, (0.25, 0.6, 3.0, 0.4, 1.0, 1.6)),
    (2.0, (0.60, 0.9, 1.8, 0.9, 1.2, 1.6)),
    (4.0, (1.15, 1.1, 0.5, 1.3, 1.0, 0.9)),
    (float("inf"), (1.35, 1.1, 0.1, 1.0, 0.8, 0.4)),
)
#: Private cover: the part of today's share (HIAA Source Book: 9 % of people insured for hospital care in 1940, 51 % in 1950,
#: 68 % in 1960, 80 % in 1970).
_PRIVATE: trends.Trend = ((1930, 0.0), (1940, 0.12), (1950, 0.60), (1960, 0.85), (1970, 1.0))
_MEDICAID_FROM, _CHIP_FROM, _TRICARE_FROM, _VA_FROM = 1967, 1998, 1967, 1946
_SETTLED = 1970
_MEDICARE_FROM = day_of(date(1966, 7, 1))
_MEDICARE_AGE = 65
#: People of 65 and over with Medicare (B27010), and of them in Medicare Advantage by year (CMS; KFF 2023).
_HAS_MEDICARE = 0.97
_ADVANTAGE: trends.Trend = ((1985, 0.0), (1995, 0.09), (2005, 0.13), (2015, 0.31), (2023, 0.51))
#: Employer plans that are HMOs, and private plans that are indemnity plans (KFF, Employer Health Benefits, 1988-2023).
_HMO: trends.Trend = ((1973, 0.0), (1985, 0.15), (1996, 0.35), (2010, 0.22), (2023, 0.15))
_INDEMNITY: trends.Trend = ((1980, 1.0), (1996, 0.27), (2010, 0.0))
#: Per year: the kind of cover is drawn again, and the plan changes in January (assumptions).
_KIND_RATE, _PLAN_RATE = 0.10, 0.07
#: Married people whose cover comes through the spouse (an assumption).
_SPOUSE_SHARE = 0.25
#: Young adults stay on a parent's plan until 26 since 2010-09-23 (Affordable Care Act, section 1001), until 19 before.
_STAYS_FROM_BIRTH_YEAR, _ADULT_AGE, _DEPENDENT_AGE = 1991, 19, 26
#: Children of families above this poverty ratio are in the children's programme (CHIP), not in Medicaid.
_CHIP_RATIO = 1.38
_LAST_AGE = 119


@dataclass(frozen=True, slots=True)
class Married:
    """A marriage from `start` until `end`, UTC seconds."""

    start: int
    end: int


class Coverages:
    """Draws covers of a market's plans; keeps the distributions it has made."""

    __slots__ = ("_kinds", "insurers", "market")

    def __init__(self, market: payers.Market) -> None:
        self.market = market
        self.insurers = Weighted(range(len(payers.PRIVATE_SHARES)), payers.PRIVATE_SHARES)
        self._kinds: dict[tuple[int, int, int], Weighted[str]] = {}

    def history(self, person: Person, marriages: list[Married]) -> list[Entry]:
        """The covers of a whole life in time order: each start, and its end where there is one."""
        return _History(self, person, marriages).entries

    def kinds(self, age: int, ratio: float, year: int) -> Weighted[str]:
        """The kinds of cover by age, poverty ratio and year."""
        by_age = next(number for number, (below, _) in enumerate(_SHARES) if age < below)
        by_income = next(number for number, (below, _) in enumerate(_BY_INCOME) if ratio < below)
        key = (by_age, by_income, min(year, _SETTLED))
        found = self._kinds.get(key)
        if found is None:
            found = self._kinds[key] = _kinds(*key)
        return found


def _kinds(by_age: int, by_income: int, year: int) -> Weighted[str]:
    weights = [share * shift for share, shift in zip(_SHARES[by_age][1], _BY_INCOME[by_income][1], strict=True)]
    private = trends.at(_PRIVATE, year)
    exists = (private, private, year >= _MEDICAID_FROM, year >= _TRICARE_FROM, year >= _VA_FROM, 1.0)
    kept = [weight * float(part) for weight, part in zip(weights, exists, strict=True)]
    kept[-1] += sum(weights) - sum(kept)
    return Weighted(_KINDS, kept)


class _History:
    __slots__ = ("_covers", "_kind", "_marriages", "_open", "_person", "_ratio", "_rng", "_visit", "entries")

    def __init__(self, covers: Coverages, person: Person, marriages: list[Married]) -> None:
        self._covers = covers
        self._person = person
        self._marriages = marriages
        self._rng = stream(person.seed, person.candidate, "coverage")
        ratio = person.attributes["poverty_ratio"]
        assert isinstance(ratio, float)
        self._ratio = ratio
        self._kind = "none"
        self._open: CoverageStarted | None = None
        self._visit = 0
        self.entries: list[Entry] = []
        self._live()

    def _live(self) -> None:
        born = self._person.birth_day
        has_medicare = self._rng.random() < _HAS_MEDICARE
        adult_age = _DEPENDENT_AGE if date_of(born).year >= _STAYS_FROM_BIRTH_YEAR else _ADULT_AGE
        adult = day_at_age(born, adult_age * 12)
        last = day_at_age(born, _LAST_AGE * 12)
        retired = max(_first_of_month(day_at_age(born, _MEDICARE_AGE * 12)), _MEDICARE_FROM)
        end = min(retired, last) if has_medicare else last
        self._draw_kind(born, self._person.birth, True)
        self._work(born, adult, True)
        self._draw_kind(adult, self._person.zone.at(adult), False)
        self._work(adult, end, False)
        if has_medicare and retired < last:
            self._medicare(retired, last)

    def _work(self, day: int, end: int, child: bool) -> None:
        """Changes between two days, below the age of Medicare."""
        while True:
            day += int(-log(1.0 - self._rng.random()) / (_KIND_RATE + _PLAN_RATE) * 365.25) + 1
            redraws = self._rng.random() * (_KIND_RATE + _PLAN_RATE) < _KIND_RATE
            day = _first_of_month(day + 30) if redraws else _first_of_year(day)
            if day >= end:
                return
            if redraws:
                self._draw_kind(day, self._person.zone.at(day), child)
            elif self._kind in ("employer", "direct"):
                self._start(day, self._person.zone.at(day), child)

    def _medicare(self, day: int, last: int) -> None:
        """Medicare from a day on; now and then another of its plans from January."""
        while day < last:
            plan = payers.ORIGINAL_MEDICARE
            if self._rng.random() < trends.at(_ADVANTAGE, date_of(day).year):
                plan = self._covers.market.advantage[self._insurer()]
            self._switch(plan, self._person.zone.at(day), "self")
            day = _first_of_year(day + int(-log(1.0 - self._rng.random()) / _PLAN_RATE * 365.25))

    def _draw_kind(self, day: int, time: int, child: bool) -> None:
        age = (day - self._person.birth_day) // 365
        self._kind = self._covers.kinds(age, self._ratio, date_of(day).year).at(self._rng.random())
        self._start(day, time, child)

    def _start(self, day: int, time: int, child: bool) -> None:
        if self._kind == "none":
            self._end(time)
            return
        relationship = "self"
        if self._kind in ("employer", "direct", "tricare"):
            married = any(one.start <= time < one.end for one in self._marriages)
            relationship = "child" if child else "spouse" if married and self._rng.random() < _SPOUSE_SHARE else "self"
        self._switch(self._plan(date_of(day).year, child), time, relationship)

    def _plan(self, year: int, child: bool) -> Plan:
        market = self._covers.market
        if self._kind == "medicaid":
            return market.children if child and year >= _CHIP_FROM and self._ratio >= _CHIP_RATIO else market.medicaid
        if self._kind == "tricare":
            return payers.TRICARE
        if self._kind == "va":
            return payers.VETERANS
        insurer = self._insurer()
        if self._rng.random() < trends.at(_INDEMNITY, year):
            return market.indemnity[insurer]
        if self._kind == "direct":
            return market.individual[insurer]
        plans = market.employer_hmo if self._rng.random() < trends.at(_HMO, year) else market.employer_ppo
        return plans[insurer][int(self._rng.random() * len(plans[insurer]))]

    def _insurer(self) -> int:
        return self._covers.insurers.at(self._rng.random())

    def _switch(self, plan: Plan, time: int, relationship: str) -> None:
        """Ends the cover that runs and starts another; the same one runs on."""
        if self._open is not None and self._open.plan is plan and self._open.relationship == relationship:
            return
        self._end(time)
        member_id = f"{plan.payer.key[:3].upper()}{int(self._rng.random() * 1_000_000_000):09}"
        self._open = CoverageStarted(self._visit, time, plan, member_id, relationship)
        self._visit += 1
        self.entries.append(self._open)

    def _end(self, time: int) -> None:
        """Ends the cover that runs; one that has only just begun is as if it had never been."""
        if self._open is None:
            return
        if self._open.time == time:
            self.entries.remove(self._open)
        else:
            self.entries.append(CoverageEnded(time, self._open))
        self._open = None


def _first_of_month(day: int) -> int:
    return day - date_of(day).day + 1


def _first_of_year(day: int) -> int:
    """The first day of the year after a day's, or the day itself where it is one."""
    value = date_of(day)
    return day if value.month == value.day == 1 else day_of(date(value.year + 1, 1, 1))
