"""The units of a place: a run's files as they lie, person by person, or anybody's files through an index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Protocol

from simulator.load.item import Item, item_of, written_item
from simulator.load.pace import MOST_REQUESTS
from simulator.load.unit import Unit
from simulator.resources.foreign import condition_of, linked, resources_of
from simulator.resources.references import Resource, key_of
from simulator.sources.documents import parse, problem, raw_documents
from simulator.sources.entries import written_entries
from simulator.sources.folders import Place, is_shared
from simulator.sources.index import Index

SHARED = "shared"


class Source(Protocol):
    """Who gives the units of a load."""

    def units(self, people: int | None = None) -> Iterator[Unit]:
        """The units, what people share first; of people only so many, the first in order, where a number is given."""
        ...

    @property
    def people(self) -> int:
        """How many units aren't shared."""
        ...

    def close(self) -> None:
        """Removes what was only needed for reading."""
        ...


class RunFiles:
    """The files of a run, each one person's, those of what they share first, small people last (see `small_last`)."""

    def __init__(self, place: Place) -> None:
        files = sorted(place.files)
        self._shared = [file for file in files if is_shared(file)]
        self._persons = [file for file in files if not is_shared(file)]
        self.people = len(self._persons)

    def units(self, people: int | None = None) -> Iterator[Unit]:
        """The units, what people share first; of people only so many, the first in order, where a number is given."""
        for file in self._shared:
            yield _unit(file, shared=True)
        for file in small_last({file: _size(file) for file in self._persons[:people]}):
            yield _unit(file, shared=False)

    def close(self) -> None:
        """Nothing is left behind."""


#: What gzip makes of FHIR is so many times smaller.
_PACKED = 12


def _size(file: Path) -> int:
    """About the bytes of a file's resources."""
    return file.stat().st_size * (_PACKED if file.suffix == ".gz" else 1)


def small_last(sizes: dict[Path, int]) -> list[Path]:
    """Files in order, but the smallest at the end, in the order of their sizes: so many that they take as long as the largest
    person alone. When no more people wait, none keeps the server waiting with requests that must follow one another.
    """
    first = sorted(sizes, key=lambda file: (-sizes[file], file))
    last: list[Path] = []
    left = sizes[first[0]] * MOST_REQUESTS if first else 0
    while first and left > 0:
        last.append(first.pop())
        left -= sizes[last[-1]]
    return sorted(first) + last[::-1]


def _unit(file: Path, shared: bool) -> Unit:
    return Unit(file.name.partition(".")[0], shared, _reader(file), _size(file))


def _reader(file: Path) -> Callable[[], Iterator[list[Item]]]:
    def lines() -> Iterator[list[Item]]:
        for line, _, raw in raw_documents(file):
            entries = written_entries(raw)
            if entries is None:
                yield [item_of(each, str(file), line) for each in _resources(file, line, raw)]
            else:
                yield [written_item(key, body, str(file), line) for key, body in entries]

    return lines


def _resources(file: Path, line: int, raw: bytes) -> list[Resource]:
    try:
        return resources_of(parse(file, line, raw), own=True)
    except ValueError as error:
        raise problem(file, line, str(error)) from error


#: Stands before an id that is a number: servers keep numbers for themselves, and one that took it could overwrite with it what
#: it has numbered so itself.
NUMBER_PREFIX = "number-"


class AnyFiles:
    """Anybody's files. Conditional references to what is in them are made literal; others are left to be asked for. Ids that are
    numbers get a prefix, and so do references to them."""

    def __init__(self, place: Place, index_path: Path) -> None:
        index_path.parent.mkdir(parents=True, exist_ok=True)
        self._index = Index(index_path, place.files)
        self._persons = self._index.persons()
        self.people = len(self._persons)

    def units(self, people: int | None = None) -> Iterator[Unit]:
        """The units, what people share first; of people only so many, the first in order, where a number is given."""
        yield Unit(SHARED, True, lambda: iter([self._items(self._index.shared())]))
        for person, size in islice(self._persons.items(), people):
            yield Unit(person, False, self._lines(person), size)

    def _lines(self, person: str) -> Callable[[], Iterator[list[Item]]]:
        return lambda: (self._items(line) for line in self._index.lines(person))

    def _items(self, found: Iterable[tuple[Resource, Path, int]]) -> list[Item]:
        return [self._item(resource, file, line) for resource, file, line in found]

    def _item(self, resource: Resource, file: Path, line: int) -> Item:
        if self._index.is_number(key_of(resource)):
            resource = {**resource, "id": NUMBER_PREFIX + resource["id"]}
        item = item_of(resource, str(file), line)
        if not self._index.has_numbers and not any("?" in ref for ref in item.refs):
            return item
        return item_of(linked(resource, self._literal), str(file), line)

    def _literal(self, reference: str) -> str:
        condition = condition_of(reference)
        key = reference if condition is None else self._index.find(*condition) or reference
        return key.replace("/", f"/{NUMBER_PREFIX}", 1) if self._index.is_number(key) else key

    def close(self) -> None:
        """Removes the index."""
        self._index.close()


def source_of(place: Place, index_path: Path) -> Source:
    """The source that fits a place."""
    return RunFiles(place) if place.by_person else AnyFiles(place, index_path)
