"""Ours beside Synthea 3.3.0 on the same modules: `python -m tests.benchmarks.against_synthea --modules DIR --work DIR`.

Both write full FHIR, a bundle a person, to disk with both cores, once with ten years of history and once with whole lives. The rate
of each is taken between a smaller and a larger population, so that neither start-up nor warm-up counts: people written, living or
dead, over seconds of the clock. With `--living-only` both write the living alone: of ours more are dead, since all of a century are
there, and the dead have the longest records. Synthea is fetched with Maven; nothing else should run on the machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from tests.agreement.reference import AS_OF, VERSION, fetch

#: Not counted: billing, provenance, and what people share.
NOT_CLINICAL = frozenset(
    (
        *("Claim", "ExplanationOfBenefit", "Provenance", "Organization", "Location", "Practitioner", "PractitionerRole"),
        *("Endpoint", "Coverage"),
    )
)
#: Files beside those of people.
_SHARED_FILES = ("hospitalInformation", "practitionerInformation", "000-shared")
#: So many files are read to count resources.
_SAMPLE = 100


@dataclass(frozen=True, slots=True)
class Written:
    """What a run wrote: people, bytes, seconds of the clock, and clinical resources a person in a sample."""

    people: int
    size: int
    seconds: float
    clinical: float
    kinds: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Rate:
    """The rate between two runs: people and megabytes a second, and clinical resources and megabytes a person."""

    people: float
    megabytes: float
    clinical: float
    megabytes_each: float

    @classmethod
    def between(cls, few: Written, many: Written) -> Rate:
        """What the larger run did more than the smaller one."""
        seconds, people, size = many.seconds - few.seconds, many.people - few.people, (many.size - few.size) / 1e6
        return cls(people / seconds, size / seconds, many.clinical, size / people)

    def __str__(self) -> str:
        return (
            f"{self.people:8.2f} people/s {self.people * self.clinical:10,.0f} clinical resources/s {self.megabytes:8.1f} MB/s"
            f" {self.clinical:8,.0f} clinical resources and {self.megabytes_each:6.2f} MB a person"
        )


def synthea(work: Path, people: int, years: int, living_only: bool = False) -> Written:
    """One run of Synthea, full FHIR export, its default place."""
    output = work / "synthea-output"
    shutil.rmtree(output, ignore_errors=True)
    command = ["java", "-Xmx6g", "-cp", f"{fetch(work / 'synthea')}/*", "App", "-p", str(people), "-s", "1", "-cs", "1"]
    command += ["-r", f"{AS_OF:%Y%m%d}", "-e", f"{AS_OF:%Y%m%d}", f"--exporter.years_of_history={years}"]
    command += [f"--exporter.baseDirectory={output}", f"--generate.only_alive_patients={str(living_only).lower()}"]
    return _timed(command, work, output / "fhir")


def ours(work: Path, modules: Path, people: int, years: int, living_only: bool = False) -> Written:
    """One run of ours on the same modules, with people of the same state."""
    output = work / "our-output"
    shutil.rmtree(output, ignore_errors=True)
    command = [str(Path(sys.executable).with_name("simulator")), "generate", "-n", str(people), "--modules", str(modules)]
    command += ["--format", "patients", "--workers", "2", "--state", "MA", "--years-of-history", str(years), "--quiet"]
    command += ["--living-only"] * living_only
    return _timed([*command, "-o", str(output)], work, output / "patients")


def _timed(command: list[str], work: Path, folder: Path) -> Written:
    begun = time.monotonic()
    subprocess.run(command, cwd=work, check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - begun
    files = sorted(path for path in folder.glob("*.json") if not path.name.startswith(_SHARED_FILES))
    kinds = _kinds(files[:: max(1, len(files) // _SAMPLE)])
    clinical = sum(count for kind, count in kinds.items() if kind not in NOT_CLINICAL)
    return Written(len(files), sum(path.stat().st_size for path in files), seconds, clinical, kinds)


def _kinds(files: list[Path]) -> Counter[str]:
    """Bundle entries a person by type; contained resources are not counted."""
    found: Counter[str] = Counter()
    for path in files:
        found.update(entry["resource"]["resourceType"] for entry in orjson.loads(path.read_bytes())["entry"])
    return Counter({kind: count / len(files) for kind, count in found.items()})


def main() -> None:
    """Prints both rates, their ratio, and the clinical resources that both write a person."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", type=Path, required=True, help="the folder of Synthea's modules")
    parser.add_argument("--work", type=Path, required=True, help="a folder for jars and output")
    parser.add_argument("--few", type=int, default=200)
    parser.add_argument("--many", type=int, default=500)
    parser.add_argument("--years", type=int, action="append", help="of history; 0: whole lives (default: 10 and 0)")
    parser.add_argument("--living-only", action="store_true", help="on both sides")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    modules, work = options.modules.absolute(), options.work.absolute()
    whom = "people living" if options.living_only else "people"
    print(f"Synthea {VERSION}, {os.cpu_count()} cores, between {options.few} and {options.many} {whom}")
    for years in options.years or (10, 0):
        print(f"{f'{years} years' if years else 'whole lives'}:", flush=True)
        theirs = [synthea(work, people, years, options.living_only) for people in (options.few, options.many)]
        reference = Rate.between(*theirs)
        print(f"  Synthea {reference}", flush=True)
        mine = [ours(work, modules, people, years, options.living_only) for people in (options.few, options.many)]
        own = Rate.between(*mine)
        print(f"  ours    {own}")
        ratios = own.people / reference.people, own.clinical / reference.clinical
        print(f"  ratio   {ratios[0]:.2f} in people a second, {ratios[1]:.2f} in clinical resources a person")
        for name, run in (("Synthea", theirs[1]), ("ours", mine[1])):
            print(f"  {name}: " + ", ".join(f"{kind} {count:.1f}" for kind, count in run.kinds.most_common()))
    shutil.rmtree(work / "synthea-output", ignore_errors=True)
    shutil.rmtree(work / "our-output", ignore_errors=True)


if __name__ == "__main__":
    main()
