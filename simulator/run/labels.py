"""The truth of a life as it is written beside the record: it points to nothing that isn't there."""

from __future__ import annotations

from simulator.config import RunConfig
from simulator.engine.lifetime import Life
from simulator.run.truth import Row, truth_rows

#: The truth with each state entered; see `config.TRUTHS`.
STATES = "states"


def labels_of(config: RunConfig, life: Life, there: set[str] | None) -> list[Row]:
    """The rows of a life that was lived with its truth; a reference to what isn't among the resources `there`, the record's,
    becomes None, unless the record is whole (None)."""
    rows = truth_rows(life, config.population, config.truth == STATES)
    if there is not None:
        for row in rows:
            _cut(row, there)
    return rows


def _cut(row: Row, there: set[str]) -> None:
    if row.get("condition") not in there and "condition" in row:
        row["condition"] = None
    if "wrote" in row:
        row["wrote"] = [each for each in row["wrote"] if each in there]
    value = row.get("value")
    if isinstance(value, dict) and value.get("reference") not in there and "reference" in value:
        value["reference"] = None
