"""What a load is measured by: requests, latencies, bytes, retries, and what became of the resources."""

from __future__ import annotations

import threading
from array import array
from collections import Counter
from collections.abc import Iterable
from typing import Any

PERCENTILES = (50, 95, 99)


class Figures:
    """Counts of one load; safe to share among threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latencies = array("f")
        self.bytes_sent = 0
        self.bytes_received = 0
        self.retries: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self.unchanged: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def answered(self, seconds: float, sent: int, received: int) -> None:
        """A request was answered after `seconds`, with so many bytes either way."""
        with self._lock:
            self._latencies.append(seconds)
            self.bytes_sent += sent
            self.bytes_received += received

    def retried(self, why: str) -> None:
        """A request is made again, because of `why`."""
        with self._lock:
            self.retries[why] += 1

    def count(self, counter: Counter[str], keys: Iterable[str]) -> None:
        """Counts resources by their types."""
        with self._lock:
            counter.update(key.partition("/")[0] for key in keys)

    def latencies_ms(self) -> dict[str, float]:
        """Percentiles of the time from request to answer, in milliseconds."""
        ordered = sorted(self._latencies)
        if not ordered:
            return {}
        rank = {each: ordered[min(len(ordered) - 1, len(ordered) * each // 100)] for each in PERCENTILES}
        return {f"p{each}": round(value * 1000, 1) for each, value in rank.items()} | {"max": round(ordered[-1] * 1000, 1)}

    def to_json(self, seconds: float) -> dict[str, Any]:
        """The figures as the report holds them."""
        sent = self.sent.total()
        return {
            "seconds": round(seconds, 2),
            "resources_per_second": round(sent / seconds, 1) if seconds > 0 else 0.0,
            "requests": len(self._latencies),
            "latency_ms": self.latencies_ms(),
            "bytes_sent": self.bytes_sent,
            "bytes_received": self.bytes_received,
            "retries": dict(sorted(self.retries.items())),
            "sent": dict(sorted(self.sent.items())),
            "already_there": dict(sorted(self.unchanged.items())),
            "refused": dict(sorted(self.refused.items())),
        }
