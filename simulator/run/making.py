"""Parts in a run's folder: made, or found made by a run that was stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from simulator.run.ahead import Ahead
from simulator.run.formats import Formats
from simulator.run.lives import Lives
from simulator.run.part import PartRecord, PersonRecord, make_part
from simulator.run.population import Part
from simulator.sinks.run_folder import RunFolder


def found_in(folder: RunFolder, number: int) -> PartRecord | None:
    """The record of a part that stands in the folder with all its files, None where it is still to be made."""
    value = folder.part(number)
    return None if value is None else PartRecord.of(value)


def make_in(
    folder: RunFolder, part: Part, lives: Lives, formats: Formats, wanted: int | None, watch: Callable[[PersonRecord], None]
) -> PartRecord:
    """Makes a part aside and gives it its place by one renaming, so that it is there whole or not at all.

    Raises what `make_part` raises.
    """
    record = make_part(part, lives, formats, folder.part_aside(part.number), wanted, watch)
    folder.part_done(part.number, record.to_json())
    return record


def made_here(folder: RunFolder, parts: Iterator[Part], lives: Lives, formats: Formats, ahead: Ahead) -> Iterator[PartRecord]:
    """The records of parts in order, each found or made by this very process when it is asked for."""
    for part in parts:
        watch = partial(ahead.lived, part.number)
        yield found_in(folder, part.number) or make_in(folder, part, lives, formats, ahead.wanted, watch)
