"""What a load would send, told without asking the server anything."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from simulator.load.item import Item
from simulator.load.limits import Limits
from simulator.load.operation import opened
from simulator.load.options import LoadOptions
from simulator.load.packing import packed
from simulator.resources.components import components


def dry_run_lines(paths: list[Path], options: LoadOptions) -> list[str]:
    """The people, resources by type and requests of a load whose journal is empty. Raises SimulatorError as a load would."""
    limits = Limits(options.max_entries, options.max_bytes)
    kinds: Counter[str] = Counter()
    people = requests = size = 0
    with TemporaryDirectory() as aside, opened(paths, Path(aside), options.address) as (_, source, _, _):
        for unit in source.units(options.limit):
            people += not unit.shared
            for items in [unit.last()] if not options.history else [{item.key: item for item in line} for line in unit.lines()]:
                kinds.update(key.partition("/")[0] for key in items)
                size += sum(item.size for item in items.values())
                requests += sum(1 for _ in packed(_groups(items), limits))
    lines = [f"{people:,} people, {kinds.total():,} resources, {size:,} bytes, about {requests:,} requests to {options.address}"]
    return lines + [f"{count:>10,}  {kind}" for kind, count in sorted(kinds.items())]


def _groups(items: dict[str, Item]) -> list[list[Item]]:
    groups = components({key: item.refs for key, item in items.items()})
    return [[items[key] for key in group] for group in groups]
