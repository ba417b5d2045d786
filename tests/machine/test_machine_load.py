"""Module folders become a library: keys, kinds, replaced files, parts of it, and everything wrong with them at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator.errors import InputError, UsageError
from simulator.machine import load
from simulator.machine.load import check_folders, load_library, own_folder

Write = Callable[..., Path]
END = {"Terminal": {"type": "Terminal"}}


def _module(name: str = "x", calls: tuple[str, ...] = (), **states: Any) -> dict[str, Any]:
    steps = {f"Call {key}": {"type": "CallSubmodule", "submodule": key, "direct_transition": ""} for key in calls}
    steps = {**steps, **states, **END}
    names = list(steps)
    for index, step in enumerate(steps.values()):
        if "direct_transition" in step:
            step["direct_transition"] = step["direct_transition"] or names[index + 1]
    return {"name": name, "states": {"Initial": {"type": "Initial", "direct_transition": names[0]}, **steps}}


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file below the test's folder; our own modules are those below "own"."""
    (tmp_path / "own" / "core").mkdir(parents=True)
    monkeypatch.setattr(load, "own_folder", lambda: tmp_path / "own")

    def to(name: str, content: dict[str, Any] | str | None = None) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(_module() if content is None else content, indent=1)
        path.write_text(text, encoding="utf-8")
        return tmp_path / name.split("/", 1)[0]

    return to


def test_keys_are_paths_and_sub_folders_hold_submodules(write: Write) -> None:
    write("a/flu.json", _module("Influenza", calls=("drugs/antiviral",)))
    write("a/drugs/antiviral.json")
    write("a/.hidden.json", "{")
    folder = write("a/drugs/._antiviral.json", "{")
    library = load_library([folder])
    assert [(module.key, module.kind, module.name) for module in library] == [
        ("drugs/antiviral", "submodule", "x"),
        ("flu", "root", "Influenza"),
    ]
    flu = library.roots[0]
    called = library.called(flu, "drugs/antiviral")
    assert called is not None
    assert (called.key, called.source.file) == ("drugs/antiviral", f"{folder.as_posix()}/drugs/antiviral.json")
    assert library.called(flu, "drugs/antibiotic") is None
    assert library.warnings == []


def test_core_is_always_loaded_and_comes_first(write: Write) -> None:
    write("own/core/wellness.json")
    write("own/zoster.json")
    folder = write("a/Anemia.json")
    assert [module.key for module in load_library([folder]).roots] == ["core/wellness", "Anemia"]
    assert [module.key for module in load_library().roots] == ["core/wellness", "zoster"]
    assert [module.key for module in load_library(add_folders=[folder]).roots] == ["core/wellness", "Anemia", "zoster"]


def test_a_core_of_somebody_else_is_a_submodule_and_never_replaces_ours(write: Write) -> None:
    write("own/core/wellness.json", _module("Ours", calls=("core/wellness",)))
    write("a/caller.json", _module("Caller", calls=("core/wellness",)))
    folder = write("a/core/wellness.json", _module("Theirs"))
    library = load_library([folder])
    assert [(module.key, module.kind, module.name) for module in library] == [
        ("core/wellness", "root", "Ours"),
        ("caller", "root", "Caller"),
        ("core/wellness", "submodule", "Theirs"),
    ]
    ours, caller = library.roots
    assert [library.called(module, "core/wellness").name for module in (ours, caller)] == ["Ours", "Theirs"]  # type: ignore[union-attr]
    assert library.notes == []


def test_core_keeps_the_submodules_and_tables_of_our_own_library(write: Write) -> None:
    lookup = [{"transition": "Terminal", "default_probability": 1, "lookup_table_name": "t.csv"}]
    write("own/core/wellness.json", _module("Ours", calls=("laboratory/panel",)))
    write("own/laboratory/panel.json", _module("Our Panel", Ask={"type": "Simple", "lookup_table_transition": lookup}))
    write("own/lookup_tables/t.csv", "age,Terminal\n0-140,1\n")
    write("a/other.json", _module("Other", calls=("laboratory/panel",)))
    folder = write("a/laboratory/panel.json", _module("Their Panel"))
    library = load_library([folder])
    ours, other = library.roots
    panels = [library.called(module, "laboratory/panel") for module in (ours, other)]
    assert [panel.name for panel in panels if panel] == ["Our Panel", "Their Panel"]
    assert library.table(panels[0], "t.csv") is not None  # type: ignore[arg-type]
    assert library.table(other, "t.csv") is None


