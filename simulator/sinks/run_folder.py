"""The folder of one run: taken, worked in part by part, finished, or found finished.

    run.json                incomplete from the first moment, replaced in one step at the end
    encounters/…            what the run gives; a file appears whole or not at all
    parts/000007/           a finished part of an incomplete run: its record, and its files until they are moved out
    parts/000008.writing/   a part that is being written

A part's folder appears by one renaming, so that a run that was killed at any moment goes on where it was. An incomplete
manifest names `parts`, and the records in there name every file that has been moved out.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

import orjson

from simulator.errors import UsageError
from simulator.sinks.files import ASIDE, FileRecord, matches, move_file, write_file, writing
from simulator.sinks.lock import locked
from simulator.sinks.manifest import COMPLETE, INCOMPLETE, NAME, PARTS, Manifest, read_manifest, write_manifest

PART_RECORD: Final = "part.json"
_LOCK: Final = "lock"
#: What may stand in a folder that is otherwise free: a note about it, and the manifest that a run was killed writing.
_HARMLESS: Final = frozenset({"README.md", NAME + ASIDE})


class RunFolder:
    """A folder that one run writes in; make one with `taken`."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._parts = path / PARTS

    def part(self, number: int) -> dict[str, Any] | None:
        """The record of a finished part whose files all stand, None where the part is still to be made."""
        folder = self._part(number)
        record = _read_record(folder / PART_RECORD)
        if record is None:
            return None
        files = _part_files(record)
        return record if all(matches(folder, file) or matches(self.path, file) for file in files) else None

    def part_aside(self, number: int) -> Path:
        """An empty folder to write a part in. Raises OutputError."""
        folder = self._part(number, ASIDE)
        with writing(folder):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        return folder

    def part_done(self, number: int, record: bytes) -> None:
        """Makes the part that stands aside a finished one, with its record. Raises OutputError."""
        aside, folder = self._part(number, ASIDE), self._part(number)
        write_file(aside, PART_RECORD, [record])
        with writing(folder):
            shutil.rmtree(folder, ignore_errors=True)
            aside.replace(folder)

    def publish(self, number: int, files: tuple[FileRecord, ...]) -> None:
        """Moves a part's files to their places. Raises OutputError."""
        for record in files:
            move_file(self._part(number) / record.path, self.path / record.path)

    def part_folder(self, number: int) -> Path:
        """Where a finished part lies, with what stays there until the run is whole."""
        return self._part(number)

    def drop(self, number: int) -> None:
        """Removes a part. Raises OutputError."""
        with writing(self._part(number)):
            shutil.rmtree(self._part(number), ignore_errors=True)

    def finish(self, manifest: Manifest) -> None:
        """Declares the run complete and removes what only an incomplete one needs. Raises OutputError."""
        write_manifest(self.path, replace(manifest, status=COMPLETE))
        _empty_parts(self.path)

    def _part(self, number: int, suffix: str = "") -> Path:
        return self._parts / f"{number:06}{suffix}"


def find_whole(path: Path, manifest: Manifest) -> Manifest | None:
    """The manifest of this very run where the folder holds it complete, else None. What it left behind, killed at the very end,
    is removed.

    Raises UsageError where it was complete and files have since been lost or changed.
    """
    found = read_manifest(path)
    if found is None or found.status != COMPLETE or not found.is_same_run(manifest):
        return None
    for record in found.files:
        if not matches(path, record):
            raise UsageError(f"{path / record.path}: lost or changed since the run; accepted is --overwrite, which makes it anew")
    if (path / PARTS).exists():
        with locked(path / PARTS / _LOCK, path):
            _empty_parts(path)
        _remove_lock(path)
    return found


@contextmanager
def taken(path: Path, manifest: Manifest, overwrite: bool) -> Iterator[RunFolder]:
    """Takes the folder for this run, and holds it: a free one, one where this run was begun, or was given away without files, or
    with `overwrite` any run's.

    Raises UsageError where the folder holds something else, or a living run; OutputError where it cannot be written.
    """
    _check_free(path, manifest, overwrite)
    with locked(path / PARTS / _LOCK, path):
        if overwrite:
            _remove_run(path)
        write_manifest(path, replace(manifest, status=INCOMPLETE))
        folder = RunFolder(path, manifest)
        yield folder
    _remove_lock(path)


@contextmanager
def visited(path: Path, manifest: Manifest) -> Iterator[RunFolder]:
    """The folder of this very run, whole already, held so that parts can be made in it once more; the run stays as it is.

    Raises UsageError where somebody else holds it.
    """
    with locked(path / PARTS / _LOCK, path):
        yield RunFolder(path, manifest)
        _empty_parts(path)
    _remove_lock(path)


def _check_free(path: Path, manifest: Manifest, overwrite: bool) -> None:
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path}: is a file; accepted is a folder (--output)")
    found = read_manifest(path)
    if found is None:
        _check_no_strangers(path)
        return
    if overwrite or (found.is_same_run(manifest) and not found.files):
        return
    state = "another run" if found.status == COMPLETE else "the beginning of another run"
    raise UsageError(
        f"{path}: holds {state} ({found.population}, seed {found.seed}, {found.as_of}, version {found.version}); "
        "accepted is another folder (--output), or --overwrite, which removes that run"
    )


def _check_no_strangers(path: Path) -> None:
    """A folder without a manifest may hold a note and, for a moment, the lock that a run takes before it writes one."""
    if not path.is_dir():
        return
    for name in sorted(entry.name for entry in path.iterdir()):
        if name not in _HARMLESS and not name.startswith(".") and not _is_bare_lock(path / name):
            raise UsageError(f"{path}: holds {name}, which no run wrote; accepted is an empty folder (--output)")


def _is_bare_lock(path: Path) -> bool:
    return path.name == PARTS and path.is_dir() and all(entry.name == _LOCK for entry in path.iterdir())


def _remove_run(path: Path) -> None:
    """Removes the files that the folder's manifest names, and those that the parts of an incomplete run name."""
    found = read_manifest(path)
    if found is None:
        return
    write_manifest(path, replace(found, status=INCOMPLETE))
    records = list(found.files)
    for part in sorted((path / PARTS).glob(f"*/{PART_RECORD}")):
        records += _part_files(_read_record(part) or {})
    for name in sorted({record.path for record in records}):
        _remove_file(path, name)
    _empty_parts(path)


def _read_record(path: Path) -> dict[str, Any] | None:
    try:
        value = orjson.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def _part_files(record: dict[str, Any]) -> list[FileRecord]:
    """The files of a part, those too that stay there."""
    found = []
    for person in record.get("people", ()):
        found += [FileRecord(**file) for file in person["files"]]
        if person.get("piece") is not None:
            found.append(FileRecord(**person["piece"]))
    return found


def _remove_file(path: Path, name: str) -> None:
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts:
        raise UsageError(f"{path / NAME}: names the file {name!r}; accepted are paths below the folder")
    target = path / pure
    with writing(target):
        target.unlink(missing_ok=True)
        if target.parent != path and target.parent.is_dir() and not any(target.parent.iterdir()):
            target.parent.rmdir()


def _empty_parts(path: Path) -> None:
    """Removes every part; the lock file stays, for its holder still has it."""
    with writing(path / PARTS):
        for entry in (path / PARTS).iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)


def _remove_lock(path: Path) -> None:
    """Removes the lock file and the folder around it, once nobody holds it: Windows keeps a file that is held."""
    with suppress(OSError):
        (path / PARTS / _LOCK).unlink()
        (path / PARTS).rmdir()
