"""Parts made by several processes of this machine: given out in order, a few ahead, and taken back in order.

Processes are started by spawn on every system: each loads the modules for itself. Who makes a part, and when, changes no byte;
a cluster would be another caller of `make_in`, and nothing else.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import TracebackType
from typing import cast

from simulator.errors import PopulationError, RunError, SimulatorError
from simulator.run.ahead import Ahead
from simulator.run.making import found_in
from simulator.run.part import PartRecord
from simulator.run.population import Part
from simulator.run.worker import Answer, CameBy, Failed, Order, Task, work
from simulator.sinks.run_folder import RunFolder

#: Parts that may be out or wait for an earlier one, for each process: a slow part doesn't leave the others idle.
WINDOW = 2
#: A process that isn't gone so long after its pipe was closed is killed.
PATIENCE_SECONDS = 5.0


class Worker:
    """One process, as its parent sees it; `part` is what it is making up to the `wanted`-th living, None where it waits."""

    def __init__(self, order: Order) -> None:
        context = multiprocessing.get_context("spawn")
        tasks, self._tasks = context.Pipe(duplex=False)
        self.answers, answers = context.Pipe(duplex=False)
        self.part: Part | None = None
        self.wanted: int | None = None
        self._process = context.Process(target=work, args=(order, tasks, answers), daemon=True)
        with _interrupts_ignored():
            self._process.start()
        tasks.close()
        answers.close()

    def give(self, part: Part, wanted: int | None) -> None:
        """Gives it a part to make. Raises RunError where the process is gone."""
        self.part, self.wanted = part, wanted
        try:
            self._tasks.send(Task(part, wanted))
        except OSError:
            raise self._gone() from None

    def answer(self) -> Answer:
        """The next answer, once there is one. Raises RunError where the process is gone."""
        try:
            return cast(Answer, self.answers.recv())
        except (EOFError, OSError):
            raise self._gone() from None

    def dismiss(self) -> None:
        """Closes the pipe by which it lives."""
        self._tasks.close()

    def end(self) -> None:
        """Waits for its end."""
        self._process.join(PATIENCE_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self.answers.close()
        self._process.close()

    def _gone(self) -> RunError:
        self._process.join(PATIENCE_SECONDS)
        code = self._process.exitcode
        killed = code is not None and code < 0
        how = f"was killed (signal {-code})" if code is not None and killed else f"ended (exit code {code})"
        advice = "fewer --workers need less memory" if killed else "what it said stands above"
        what = "while it waited"
        if self.part is not None:
            what = f"while it lived candidates {self.part.candidates[0]} to {self.part.candidates[-1]}"
        return RunError(f"a worker process {how} {what}; the same command goes on, and {advice}")


class Workers:
    """Up to `count` processes, each started when there is a part for it; leaving ends them all."""

    def __init__(self, count: int, order: Order) -> None:
        self._count = count
        self._order = order
        self._all: list[Worker] = []

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for worker in self._all:
            worker.dismiss()
        for worker in self._all:
            worker.end()

    @property
    def window(self) -> int:
        """How many parts may be out, or wait for an earlier one."""
        return WINDOW * self._count

    def free(self) -> Worker | None:
        """One that waits, or a new one; None where all are at work."""
        for worker in self._all:
            if worker.part is None:
                return worker
        if len(self._all) == self._count:
            return None
        self._all.append(Worker(self._order))
        return self._all[-1]

    def lose(self, worker: Worker) -> None:
        """Ends one that cannot go on."""
        self._all.remove(worker)
        worker.dismiss()
        worker.end()

    def ready(self) -> list[Worker]:
        """Those who have something to say, once there is one."""
        heard = wait([worker.answers for worker in self._all])
        return [worker for worker in self._all if worker.answers in heard]


def made_by(workers: Workers, folder: RunFolder, parts: Iterator[Part], ahead: Ahead) -> Iterator[PartRecord]:
    """The records of parts in order, each found in the folder or made by a worker.

    Raises RunError where a worker is gone, and whatever ended one's work. What `parts` raises is raised when all before has
    been given: the run may end there.
    """
    return iter(_Making(workers, folder, parts, ahead))


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why there is no record: of a part that was made up to the `wanted`-th living, or of no part at all."""

    error: SimulatorError
    part: Part | None = None
    wanted: int | None = None


class _Making:
    """Parts on their way, by number: `_open` are given out, `_done` wait for an earlier one, and so do `_failed`. `_held` are
    the next to be given out."""

    def __init__(self, workers: Workers, folder: RunFolder, parts: Iterator[Part], ahead: Ahead) -> None:
        self._workers = workers
        self._folder = folder
        self._parts = parts
        self._ahead = ahead
        self._open: dict[int, Part] = {}
        self._done: dict[int, PartRecord] = {}
        self._failed: dict[int, _Failure] = {}
        self._held: deque[Part] = deque()
        self._more = True
        self._next = 0

    def __iter__(self) -> Iterator[PartRecord]:
        while True:
            self._give_out()
            if self._next in self._failed:
                self._fail(self._failed.pop(self._next))
            elif self._next in self._done:
                self._next += 1
                yield self._done.pop(self._next - 1)
            elif self._open:
                for worker in self._workers.ready():
                    self._hear(worker)
            elif not self._more:
                return

    def _give_out(self) -> None:
        while self._next not in self._done and not self._failed and (part := self._upcoming()) is not None:
            found = found_in(self._folder, part.number)
            worker = None if found is not None else self._workers.free()
            if found is not None:
                self._done[part.number] = found
            elif worker is not None:
                self._open[part.number] = part
                worker.give(part, self._ahead.wanted)
            else:
                return
            self._held.popleft()

    def _upcoming(self) -> Part | None:
        """The next part, None where no more are to be made now."""
        if not self._held and self._more and not self._enough():
            self._take()
        return self._held[0] if self._held else None

    def _enough(self) -> bool:
        """Whether what is out fills the window, or probably the run."""
        if len(self._open) + len(self._done) >= self._workers.window:
            return True
        out = sum(len(part.candidates) for part in self._open.values()) + sum(len(part.people) for part in self._done.values())
        wanted = self._ahead.wanted
        return wanted is not None and out * self._ahead.share >= wanted

    def _take(self) -> None:
        number = self._next + len(self._open) + len(self._done)
        try:
            part = next(self._parts, None)
        except PopulationError as error:
            self._failed[number] = _Failure(error)
            return
        if part is None:
            self._more = False
        else:
            self._held.append(part)

    def _fail(self, failure: _Failure) -> None:
        """Raises the error of the part whose turn it is, unless fewer of its people are wanted by now: then it is made again, up
        to the last who is wanted, as a single process would."""
        if failure.part is None or failure.wanted == self._ahead.wanted:
            raise failure.error
        self._held.appendleft(failure.part)

    def _hear(self, worker: Worker) -> None:
        answer = worker.answer()
        part = worker.part
        assert part is not None
        if isinstance(answer, CameBy):
            self._ahead.lived(part.number, answer.person)
            return
        del self._open[part.number]
        if isinstance(answer, Failed):
            self._failed[part.number] = _Failure(answer.error, part, worker.wanted)
            self._workers.lose(worker)
            return
        worker.part = None
        record = found_in(self._folder, part.number)
        if record is None:
            raise RunError(f"{self._folder.path}: a part that a worker wrote is gone; the same command makes it again")
        self._done[part.number] = record


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Starts processes that never hear Ctrl-C, not even before they can say so: their parent does, and ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)
