"""PUT under the source's own ids: what is sent again stays one resource."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.load.entries import put_entry
from simulator.load.item import Item
from simulator.load.journal import Journal


class ClientIds:
    """See `entries.Writer`."""

    def __init__(self, base: str, journal: Journal) -> None:
        self._base = base
        self._journal = journal
        self._accepted = False

    def may_change(self) -> bool:
        """Whether nothing has been taken yet."""
        return not self._accepted

    def entry(self, item: Item, together: frozenset[str]) -> bytes:
        """The item as an entry that puts it."""
        return put_entry(self._base, item.key, item.body)

    def alone(self, item: Item) -> tuple[str, str, bytes, dict[str, str]]:
        """The item as a PUT."""
        return "PUT", item.key, item.body, {}

    def location(self, key: str) -> str | None:
        """Its own name."""
        return key

    def prepare(self, items: Iterable[Item]) -> None:
        """Nothing needs to be known."""

    def taken(self, items: Sequence[tuple[Item, str]]) -> Sequence[Item]:
        """Writes them into the journal."""
        self._accepted = True
        self._journal.taken({item.key: item.digest for item, _ in items})
        return ()
