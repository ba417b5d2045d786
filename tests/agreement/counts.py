"""What is compared: of the people who live at the date, who ever had each code, and their encounters, by band of age."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path

#: Bands of completed years of age in which is counted: the lowest of each.
BANDS = (0, 18, 30, 40, 50, 65, 70, 75, 80, 85, 90)
#: The bands that are compared, and how many of the fine ones make each of them.
BAND_NAMES = ("0-17", "18-39", "40-64", "65+")
BAND_SIZES = (1, 2, 2, 6)
#: The resource types whose codes are compared.
KINDS = ("Condition", "Procedure", "MedicationRequest", "Immunization")


def band_of(age_years: float) -> int:
    """The index of the band of an age."""
    return max(index for index, low in enumerate(BANDS) if age_years >= low)


def coarse(fine: Sequence[float]) -> list[float]:
    """Numbers by fine band added up to the bands that are compared."""
    ends = list(accumulate(BAND_SIZES))
    return [sum(fine[end - size : end]) for end, size in zip(ends, BAND_SIZES, strict=True)]


class Counts:
    """Counts over a sample, all by band: `people`, `person_years`, `codes` (people, by
    "Condition|44054006"), `encounters` (by class).

    `visits` are encounters by class, first type and first reason ("emergency|50849002|198992004"); `writers` those by class, module
    and state ("emergency|allergic_rhinitis|Visit"), where they are known.
    """

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.people = [0] * len(BANDS)
        self.person_years = [0.0] * len(BANDS)
        self.codes: dict[str, list[int]] = defaultdict(lambda: [0] * len(BANDS))
        self.displays: dict[str, str] = {}
        self.encounters: dict[str, list[int]] = defaultdict(lambda: [0] * len(BANDS))
        self.visits: dict[str, list[int]] = defaultdict(lambda: [0] * len(BANDS))
        self.writers: dict[str, list[int]] = defaultdict(lambda: [0] * len(BANDS))
        self.dead = 0

    def add(self, age_years: float, codes: Iterable[tuple[str, str]], visits: Iterable[str], writers: Iterable[str] = ()) -> None:
        """Counts one living person: their codes with displays, each once, and each encounter, also by who wrote it."""
        band = band_of(age_years)
        self.people[band] += 1
        self.person_years[band] += age_years
        for key, display in dict(codes).items():
            self.codes[key][band] += 1
            self.displays.setdefault(key, display)
        for visit in visits:
            self.encounters[visit.split("|")[0]][band] += 1
            self.visits[visit][band] += 1
        for writer in writers:
            self.writers[writer][band] += 1

    def had(self, key: str) -> int:
        """How many people ever had a code."""
        return sum(self.codes.get(key, ()))

    def write(self, path: Path) -> None:
        """Writes the counts as JSON, one code a line, so that changes can be read."""
        lines = [
            f"  {json.dumps(key)}: [{json.dumps(self.displays[key], ensure_ascii=False)}, {', '.join(map(str, self.codes[key]))}]"
            for key in sorted(self.codes)
        ]
        head = {
            "origin": self.origin,
            "people": self.people,
            "person_years": [round(years, 1) for years in self.person_years],
            "dead": self.dead,
            "encounters": {key: self.encounters[key] for key in sorted(self.encounters)},
        }
        text = json.dumps(head, indent=1)[:-2]
        for name, part in (("codes", lines), ("visits", _lines(self.visits)), ("writers", _lines(self.writers))):
            text += f',\n "{name}": {{\n' + ",\n".join(part) + "\n }"
        text += "\n}\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Counts:
        """The counts that `write` wrote."""
        told = json.loads(path.read_text(encoding="utf-8"))
        counts = cls(told["origin"])
        counts.people, counts.person_years, counts.dead = told["people"], told["person_years"], told["dead"]
        counts.encounters.update(told["encounters"])
        counts.visits.update(told.get("visits", {}))
        counts.writers.update(told.get("writers", {}))
        for key, (display, *bands) in told["codes"].items():
            counts.codes[key] = bands
            counts.displays[key] = display
        return counts

    def merged(self, other: Counts) -> Counts:
        """The counts of both samples together."""
        both = Counts(f"{self.origin} + {other.origin}")
        for one in (self, other):
            both.people = [a + b for a, b in zip(both.people, one.people, strict=True)]
            both.person_years = [a + b for a, b in zip(both.person_years, one.person_years, strict=True)]
            both.dead += one.dead
            for target, source in (
                (both.codes, one.codes),
                (both.encounters, one.encounters),
                (both.visits, one.visits),
                (both.writers, one.writers),
            ):
                for key, bands in source.items():
                    target[key] = [a + b for a, b in zip(target[key], bands, strict=True)]
            both.displays.update(one.displays)
        return both


def _lines(numbers: dict[str, list[int]]) -> list[str]:
    return [f"  {json.dumps(key)}: {json.dumps(numbers[key])}" for key in sorted(numbers)]
