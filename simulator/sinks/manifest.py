"""The run's manifest, `run.json`: what was asked for, from what it was made, and every file with its hash."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import orjson

from simulator.errors import OutputError, UsageError
from simulator.sinks.files import FileRecord, write_file

NAME: Final = "run.json"
INCOMPLETE: Final = "incomplete"
COMPLETE: Final = "complete"
#: The one thing a reader must know before reading on.
FORMAT: Final = 1
#: Where an incomplete run keeps its finished parts; an incomplete manifest names it.
PARTS: Final = "parts"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A run as `run.json` tells it: no clock, no path of this machine, no host.

    `version` is the package's; `code` a hash over its code and tables. `options` are those that change what is written.
    `core` (what everybody lives through), `modules` and `tables` map keys and names to the SHA-256 of their texts.
    `people` and `resources` are counts, `files` what was written; all three are empty while the run is incomplete.
    """

    version: str
    code: str
    population: str
    seed: int
    as_of: str
    options: dict[str, Any]
    core: dict[str, str]
    modules: dict[str, str]
    tables: dict[str, str]
    status: str = INCOMPLETE
    people: dict[str, int] = field(default_factory=dict)
    resources: dict[str, int] = field(default_factory=dict)
    files: tuple[FileRecord, ...] = ()

    def is_same_run(self, other: Manifest) -> bool:
        """Whether both come from the same version, modules and options, so that they must give the same bytes."""
        return _identity(self) == _identity(other)


def _identity(manifest: Manifest) -> Manifest:
    return replace(manifest, status=INCOMPLETE, people={}, resources={}, files=())


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes `run.json` in one step: whoever looks sees the old one or the new one. Raises OutputError."""
    value = {"format": FORMAT, **asdict(manifest)}
    value["files"] = {record.path: {"bytes": record.bytes, "sha256": record.sha256} for record in manifest.files}
    if manifest.status == INCOMPLETE:
        value["unfinished"] = PARTS
    write_file(folder, NAME, [orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)])


def read_manifest(folder: Path) -> Manifest | None:
    """The folder's manifest, None where there is none.

    Raises UsageError where `run.json` isn't one of ours, OutputError where it cannot be read.
    """
    return read_manifest_file(folder / NAME)


def read_manifest_file(path: Path) -> Manifest | None:
    """The manifest in a file of any name, None where there is none. Raises as `read_manifest`."""
    try:
        value = orjson.loads(path.read_bytes())
        if value.pop("format") != FORMAT:
            raise ValueError
        value.pop("unfinished", None)
        files = tuple(FileRecord(name, entry["bytes"], entry["sha256"]) for name, entry in value.pop("files").items())
        return Manifest(**value, files=files)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OutputError(f"{path}: cannot be read: {error.strerror or error}; needed is a folder of one's own") from error
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(f"{path}: not the manifest of a run of this version; accepted is another folder (--output)") from None
