"""What an address already has, kept on disk so that a load that was killed goes on where it was.

One SQLite file for all sources of a folder. Every answer is written before the next request of the same person is made; the
file survives the death of the process at any moment, and what a lost machine takes with it is only sent again.

An answer is one row in the order in which it came, and is sorted in among what is known by key later, with many others: keys come
in no order, so that each answer's would touch as many pages as it has keys, a fifth of a load's time.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from simulator.errors import OutputError, UsageError

NAME = "load-journal.sqlite"
#: So many rows are read at once.
_BLOCK = 500
#: SQLite takes so many parameters in every build.
_PARAMETERS = 999
#: So many resources' answers are held in memory, too (13 MB), until they are sorted in, for which all wait: 2 to 6 µs a resource,
#: more where they are sorted in more often.
_MOST_RECENT = 40_000
#: With SQLite's own 1,000 pages between two checkpoints, which wait for the disk, other workers waited for the journal an eighth of
#: a load.
_SETTINGS = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=NORMAL;
PRAGMA cache_size=-8000;
PRAGMA wal_autocheckpoint=10000;
"""
#: `answer.taken` is JSON, as `_rows` gives it; `sent.digest` is hexadecimal, and bytes in older files.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS address (id INTEGER PRIMARY KEY, url TEXT UNIQUE NOT NULL);
CREATE TABLE IF NOT EXISTS run (address INTEGER, population TEXT, made_of TEXT, PRIMARY KEY (address, population));
CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, address INTEGER, taken TEXT);
CREATE TABLE IF NOT EXISTS sent (address INTEGER, key TEXT, digest TEXT, server TEXT, PRIMARY KEY (address, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sent_server ON sent (address, server) WHERE server IS NOT NULL;
CREATE TABLE IF NOT EXISTS line (address INTEGER, unit TEXT, number INTEGER, PRIMARY KEY (address, unit, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wanted (source TEXT, key TEXT, digest BLOB, PRIMARY KEY (source, key)) WITHOUT ROWID;
"""

_SORT_IN = """
INSERT OR REPLACE INTO sent
SELECT address, json_extract(each.value, '$[0]'), json_extract(each.value, '$[1]'), json_extract(each.value, '$[2]')
FROM answer, json_each(answer.taken) AS each WHERE address = ? ORDER BY 2, answer.id
"""
#: Key, hash in hexadecimal, and key there.
_Row = tuple[str, str, str | None]


class Journal:
    """The journal of one address and one source; safe to share among threads."""

    def __init__(self, folder: Path, url: str, source: str) -> None:
        self.path = folder / NAME
        self._lock = threading.Lock()
        self._source = source
        with self._writing():
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
            self._db.executescript(_SETTINGS + _SCHEMA)
            self._db.execute("INSERT OR IGNORE INTO address (url) VALUES (?)", (url,))
            (self._address,) = self._db.execute("SELECT id FROM address WHERE url = ?", (url,)).fetchone()
            left = self._db.execute("SELECT taken FROM answer WHERE address = ? ORDER BY id", (self._address,)).fetchall()
        #: What the table of answers holds, by key.
        self._recent: dict[str, _Row] = {row[0]: row for (taken,) in left for row in orjson.loads(taken)}

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One at a time; what the disk says becomes an OutputError of one line."""
        with self._lock:
            try:
                yield
            except (sqlite3.DatabaseError, OSError) as error:
                raise OutputError(
                    f"{self.path}: cannot be used: {error}; needed is a writable folder with room (--journal)"
                ) from error

    @contextmanager
    def _together(self) -> Iterator[None]:
        """What is written inside is there whole or not at all."""
        with self._writing():
            self._db.execute("BEGIN IMMEDIATE")
            with self._db:
                yield

    def close(self) -> None:
        """Closes the file."""
        with self._writing():
            self._db.close()

    def accept_run(self, population: str, made_of: str) -> None:
        """Notes that this address holds the population, made of these modules. Raises UsageError where it knows another."""
        with self._writing():
            row = self._db.execute(
                "SELECT made_of FROM run WHERE address = ? AND population = ?", (self._address, population)
            ).fetchone()
        if row is not None and row[0] != made_of:
            raise UsageError(
                f"population {population!r} was loaded there from a run with other modules or another seed ({self.path}); "
                "two runs must not be mixed into one set of patients; accepted is a run with another name (--population), "
                "or unloading the other first"
            )
        with self._together():
            self._db.execute("INSERT OR IGNORE INTO run VALUES (?, ?, ?)", (self._address, population, made_of))

    def forget_run(self, population: str) -> None:
        """The population isn't there any more."""
        with self._together():
            self._db.execute("DELETE FROM run WHERE address = ? AND population = ?", (self._address, population))

    def digests(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Of those keys that the address has, the hashes of what it has."""
        return {key: bytes.fromhex(digest) for key, digest, _ in self._rows(keys)}

    def servers(self, keys: Sequence[str]) -> dict[str, str]:
        """Of those keys that the server has under ids of its own, the keys there."""
        return {key: server for key, _, server in self._rows(keys) if server}

    def _rows(self, keys: Sequence[str]) -> list[_Row]:
        """What is known of keys; asked for and given as JSON, for a row would be a step: see `_replace`."""
        if not keys:
            return []
        query = """SELECT json_group_array(json_array(key, iif(typeof(digest) = 'blob', hex(digest), digest), server)) FROM sent
            WHERE address = ? AND key IN (SELECT value FROM json_each(?))"""
        with self._writing():
            recent = self._recent
            (found,) = self._db.execute(query, (self._address, orjson.dumps(keys).decode())).fetchone()
            rows: list[_Row] = orjson.loads(found)
            if not recent:
                return rows
            return [row for row in rows if row[0] not in recent] + [recent[key] for key in keys if key in recent]

    def taken(self, digests: Mapping[str, bytes], servers: Mapping[str, str] | None = None) -> None:
        """The address has these now; `servers` are the keys under which it has them, where they are its own."""
        if not digests:
            return
        rows = {key: (key, digest.hex(), (servers or {}).get(key)) for key, digest in digests.items()}
        with self._writing():
            written = orjson.dumps(list(rows.values())).decode()
            self._db.execute("INSERT INTO answer (address, taken) VALUES (?, ?)", (self._address, written))
            self._recent.update(rows)
        if len(self._recent) >= _MOST_RECENT:
            self._sort_in()

    def _sort_in(self) -> None:
        """Sorts the answers so far in among what is known by key."""
        if not self._recent:
            return
        with self._together():
            self._db.execute(_SORT_IN, (self._address,))
            self._db.execute("DELETE FROM answer WHERE address = ?", (self._address,))
            self._recent.clear()

    def has_server_ids(self) -> bool:
        """Whether the address gives the ids itself."""
        self._sort_in()
        with self._writing():
            query = "SELECT 1 FROM sent WHERE address = ? AND server IS NOT NULL LIMIT 1"
            return self._db.execute(query, (self._address,)).fetchone() is not None

    def holder(self, server: str) -> str | None:
        """Whose key the server's key is taken by."""
        self._sort_in()
        with self._writing():
            row = self._db.execute("SELECT key FROM sent WHERE address = ? AND server = ?", (self._address, server)).fetchone()
        return None if row is None else str(row[0])

    def gone(self, keys: Iterable[str]) -> None:
        """The address hasn't these any more."""
        self._sort_in()
        with self._together():
            self._db.executemany("DELETE FROM sent WHERE address = ? AND key = ?", [(self._address, key) for key in keys])

    def sample(self, count: int) -> list[tuple[str, str]]:
        """Up to `count` keys that the address has, spread over all of them, and the keys there."""
        self._sort_in()
        with self._writing():
            (total,) = self._db.execute("SELECT count(*) FROM sent WHERE address = ?", (self._address,)).fetchone()
            offsets = sorted({total * each // count for each in range(count)}) if total else []
            query = "SELECT key, coalesce(server, key) FROM sent WHERE address = ? ORDER BY key LIMIT 1 OFFSET ?"
            return [self._db.execute(query, (self._address, offset)).fetchone() for offset in offsets]

    def forget_all(self) -> None:
        """The address has nothing any more."""
        self._sort_in()
        with self._together():
            for table in ("sent", "line"):
                self._db.execute(f"DELETE FROM {table} WHERE address = ?", (self._address,))

    def lines_done(self, unit: str) -> set[int]:
        """The lines of a unit that have been replayed."""
        with self._writing():
            rows = self._db.execute("SELECT number FROM line WHERE address = ? AND unit = ?", (self._address, unit)).fetchall()
        return {number for (number,) in rows}

    def line_done(self, unit: str, number: int) -> None:
        """A unit's line has been replayed."""
        with self._together():
            self._db.execute("INSERT OR IGNORE INTO line VALUES (?, ?, ?)", (self._address, unit, number))

    def unit_gone(self, unit: str) -> None:
        """Nothing of a unit's lines is there any more."""
        with self._together():
            self._db.execute("DELETE FROM line WHERE address = ? AND unit = ?", (self._address, unit))

    def want(self, digests: Mapping[str, bytes]) -> None:
        """These are what the source has to give; kept for the verification."""
        self._replace("wanted", [(self._source, key, digest) for key, digest in digests.items()])

    def _replace(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Writes rows by as few statements as can be. For each step the interpreter is given away and waited for again: row by row,
        what takes 0.2 ms took 10 to 40 while another thread read a file."""
        if not rows:
            return
        marks = f"({','.join('?' * len(rows[0]))})"
        at_once = _PARAMETERS // len(rows[0])
        with self._together() if len(rows) > at_once else self._writing():
            for start in range(0, len(rows), at_once):
                block = rows[start : start + at_once]
                values = [value for row in block for value in row]
                self._db.execute(f"INSERT OR REPLACE INTO {table} VALUES {','.join([marks] * len(block))}", values)

    def want_nothing(self) -> None:
        """Forgets what the source had to give."""
        with self._together():
            self._db.execute("DELETE FROM wanted WHERE source = ?", (self._source,))

    def wanted(self) -> Iterator[tuple[str, bytes]]:
        """What the source has to give, by key: in blocks, so that nothing is held for long."""
        last = ""
        while True:
            with self._writing():
                rows = self._db.execute(
                    "SELECT key, digest FROM wanted WHERE source = ? AND key > ? ORDER BY key LIMIT ?", (self._source, last, _BLOCK)
                ).fetchall()
            if not rows:
                return
            yield from rows
            last = rows[-1][0]
