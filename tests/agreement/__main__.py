"""`python -m tests.agreement`: runs Synthea, runs ours on the same modules, and compares them.

`synthea` runs the reference and keeps its counts, `reduce` counts what a run has written so far, `ours` lives our people, and
`compare` writes RESULTS.md. Counts lie in `counts/`. The folder of reference data is named by SIMULATOR_SHARED.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from tests.agreement import evidence, population, reference, results
from tests.agreement.counts import Counts
from tests.agreement.undone import undone

COUNTS = Path(__file__).parent / "counts"


def main() -> None:
    """Does what the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m tests.agreement", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("synthea", "ours"):
        command = commands.add_parser(name)
        command.add_argument("--people", type=int, default=2000)
        command.add_argument("--seed", type=int, default=5)
        command.add_argument("--overlay", type=Path, action="append", default=[], help="a folder of modules that stand in")
        command.add_argument("--name", default="", help="the name of the counts' file")
    commands.choices["ours"].add_argument("--only", action="append", default=[], help="on this module, and core, alone")
    commands.choices["ours"].add_argument("--undo", action="append", default=[], help="a difference that is undone")
    commands.choices["synthea"].add_argument("--work", type=Path, default=Path.home() / ".cache" / "synthea-3.3.0")
    command = commands.add_parser("reduce")
    command.add_argument("folder", type=Path)
    command.add_argument("--name", required=True)
    command.add_argument("--origin", required=True)
    command.add_argument("--half", type=int, choices=(0, 1), help="of every other person: the even or the odd ones")
    command = commands.add_parser("undone", help="the codes that move back when a difference is undone, kept in explained.csv")
    command.add_argument("--difference", required=True)
    command.add_argument("--undone", required=True)
    command.add_argument("--reference", default="synthea-5")
    command.add_argument("--ours", default="ours-5")
    command = commands.add_parser("compare")
    command.add_argument("--reference", default="synthea-5")
    command.add_argument("--again", default="")
    command.add_argument("--ours", default="ours-5")
    command.add_argument("--output", type=Path, default=results.RESULTS)
    options = parser.parse_args()
    _COMMANDS[options.command](options)


def _modules() -> Path:
    return Path(os.environ["SIMULATOR_SHARED"]) / "gmf" / "modules"


def _synthea(options: argparse.Namespace) -> None:
    overlay = options.overlay[0] if options.overlay else None
    folder = reference.run(options.work, options.people, options.seed, overlay)
    origin = f"Synthea {reference.VERSION} -p {options.people} -s {options.seed}, Massachusetts"
    reference.reduce(folder, origin).write(COUNTS / f"{options.name or f'synthea-{options.seed}'}.json")


def _reduce(options: argparse.Namespace) -> None:
    reference.reduce(options.folder, options.origin, options.half).write(COUNTS / f"{options.name}.json")


def _ours(options: argparse.Namespace) -> None:
    with undone(options.undo):
        counts = population.count(_modules(), options.people, options.seed, tuple(options.overlay), tuple(options.only))
    if options.undo:
        counts.origin += f", undone: {', '.join(options.undo)}"
    if options.only:
        counts.origin += f", only {', '.join(options.only)}"
    counts.write(COUNTS / f"{options.name or f'ours-{options.seed}'}.json")


def _compare(options: argparse.Namespace) -> None:
    again = Counts.read(COUNTS / f"{options.again}.json") if options.again else None
    told = results.results(
        Counts.read(COUNTS / f"{options.reference}.json"), Counts.read(COUNTS / f"{options.ours}.json"), _modules(), again
    )
    options.output.write_text(told, encoding="utf-8")
    print("\n".join(told.splitlines()[:24]))


def _undone(options: argparse.Namespace) -> None:
    reference_counts, ours, undone_counts = (
        Counts.read(COUNTS / f"{name}.json") for name in (options.reference, options.ours, options.undone)
    )
    rows = evidence.moved_back(reference_counts, ours, undone_counts)
    evidence.explain(options.difference, rows, f"counts/{options.undone}.json")
    print("\n".join(evidence.table(rows)))


_COMMANDS = {"synthea": _synthea, "reduce": _reduce, "ours": _ours, "compare": _compare, "undone": _undone}

if __name__ == "__main__":
    main()
