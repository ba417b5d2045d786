"""Two samples compared code by code, and the differences that `DIFFERENCES.md` explains."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, sqrt
from pathlib import Path
from typing import Any

from tests.agreement.counts import Counts, coarse

#: Codes that at least so many of the reference's people have are compared.
LEAST_PEOPLE = 20
RATIO_LOW, RATIO_HIGH = 0.8, 1.25
STANDARD_ERRORS = 3.0
EXPLAINED = Path(__file__).parent / "explained.csv"


@dataclass(frozen=True, slots=True)
class Row:
    """One code in both samples: shares weighted to the reference's bands, standard errors, and whether they agree."""

    key: str
    display: str
    people: int
    reference: float
    ours: float
    error: float

    @property
    def ratio(self) -> float:
        """Our share over the reference's."""
        return self.ours / self.reference

    @property
    def standard_errors(self) -> float:
        """The difference in standard errors of both samples."""
        return abs(self.ours - self.reference) / self.error if self.error else inf

    @property
    def agrees(self) -> bool:
        """Whether the ratio is near 1, or the difference within chance."""
        return RATIO_LOW <= self.ratio <= RATIO_HIGH or self.standard_errors < STANDARD_ERRORS


def compare(reference: Counts, ours: Counts, least: int = LEAST_PEOPLE, fine: bool = False) -> list[Row]:
    """A row for each code that so many of the reference's people have, the most frequent first.

    Ours are weighted to the reference's bands, `fine` to its fine ones: what is left of a difference is not of age.
    """
    by_band = list if fine else coarse
    total = sum(reference.people)
    theirs, mine = by_band(reference.people), by_band(ours.people)
    weights = [people / total for people in theirs]
    rows = []
    for key in reference.codes:
        had = reference.had(key)
        if had < least:
            continue
        bands = by_band(ours.codes.get(key, [0] * len(ours.people)))
        weighted = sum(weight * count / max(people, 1) for weight, count, people in zip(weights, bands, mine, strict=True))
        error = _error(weights, by_band(reference.codes[key]), theirs, bands, mine)
        rows.append(Row(key, reference.displays[key], had, had / total, weighted, error))
    return sorted(rows, key=lambda row: (-row.people, row.key))


def _error(
    weights: list[float], had: Sequence[float], theirs: Sequence[float], bands: Sequence[float], mine: Sequence[float]
) -> float:
    """The standard error of the difference of two weighted shares, were they the same: each band's share is taken from both samples
    together, so that nobody in one sample does not pass for certainty."""
    variance = 0.0
    for weight, one, people, other, others in zip(weights, had, theirs, bands, mine, strict=True):
        share = (one + other) / max(people + others, 1)
        variance += weight**2 * share * (1 - share) * (1 / max(people, 1) + 1 / max(others, 1))
    return sqrt(variance)


#: A kind of encounter, its rate in the reference, and ours, per person-year.
Rate = tuple[str, float, float]


def encounter_rates(reference: Counts, ours: Counts) -> list[Rate]:
    """Encounters by class."""
    return _rates(reference, ours, reference.encounters, ours.encounters)


def visit_rates(reference: Counts, ours: Counts) -> list[Rate]:
    """Encounters by class, type and reason, those that differ most first."""
    found = _rates(reference, ours, reference.visits, ours.visits)
    return sorted(found, key=lambda rate: (-abs(rate[2] - rate[1]), rate[0]))


def _rates(reference: Counts, ours: Counts, theirs: dict[str, list[int]], mine: dict[str, list[int]]) -> list[Rate]:
    """Per person-year: the reference's, and ours at the reference's person-years by band."""
    total, none = sum(reference.person_years), [0] * len(reference.people)
    weights = [
        years / total / max(our_years, 1.0)
        for years, our_years in zip(coarse(reference.person_years), coarse(ours.person_years), strict=True)
    ]
    return [
        (
            name,
            sum(theirs.get(name, none)) / total,
            sum(weight * count for weight, count in zip(weights, coarse(mine.get(name, none)), strict=True)),
        )
        for name in sorted(set(theirs) | set(mine))
    ]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A row of `explained.csv`: the difference that explains `code`, or every code of `module`, and the ratio expected."""

    difference: str
    code: str
    module: str
    low: float
    high: float
    evidence: str

    def fits(self, row: Row, modules: frozenset[str]) -> bool:
        """Whether it names the code or one of the modules that write it, and expected such a ratio."""
        named = self.code == row.key if self.code else self.module in modules
        return named and self.low <= row.ratio <= self.high


def explanations(path: Path = EXPLAINED) -> list[Explanation]:
    """What is explained so far."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Explanation(row["difference"], row["code"], row["module"], float(row["low"]), float(row["high"]), row["evidence"])
            for row in csv.DictReader(file)
        ]


def modules_by_code(folder: Path) -> dict[str, frozenset[str]]:
    """Code → the modules (keys) whose files write it, whatever it is."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.rglob("*.json")):
        key = path.relative_to(folder).with_suffix("").as_posix()
        for code in _codes(json.loads(path.read_text(encoding="utf-8"))["states"]):
            found[code].add(key)
    return {code: frozenset(modules) for code, modules in found.items()}


def _codes(written: Any) -> Iterator[str]:
    if isinstance(written, dict):
        if "code" in written and "system" in written:
            yield str(written["code"])
        for part in written.values():
            yield from _codes(part)
    elif isinstance(written, list):
        for part in written:
            yield from _codes(part)


def explained(row: Row, modules: dict[str, frozenset[str]], known: list[Explanation]) -> str:
    """The difference that explains a row, "" for none."""
    names = modules.get(row.key.split("|")[1], frozenset())
    return next((one.difference for one in known if one.fits(row, names)), "")