def test_the_later_folder_wins_with_a_note(write: Write) -> None:
    first = write("a/flu.json", _module("First"))
    write("a/lookup_tables/t.csv", "age,A\n0-1,1\n")
    second = write("b/flu.json", _module("Second"))
    write("b/lookup_tables/t.csv", "age,A\n0-1,0\n")
    library = load_library([first], [second])
    assert [module.name for module in library.roots] == ["Second"]
    assert library.others.tables["t.csv"].rows == [("0-1", "0")]
    assert library.notes == [
        f"lookup_tables/t.csv: {second}/lookup_tables/t.csv replaces {first}/lookup_tables/t.csv",
        f"flu: {second}/flu.json replaces {first}/flu.json",
    ]


def test_a_file_that_is_replaced_is_not_checked(write: Write) -> None:
    first = write("a/flu.json", "{")
    second = write("b/flu.json")
    assert check_folders([first, second]) == []


def test_the_same_folder_twice_is_read_once(write: Write) -> None:
    folder = write("a/flu.json")
    assert load_library([folder, folder], [folder / ".." / "a"]).notes == []


def test_folders_that_are_none_are_refused(write: Write, tmp_path: Path) -> None:
    file = write("a/flu.json") / "flu.json"
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="nowhere does not exist"):
        load_library([tmp_path / "nowhere"])
    with pytest.raises(UsageError, match=r"flu\.json is not a folder"):
        load_library([file])
    with pytest.raises(UsageError, match=r"empty holds no modules: no file in it ends in \.json"):
        load_library(add_folders=[tmp_path / "empty"])


def test_all_errors_of_all_files_come_at_once(write: Write) -> None:
    write("a/one.json", "{")
    write("a/two.json", {"name": "x", "states": {"Initial": {"type": "Initial", "direct_transition": "A"}, "B": {"type": "Dealy"}}})
    write("a/three.json", {"name": 3, "states": {"Initial": {"type": "Simple"}}})
    folder = write("a/lookup_tables/unused.csv", "a,b\n1\n")
    with pytest.raises(InputError) as caught:
        load_library([folder])
    assert [(Path(p.file).name, p.line, p.state, p.found) for p in caught.value.problems] == [
        ("one.json", 1, "", "not JSON: Expecting property name enclosed in double quotes"),
        ("three.json", 2, "", '"name" is 3'),
        ("three.json", 4, "Initial", "the state has no transition"),
        ("two.json", 6, "Initial", 'the transition leads to "A", which is no state'),
        ("two.json", 9, "B", 'unknown state type "Dealy"'),
    ]
    assert [p.severity for p in check_folders([folder]) if p.file.endswith("unused.csv")] == ["warning"]


