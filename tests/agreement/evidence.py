"""The evidence of undone differences: which codes that disagree move back when ours does as Synthea does."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.agreement.comparison import EXPLAINED, RATIO_LOW, Row, compare
from tests.agreement.counts import Counts

#: A code that a run wrote so seldom was not among its modules.
_WRITTEN = 3


def moved_back(reference: Counts, ours: Counts, undone: Counts) -> list[tuple[Row, Row]]:
    """The rows that disagree, each with its row under the undone difference, where that one agrees."""
    after = {row.key: row for row in compare(reference, undone)}
    apart = [row for row in compare(reference, ours) if not row.agrees]
    return [(row, after[row.key]) for row in apart if after[row.key].agrees and undone.had(row.key) >= _WRITTEN]


def table(rows: list[tuple[Row, Row]]) -> list[str]:
    """The rows as a table in Markdown."""
    lines = ["| code | display | Synthea | ours | undone | SE undone |", "|---|---|---|---|---|---|"]
    for row, after in rows:
        lines.append(
            f"| {row.key.replace('|', ' ')} | {row.display} | {row.reference:.4f} | {row.ours:.4f} | {after.ours:.4f} "
            f"| {after.standard_errors:.1f} |"
        )
    return lines


def explain(difference: str, rows: list[tuple[Row, Row]], evidence: str, path: Path = EXPLAINED) -> None:
    """Adds to `explained.csv` the codes that moved back, with their direction; those that stand there already are left."""
    with path.open(encoding="utf-8", newline="") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row, _ in sorted(rows, key=lambda pair: pair[0].key):
            if row.key not in known:
                bounds = (0.0, RATIO_LOW) if row.ratio < 1 else (1 / RATIO_LOW, 10.0)
                writer.writerow([difference, row.key, "", *bounds, evidence])
