"""Groups of resources delivered: a request that is too large is halved, one that is refused is bisected to whom to blame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import sleep
from typing import Any

import orjson

from simulator.errors import LoadError
from simulator.load.client import AGAIN, ATTEMPTS, CONFLICT, Client, outcome_of, said_by, said_in
from simulator.load.dead_letters import DeadLetters
from simulator.load.defaults import BATCH, PUT, TRANSACTION
from simulator.load.entries import Writer, bundle_bytes, entry_answers
from simulator.load.http import Answer, TimedOut
from simulator.load.item import Item, resource_of
from simulator.load.limits import Limits
from simulator.load.packing import Group, count_of, fits, levels, packed, size_of
from simulator.resources.closing import openings, without_references
from simulator.resources.components import components

TOO_LARGE = 413
#: Waits between rounds in which a server took some entries of a bundle and put others off.
_ROUND_SECONDS = 0.2
_LONGEST_ROUND_SECONDS = 10.0
#: What a server answers to a PUT under an id that it doesn't know when it gives the ids itself.
_NO_CLIENT_IDS = frozenset({404, 405})


class ClientIdsRefused(Exception):
    """The server gives the ids itself."""


class Delivery:
    """Delivers groups in the order in which they refer to one another. `refused` are the keys that the server hasn't taken."""

    def __init__(
        self, client: Client, writer: Writer, limits: Limits, letters: DeadLetters, mode: str, stop_on_error: bool
    ) -> None:
        self.client = client
        self.writer = writer
        self.limits = limits
        self.letters = letters
        self.refused: set[str] = set()
        self.abandoned = False
        self._mode = mode
        self._stop = stop_on_error

    def deliver_all(self, groups: Sequence[Group]) -> None:
        """Delivers the groups, each after those that it refers to. A batch's entries may not refer to one another."""
        if self._mode != BATCH:
            self._deliver_run(groups)
            return
        for level in levels(groups):
            self._deliver_run([group for group in level if len(group) == 1])
            for group in level:
                if len(group) > 1 and not self._withheld(group):
                    self._open(group)

    def _deliver_run(self, groups: Sequence[Group]) -> None:
        for run in packed(groups, self.limits):
            self._deliver(run)

    def _deliver(self, run: list[Group]) -> None:
        """One request, or as many as it takes; none once the load is abandoned."""
        if self.abandoned:
            return
        run = [group for group in run if not self._withheld(group)]
        if not run:
            return
        lesson = self.limits.now
        if not fits(run, lesson):
            self._halve(run)
            return
        if self._mode == PUT:
            for group in run:
                self._put(group)
            return
        items = [item for group in run for item in group]
        try:
            answer = self._post(items)
        except TimedOut:
            self._timed_out(run)
            return
        if answer.is_success:
            self._read(items, answer)
        elif answer.status_code == TOO_LARGE:
            self._too_large(run, answer)
        else:
            self._bisect(run, str(answer.status_code), outcome_of(answer), said_by(answer))

    def _post(self, items: list[Item]) -> Answer:
        together = frozenset(item.key for item in items)
        entries = [self.writer.entry(item, together) for item in items]
        kind = BATCH if self._mode == BATCH else TRANSACTION
        headers = {"Prefer": "return=minimal"}
        return self.client.request("POST", "", bundle_bytes(kind, entries), headers=headers, amount=len(items))

    def _withheld(self, group: Group) -> bool:
        """Whether somebody in the group refers to what was refused: then nobody of it is sent, for it would dangle."""
        if not self.refused:
            return False
        for item in group:
            missing = next((ref for ref in item.refs if ref in self.refused), None)
            if missing is not None:
                for each in group:
                    self.refuse(each, "not sent", None, f"refers to {missing}, which was refused")
                return True
        return False

    def refuse(self, item: Item, status: str, outcome: dict[str, Any] | None, said: str) -> None:
        """Writes an item off. Raises LoadError where the load is to stop at the first."""
        self.refused.add(item.key)
        self.client.figures.count(self.client.figures.refused, [item.key])
        self.letters.add(item, status, outcome, said)
        if self._stop:
            raise LoadError(f"stopped at the first refusal (--stop-on-error): {item.key}")

    def _read(self, items: list[Item], answer: Answer) -> None:
        """Reads the status of every entry: a server may answer 200 with failures inside."""
        answers = entry_answers(answer.content, len(items))
        if answers is None:
            raise LoadError(f"{self.client.base}: answered {answer.status_code} without an entry for each that was sent")
        waiting = self._sorted_out(items, answers)
        if waiting:
            self._again(waiting, taken=len(waiting) < len(items))

    def _sorted_out(self, items: Sequence[Item], answers: Sequence[dict[str, Any]]) -> list[tuple[Item, dict[str, Any]]]:
        """Journals what was taken; gives back what wasn't."""
        pairs = list(zip(items, answers, strict=True))
        taken = [(item, str(said.get("location", ""))) for item, said in pairs if _status(said) < 400]
        if taken:
            self._take(taken)
        return [(item, said) for item, said in pairs if _status(said) >= 400]

    def _take(self, taken: list[tuple[Item, str]]) -> None:
        mistaken = {item.key: item for item in self.writer.taken(taken)}
        figures = self.client.figures
        figures.count(figures.sent, [item.key for item, _ in taken if item.digest and item.key not in mistaken])
        if mistaken:
            again = [item for item, _ in taken if item.key not in mistaken and not mistaken.keys().isdisjoint(item.refs)]
            waiting = self._one_by_one([*mistaken.values(), *again])
            if waiting:
                self._again(waiting, taken=False)

    def _again(self, waiting: list[tuple[Item, dict[str, Any]]], taken: bool) -> None:
        """Sends what wasn't taken again: what the server put off until it takes it, what it refused for as long as others
        get through, for its turn may only have come too early."""
        idle = 0
        pause = _ROUND_SECONDS
        while waiting:
            put_off = [item for item, said in waiting if _status(said) in AGAIN or _status(said) == CONFLICT]
            idle = 0 if taken else idle + 1
            if idle and (not put_off or idle >= ATTEMPTS):
                self._write_off(waiting)
                return
            if put_off:
                self.client.figures.retried("entry")
                sleep(pause)
                pause = min(pause * 2, _LONGEST_ROUND_SECONDS)
            before = len(waiting)
            waiting = self._one_by_one([item for item, _ in waiting])
            taken = len(waiting) < before

    def _write_off(self, waiting: list[tuple[Item, dict[str, Any]]]) -> None:
        """Blames what is never taken. A circle that a server has taken apart, for it ran a transaction as a batch, is opened
        instead, and what waits for it sent again."""
        said_of = {item.key: said for item, said in waiting}
        items = {item.key: item for item, _ in waiting}
        groups = [[items[key] for key in keys] for keys in components({key: item.refs for key, item in items.items()})]
        circles = [group for group in groups if len(group) > 1]
        for group in groups:
            if len(group) > 1:
                self._open(group)
            elif circles:
                self._deliver([group])
            elif not circles:
                said = said_of[group[0].key]
                self._blame(group[0], str(said.get("status", "")), said.get("outcome"), said_in(said.get("outcome")))

    def _one_by_one(self, items: list[Item]) -> list[tuple[Item, dict[str, Any]]]:
        """Each alone; what wasn't taken, with what the server said."""
        waiting = []
        for item in items:
            answer = self._send_alone(item)
            said = {
                "status": str(answer.status_code),
                "outcome": outcome_of(answer),
                "location": answer.headers.get("Location", ""),
            }
            waiting += self._sorted_out([item], [said])
        return waiting

    def _send_alone(self, item: Item) -> Answer:
        method, path, body, headers = self.writer.alone(item)
        try:
            return self.client.request(method, path, body, headers=headers)
        except TimedOut as error:
            raise LoadError(f"{error}, not even for {item.key} alone; a longer --timeout may do") from error

    def _put(self, group: Group) -> None:
        if len(group) > 1:
            self._open(group)
            return
        item = group[0]
        answer = self._send_alone(item)
        if answer.is_success:
            self._take([(item, answer.headers.get("Location", ""))])
        else:
            self._blame(item, str(answer.status_code), outcome_of(answer), said_by(answer))

    def _timed_out(self, run: list[Group]) -> None:
        if count_of(run) > 1:
            self._halve(run)
            return
        self._one_by_one(run[0])

    def _too_large(self, run: list[Group], answer: Answer) -> None:
        if count_of(run) == 1:
            self._blame(run[0][0], str(answer.status_code), outcome_of(answer), said_by(answer))
            return
        self.limits.too_large(count_of(run), size_of(run))
        self._halve(run)

    def _halve(self, run: list[Group]) -> None:
        if len(run) == 1:
            self._open(run[0])
            return
        middle = len(run) // 2
        self._deliver(run[:middle])
        self._deliver(run[middle:])

    def _bisect(self, run: list[Group], status: str, outcome: dict[str, Any] | None, said: str) -> None:
        if count_of(run) == 1:
            self._blame(run[0][0], status, outcome, said)
            return
        if len(run) == 1:
            self._blame_group(run[0], status, outcome, said)
            return
        before = self.letters.count
        self._halve(run)
        if self.letters.count == before:
            self.limits.too_many(count_of(run))

    def _blame(self, item: Item, status: str, outcome: dict[str, Any] | None, said: str) -> None:
        if status[:3].isdigit() and int(status[:3]) in _NO_CLIENT_IDS and self.writer.may_change():
            raise ClientIdsRefused
        self.refuse(item, status, outcome, said)

    def _blame_group(self, group: Group, status: str, outcome: dict[str, Any] | None, said: str) -> None:
        """A circle that was refused: the server is asked what it thinks of each, and where it names one the others are only
        kept back."""
        if status[:3].isdigit() and int(status[:3]) in _NO_CLIENT_IDS and self.writer.may_change():
            raise ClientIdsRefused
        guilty = {item.key: found for item in group if (found := self._judged(item)) is not None}
        names = ", ".join(guilty)
        for item in group:
            if item.key in guilty:
                self.refuse(item, status, guilty[item.key], said_in(guilty[item.key]))
            elif guilty:
                self.refuse(item, "not sent", None, f"refers in a circle to {names}, which was refused")
            else:
                self.refuse(item, status, outcome, said)

    def _judged(self, item: Item) -> dict[str, Any] | None:
        """The OperationOutcome with errors that `$validate` gives for an item, None where it finds nothing, or isn't there."""
        try:
            answer = self.client.request("POST", f"{item.key.partition('/')[0]}/$validate", item.body)
        except TimedOut:
            return None
        outcome = outcome_of(answer)
        issues = (outcome or {}).get("issue", [])
        wrong = any(each.get("severity") in ("error", "fatal") and each.get("code") != "not-supported" for each in issues)
        return outcome if wrong and answer.status_code not in (404, 405, 501) else None

    def _open(self, group: Group) -> None:
        """Delivers a circle one by one: whoever closes it first without those references, then again whole. Where all are
        there already, whole at once, so that a second load changes nothing."""
        keys = {item.key: item for item in group}
        order, opened = openings({key: item.refs for key, item in keys.items()})
        there = all(self._is_there(key) for key in keys)
        if there:
            self._deliver_run([[item] for item in group])
            return
        for key in order:
            item = keys[key]
            if key in opened:
                self._deliver_opened(item, set(keys))
            elif not self._withheld([item]):
                self._deliver_run([[item]])
        for key in opened:
            if key not in self.refused:
                self._deliver_run([[keys[key]]])

    def _is_there(self, key: str) -> bool:
        location = self.writer.location(key)
        return location is not None and self.client.get(location).is_success

    def _deliver_opened(self, item: Item, circle: set[str]) -> None:
        body = orjson.dumps(without_references(resource_of(item), circle - {item.key}))
        first = replace(item, body=body, refs=tuple(ref for ref in item.refs if ref not in circle), digest=b"")
        self._deliver_run([[first]])


def _status(said: dict[str, Any]) -> int:
    digits = str(said.get("status", ""))[:3]
    return int(digits) if digits.isdigit() else 500
