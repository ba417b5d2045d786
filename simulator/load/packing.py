"""Requests of a few groups each: as many as the limits take, none torn, none before what it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from simulator.load.item import Item
from simulator.load.limits import Lesson, Limits

#: Bytes that an entry adds to its resource: fullUrl, request and punctuation.
ENTRY_BYTES = 260

#: Items that refer to one another in a circle, or one item.
Group = list[Item]


def size_of(groups: Iterable[Group]) -> int:
    """Bytes of a request with these groups, a little more rather than less."""
    return sum(item.size + ENTRY_BYTES for group in groups for item in group)


def count_of(groups: Iterable[Group]) -> int:
    """Entries of a request with these groups."""
    return sum(len(group) for group in groups)


def fits(groups: Sequence[Group], lesson: Lesson) -> bool:
    """Whether a request with these groups is within the limits; one lone item always is, for nothing smaller exists."""
    count = count_of(groups)
    return count <= 1 or (count <= lesson.entries and size_of(groups) <= lesson.bytes)


def packed(groups: Iterable[Group], limits: Limits) -> Iterator[list[Group]]:
    """The groups in order, in runs that the limits of the moment take; a group that is too large alone comes alone."""
    run: list[Group] = []
    entries = size = 0
    for group in groups:
        more, bytes_more = len(group), size_of([group])
        lesson = limits.now
        if run and (entries + more > lesson.entries or size + bytes_more > lesson.bytes):
            yield run
            run, entries, size = [], 0, 0
        run.append(group)
        entries += more
        size += bytes_more
    if run:
        yield run


def levels(groups: Sequence[Group]) -> list[list[Group]]:
    """The groups by how far down their references lead among them: none refers to another of its own level."""
    depth: dict[str, int] = {}
    found: list[list[Group]] = []
    for group in groups:
        keys = {item.key for item in group}
        level = max((depth[ref] + 1 for item in group for ref in item.refs if ref in depth and ref not in keys), default=0)
        depth.update(dict.fromkeys(keys, level))
        while len(found) <= level:
            found.append([])
        found[level].append(group)
    return found
