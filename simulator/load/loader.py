"""A load: units given to workers, what people share before those who share it, and the end when all is through."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from simulator.load.sender import Sender
from simulator.load.unit import Unit

#: Units that wait for a worker: enough that none waits for a file, few enough that memory stays flat.
_WAITING = 2


class Loader:
    """Takes units in order and sends them with several workers; a shared unit is there when `take` returns.

    The first failure that isn't the fault of one resource ends the load: `take` and `finish` raise it.
    """

    def __init__(self, sender: Sender, workers: int, went_on: Callable[[Unit], None]) -> None:
        self._sender = sender
        self._went_on = went_on
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="load")
        self._places = threading.Semaphore(workers + _WAITING)
        self._failure: BaseException | None = None

    def take(self, unit: Unit) -> None:
        """Sends a unit, at once where it is shared, else when a worker is free."""
        if unit.shared:
            self._check()
            self._send(unit)
            return
        self._places.acquire()
        self._check()
        self._pool.submit(self._send, unit).add_done_callback(self._done)

    def finish(self) -> None:
        """Waits for the workers, and sends what was put off."""
        self._pool.shutdown()
        self._check()
        self._sender.finish()

    def end(self) -> None:
        """Ends the workers as soon as what they are at is done, without what waits; nothing where they have ended."""
        self._sender.abandon()
        self._pool.shutdown(cancel_futures=True)

    def _send(self, unit: Unit) -> None:
        if self._failure is None:
            self._sender.send(unit)
            self._went_on(unit)

    def _done(self, sent: Future[None]) -> None:
        if not sent.cancelled() and sent.exception() is not None and self._failure is None:
            self._failure = sent.exception()
            self._sender.abandon()
        self._places.release()

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure
