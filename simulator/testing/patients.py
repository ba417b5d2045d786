"""Synthetic patients in memory, each with everything that the record refers to."""

from __future__ import annotations

from typing import Any

from simulator.config import RunConfig
from simulator.run.population import Tally, parts
from simulator.run.prepare import prepare
from simulator.run.shared import bundles

#: One patient: transaction bundles in the order in which they can be posted.
Patient = list[dict[str, Any]]


def synthetic_patients(n: int = 10, seed: int = 1, **options: Any) -> list[Patient]:
    """`n` living people, with `living_only=False` also those who died among them: each a list of transaction bundles.

    A patient's list begins with bundles of the shared resources (organisations, clinicians …) that the record refers to, so
    that it can be posted alone; then comes a bundle a line. Options are those of `simulator.generate`. The dicts share parts:
    copy before changing. Raises SimulatorError.
    """
    return patients_of(config_of(n, seed, **options))


def config_of(n: int, seed: int, **options: Any) -> RunConfig:
    """The config of `n` living people, where the options don't say otherwise. Raises UsageError for options that cannot be."""
    if not {"living_only", "with_dead", "persons"} & options.keys():
        options["living_only"] = True
    return RunConfig.of(patients=n, seed=seed, **options)


def patients_of(config: RunConfig) -> list[Patient]:
    """The same for a config."""
    lives = prepare(config).lives
    tally = Tally(config)
    found: list[Patient] = []
    for part in parts(config, lives):
        for candidate in part.candidates:
            lived = lives.live(candidate)
            if tally.take(lived):
                lines = [each.bundle for each in lived.lines]
                found.append([*bundles(lived.shared), *lines])
            if tally.wanted == 0:
                return found
    return found
