"""A load: units given to workers, what people share before those who share it, and the end when all is through."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from simulator.load.gate import Gate
from simulator.load.item import Item
from simulator.load.sender import Sender
from simulator.load.unit import Unit

#: Units that wait for a worker: enough that none waits for a file, few enough that memory stays flat.
_WAITING = 2
#: So many bytes of people are in memory at once, or one larger person.
MOST_BYTES = 32_000_000


class _Room:
    """Room in memory, for which people wait; what they share does not, for they would wait for each other."""

    def __init__(self) -> None:
        self._left = threading.Condition()
        self._taken = 0

    def take(self, unit: Unit) -> None:
        """Waits for room for a unit, and holds it."""
        with self._left:
            while self._taken and self._taken + _size(unit) > MOST_BYTES:
                self._left.wait()
            self._taken += _size(unit)

    def leave(self, unit: Unit) -> None:
        """Gives a unit's room back."""
        with self._left:
            self._taken -= _size(unit)
            self._left.notify_all()


def _size(unit: Unit) -> int:
    return 0 if unit.shared else unit.size


class Loader:
    """Takes units in order and sends them with several workers; a shared unit is there before one that came after it is sent,
    though that may have been read meanwhile.

    The first failure that isn't the fault of one resource ends the load: `take` and `finish` raise it.
    """

    def __init__(self, sender: Sender, workers: int, gate: Gate, went_on: Callable[[Unit], None]) -> None:
        """`gate` is for units that are being sent."""
        self._sender = sender
        self._went_on = went_on
        self._gate = gate
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="load")
        self._places = threading.Semaphore(workers + _WAITING)
        self._failure: BaseException | None = None
        self._shared: Future[None] | None = None
        self._room = _Room()

    def take(self, unit: Unit) -> None:
        """Reads a unit, and sends it when a worker is free. (Workers don't read: many that do, keep those from the server whose
        answer has come, and what each has read once stays part of its memory, 550 instead of 200 MB.)"""
        self._places.acquire()
        self._check()
        self._room.take(unit)
        sent = self._pool.submit(self._send, unit, self._sender.read(unit), self._shared)
        if unit.shared:
            self._shared = sent
        sent.add_done_callback(self._done)

    def finish(self) -> None:
        """Waits for the workers, and sends what was put off."""
        self._pool.shutdown()
        self._check()
        self._sender.finish()

    def end(self) -> None:
        """Ends the workers as soon as what they are at is done, without what waits; nothing where they have ended."""
        self._sender.abandon()
        self._pool.shutdown(cancel_futures=True)

    def _send(self, unit: Unit, items: dict[str, Item] | None, shared: Future[None] | None) -> None:
        """Sends a unit when the shared one before it is there."""
        try:
            if shared is not None:
                wait([shared])  # it began before: the pool starts what it is given in order
            if self._failure is not None or (shared is not None and shared.exception() is not None):
                return
            with self._gate.turn():
                self._sender.send(unit, items)
        finally:
            self._room.leave(unit)
        self._went_on(unit)

    def _done(self, sent: Future[None]) -> None:
        if not sent.cancelled() and sent.exception() is not None and self._failure is None:
            self._failure = sent.exception()
            self._sender.abandon()
        self._places.release()

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure
