"""A run that is ready for its first life."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.errors import Problem
from simulator.run.lives import Lives
from simulator.sinks.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run that is ready: who makes lives, the manifest that says from what, and what is to be told at the end.

    `notes` tell of module files that replace others; `background_is_whole` as in `Summary`.
    """

    lives: Lives
    manifest: Manifest
    warnings: tuple[Problem, ...]
    notes: tuple[str, ...]
    background_is_whole: bool
