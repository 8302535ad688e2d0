"""Where nothing has changed, a build reads nothing; and nothing that has changed is overlooked."""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graph.builds import shards as shards_module
from graph.builds import verified as verified_module
from graph.builds.build import open_current
from graph.builds.description import dataset_part
from loaders.checking import document, results
from loaders.checking.workspace import check_workspace
from loaders.reuse import digests as digests_module
from loaders.workspace import Workspace, open_workspace
from policykg import unchanged
from policykg.building import build_changed, last_run
from policykg.cli import cli
from policykg.memory import Memory
from policykg.waking import Waking
from policykg.watching import rebuild
from tests.support.edits import DOCUMENTS, made, replace


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace whose files count as old: no test waits until they are."""
    monkeypatch.delenv("POLICYKG_SOURCES", raising=False)
    for module, name in ((unchanged, "YOUNG"), (digests_module, "_YOUNG")):
        monkeypatch.setattr(module, name, -(10**9))
    monkeypatch.setattr(verified_module, "YOUNG", -(10**9))
    return made(tmp_path / "w")


def plan(workspace: Workspace, number: int = 0) -> Path:
    return workspace.facts_folder / f"plan-{number:05d}.yaml"


def built(workspace: Workspace, *options: str) -> str:
    result = CliRunner().invoke(cli, ["--lang", "en", "-w", str(workspace.root), "build", *options])
    assert result.exit_code == 0, result.output
    return result.output


def refuse(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError(f"{name} was called")

    monkeypatch.setattr(name, refused)


def nothing_is_worked(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, "policykg.cli.build.check_or_stop")
    refuse(monkeypatch, "loaders.rebuild.rebuild")


def test_where_nothing_has_changed_nothing_is_checked_and_nothing_compiled(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(workspace)
    nothing_is_worked(monkeypatch)
    assert f"({DOCUMENTS} as before)" in built(workspace)


def other_text(workspace: Workspace) -> None:
    path = workspace.root / "sources" / "plan-00001.txt"
    path.write_text(path.read_text("utf-8") + "另有一句。\n", "utf-8")


def same_words_written_again(workspace: Workspace) -> None:
    path = plan(workspace)
    state = path.stat()
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def lock_of_a_document(workspace: Workspace) -> None:
    folder = workspace.facts_folder / "locks"
    folder.mkdir()
    (folder / "plan-00000.lock").write_text("", "utf-8")


CHANGES: dict[str, Callable[[Workspace], object]] = {
    "a facts file": lambda w: replace(plan(w), "en: Action", "en: Another"),
    "a facts file, its time put back": same_words_written_again,
    "a source text": other_text,
    "a new file": lambda w: (w.facts_folder / "notes.yaml").write_text("document: {}\n"),
    "a removed file": lambda w: plan(w).unlink(),
    "a renamed file": lambda w: plan(w).rename(w.facts_folder / "other.yaml"),
    "an authority file": lambda w: replace(
        w.facts_folder / "authority" / "places.yaml", "en: County 1}", "en: Other}"
    ),
    "a lock": lock_of_a_document,
    "settings": lambda w: replace(w.root / "policykg.yaml", "Synthetic", "Invented"),
    "a link": lambda w: (w.facts_folder / "link.yaml").symlink_to(plan(w)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_is_seen(
    workspace: Workspace, change: Callable[[Workspace], object]
) -> None:
    built(workspace)
    change(workspace)
    last = last_run(open_workspace(workspace.root))
    assert not last.is_checked


def test_a_file_that_has_just_been_changed_is_never_trusted(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unchanged, "YOUNG", 3_600_000_000_000)
    built(workspace)
    assert not last_run(workspace).is_checked


def test_errors_are_told_again(workspace: Workspace) -> None:
    replace(plan(workspace), "genre: action-plan", "genre: no-such-genre")
    for _ in range(2):
        result = CliRunner().invoke(cli, ["--lang", "en", "-w", str(workspace.root), "build"])
        assert result.exit_code == 1
        assert "no-such-genre" in result.output


def test_a_build_without_the_check_is_no_check(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(workspace, "--no-check")
    assert not last_run(workspace).is_checked
    refuse(monkeypatch, "policykg.cli.build.check_or_stop")
    with pytest.raises(AssertionError, match="check_or_stop was called"):
        CliRunner().invoke(
            cli, ["--lang", "en", "-w", str(workspace.root), "build"], catch_exceptions=False
        )


def test_full_trusts_no_stamp(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    built(workspace)
    assert "as before" not in built(workspace, "--full")


@pytest.mark.parametrize("whole", [0, 1 << 30])
def test_a_damaged_build_is_made_again_though_no_fact_has_changed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, whole: int
) -> None:
    monkeypatch.setattr("graph.builds.build.WHOLE", whole)
    built(workspace)
    expected = open_current(workspace.build_folder).nquads()
    built(workspace)
    damaged = next((workspace.build_folder / "shards").rglob("*.nq.gz"))
    if whole:
        damaged = next(workspace.build_folder.glob("gen-*/graph.nq"))
    data = bytearray(damaged.read_bytes())
    data[60] ^= 1
    damaged.write_bytes(data)
    built(workspace)
    assert open_current(workspace.build_folder).nquads() == expected


@pytest.mark.parametrize("words", ["Synthetic", '"quads": ', "facts/plan-00001.yaml"])
def test_a_damaged_manifest_is_written_again_though_no_fact_has_changed(
    workspace: Workspace, words: str
) -> None:
    built(workspace)
    expected = open_current(workspace.build_folder).manifest
    path = open_current(workspace.build_folder).folder / "manifest.json"
    data = bytearray(path.read_bytes())
    place = data.index(words.encode()) + len(words)
    data[place - 1 if words[-1].isalpha() else place] ^= 1
    path.write_bytes(data)
    built(workspace)
    assert open_current(workspace.build_folder).manifest == expected


def test_where_the_build_folder_is_a_link_nothing_is_compiled_either(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace.root / "elsewhere").mkdir()
    workspace.build_folder.symlink_to("elsewhere")
    built(workspace)
    built(workspace, "--full")
    nothing_is_worked(monkeypatch)
    assert f"({DOCUMENTS} as before)" in built(workspace)


def test_a_shard_is_read_again_by_the_next_process_only_where_its_file_was_touched(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_changed(workspace, whole=0)
    read: list[str] = []
    real = shards_module.packed_checksum

    def packed_checksum(path: Path) -> str:
        read.append(path.name)
        return real(path)

    monkeypatch.setattr(shards_module, "packed_checksum", packed_checksum)
    build_changed(workspace, whole=0)
    assert read == []
    touched = next((workspace.build_folder / "shards").rglob("*.nq.gz"))
    os.utime(touched)
    build_changed(workspace, whole=0)
    assert set(read) == {touched.name}
    read.clear()
    build_changed(workspace, whole=0, full=True)
    assert len(set(read)) > DOCUMENTS


def test_shards_that_were_not_written_through_to_the_disk_are_not_noted(
    workspace: Workspace,
) -> None:
    from ontology.rows import Rows

    build_changed(workspace, whole=1 << 30)
    assert Rows(workspace.build_folder / "shards" / "state.sqlite").read("verified") == {}


def test_the_description_is_made_again_only_where_something_counted_has_changed(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_changed(workspace)
    described = dataset_part
    refuse(monkeypatch, "graph.builds.about.dataset_part")
    replace(plan(workspace), "en: Action", "en: Another")
    again = build_changed(workspace).generation
    monkeypatch.setattr("graph.builds.about.dataset_part", described)
    expected = build_changed(workspace, tmp_path / "cold", full=True).generation
    assert again.nquads() == expected.nquads()
    assert again.manifest == expected.manifest
    text = plan(workspace).read_text("utf-8")
    plan(workspace, 9).write_text(text.replace("plan-00000", "plan-00009"), "utf-8")
    (workspace.root / "sources" / "plan-00009.txt").write_bytes(
        (workspace.root / "sources" / "plan-00000.txt").read_bytes()
    )
    more = build_changed(workspace).generation
    cold = build_changed(workspace, tmp_path / "colder", full=True).generation
    assert more.manifest == cold.manifest


def test_a_process_that_builds_often_builds_what_another_would(
    workspace: Workspace, tmp_path: Path
) -> None:
    memory = Memory()
    edits: list[Callable[[], object]] = [
        lambda: replace(plan(workspace), "en: Action", "en: Another"),
        lambda: replace(plan(workspace), "en: Another", "en: Action"),
        lambda: CHANGES["an authority file"](workspace),
        lambda: plan(workspace, 2).unlink(),
        lambda: CHANGES["settings"](workspace),
    ]
    for number, act in enumerate(edits):
        act()
        assert rebuild(workspace.root, (), memory) == []
        here = open_workspace(workspace.root)
        cold = build_changed(here, tmp_path / f"cold-{number}", full=True).generation
        assert open_current(workspace.build_folder).manifest == cold.manifest


def _gloss(workspace: Workspace) -> None:
    folder = workspace.facts_folder / "glosses"
    folder.mkdir()
    text = "document: plan-00000\nglosses:\n  - quote: 不存在的话\n    en: No such words\n"
    (folder / "plan-00000.yaml").write_text(text, "utf-8")


def _other_text_of_two(workspace: Workspace) -> None:
    path = workspace.root / "sources" / "plan-00000.txt"
    path.write_text(path.read_text("utf-8") + "另有一句。\n", "utf-8")


@pytest.mark.parametrize("act", [_gloss, _other_text_of_two])
def test_the_watch_checks_a_document_beside_which_something_has_come(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, act: Callable[[Workspace], None]
) -> None:
    more, memory = workspace.root / "more", Memory()
    shutil.copytree(workspace.root / "sources", more)
    assert rebuild(workspace.root, (more,), memory) == []
    checked = []
    real = document.check_document

    def check_document(workspace: Workspace, path: Path, *values: Any, **named: Any) -> Any:
        checked.append(path)
        return real(workspace, path, *values, **named)

    monkeypatch.setattr(results, "check_document", check_document)
    act(workspace)
    rebuild(workspace.root, (more,), memory)
    assert checked == [plan(workspace)]


def test_the_watch_checks_everything_where_an_exception_goes(workspace: Workspace) -> None:
    text, memory = plan(workspace).read_text("utf-8"), Memory()
    value = re.search(r"value: (\d+)", text)
    assert value is not None
    plan(workspace).write_text(text.replace(value[0], f"value: 7{value[1]}", 1), "utf-8")
    errors = check_workspace(workspace, lock=False).errors
    listed = [
        {"rule": error.rule, "record": f"plan-00000/{error.record}", "reason": "a test"}
        for error in errors
    ]
    ledger = workspace.facts_folder / "exceptions.yaml"
    ledger.write_text(json.dumps({"exceptions": listed}), "utf-8")
    assert errors
    assert rebuild(workspace.root, (), memory) == []
    ledger.unlink()
    for _ in range(2):  # nothing else has changed since
        assert rebuild(workspace.root, (), memory) != []
    ledger.write_text(json.dumps({"exceptions": listed}), "utf-8")
    assert rebuild(workspace.root, (), memory) == []


def test_a_damaged_row_about_the_last_run_is_none(workspace: Workspace) -> None:
    from ontology.rows import Rows

    built(workspace)
    rows = Rows(workspace.root / ".policykg" / "files.sqlite")
    for text in ("", "[1]", json.dumps({"key": 3})):
        rows.write({"last": {"checked": text, "built": text}})
        assert f"({DOCUMENTS} as before)" in built(workspace)


def test_a_folder_whose_name_is_no_text_is_built_again_and_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / os.fsdecode(b"w\xff")
    try:
        workspace.root.rename(folder)
    except OSError:
        pytest.skip("this file system takes no such name")
    there = open_workspace(folder)
    built(there)
    replace(plan(there), "en: Action", "en: Another")
    assert f"({DOCUMENTS - 1} as before)" in built(there)
    assert f"({DOCUMENTS} as before)" in built(there)


def test_a_saved_file_wakes_the_watch(tmp_path: Path) -> None:
    waking = Waking()
    waking.follow([str(tmp_path)])
    if not waking.is_told:
        pytest.skip("this system tells of no files")
    threading.Timer(0.1, lambda: (tmp_path / "a.yaml").write_text("a: 1\n")).start()
    began = time.monotonic()
    waking.wait(30)
    assert time.monotonic() - began < 20
    began = time.monotonic()
    waking.wait(0.05)  # all that was told is done with
    assert time.monotonic() - began >= 0.04
    waking.close()


def test_without_such_a_system_the_watch_waits(tmp_path: Path) -> None:
    waking = Waking()
    waking.close()
    waking.follow([str(tmp_path)])
    assert not waking.is_told
    began = time.monotonic()
    waking.wait(0.05)
    assert time.monotonic() - began >= 0.04
