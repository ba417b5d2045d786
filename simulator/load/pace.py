"""How many requests are under way at once: as many as the server takes best, found by trying."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

from simulator.load.gate import Gate

#: Where the search begins, and where it ends unless told otherwise.
FIRST_REQUESTS = 4
MOST_REQUESTS = 8
#: A window of the search: at least so many seconds, and so many answers for each request under way.
WINDOW_SECONDS = 1.0
WINDOW_ANSWERS = 3
#: A window that is worse than the one before by more than this turns the search round.
TOLERANCE = 0.97
#: What a server's refusal for load leaves of the requests under way.
PUSHED_BACK = 0.7


class Pace:
    """The gate for `requests` widens while more requests at once bring more resources a second, narrows when they don't, and at
    once when the server pushes back (429, 503, a lost connection). The one for `units` lets in one more, which is read from or
    journalled meanwhile: more threads wait for the interpreter, and those whose answers have come wait with them, a tenth of a
    load's time."""

    def __init__(self, most: int = MOST_REQUESTS, fixed: bool = False, clock: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._fixed = fixed
        self._clock = clock
        self._counting = threading.Lock()
        self.requests = Gate(lambda: self.allowed)
        self.units = Gate(lambda: self.allowed + 1)
        self._allowed = float(most if fixed else min(FIRST_REQUESTS, most))
        self._step = 1
        self._begun = clock()
        self._amount = self._answers = 0
        self._last_rate = 0.0

    @property
    def allowed(self) -> int:
        """Requests that may be under way at once."""
        return max(1, int(self._allowed))

    def went_well(self, amount: int) -> None:
        """An answer came for a request with so many resources."""
        if self._fixed:
            return
        with self._counting:
            self._amount += amount
            self._answers += 1
            seconds = self._clock() - self._begun
            if seconds >= WINDOW_SECONDS and self._answers >= WINDOW_ANSWERS * self.allowed:
                self._judge(self._amount / seconds)

    def _judge(self, rate: float) -> None:
        if rate < self._last_rate * TOLERANCE:
            self._step = -self._step
        self._allowed = min(float(self._most), max(1.0, self.allowed + self._step))
        self._last_rate = rate
        self._restart()
        self.requests.look_again()
        self.units.look_again()

    def _restart(self) -> None:
        self._begun = self._clock()
        self._amount = self._answers = 0

    def pushed_back(self) -> None:
        """The server wants less at once."""
        if self._fixed:
            return
        with self._counting:
            self._allowed = max(1.0, self._allowed * PUSHED_BACK)
            self._step, self._last_rate = 1, 0.0
            self._restart()
