"""A run's options as its manifest tells them, and back: what changes bytes, and nothing else."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from simulator.config import RunConfig
from simulator.errors import UsageError
from simulator.sinks.manifest import Manifest, read_manifest, read_manifest_file

#: Told by the manifest elsewhere, or by the hashes of what was in the folders; or without any effect on what is written.
_TOLD_ELSEWHERE = frozenset({"seed", "as_of", "population", "modules", "add_modules"})
_WITHOUT_EFFECT = frozenset({"workers", "output", "overwrite", "quiet"})
#: The two options that only say whether the dead are written.
_DEAD = frozenset({"living_only", "with_dead"})
_LEFT_OUT = _TOLD_ELSEWHERE | _WITHOUT_EFFECT | _DEAD
#: The manifest's words for what the options come to.
KEEPS_DEAD, OWN_MODULES = "keeps_dead", "own_modules"


def options_of(config: RunConfig) -> dict[str, Any]:
    """The options that change what is written, as JSON has them. Folders are told by their modules' hashes."""
    told = {field.name: _plain(getattr(config, field.name)) for field in fields(config) if field.name not in _LEFT_OUT}
    if config.persons is not None:
        told["patients"] = None
    return {**told, KEEPS_DEAD: config.keeps_dead, OWN_MODULES: not config.modules}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def config_of(path: Path, **own: Any) -> RunConfig:
    """The description of the run that a `run.json`, or the folder around it, tells of. `own` are options that it doesn't
    tell (`modules`, `add_modules`, `output`, `workers`, …), or that are to hold instead.

    Whether it comes to the same run only its modules and the version can tell: see `check_same`. Raises UsageError where
    there is no manifest, or where an option cannot be.
    """
    told = manifest_at(path)
    options = {name: value for name, value in told.options.items() if value is not None}
    keeps_dead = options.pop(KEEPS_DEAD, True)
    if not options.pop(OWN_MODULES, True) and not own.get("modules"):
        raise UsageError(f"{path}: a run of modules instead of the own ones; name their folder (--modules)")
    if options.get("persons") is None:
        options["with_dead"], options["living_only"] = _dead(options, keeps_dead)
    options |= {"seed": told.seed, "as_of": told.as_of, "population": told.population}
    return RunConfig.of(**(options | own))


def _dead(options: dict[str, Any], keeps_dead: bool) -> tuple[bool, bool]:
    """`with_dead` and `living_only`, where they are needed to come to the same."""
    restricted = bool(options.get("age") or options.get("sex") or options.get("having"))
    return restricted and keeps_dead, not restricted and not keeps_dead


def manifest_at(path: Path) -> Manifest:
    """The manifest in the file `path`, or in the folder `path`. Raises UsageError where there is none."""
    found = read_manifest(path) if path.is_dir() else read_manifest_file(path)
    if found is None:
        raise UsageError(f"{path}: not there; accepted is the run.json of a run, or its folder")
    return found


def check_same(path: Path, told: Manifest, made: Manifest) -> None:
    """Raises UsageError where what would be made isn't the run that a manifest tells of, naming what differs."""
    differences = [*_versions(told, made), *_modules(told, made)]
    differences += [f"option {name}" for name in sorted({*told.options, *made.options}) if _differ(told, made, name)]
    differences += [name for name in ("seed", "as_of", "population") if getattr(told, name) != getattr(made, name)]
    if differences:
        raise UsageError(f"{path}: cannot be made again: {'; '.join(differences)}; accepted is what that run was made from")


def _differ(told: Manifest, made: Manifest, name: str) -> bool:
    return bool(told.options.get(name) != made.options.get(name))


def _versions(told: Manifest, made: Manifest) -> list[str]:
    if told.version != made.version:
        return [f"made by version {told.version}, this is {made.version}"]
    return [f"made by other code of version {told.version}"] if told.code != made.code else []


#: So many modules or tables are named before the rest is counted.
_NAMED = 5


def _modules(told: Manifest, made: Manifest) -> list[str]:
    found = []
    for what, there, here in (
        ("module", told.core | told.modules, made.core | made.modules),
        ("table", told.tables, made.tables),
    ):
        names = sorted(name for name in {*there, *here} if there.get(name) != here.get(name))
        if names:
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            found.append(f"{what} {', '.join(names[:_NAMED])}{more} changed, gone or new")
    return found
