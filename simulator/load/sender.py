"""One unit after another to the server: what it has is left out, what may not go yet is put off, the rest is delivered."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from simulator.load.delivery import ClientIdsRefused, Delivery
from simulator.load.entries import Writer
from simulator.load.item import Item, said_digest
from simulator.load.journal import Journal
from simulator.load.unit import Unit
from simulator.resources.components import components


class Sender:
    """Sends units; safe to share among threads.

    An item that refers to what is neither in its unit nor known to be there is put off: somebody else's may bring it. What
    is still missing at the end is asked for on the server, and an item whose target is nowhere isn't sent.
    """

    def __init__(self, delivery: Delivery, journal: Journal, server_ids: Writer, force: bool, history: bool, verify: bool) -> None:
        self._delivery = delivery
        self._server_ids = server_ids
        self._journal = journal
        self._force = force
        self._history = history
        self._verify = verify
        self._lock = threading.Lock()
        self._known: set[str] = set()
        self._put_off: dict[str, Item] = {}
        self._asked: dict[str, bool] = {}

    def read(self, unit: Unit) -> dict[str, Item] | None:
        """Of every resource of a unit the last state; None where its lines are to be replayed, which are read one by one."""
        return None if self._history else unit.last()

    def send(self, unit: Unit, items: dict[str, Item] | None) -> None:
        """Sends a unit, of which `read` has given the `items`: its lines as they happened, or of every resource the last state."""
        try:
            self._send_unit(unit, items)
        except ClientIdsRefused:
            self._delivery.writer = self._server_ids
            self._send_unit(unit, items)

    def _send_unit(self, unit: Unit, items: dict[str, Item] | None) -> None:
        if items is None:
            self._replay(unit)
        else:
            self._send(items, unit.shared)

    def abandon(self) -> None:
        """Lets every unit that is being sent end before its next request."""
        self._delivery.abandoned = True

    def finish(self) -> None:
        """Sends what was put off. Call it when all units are through."""
        items, self._put_off = self._put_off, {}
        missing = {ref for item in items.values() for ref in item.refs if ref not in items}
        for ref in sorted(missing - self._journal.digests(sorted(missing)).keys()):
            if ref not in self._known:
                self._asked[ref] = self._is_there(ref)
        self._send(items, shared=False, last=True)

    def _replay(self, unit: Unit) -> None:
        done = self._journal.lines_done(unit.name) if not self._force else set()
        for number, line in enumerate(unit.lines()):
            items = {item.key: item for item in line}
            if number in done:
                self._note(items, unit.shared)
                continue
            refused = self._delivery.letters.count
            self._send(items, unit.shared, force=True)
            if self._delivery.letters.count == refused and not self._delivery.abandoned:
                self._journal.line_done(unit.name, number)

    def _note(self, items: dict[str, Item], shared: bool) -> None:
        if self._verify:
            self._journal.want({key: said_digest(item) for key, item in items.items()})
        if shared:
            with self._lock:
                self._known.update(items)

    def _send(self, items: dict[str, Item], shared: bool, last: bool = False, force: bool = False) -> None:
        """Sends the last states of `items`, each after those it refers to."""
        self._note(items, shared)
        fresh = items if self._force or force else self._fresh(items)
        if not fresh:
            return
        later: dict[str, Item] = {}
        groups = []
        known = self._here(fresh, items)
        for keys in components({key: item.refs for key, item in fresh.items()}):
            group = [fresh[key] for key in keys]
            missing = [ref for item in group for ref in item.refs if ref in later or not (ref in known or ref in fresh)]
            if not missing:
                groups.append(group)
            elif last:
                self._write_off(group, missing[0])
            else:
                later.update((item.key, item) for item in group)
        if later:
            with self._lock:
                self._put_off.update(later)
        self._delivery.writer.prepare(item for group in groups for item in group)
        self._delivery.deliver_all(groups)

    def _fresh(self, items: dict[str, Item]) -> dict[str, Item]:
        there = self._journal.digests(list(items))
        fresh = {key: item for key, item in items.items() if there.get(key) != item.digest}
        figures = self._delivery.client.figures
        figures.count(figures.unchanged, items.keys() - fresh.keys())
        return fresh

    def _here(self, fresh: dict[str, Item], items: dict[str, Item]) -> set[str]:
        """What the fresh items refer to and needn't wait for: what is there, or was refused and will be found to be."""
        targets = {ref for item in fresh.values() for ref in item.refs} - fresh.keys()
        known = {ref for ref in targets if ref in items or ref in self._known or self._asked.get(ref) or is_elsewhere(ref)}
        known |= targets & self._delivery.refused
        return known | self._journal.digests(sorted(targets - known)).keys()

    def _write_off(self, group: Iterable[Item], missing: str) -> None:
        for item in group:
            self._delivery.refuse(item, "not sent", None, f"refers to {missing}, which is neither in the source nor on the server")

    def _is_there(self, ref: str) -> bool:
        """Whether the server has what a reference names: `Type/id`, or by a search that finds one."""
        if ref.startswith("urn:") or ("/" not in ref.partition("?")[0] and "?" not in ref):
            return False
        kind, _, query = ref.partition("?")
        if not query:
            return self._delivery.client.get(ref).is_success
        answer = self._delivery.client.get(f"{kind}?{query}")
        return answer.is_success and len(answer.json().get("entry", [])) == 1


def is_elsewhere(ref: str) -> bool:
    """Whether a reference names something on another server, by its whole address."""
    return ref.startswith(("http://", "https://"))
