"""The commands for authors of modules: what they say, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.cli import main

MODULE = {
    "name": "Short",
    "states": {
        "Initial": {"type": "Initial", "direct_transition": "Wait"},
        "Wait": {"type": "Delay", "exact": {"quantity": 1, "unit": "days"}, "direct_transition": "Terminal"},
        "Terminal": {"type": "Terminal"},
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "short.json").write_text(json.dumps(MODULE), encoding="utf-8")
    return tmp_path


def _said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    """The exit code of a command, and what it says on standard output and error."""
    monkeypatch.setattr("sys.argv", ["simulator", "modules", *map(str, words)])
    try:
        code = main.main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def test_draw_shows_the_graph_as_text_or_writes_a_picture(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = _said(monkeypatch, capsys, "draw", "short", "--modules", folder)
    assert (code, out.splitlines()[0]) == (0, "short: Short, 3 states, 2 transitions")
    picture = folder / "short.svg"
    code, out, _ = _said(monkeypatch, capsys, "draw", "short", "--modules", folder, "-o", picture)
    assert (code, out) == (0, f"{picture}: 3 states, 2 transitions\n")
    assert "</svg>" in picture.read_text(encoding="utf-8")


def test_trace_tells_a_person_s_way(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _said(monkeypatch, capsys, "trace", "short", "--person", "4", "--modules", folder)
    assert code == 0
    assert [line.split("  ")[-1] for line in out.splitlines()[1:]] == ["[Initial]", "[Delay]", "[Terminal]"]


def test_an_unknown_module_is_wrong_usage(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (("draw", "shorts"), ("trace", "shorts", "--person", "4")):
        code, _, err = _said(monkeypatch, capsys, *words, "--modules", folder)
        assert (code, err) == (2, 'simulator: there is no module "shorts"; did you mean short?\n')
