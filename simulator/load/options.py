"""What a load is asked to do; the same for a folder, for a run that is made meanwhile, and for unloading."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from simulator.errors import UsageError
from simulator.load.authorization import Authorization, Fixed, check_header
from simulator.load.defaults import MODES, SAMPLE, TIMEOUT_SECONDS, TRANSACTION
from simulator.load.pace import MOST_REQUESTS


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load to `to`. Raises UsageError where a value cannot be.

    `concurrency` fixes how many requests are under way; None finds it out. `limit` is a number of people.
    """

    to: str
    mode: str = TRANSACTION
    history: bool = False
    force: bool = False
    verify: bool = False
    sample: int = SAMPLE
    stop_on_error: bool = False
    limit: int | None = None
    max_entries: int | None = None
    max_bytes: int | None = None
    concurrency: int | None = None
    timeout_seconds: float = TIMEOUT_SECONDS
    journal: Path | None = None
    headers: dict[str, str] = field(default_factory=dict)
    authorization: Authorization = field(default_factory=Fixed)
    ca: Path | None = None

    def __post_init__(self) -> None:
        if not self.to.startswith(("http://", "https://")):
            raise UsageError(f"to: {self.to!r}; accepted is the base address of a FHIR server, http://… or https://…")
        if "@" in self.to.split("/")[2]:
            raise UsageError("to: holds a user or a password, which everybody could read; accepted are --user and a password file")
        for name, value in self.headers.items():
            check_header(name, value)
        if self.mode not in MODES:
            raise UsageError(f"mode: {self.mode!r}; accepted are {', '.join(MODES)}")
        for name in ("limit", "max_entries", "max_bytes", "concurrency", "timeout_seconds", "sample"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise UsageError(f"{name.replace('_', '-')}: {value}; accepted is 1 or more")

    @property
    def address(self) -> str:
        """The base address without a slash at its end."""
        return self.to.rstrip("/")

    @property
    def workers(self) -> int:
        """How many requests are under way at once, at most."""
        return self.concurrency or MOST_REQUESTS
