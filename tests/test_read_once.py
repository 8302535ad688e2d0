"""A build compiles what its check has read: the same graph, and nothing that has changed since."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.checking.workspace import check_workspace
from loaders.making import Alongside
from loaders.reuse.digests import Digests
from loaders.workspace import Workspace, open_workspace
from policykg.building import Built, alongside, build_changed, last_run, looked_at
from policykg.unchanged import LastRun
from tests.support.edits import DOCUMENTS, made, replace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return made(tmp_path / "w")


def checked(workspace: Workspace, processes: int = 1) -> Alongside:
    beside = alongside(workspace)
    assert beside is not None
    check_workspace(workspace, processes=processes, alongside=beside)
    return beside


def plan(workspace: Workspace, number: int = 0) -> Path:
    return workspace.facts_folder / f"plan-{number:05d}.yaml"


def kept(workspace: Workspace) -> list[tuple[object, ...]]:
    """Return what is kept of the documents beside their shards."""
    with sqlite3.connect(workspace.build_folder / "shards" / "state.sqlite") as base:
        return sorted(base.execute("SELECT * FROM row"))


@pytest.mark.parametrize("processes", [1, 2])
def test_what_the_check_has_made_is_what_a_build_makes_alone(
    workspace: Workspace, processes: int
) -> None:
    beside = checked(workspace, processes)
    assert sorted(beside.made) == workspace.facts_files()
    built = build_changed(workspace, ready=beside.made)
    assert beside.made == {}, "all of it was used"
    state = kept(workspace)
    shutil.rmtree(workspace.build_folder)
    alone = build_changed(open_workspace(workspace.root))
    assert built.generation.manifest == alone.generation.manifest
    assert built.generation.nquads() == alone.generation.nquads()
    assert state == kept(workspace)


def test_the_findings_are_the_same_with_and_without_the_compiler(workspace: Workspace) -> None:
    replace(plan(workspace, 1), "quote: ", "quote: 另外")
    beside = alongside(workspace)
    with_it = check_workspace(workspace, cache=False, alongside=beside)
    without = check_workspace(workspace, cache=False)
    assert with_it.problems == without.problems
    assert (with_it.checked, with_it.states) == (without.checked, without.states)


def _edit_facts(workspace: Workspace) -> None:
    replace(plan(workspace), "Action plan", "Plan of action")


def _edit_authority(workspace: Workspace) -> None:
    file = workspace.facts_folder / "authority" / "indicators.yaml"
    replace(file, "en: Gdp}", "en: Product}")


def _edit_source(workspace: Workspace) -> None:
    path = workspace.root / "sources" / "plan-00000.txt"
    path.write_text(path.read_text("utf-8") + "附件另发。\n", "utf-8")


def _lose_shards(workspace: Workspace) -> None:
    for path in (workspace.build_folder / "shards").rglob("*.nq.gz"):
        path.unlink()


def _damage_shards(workspace: Workspace) -> None:
    for path in (workspace.build_folder / "shards").rglob("*.nq.gz"):
        path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize(
    "edit", [_edit_facts, _edit_authority, _edit_source, _lose_shards, _damage_shards]
)
def test_what_has_changed_since_the_check_is_made_of_what_is_there_now(
    workspace: Workspace, edit: Callable[[Workspace], None]
) -> None:
    beside = checked(workspace)
    edit(workspace)
    built: Built = build_changed(open_workspace(workspace.root), ready=beside.made)
    shutil.rmtree(workspace.build_folder)
    alone = build_changed(open_workspace(workspace.root), full=True)
    assert built.generation.manifest == alone.generation.manifest
    assert built.generation.nquads() == alone.generation.nquads()


def test_what_is_kept_is_the_same_however_many_documents_are_written_at_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = build_changed(workspace).generation.manifest
    state = kept(workspace)
    shutil.rmtree(workspace.build_folder)
    monkeypatch.setattr("loaders.rebuild.BATCH", 1)
    again = build_changed(open_workspace(workspace.root))
    assert again.generation.manifest == expected
    assert kept(workspace) == state
    assert build_changed(open_workspace(workspace.root)).reused == DOCUMENTS


def test_where_nothing_can_be_kept_the_same_graph_is_built(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = build_changed(workspace, workspace.root / "elsewhere").generation.manifest
    monkeypatch.setattr("loaders.rebuild.BATCH", 1)
    monkeypatch.setattr("ontology.rows.Rows.write", lambda *_: False)
    assert build_changed(open_workspace(workspace.root)).generation.manifest == expected


def _check_of_a_command(workspace: Workspace) -> tuple[LastRun, Digests, Alongside]:
    """Check as a command does that builds afterwards."""
    last, digests, beside = last_run(workspace), looked_at(workspace), alongside(workspace)
    assert beside is not None
    check_workspace(workspace, processes=1, alongside=beside, digests=digests)
    return last, digests, beside


def test_what_was_checked_is_what_is_built(workspace: Workspace) -> None:
    expected = build_changed(workspace, workspace.root / "elsewhere").generation.nquads()
    last, digests, beside = _check_of_a_command(workspace)
    _edit_facts(workspace)
    built = build_changed(workspace, ready=beside.made, digests=digests, last=last)
    assert built.generation.nquads() == expected


@pytest.mark.parametrize("edit", [_edit_facts, _edit_source])
def test_an_edit_that_another_builder_has_published_meanwhile_is_not_taken_back(
    workspace: Workspace, edit: Callable[[Workspace], None]
) -> None:
    last, digests, beside = _check_of_a_command(workspace)
    edit(workspace)
    other = build_changed(open_workspace(workspace.root)).generation
    built = build_changed(workspace, ready=beside.made, digests=digests, last=last)
    assert built.generation.manifest == other.manifest


def test_of_a_document_with_an_error_nothing_is_handed_on(workspace: Workspace) -> None:
    path = plan(workspace)
    replace(path, "quote: ", "quote: 另外")
    beside = checked(workspace)
    assert path not in beside.made
    assert len(beside.made) == DOCUMENTS - 1


def test_a_check_alone_makes_no_graph(workspace: Workspace) -> None:
    check_workspace(workspace)
    assert not workspace.build_folder.exists()
