"""A process that lives parts: what it is told, what it answers, and how it ends.

It is told parts through one pipe and answers through another; no lock, queue or memory is shared, so that a process that is
killed at any moment leaves nothing held. It ends when the pipe of its parent closes, which the system does however the parent
ends, `kill -9` included.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from simulator.config import RunConfig
from simulator.errors import RunError, SimulatorError
from simulator.run.collector import collector_spared
from simulator.run.formats import Formats
from simulator.run.making import make_in
from simulator.run.part import PersonRecord
from simulator.run.population import Part
from simulator.run.prepared import Prepared
from simulator.sinks.manifest import Manifest
from simulator.sinks.run_folder import RunFolder

#: The exit code of a worker that nobody needs any more.
UNNEEDED = 0


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker must know to make parts of a run; it travels pickled, `prepare` by its name.

    `folder` is absolute; `manifest` tells whether the worker found the modules that its parent found.
    """

    config: RunConfig
    folder: Path
    manifest: Manifest
    prepare: Callable[[RunConfig], Prepared]


@dataclass(frozen=True, slots=True)
class Task:
    """A part to be lived, up to the `wanted`-th who lives at the date."""

    part: Part
    wanted: int | None


@dataclass(frozen=True, slots=True)
class CameBy:
    """An answer: one more of the part that is being lived."""

    person: PersonRecord


@dataclass(frozen=True, slots=True)
class Finished:
    """An answer: the part stands in the run's folder, with its record."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An answer: why the part, or the whole run, cannot be made."""

    error: SimulatorError


Answer = CameBy | Finished | Failed


def work(order: Order, tasks: Connection, answers: Connection) -> None:
    """Lives the parts that come through `tasks` until that closes; the body of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    waiting: SimpleQueue[Task] = SimpleQueue()
    Thread(target=_listen, args=(tasks, waiting), daemon=True).start()
    try:
        _live(order, waiting, answers)
    except SimulatorError as error:
        _answer(answers, Failed(error))


def _listen(tasks: Connection, waiting: SimpleQueue[Task]) -> None:
    """Passes tasks on, and ends the process at once where nobody can give any more."""
    while True:
        try:
            waiting.put(tasks.recv())
        except (EOFError, OSError):
            os._exit(UNNEEDED)


def _live(order: Order, waiting: SimpleQueue[Task], answers: Connection) -> None:
    prepared = order.prepare(order.config)
    if not prepared.manifest.is_same_run(order.manifest):
        raise RunError("the modules or the code have changed since the run began; the same command begins anew")
    formats = Formats(order.config, prepared.lives.zone)
    folder = RunFolder(order.folder, order.manifest)
    with collector_spared():
        while True:
            task = waiting.get()
            make_in(folder, task.part, prepared.lives, formats, task.wanted, lambda person: _answer(answers, CameBy(person)))
            _answer(answers, Finished())


def _answer(answers: Connection, answer: Answer) -> None:
    try:
        answers.send(answer)
    except OSError:
        os._exit(UNNEEDED)
