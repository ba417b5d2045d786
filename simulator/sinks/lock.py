"""A lock on a folder that the system lets go of when its holder ends, however it ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from simulator.errors import UsageError
from simulator.sinks.files import writing

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path, what: Path) -> Iterator[None]:
    """Holds the lock file `path`, which is made where it isn't there, for the folder `what`.

    Raises UsageError where somebody holds it, OutputError where it cannot be made.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    with file:
        try:
            _take(file)
        except OSError:
            raise UsageError(f"{what}: another run is writing there; wait for it, or name another folder") from None
        yield