def test_a_file_that_cannot_be_read_is_an_error(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write("a/flu.json")

    def fail(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", fail)
    assert [str(p) for p in check_folders([folder])] == [f"{folder}/flu.json: the file can't be read: Permission denied"]


def test_a_call_of_a_file_that_cannot_be_read_is_no_further_error(write: Write) -> None:
    write("a/caller.json", _module(calls=("sub/broken", "sub/child")))
    onset = {"type": "ConditionOnset", "codes": [{"system": "LOINC", "code": "1"}], "target_encounter": "Visit"}
    write("a/sub/child.json", _module(Onset={**onset, "direct_transition": ""}))
    folder = write("a/sub/broken.json", "{")
    assert [Path(p.file).name for p in check_folders([folder])] == ["broken.json"]


def test_only_keeps_core_and_what_the_named_call(write: Write) -> None:
    write("own/core/wellness.json")
    for key in ("asthma", "flu", "drugs/unused", "drugs/deep"):
        write(f"a/{key}.json")
    write("a/drugs/antiviral.json", _module(calls=("drugs/deep",)))
    folder = write("a/copd.json", _module(calls=("drugs/antiviral",)))
    keys = [module.key for module in load_library([folder], only=["copd"])]
    assert keys == ["core/wellness", "copd", "drugs/antiviral", "drugs/deep"]


def test_without_drops_roots_and_core_too_if_it_is_named(write: Write) -> None:
    write("own/core/wellness.json")
    write("own/core/newborn.json")
    write("a/asthma.json")
    folder = write("a/flu.json")
    library = load_library([folder], without=["flu", "core/newborn"])
    assert [module.key for module in library] == ["core/wellness", "asthma"]
    assert [module.key for module in load_library([folder], only=["asthma"], without=["asthma"]).others.modules.values()] == []


def test_only_and_without_know_a_broken_module_by_name(write: Write) -> None:
    write("a/broken.json", "{")
    write("a/sub/broken.json", "[")
    write("a/caller.json", _module(calls=("sub/broken",)))
    folder = write("a/good.json")
    assert [module.key for module in load_library([folder], only=["good"])] == ["good"]
    for only in (["broken"], ["caller"]):
        with pytest.raises(InputError) as caught:
            load_library([folder], only=only)
        assert [Path(p.file).name for p in caught.value.problems] == ["broken.json"]
    with pytest.raises(InputError) as caught:
        load_library([folder], without=["broken"])
    assert [Path(p.file).parent.name for p in caught.value.problems] == ["sub"]


@pytest.mark.parametrize(
    ("only", "without", "message"),
    [
        (["astma"], [], 'there is no module "astma"; did you mean asthma?'),
        ([], ["astma"], 'there is no module "astma"; did you mean asthma?'),
        (["zzz"], [], 'there is no module "zzz"; 3 modules are known'),
        (["drugs/antiviral"], [], '"drugs/antiviral" is a submodule: nobody lives it by itself; name the module that calls it'),
        ([], ["drugs/antiviral"], '"drugs/antiviral" cannot be left out: asthma calls it'),
    ],
)
def test_keys_that_cannot_be_chosen_are_refused(write: Write, only: list[str], without: list[str], message: str) -> None:
    write("a/asthma.json", _module(calls=("drugs/antiviral",)))
    write("a/flu.json")
    folder = write("a/drugs/antiviral.json")
    with pytest.raises(UsageError) as caught:
        load_library([folder], only=only, without=without)
    assert str(caught.value) == message


def test_attributes_that_a_module_left_out_sets_are_no_slips(write: Write) -> None:
    reads = {"type": "Guard", "allow": {"condition_type": "Attribute", "attribute": "ckd", "operator": "is not nil"}}
    write("a/reader.json", _module(Wait={**reads, "direct_transition": ""}))
    folder = write("a/setter.json", _module(Set={"type": "SetAttribute", "attribute": "ckd", "value": 1, "direct_transition": ""}))
    assert load_library([folder], only=["reader"]).warnings == []


def test_warnings_do_not_stop_a_library(write: Write) -> None:
    folder = write("a/flu.json", _module(Onset={"type": "ConditionEnd", "direct_transition": ""}))
    assert [problem.found for problem in load_library([folder]).warnings] == ["the state ends nothing"]


def test_the_graph_of_a_loaded_module_is_made_when_asked_for(write: Write) -> None:
    folder = write("a/flu.json")
    module = load_library([folder]).roots[0]
    assert module.graph is module.graph
    assert module.graph.reachable == {"Initial", "Terminal"}


def test_our_own_library_has_no_errors() -> None:
    assert (own_folder() / "core").is_dir()
    assert [str(problem) for problem in check_folders() if problem.severity == "error"] == []


def test_an_installation_without_its_own_modules_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "own_folder", lambda: tmp_path / "own")
    for read in (load_library, check_folders):
        with pytest.raises(UsageError, match=r"own holds no core/.*install it again"):
            read()
