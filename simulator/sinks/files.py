"""Files written as bytes, whole or not at all, with their hashes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from simulator.errors import OutputError

#: What a name ends in while its file, or folder, is being written.
ASIDE: Final = ".writing"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as it was written: its path below the run's folder with "/" between, its size, and its SHA-256 in hex."""

    path: str
    bytes: int
    sha256: str


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns what the system says about `path` into an OutputError of one line."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}; needed is a writable folder with room") from error


def write_file(folder: Path, name: str, chunks: Iterable[bytes]) -> FileRecord:
    """Writes `chunks` to `folder`/`name`, under another name first, so that the name never stands for half a file.

    Raises OutputError where the disk is full or cannot be written.
    """
    path = folder / name
    aside = path.with_name(path.name + ASIDE)
    digest = sha256()
    size = 0
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with aside.open("wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
            aside.replace(path)
        finally:  # still there only after an error, of the disk or of the chunks
            aside.unlink(missing_ok=True)
    return FileRecord(name, size, digest.hexdigest())


def move_file(source: Path, target: Path) -> None:
    """Puts a written file in its place; one that stands there already has been moved before. Raises OutputError."""
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.exists():
            source.replace(target)


def matches(folder: Path, record: FileRecord) -> bool:
    """Whether the file stands there with the size that was written."""
    try:
        return (folder / record.path).stat().st_size == record.bytes
    except OSError:
        return False
