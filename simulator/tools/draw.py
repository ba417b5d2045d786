"""A module as a picture: DOT, SVG, and text for a terminal.

The SVG is laid out by the program `dot` of the package graphviz-pure, a port of Graphviz that needs nothing of the system.
"""

from __future__ import annotations

import subprocess
import textwrap
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from rich.text import Text

from simulator.errors import RunError
from simulator.machine.graph import Edge
from simulator.machine.library import LoadedModule
from simulator.sinks.files import write_file
from simulator.tools.state_words import FAMILIES, Family, detail, edge_text

PACKAGE = "graphviz-pure"
#: Labels are broken at so many letters, and cut after so many; the whole text is told where the pointer rests.
BROKEN_AT, CUT_AT = 32, 120
FONT = "Arial"
UNREACHED = "#999999"


def draw_dot(module: LoadedModule) -> str:
    """The module's graph in Graphviz's language: states by family, ways with shares and conditions; what Initial doesn't lead
    to is dashed."""
    numbers = {name: f"s{number}" for number, name in enumerate(module.model.states)}
    lines = [
        f"digraph {_quoted(module.key)} {{",
        f'graph [rankdir=TB, nodesep=0.3, ranksep=0.4, fontname="{FONT}", fontsize=12, labelloc=t, label={_legend(module)}];',
        f'node [fontname="{FONT}", fontsize=11, style=filled, color="#555555", margin="0.12,0.06"];',
        f'edge [fontname="{FONT}", fontsize=9, color="#555555", arrowsize=0.7];',
    ]
    lines += [_node(module, name, number) for name, number in numbers.items()]
    lines += [_edge(edge, numbers) for edge in module.graph.edges if edge.target in numbers]
    return "\n".join([*lines, "}", ""])


def draw_svg(module: LoadedModule) -> str:
    """The module's graph as an SVG picture. Raises RunError where the program that lays it out cannot be run."""
    try:
        done = subprocess.run([_program(), "-Tsvg"], input=draw_dot(module).encode(), capture_output=True, check=False)
    except OSError as error:
        raise RunError(f"{PACKAGE} cannot be run: {error.strerror}; accepted is an environment that holds the package") from error
    if done.returncode:
        raise RunError(f"{PACKAGE} cannot draw {module.key}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout.decode()


def write_svg(module: LoadedModule, path: Path) -> None:
    """Writes the picture to a file. Raises what `draw_svg` raises, and OutputError where the file cannot be written."""
    write_file(path.parent, path.name, [draw_svg(module).encode()])


def draw_text(module: LoadedModule) -> str:
    """The module's graph as lines of text: states in the order in which Initial leads to them, each with its ways out."""
    return "\n".join(line.plain for line in _lines(module)) + "\n"


def pretty(module: LoadedModule) -> Text:
    """The same in the colours of the families, for a terminal."""
    return Text("\n").join(_lines(module))


def counts(module: LoadedModule) -> str:
    """How large the graph is, in words."""
    return f"{len(module.model.states)} states, {len(module.graph.edges)} transitions"


def _lines(module: LoadedModule) -> list[Text]:
    lines = [Text(f"{module.key}: {module.name}, {counts(module)}", style="bold")]
    lines.append(Text(", ".join(f"{family.sign} {family.name}" for family in _families(module)), style="dim"))
    ways: dict[str, list[Edge]] = {}
    for edge in module.graph.edges:
        ways.setdefault(edge.source, []).append(edge)
    reached = _in_order(module)
    for name in reached:
        lines += _state_lines(module, name, ways.get(name, []))
    missed = [name for name in module.model.states if name not in module.graph.reachable]
    if missed:
        lines.append(Text("not reached from Initial:", style="bold red"))
    for name in missed:
        lines += _state_lines(module, name, ways.get(name, []))
    return lines


def _state_lines(module: LoadedModule, name: str, ways: list[Edge]) -> list[Text]:
    family, kind, said = _told(module, name)
    lines = [Text.assemble((f"{family.sign} {name}", f"bold {family.colour}"), f"  {kind}", (f": {said}" if said else "", "dim"))]
    for edge in ways:
        when = edge_text(edge)
        lines.append(Text.assemble("    → ", edge.target, (f"  {when}" if when else "", "dim")))
    return lines


def _in_order(module: LoadedModule) -> list[str]:
    """The states that Initial leads to, each before what it leads to for the first time, depth first."""
    successors = module.graph.successors
    seen: dict[str, None] = {}
    waiting = ["Initial"]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in successors:
            continue
        seen[name] = None
        waiting += reversed(successors[name])
    return list(seen)


def _told(module: LoadedModule, name: str) -> tuple[Family, str, str]:
    state = module.model.states[name]
    return FAMILIES[state.type], state.type, detail(state)


def _families(module: LoadedModule) -> list[Family]:
    present = {FAMILIES[state.type] for state in module.model.states.values()}
    return [family for family in dict.fromkeys(FAMILIES.values()) if family in present]


def _legend(module: LoadedModule) -> str:
    cells = "".join(f'<TD BGCOLOR="{family.fill}">{family.name}</TD>' for family in _families(module))
    width = len(_families(module))
    title = f'<TR><TD COLSPAN="{width}" BORDER="0"><B>{_escaped(module.name)}</B>  {_escaped(module.key)}</TD></TR>'
    return f'<<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="2" CELLPADDING="3">{title}<TR>{cells}</TR></TABLE>>'


def _node(module: LoadedModule, name: str, number: str) -> str:
    family, kind, said = _told(module, name)
    what = f"{kind}: {said}" if said else kind
    label = "\\n".join([*_broken(name), *(_broken(what) if kind != name else [])])
    style = "filled,rounded" if family.shape == "box" else "filled"
    shown = f'fillcolor="{family.fill}"'
    if name not in module.graph.reachable:
        style, shown = "dashed", f'fontcolor="{UNREACHED}"'
    return f'{number} [label="{label}", tooltip={_quoted(f"{name}: {what}")}, shape={family.shape}, style="{style}", {shown}];'


def _edge(edge: Edge, numbers: dict[str, str]) -> str:
    when = edge_text(edge)
    told = _quoted(f"{edge.source} → {edge.target}{': ' if when else ''}{when}")
    label = "\\n".join(_broken(when))
    return f'{numbers[edge.source]} -> {numbers[edge.target]} [label="{label}", tooltip={told}, labeltooltip={told}];'


def _broken(text: str) -> list[str]:
    """The lines of a label, cut where it is too long."""
    whole = text if len(text) <= CUT_AT else text[: CUT_AT - 1] + "…"
    return [_quoted(line)[1:-1] for line in textwrap.wrap(whole, BROKEN_AT)]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _program() -> str:
    """The path of the program that the package brings."""
    try:
        found = files(PACKAGE) or []
    except PackageNotFoundError:
        found = []
    for file in found:
        if file.stem == PACKAGE:
            return str(file.locate())
    raise RunError(f"{PACKAGE} isn't installed; accepted is an environment that holds the package")
