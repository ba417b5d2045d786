"""Cover over a life: a family's plan, then one's own, Medicare from 65 on, with gaps; one cover at a time.

Shares by age: ACS 2018, B27010 (kinds of cover, each person by the first of Medicare, employer, Medicaid, TRICARE, bought, VA that
they have); by income they are shifted so that Medicaid goes to the poor (C27016 has the same gradient).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from simulator.kernel.clock import date_of, day_at_age, day_of
from simulator.kernel.streams import stream
from simulator.record.care import Plan
from simulator.record.entry import Entry
from simulator.record.life import CoverageEnded, CoverageStarted
from simulator.record.person import Person
from simulator.world import payers
from simulator.world.tables import Weighted

_KINDS = ("employer", "direct", "medicaid", "tricare", "va", "none")
#: By age below which: shares of _KINDS, per cent (B27010, US).
_SHARES = (
    (19, (51.5, 5.2, 36.0, 2.1, 0.0, 5.2)),
    (35, (58.0, 8.6, 15.2, 1.5, 0.4, 15.2)),
    (65, (63.5, 8.9, 13.5, 1.7, 0.9, 10.9)),
)
#: By poverty ratio below which: how likely each of _KINDS is against the mean (the gradient of ACS C27016-C27018, rounded).
_BY_INCOME = (
    (1.0, (0.25, 0.6, 3.0, 0.4, 1.0, 1.6)),
    (2.0, (0.60, 0.9, 1.8, 0.9, 1.2, 1.6)),
    (4.0, (1.15, 1.1, 0.5, 1.3, 1.0, 0.9)),
    (float("inf"), (1.35, 1.1, 0.1, 1.0, 0.8, 0.4)),
)
#: Employer cover by year: the part of today's share (HIAA Source Book: insured for hospital care 9 % of people in 1940, 51 % in
#: 1950, 68 % in 1960, 80 % in 1970).
_PRIVATE_RISE = ((1930, 0.0), (1940, 0.12), (1950, 0.60), (1960, 0.85), (1970, 1.0))
_MEDICAID_FROM, _CHIP_FROM, _TRICARE_FROM, _VA_FROM = 1967, 1998, 1967, 1946
_MEDICARE_FROM = day_of(date(1966, 7, 1))
_MEDICARE_AGE = 65
#: People of 65 and over with Medicare (B27010: over 96 %), and of them in Medicare Advantage by year (CMS; KFF).
_HAS_MEDICARE = 0.97
_ADVANTAGE_RISE = ((1985, 0.0), (1995, 0.09), (2005, 0.13), (2015, 0.31), (2023, 0.51))
#: Changes: of the kind of cover in a year (MEPS: about one in eight), of the plan on 1 January (an assumption).
_KIND_CHANGES, _PLAN_CHANGES = 0.10, 0.07
_HMO_RISE = ((1973, 0.0), (1985, 0.15), (1995, 0.40), (2020, 0.35))
_INDEMNITY_FALL = ((1980, 1.0), (1996, 0.3), (2010, 0.0))
#: Married people whose cover comes from the spouse's employer.
_SPOUSE_SHARE = 0.25
#: Young adults stay on a parent's plan until 26 since 2010-09-23 (Affordable Care Act, section 1001), until 19 before.
_DEPENDENT_RULE = 2010
_ADULT_AGE, _DEPENDENT_AGE = 19, 26
_CHIP_RATIO = 1.33
_LAST_AGE = 120


def rising(points: tuple[tuple[int, float], ...], year: int) -> float:
    """The value at a year of a line through `points`; flat outside them."""
    if year <= points[0][0]:
        return points[0][1]
    for (start, low), (end, high) in zip(points, points[1:], strict=False):
        if year <= end:
            return low + (high - low) * (year - start) / (end - start)
    return points[-1][1]


@dataclass(frozen=True, slots=True)
class Married:
    """A marriage from `start` until `end`, UTC seconds."""

    start: int
    end: int


def coverage(person: Person, marriages: list[Married]) -> list[Entry]:
    """The covers of 120 years in time order: each start, and its end where there is one."""
    return _CoverHistory(person, marriages).entries


class _CoverHistory:
    __slots__ = ("_birth_year", "_marriages", "_open", "_person", "_ratio", "_rng", "_visit", "entries")

    def __init__(self, person: Person, marriages: list[Married]) -> None:
        self._person = person
        self._marriages = marriages
        self._rng = stream(person.seed, person.candidate, "coverage")
        ratio = person.attributes["poverty_ratio"]
        assert isinstance(ratio, float)
        self._ratio = ratio
        self._birth_year = date_of(person.birth_day).year
        self._open: CoverageStarted | None = None
        self._visit = 0
        self.entries: list[Entry] = []
        self._live()

    def _live(self) -> None:
        medicare_day = max(day_of(date_of(day_at_age(self._person.birth_day, _MEDICARE_AGE * 12)).replace(day=1)), _MEDICARE_FROM)
        adult = _DEPENDENT_AGE if self._birth_year >= _DEPENDENT_RULE - _ADULT_AGE else _ADULT_AGE
        adult_day = day_at_age(self._person.birth_day, adult * 12)
        kind = self._kind(self._birth_year, 0)
        self._start(kind, self._person.birth, self._birth_year, True)
        has_medicare = self._rng.random() < _HAS_MEDICARE
        for year in range(self._birth_year + 1, self._birth_year + _LAST_AGE):
            first = day_of(date(year, 1, 1))
            if first > medicare_day:
                break
            child = first < adult_day
            turns_adult = child and adult_day < day_of(date(year + 1, 1, 1))
            draw = self._rng.random()
            if turns_adult:
                kind = self._change(kind, adult_day, year, False)
            elif draw < _KIND_CHANGES:
                day = day_of(date(year, 1 + int(self._rng.random() * 12), 1))
                kind = self._change(kind, day, year, child)
            elif draw < _KIND_CHANGES + _PLAN_CHANGES and kind in ("employer", "direct"):
                self._start(kind, self._person.zone.at(first), year, child)
        if has_medicare:
            self._medicare(medicare_day)

    def _medicare(self, day: int) -> None:
        """Medicare from its first day on; some change between the original and a private plan in January."""
        year = date_of(day).year
        self._start_plan(self._medicare_plan(year), self._person.zone.at(day), "self")
        for later in range(year + 1, self._birth_year + _LAST_AGE):
            if self._rng.random() < _PLAN_CHANGES:
                self._start_plan(self._medicare_plan(later), self._person.zone.at(day_of(date(later, 1, 1))), "self")

    def _medicare_plan(self, year: int) -> Plan:
        if self._rng.random() < rising(_ADVANTAGE_RISE, year):
            return self._insurer(payers.ADVANTAGE)
        return payers.ORIGINAL_MEDICARE

    def _kind(self, year: int, age: int) -> str:
        shares = next((shares for below, shares in _SHARES if age < below), _SHARES[-1][1])
        shifts = next(shifts for below, shifts in _BY_INCOME if self._ratio < below)
        weights = [share * shift for share, shift in zip(shares, shifts, strict=True)]
        private = rising(_PRIVATE_RISE, year)
        open_kinds = (private, private, year >= _MEDICAID_FROM, year >= _TRICARE_FROM, year >= _VA_FROM and age >= 19, True)
        kept = [weight * float(part) for weight, part in zip(weights, open_kinds, strict=True)]
        kept[-1] += sum(weights) - sum(kept)
        return Weighted(_KINDS, kept).at(self._rng.random())

    def _change(self, kind: str, day: int, year: int, child: bool) -> str:
        now = self._kind(year, max((day - self._person.birth_day) // 365, 0))
        if now != kind or not child:
            self._start(now, self._person.zone.at(day), year, child)
        return now

    def _start(self, kind: str, time: int, year: int, child: bool) -> None:
        if kind == "none":
            self._end(time)
            return
        plan = self._plan(kind, year, child)
        relationship = "self"
        if kind in ("employer", "direct", "tricare"):
            married = any(one.start <= time < one.end for one in self._marriages)
            relationship = "child" if child else "spouse" if married and self._rng.random() < _SPOUSE_SHARE else "self"
        self._start_plan(plan, time, relationship)

    def _plan(self, kind: str, year: int, child: bool) -> Plan:
        if kind == "medicaid":
            return payers.CHECK_UP if child and year >= _CHIP_FROM and self._ratio >= _CHIP_RATIO else payers.MEDICAID
        if kind == "tricare":
            return payers.TRICARE
        if kind == "va":
            return payers.VETERANS
        if self._rng.random() < rising(_INDEMNITY_FALL, year):
            return self._insurer(payers.INDEMNITY)
        if kind == "direct":
            return self._insurer(payers.DIRECT)
        return self._insurer(payers.HMO if self._rng.random() < rising(_HMO_RISE, year) else payers.PPO)

    def _insurer(self, plans: tuple[Plan, ...]) -> Plan:
        return _INSURERS.at(self._rng.random(), plans)

    def _start_plan(self, plan: Plan, time: int, relationship: str) -> None:
        if self._open is not None and (self._open.plan is plan and self._open.relationship == relationship):
            return
        self._end(time)
        member_id = f"{plan.payer.key[:3].upper()}{self._rng.randrange(10**9):09}"
        self._open = CoverageStarted(self._visit, time, plan, member_id, relationship)
        self._visit += 1
        self.entries.append(self._open)

    def _end(self, time: int) -> None:
        if self._open is None:
            return
        ended = CoverageEnded(time, self._open)
        self.entries.append(ended)
        self._open = None


class _Insurers:
    """The market of private insurers."""

    __slots__ = ("_shares",)

    def __init__(self) -> None:
        self._shares = Weighted(range(len(payers.PRIVATE_SHARES)), payers.PRIVATE_SHARES)

    def at(self, quantile: float, plans: tuple[Plan, ...]) -> Plan:
        return plans[self._shares.at(quantile)]


_INSURERS = _Insurers()
