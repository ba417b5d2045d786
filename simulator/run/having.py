"""Who has the conditions that a run asks for: active in the record at its date."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.errors import UsageError
from simulator.record.chart import Chart
from simulator.record.problems import ConditionOnset
from simulator.terminology.icd10cm import with_icd10cm
from simulator.terminology.systems import SYSTEM_URIS, system_uri


class Having:
    """The conditions asked for: codes as people type them, `code` or `system|code`, with a module's word or a URI as the
    system. Raises UsageError for a system that is neither."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._wanted = [_parsed(code) for code in codes]

    def holds(self, chart: Chart, as_of: int) -> bool:
        """Whether each of them is an active condition of the chart at `as_of` (UTC seconds), by any code written of it."""
        if not self._wanted:
            return True
        active: set[tuple[str, str]] = set()
        for entry in chart.entries:
            if type(entry) is ConditionOnset and entry.recorded < as_of and not _has_abated(entry, as_of):
                for each in with_icd10cm(entry.concepts):
                    active |= {(each.system, each.code), ("", each.code)}
        return all(wanted in active for wanted in self._wanted)


def _has_abated(entry: ConditionOnset, as_of: int) -> bool:
    return entry.abated is not None and entry.abated.recorded < as_of


def _parsed(code: str) -> tuple[str, str]:
    """System and code; the system is "" where any will do."""
    name, bar, rest = code.rpartition("|")
    if not bar:
        return "", code
    system = system_uri(name)
    if system is None:
        known = ", ".join(sorted(SYSTEM_URIS))
        raise UsageError(f"having: {code!r} has an unknown system; accepted are URIs and {known}")
    return system, rest
