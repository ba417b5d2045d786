"""What a load does unless told otherwise."""

from __future__ import annotations

TRANSACTION, BATCH, PUT = MODES = ("transaction", "batch", "put")
#: Seconds without an answer after which a request counts as lost.
TIMEOUT_SECONDS = 60.0
#: Resources that a verification reads back and compares, spread over all types; all where there are no more.
SAMPLE = 10_000
#: What a loader needs; SMART App Launch 2.2, system scopes.
DEFAULT_SCOPE = "system/*.cruds"
