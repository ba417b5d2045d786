"""Whose files a path names: a run's folder, one format's folder, a folder of others, or files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import InputError, UsageError
from simulator.sources.documents import is_document_file, problem

MANIFEST = "run.json"
#: Formats of a run's folder, the one to take first.
FORMATS = ("encounters", "patients", "bulk")
#: What lies in a folder and isn't FHIR to load: a load's own files, a run's manifest, a bulk export's manifest.
OWN_PREFIX = "load-"
_MANIFESTS = frozenset({MANIFEST, "manifest.json", "manifest.json.gz"})
#: Begins the name of the file of what people share; it sorts before all others.
SHARED_PREFIX = "000-"


@dataclass(frozen=True, slots=True)
class Place:
    """Where FHIR lies: the `files` in order; `home` is the folder beside whose `run.json` a journal belongs, `run` whether
    there is one, and `by_person` whether every file holds one person, but those of what they share, which come first."""

    files: tuple[Path, ...]
    home: Path
    run: bool
    by_person: bool

    def __post_init__(self) -> None:
        if not self.files:
            raise problem(self.home, 0, "nothing to load")


def find_place(paths: Sequence[Path]) -> Place:
    """The place that paths name. Raises UsageError or InputError where there is nothing to load."""
    if not paths:
        raise UsageError("nothing to load; accepted is a folder or files")
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: doesn't exist; accepted is a run's folder, a folder of FHIR, or files")
    if len(paths) == 1 and paths[0].is_dir():
        return _folder(paths[0])
    files = [file for path in paths for file in (files_below(path) if path.is_dir() else [path])]
    home = paths[0] if paths[0].is_dir() else paths[0].parent
    return Place(tuple(dict.fromkeys(files)), home.resolve(), False, False)


def _folder(folder: Path) -> Place:
    if (folder / MANIFEST).is_file():
        for name in FORMATS:
            if (folder / name).is_dir() and (files := files_below(folder / name)):
                return Place(tuple(files), folder.resolve(), True, name != "bulk")
        raise problem(folder, 0, f"a run without {', '.join(FORMATS)}", "accepted is a run that was written to files")
    whole = folder.resolve()
    of_a_run = whole.name in FORMATS and (whole.parent / MANIFEST).is_file()
    home = whole.parent if of_a_run else whole
    return Place(tuple(files_below(folder)), home, of_a_run, of_a_run and whole.name != "bulk")


def files_below(folder: Path) -> list[Path]:
    """The files that may hold FHIR, in a folder and those below, sorted; hidden ones and a load's own are none."""
    found = []
    try:
        for path in sorted(folder.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            own = path.name.startswith(OWN_PREFIX) or path.name in _MANIFESTS
            if path.is_file() and not hidden and not own and is_document_file(path):
                found.append(path)
    except OSError as error:
        raise InputError(problem(folder, 0, f"cannot be read: {error.strerror}").problems) from error
    return found


def is_shared(path: Path) -> bool:
    """Whether a file of a run holds what people share."""
    return path.name.startswith(SHARED_PREFIX)
