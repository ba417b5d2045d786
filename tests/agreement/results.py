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
    lines += ["", f"## Unexplained ({len(unexplained)})", "", *_table(unexplained, reasons, writers)]
    lines += ["", f"## Explained ({len(apart) - len(unexplained)})", ""]
    lines += _table([row for row in apart if reasons[row.key]], reasons, writers)
    return "\n".join(lines) + "\n"


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
