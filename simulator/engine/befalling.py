"""What befalls a person outside care, as the world foretold it: names, moves, marriages, cover."""

from __future__ import annotations

import simpy

from simulator.engine.alarms import LIFE_RANK, Process, ring
from simulator.engine.care import Care
from simulator.machine.subject import Subject
from simulator.record.entry import Entry
from simulator.record.life import CoverageEnded, CoverageStarted, MaritalStatusChanged, Moved
from simulator.world.payers import insurance_status


def befalling(env: simpy.Environment, subject: Subject, care: Care, biography: list[Entry]) -> Process:
    """The process: appends each entry of a biography at its time, and lets modules know of it."""
    for entry in biography:
        if entry.time > env.now:
            yield ring(env, LIFE_RANK, entry.time)
        subject.chart.append(entry)
        _tell(subject, care, entry)


def _tell(subject: Subject, care: Care, entry: Entry) -> None:
    if isinstance(entry, Moved):
        care.address = entry.address
        subject.set("city", entry.address.city)
        subject.set("county", entry.address.county or None)
    elif isinstance(entry, MaritalStatusChanged):
        subject.set("marital_status", entry.status)
    elif isinstance(entry, CoverageStarted):
        subject.set("insurance_status", insurance_status(entry.plan))
    elif isinstance(entry, CoverageEnded):
        entry.coverage.ended = entry
        subject.set("insurance_status", insurance_status(None))
