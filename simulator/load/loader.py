"""A load: units given to workers, what people share before those who share it, and the end when all is through."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from simulator.load.sender import Sender
from simulator.load.unit import Unit

#: Units that wait for a worker: enough that none waits for a file, few enough that memory stays flat.
_WAITING = 2


class Loader:
    """Takes units in order and sends them with several workers; a shared unit is there before one that came after it is sent,
    though that may have been read meanwhile.

    The first failure that isn't the fault of one resource ends the load: `take` and `finish` raise it.
    """

    def __init__(self, sender: Sender, workers: int, went_on: Callable[[Unit], None]) -> None:
        self._sender = sender
        self._went_on = went_on
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="load")
        self._places = threading.Semaphore(workers + _WAITING)
        self._failure: BaseException | None = None
        self._shared: Future[None] | None = None

    def take(self, unit: Unit) -> None:
        """Sends a unit when a worker is free."""
        self._places.acquire()
        self._check()
        sent = self._pool.submit(self._send, unit, self._shared)
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

    def _send(self, unit: Unit, shared: Future[None] | None) -> None:
        """Reads a unit, waits until the shared one before it is there, and sends it."""
        if self._failure is not None:
            return
        items = self._sender.read(unit)
        if shared is not None:
            wait([shared])  # it began before: the pool starts what it is given in order
            if shared.exception() is not None:
                return
        self._sender.send(unit, items)
        self._went_on(unit)

    def _done(self, sent: Future[None]) -> None:
        if not sent.cancelled() and sent.exception() is not None and self._failure is None:
            self._failure = sent.exception()
            self._sender.abandon()
        self._places.release()

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure
