"""The units of a place: a run's files as they lie, person by person, or anybody's files through an index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from simulator.load.item import Item, item_of
from simulator.load.unit import Unit
from simulator.resources.foreign import condition_of, linked, resources_of
from simulator.resources.references import Resource, key_of
from simulator.sources.documents import problem, read_documents
from simulator.sources.folders import Place, is_shared
from simulator.sources.index import Index

SHARED = "shared"


class Source(Protocol):
    """Who gives the units of a load."""

    def units(self) -> Iterator[Unit]:
        """The units, what people share first."""
        ...

    @property
    def people(self) -> int:
        """How many units aren't shared."""
        ...

    def close(self) -> None:
        """Removes what was only needed for reading."""
        ...


class RunFiles:
    """The files of a run, each one person's, those of what they share first."""

    def __init__(self, place: Place) -> None:
        self._files = sorted(place.files, key=lambda file: (not is_shared(file), file))
        self.people = sum(not is_shared(file) for file in self._files)

    def units(self) -> Iterator[Unit]:
        """The units, what people share first."""
        for file in self._files:
            yield Unit(file.name.partition(".")[0], is_shared(file), _reader(file))

    def close(self) -> None:
        """Nothing is left behind."""


def _reader(file: Path) -> Callable[[], Iterator[list[Item]]]:
    def lines() -> Iterator[list[Item]]:
        for document in read_documents(file):
            yield [item_of(each, str(file), document.line) for each in _resources(file, document.line, document.value)]

    return lines


def _resources(file: Path, line: int, value: Resource) -> list[Resource]:
    try:
        return resources_of(value, own=True)
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

    def units(self) -> Iterator[Unit]:
        """The units, what people share first."""
        yield Unit(SHARED, True, lambda: iter([self._items(self._index.shared())]))
        for person in self._persons:
            yield Unit(person, False, self._lines(person))

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
