"""`RESULTS.md`: what the comparison found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.agreement.comparison import (
    LEAST_PEOPLE,
    Row,
    compare,
    encounter_rates,
    explained,
    explanations,
    modules_by_code,
    visit_rates,
)
from tests.agreement.counts import BAND_NAMES, Counts, coarse

RESULTS = Path(__file__).parent / "RESULTS.md"


def results(reference: Counts, ours: Counts, modules: Path, again: Counts | None) -> str:
    """The results as text: the totals, the disagreements with their explanation, the unexplained by name."""
    rows = compare(reference, ours)
    known, writers = explanations(), modules_by_code(modules)
    apart = [row for row in rows if not row.agrees]
    reasons = {row.key: explained(row, writers, known) for row in apart}
    unexplained = [row for row in apart if not reasons[row.key]]
    lines = ["# Agreement with Synthea 3.3.0 on the same modules", "", "Written by `python -m tests.agreement compare`.", ""]
    lines += [f"* reference: {reference.origin}", f"* ours: {ours.origin}"]
    lines += [f"* living people by age ({', '.join(BAND_NAMES)}): {coarse(reference.people)} and {coarse(ours.people)}", ""]
    lines += _totals(rows, apart, unexplained)
    if again is not None:
        lines += _noise(reference, again)
    lines += ["", "## Encounters per person-year of the living", "", "| class | Synthea | ours | ratio |", "|---|---|---|---|"]
    for name, theirs, mine in encounter_rates(reference, ours):
        lines.append(
            f"| {name} | {theirs:.4f} | {mine:.4f} | {mine / theirs:.2f} |" if theirs else f"| {name} | 0 | {mine:.4f} | |"
        )
    lines += _visits(reference, ours, writers)
    lines += ["", f"## Unexplained ({len(unexplained)})", "", *_table(unexplained, reasons, writers)]
    lines += ["", f"## Explained ({len(apart) - len(unexplained)})", ""]
    lines += _table([row for row in apart if reasons[row.key]], reasons, writers)
    return "\n".join(lines) + "\n"


#: So many kinds of encounter of each class are told, where they differ by so much a person-year.
_VISITS_TOLD, _LEAST_DIFFERENCE = 12, 0.0005


def _visits(reference: Counts, ours: Counts, writers: dict[str, frozenset[str]]) -> list[str]:
    """What makes the difference of each class: encounters by type and reason, those that differ most first."""
    head = "| class | type | reason | Synthea | ours | difference | modules that have both codes |"
    lines = ["", "Those of one type and reason that differ most:", "", head, "|---|---|---|---|---|---|---|"]
    told: Counter[str] = Counter()
    for name, theirs, mine in visit_rates(reference, ours):
        encounter_class, kind, reason = name.split("|")
        told[encounter_class] += 1
        if told[encounter_class] > _VISITS_TOLD or abs(mine - theirs) < _LEAST_DIFFERENCE:
            continue
        modules = writers.get(kind, frozenset()) & writers.get(reason, frozenset()) if reason else writers.get(kind, frozenset())
        names = ", ".join(sorted(modules)[:3])
        lines.append(f"| {encounter_class} | {kind} | {reason} | {theirs:.4f} | {mine:.4f} | {mine - theirs:+.4f} | {names} |")
    return lines


def _totals(rows: list[Row], apart: list[Row], unexplained: list[Row]) -> list[str]:
    """The share of codes that agree, in all and by kind."""
    lines = [
        f"**{len(rows) - len(apart)} of {len(rows)} codes that at least {LEAST_PEOPLE} of Synthea's people have agree "
        f"({(len(rows) - len(apart)) / len(rows):.1%}); {len(unexplained)} are unexplained ({len(unexplained) / len(rows):.1%}).**",
        "",
        "| kind | codes | agree | unexplained |",
        "|---|---|---|---|",
    ]
    every, bad, dark = (Counter(row.key.split("|")[0] for row in part) for part in (rows, apart, unexplained))
    return lines + [f"| {kind} | {every[kind]} | {every[kind] - bad[kind]} | {dark[kind]} |" for kind in sorted(every)]


def _noise(reference: Counts, again: Counts) -> list[str]:
    rows = compare(reference, again)
    apart = [row for row in rows if not row.agrees]
    names = "; ".join(f"{row.display} ({row.ratio:.2f})" for row in apart)
    return ["", f"Synthea against itself ({again.origin}): {len(rows) - len(apart)} of {len(rows)} agree. {names}".rstrip()]


def _table(rows: list[Row], reasons: dict[str, str], writers: dict[str, frozenset[str]]) -> list[str]:
    lines = ["| code | display | Synthea | ours | ratio | SE | difference | modules |", "|---|---|---|---|---|---|---|---|"]
    for row in sorted(rows, key=lambda row: (reasons[row.key], row.key)):
        modules = ", ".join(sorted(writers.get(row.key.split("|")[1], frozenset()))[:4])
        lines.append(
            f"| {row.key.replace('|', ' ')} | {row.display} | {row.reference:.4f} | {row.ours:.4f} | {row.ratio:.2f} "
            f"| {row.standard_errors:.1f} | {reasons[row.key]} | {modules} |"
        )
    return lines
