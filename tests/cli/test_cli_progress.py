"""How far a run is, where nobody watches: a line now and then."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.cli.progress import Lines


def test_a_line_is_said_every_ten_seconds_at_most() -> None:
    times: Iterator[float] = iter([0.0, 1.0, 9.9, 10.0, 12.0, 25.0])
    said: list[str] = []
    lines = Lines(100, said.append, lambda: next(times))
    for done in (5, 30, 40, 45, 80):
        lines.went_on(done, done)
    assert said == ["40 of 100 patients, 4.0 patients/s", "80 of 100 patients, 3.2 patients/s"]
