"""Where in anybody's files the resources of each person lie: an index on disk, for memory wouldn't hold them.

Files are read once to build it. What belongs to nobody (organisations, practitioners, …) is kept in the index itself, of
each the last state; of everything else only the place of the document that holds it.
"""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import orjson

from simulator.errors import OutputError
from simulator.resources.foreign import identifiers_of, resources_of
from simulator.resources.persons import person_of, persons_of
from simulator.resources.references import Resource, key_of, references
from simulator.sources.documents import Document, parse, problem, read_documents

_SCHEMA = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000;
CREATE TABLE record (person TEXT, key TEXT, file INTEGER, line INTEGER, offset INTEGER, length INTEGER);
CREATE TABLE target (record INTEGER, key TEXT);
CREATE TABLE shared (key TEXT PRIMARY KEY, body BLOB, file INTEGER, line INTEGER);
CREATE TABLE number (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE identifier (query TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
"""
_AFTER = """
CREATE INDEX record_key ON record (key);
CREATE INDEX record_person ON record (person);
CREATE INDEX target_record ON target (record);
"""
_INHERIT = """
UPDATE record SET person = (
  SELECT other.person FROM target JOIN record other ON other.key = target.key
  WHERE target.record = record.rowid AND other.person IS NOT NULL LIMIT 1)
WHERE person IS NULL AND EXISTS (
  SELECT 1 FROM target JOIN record other ON other.key = target.key
  WHERE target.record = record.rowid AND other.person IS NOT NULL)
"""
#: What lies beside data and is none: the body of an `$import`.
_REQUESTS = frozenset({"Parameters"})


class Index:
    """The index of `files`, in the file `path` and beside it; see `close`."""

    def __init__(self, path: Path, files: Sequence[Path]) -> None:
        self._path = path
        self._files = files
        self._unpacked: dict[int, Path] = {}
        self.entries = 0
        self.has_numbers = False
        path.unlink(missing_ok=True)
        self._db = _database(path)
        built = False
        try:
            self._build()
            built = True
        except (sqlite3.DatabaseError, OSError) as error:
            raise _unwritable(path, error) from error
        finally:
            if not built:
                self.close()

    def _build(self) -> None:
        self._db.execute("BEGIN")
        for number, file in enumerate(self._files):
            self._add_file(number, file)
        self._db.execute("COMMIT")
        self._db.executescript(_AFTER)
        while self._db.execute(_INHERIT).rowcount > 0:
            pass
        self._keep_shared()

    def close(self) -> None:
        """Removes the index and what was unpacked for it."""
        self._db.close()
        for path in (self._path, *self._unpacked.values()):
            path.unlink(missing_ok=True)

    def _add_file(self, number: int, file: Path) -> None:
        if file.suffix == ".gz":
            self._unpacked[number] = self._path.with_name(f"{self._path.name}-{number}")
            with gzip.open(file) as source, self._unpacked[number].open("wb") as target:
                shutil.copyfileobj(source, target)
        for document in read_documents(self._unpacked.get(number, file)):
            self._add(number, document)

    def _add(self, number: int, document: Document) -> None:
        if document.value["resourceType"] in _REQUESTS:
            return
        place = (number, document.line, document.offset, document.length)
        resources = self._resources(number, document)
        self.entries += len(resources)
        for each in resources:
            if each["id"].isdecimal():
                self.has_numbers = True
                self._db.execute("INSERT OR IGNORE INTO number VALUES (?)", (key_of(each),))
        if document.value["resourceType"] != "Bundle":
            self._add_resource(resources[0], place)
            return
        persons = persons_of(resources)
        for person in dict.fromkeys(persons):
            if person is not None:
                self._db.execute("INSERT INTO record VALUES (?, NULL, ?, ?, ?, ?)", (person, *place))
        for resource, person in zip(resources, persons, strict=True):
            if person is None:
                self._share(resource, number, document.line)

    def _resources(self, number: int, document: Document) -> list[Resource]:
        try:
            return resources_of(document.value)
        except ValueError as error:
            raise problem(self._files[number], document.line, str(error)) from error

    def _add_resource(self, resource: Resource, place: tuple[int, int, int, int]) -> None:
        person = person_of(resource)
        done = self._db.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)", (person, key_of(resource), *place))
        if person is None:
            rows = [(done.lastrowid, target) for target in references(resource)]
            self._db.executemany("INSERT INTO target VALUES (?, ?)", rows)

    def _share(self, resource: Resource, file: int, line: int) -> None:
        key = key_of(resource)
        self._db.execute("INSERT OR REPLACE INTO shared VALUES (?, ?, ?, ?)", (key, orjson.dumps(resource), file, line))
        rows = [(f"{resource['resourceType']}?{query}", key) for query in identifiers_of(resource)]
        self._db.executemany("INSERT OR REPLACE INTO identifier VALUES (?, ?)", rows)

    def _keep_shared(self) -> None:
        """What belongs to nobody after all is shared."""
        for file, line, offset, length in self._db.execute(
            "SELECT file, line, offset, length FROM record WHERE person IS NULL ORDER BY rowid"
        ).fetchall():
            for resource in self._read(file, line, offset, length):
                self._share(resource, file, line)

    def shared(self) -> Iterator[tuple[Resource, Path, int]]:
        """What belongs to nobody, each once, with its file and line."""
        for body, file, line in self._db.execute("SELECT body, file, line FROM shared ORDER BY rowid").fetchall():
            yield parse(self._files[file], line, body), self._files[file], line

    def persons(self) -> dict[str, int]:
        """Whom the other resources belong to, in the order in which they come first, and the bytes of the documents that these
        stand in; those of several people come last."""
        rows = self._db.execute(
            "SELECT person, sum(length) FROM record WHERE person IS NOT NULL GROUP BY person ORDER BY person = '*', min(rowid)"
        )
        return dict(rows.fetchall())

    def lines(self, person: str) -> Iterator[list[tuple[Resource, Path, int]]]:
        """A person's resources document by document, in the order of the files, each with file and line."""
        rows = self._db.execute(
            "SELECT file, line, offset, length FROM record WHERE person = ? ORDER BY rowid", (person,)
        ).fetchall()
        for file, line, offset, length in rows:
            resources = self._read(file, line, offset, length)
            persons = persons_of(resources) if len(resources) > 1 else [person] * len(resources)
            yield [(each, self._files[file], line) for each, whose in zip(resources, persons, strict=True) if whose == person]

    def _read(self, file: int, line: int, offset: int, length: int) -> list[Resource]:
        with self._unpacked.get(file, self._files[file]).open("rb") as source:
            source.seek(offset)
            return resources_of(parse(self._files[file], line, source.read(length)))

    def is_number(self, key: str) -> bool:
        """Whether a key is one of a resource here whose id is a number."""
        if not self.has_numbers or not key.rpartition("/")[2].isdecimal():
            return False
        return self._db.execute("SELECT 1 FROM number WHERE key = ?", (key,)).fetchone() is not None

    def find(self, kind: str, query: str) -> str | None:
        """The key of the shared resource that a conditional reference names, None where none is here."""
        row = self._db.execute("SELECT key FROM identifier WHERE query = ?", (f"{kind}?{query}",)).fetchone()
        return None if row is None else str(row[0])


def _database(path: Path) -> sqlite3.Connection:
    try:
        database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        database.executescript(_SCHEMA)
    except sqlite3.DatabaseError as error:
        raise _unwritable(path, error) from error
    return database


def _unwritable(path: Path, error: Exception) -> OutputError:
    return OutputError(f"{path}: cannot be written: {error}; needed is a writable folder with room (--journal)")
