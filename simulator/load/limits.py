"""How much goes into one request: what was asked for, what is known of a server, and what it has taught."""

from __future__ import annotations

import threading
from dataclasses import dataclass

#: Entries and bytes of a request where nothing else is known: small enough for every server of the table below but the
#: smallest, large enough that a larger one is hardly faster (20 entries 373 resources/s, 100: 447, 959: 434 on HAPI).
DEFAULT_ENTRIES = 100
DEFAULT_BYTES = 1_000_000
#: Servers by a word of `CapabilityStatement.software.name`, and the most entries that their transactions take.
#: Medplum: a transaction of more than 50 updates is refused (fhir-router 4.5). Azure Health Data Services: 500 entries a
#: bundle (service limits). AWS HealthLake: 160 resources a bundle (quotas). Google Cloud Healthcare API: 4,500 (quotas).
KNOWN_ENTRIES = {"medplum": 50, "azure": 500, "healthlake": 160, "google": 4500}


@dataclass(frozen=True, slots=True)
class Lesson:
    """The limits in force at one moment."""

    entries: int
    bytes: int


class Limits:
    """Limits that shrink when a server refuses a request for its size; safe to share among threads."""

    def __init__(self, entries: int | None, max_bytes: int | None, software: str = "") -> None:
        self._lock = threading.Lock()
        self._now = Lesson(entries or _known(software), max_bytes or DEFAULT_BYTES)

    @property
    def now(self) -> Lesson:
        """The limits in force."""
        return self._now

    def too_many(self, entries: int) -> None:
        """So many entries were refused."""
        with self._lock:
            self._now = Lesson(max(1, min(self._now.entries, (entries + 1) // 2)), self._now.bytes)

    def too_large(self, entries: int, size: int) -> None:
        """A request of so many entries and bytes was refused as too large; which of the two it was isn't said."""
        with self._lock:
            self._now = Lesson(max(1, min(self._now.entries, (entries + 1) // 2)), max(1, min(self._now.bytes, (size + 1) // 2)))


def _known(software: str) -> int:
    name = software.lower()
    return min([DEFAULT_ENTRIES, *(entries for word, entries in KNOWN_ENTRIES.items() if word in name)])
