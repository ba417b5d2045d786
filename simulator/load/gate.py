"""A gate for work that is under way at once: as much as somebody says, who may change their mind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Gate:
    """Lets in as many as `most` says now; whoever makes that more must call `look_again`."""

    def __init__(self, most: Callable[[], int]) -> None:
        self._most = most
        self._free = threading.Condition()
        self._under_way = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits until another may be under way, and holds its place."""
        with self._free:
            while self._under_way >= self._most():
                self._free.wait()
            self._under_way += 1
        try:
            yield
        finally:
            with self._free:
                self._under_way -= 1
                # One place, one who takes it: all who wait, woken for each answer, took a sixth of the interpreter's time.
                self._free.notify()

    def look_again(self) -> None:
        """Lets those who wait see whether more may be under way now."""
        with self._free:
            self._free.notify_all()
