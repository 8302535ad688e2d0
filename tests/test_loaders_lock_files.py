"""A lock a document: what is written, what is removed, and what release 1.0.0 left in one file."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from loaders.checking.locking import lock_workspace
from loaders.checking.workspace import check_workspace
from loaders.compile import compile_workspace
from loaders.evidence.lock_paths import HEADER, lock_file, lock_files, locks_folder
from loaders.migration.workspace import migrate_workspace
from loaders.workspace import Workspace, open_workspace
from ontology.messages import is_plain
from policykg.building import build_workspace
from tests.support.command import run_cli
from tests.support.edits import made, replace

NAMES = [f"plan-{number:05d}" for number in range(3)]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three documents of the present form, locked."""
    found = made(tmp_path_factory.mktemp("locked") / "w", 3)
    migrate_workspace(found, apply=True)
    shutil.rmtree(found.root / ".policykg")
    assert lock_workspace(found).fresh == 3
    return found.root


@pytest.fixture
def workspace(original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A copy of them."""
    monkeypatch.delenv("POLICYKG_SOURCES", raising=False)
    shutil.copytree(original, tmp_path / "w")
    return open_workspace(tmp_path / "w")


@pytest.fixture
def earlier(workspace: Workspace) -> Workspace:
    """The same workspace as release 1.0.0 would have it: one file for all locks."""
    lines = [path.read_text("utf-8").partition("\n")[2] for path in lock_files(workspace)]
    old = workspace.facts_folder / "evidence.lock"
    old.write_text(HEADER.replace("lock 3", "lock 2") + "".join(lines), encoding="utf-8")
    shutil.rmtree(locks_folder(workspace))
    shutil.rmtree(workspace.root / ".policykg")
    return workspace


def rules(workspace: Workspace) -> set[tuple[str, str, str]]:
    """Rule, severity and file of what the check says, but for warnings of the facts."""
    found = check_workspace(workspace).problems
    return {
        (problem.rule, problem.severity, problem.at.file)
        for problem in found
        if problem.severity == "error" or problem.rule.startswith("lock-")
    }


def edited(workspace: Workspace, name: str, words: str = "Another plan") -> None:
    path = workspace.facts_folder / f"{name}.yaml"
    replace(path, "en: Action plan", f"en: {words}")


def states(workspace: Workspace) -> dict[str, tuple[int, int]]:
    found = {path.stem: path.stat() for path in lock_files(workspace)}
    return {name: (state.st_ino, state.st_mtime_ns) for name, state in found.items()}


def lines_of(*paths: Path) -> list[str]:
    return sorted(
        line
        for path in paths
        for line in path.read_text("utf-8").splitlines()
        if not line.startswith("#")
    )


# -- one file a document -----------------------------------------------------------------------


def test_only_the_lock_of_the_edited_document_is_written(workspace: Workspace) -> None:
    before = states(workspace)
    edited(workspace, NAMES[1])
    assert rules(workspace) == {("lock-stale", "error", f"facts/{NAMES[1]}.yaml")}
    done = lock_workspace(workspace)
    assert (done.written, done.fresh) == ([lock_file(workspace, NAMES[1])], 2)
    after = states(workspace)
    assert [name for name in NAMES if after[name] != before[name]] == [NAMES[1]]
    assert rules(workspace) == set()


def test_a_check_after_the_lock_reads_no_document_again(workspace: Workspace) -> None:
    time.sleep(0.05)  # files as young as the clock can tell are not trusted to be as they were read
    assert (check_workspace(workspace).made, check_workspace(workspace).made) == (3, 0)
    edited(workspace, NAMES[0])
    time.sleep(0.05)
    assert (check_workspace(workspace).made, lock_workspace(workspace).report.made) == (1, 0)
    assert check_workspace(workspace).made == 0


def test_one_document_is_locked_and_no_other_touched(workspace: Workspace) -> None:
    for name in NAMES:
        edited(workspace, name)
    before = states(workspace)
    (workspace.facts_folder / f"{NAMES[2]}.yaml").unlink()
    assert run_cli("-w", str(workspace.root), "lock", NAMES[0]).exit_code == 0
    after = states(workspace)
    assert [name for name in NAMES if after[name] != before[name]] == [NAMES[0]]


@pytest.mark.parametrize("renamed", [False, True], ids=["removed", "renamed"])
def test_the_lock_of_a_document_that_is_gone_is_missed_then_removed(
    workspace: Workspace, renamed: bool
) -> None:
    path = workspace.facts_folder / f"{NAMES[1]}.yaml"
    text = path.read_text("utf-8")
    path.unlink()
    if renamed:
        other = path.with_stem("other-plan")
        other.write_text(text.replace(f"id: {NAMES[1]}", "id: other-plan"), encoding="utf-8")
    gone = ("lock-vanished", "error", f"facts/locks/{NAMES[1]}.lock")
    assert gone in rules(workspace)
    outcome = run_cli("-w", str(workspace.root), "lock")
    assert outcome.exit_code == 0 and f"Removed facts/locks/{NAMES[1]}.lock" in outcome.output
    left = {NAMES[0], NAMES[2], *(["other-plan"] if renamed else [])}
    assert {path.stem for path in lock_files(workspace)} == left
    assert rules(workspace) == set()


def test_no_lock_is_removed_while_a_facts_file_cannot_be_read(workspace: Workspace) -> None:
    path = workspace.facts_folder / f"{NAMES[1]}.yaml"
    path.write_bytes(path.read_bytes() + b"\n- [\n")
    assert lock_workspace(workspace, unsound=True).removed == []
    assert {path.stem for path in lock_files(workspace)} == set(NAMES)


def test_nothing_is_locked_while_a_check_fails(workspace: Workspace) -> None:
    edited(workspace, NAMES[0])
    replace(workspace.facts_folder / f"{NAMES[1]}.yaml", "个以上", "个以下")
    before = states(workspace)
    outcome = run_cli("-w", str(workspace.root), "lock")
    assert outcome.exit_code == 1 and ": 1 error, " in outcome.output
    assert states(workspace) == before


def test_two_curators_who_edit_two_documents_merge_without_conflict(workspace: Workspace) -> None:
    def git(*words: str) -> str:
        command = ["git", "-C", str(workspace.root), "-c", "user.name=x", "-c",
                   "user.email=x@example.org", *words]  # fmt: skip
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def commit() -> None:
        git("add", "facts")
        git("commit", "-qm", "x")

    git("init", "-q", "-b", "main")
    commit()
    for branch, name in (("one", NAMES[0]), ("two", NAMES[1])):
        git("checkout", "-qb", branch, "main")
        edited(workspace, name)
        lock_workspace(workspace)
        commit()
    git("merge", "-q", "--no-edit", "one")
    assert rules(workspace) == set()


@pytest.mark.parametrize("inside", [True, False])
def test_a_lock_that_is_a_link_is_followed_only_within_the_workspace(
    workspace: Workspace, tmp_path: Path, inside: bool
) -> None:
    path = lock_file(workspace, NAMES[0])
    target = (workspace.root if inside else tmp_path) / "elsewhere"
    path.rename(target)
    path.symlink_to(target)
    wrong = ("workspace-path", "error", f"facts/locks/{NAMES[0]}.lock")
    assert (wrong in rules(workspace)) is not inside
    assert check_workspace(workspace).made == 1, "what is reached by a link is looked at each time"


def test_a_lock_that_changes_gives_the_documents_graph_anew(workspace: Workspace) -> None:
    for path in (workspace.root / "sources").iterdir():
        path.unlink()
    whole = build_workspace(workspace).nquads()
    text = lock_file(workspace, NAMES[0]).read_text("utf-8")
    lock_file(workspace, NAMES[0]).unlink()
    assert build_workspace(workspace).nquads() != whole
    lock_file(workspace, NAMES[0]).write_text(text, encoding="utf-8")
    assert build_workspace(workspace).nquads() == whole


def damaged(workspace: Workspace, how: str) -> None:
    path = lock_file(workspace, NAMES[0])
    data = path.read_bytes()
    new = {
        "copied": lock_file(workspace, NAMES[1]).read_bytes(),
        "glued": data + lock_file(workspace, NAMES[1]).read_bytes(),
        "utf-16": data.decode("utf-8").encode("utf-16"),
        "old Mac ends": data.replace(b"\n", b"\n\r"),
        "rubbish": b"x\n" * 300_000,
        "conflicts": data.replace(b"\n", b"\n<<<<<<< HEAD\n"),
    }[how]
    path.write_bytes(new)


@pytest.mark.parametrize(
    "how", ["copied", "glued", "utf-16", "old Mac ends", "rubbish", "conflicts"]
)
def test_what_is_wrong_with_every_line_is_told_once_and_counted(
    workspace: Workspace, how: str
) -> None:
    damaged(workspace, how)
    found = [one for one in check_workspace(workspace).problems if one.rule == "lock-line"]
    assert len(found) <= 8
    assert sum("more lines of this file" in one.en for one in found) == 1
    outcome = run_cli("-w", str(workspace.root), "check")
    of_locks = [line for line in outcome.output.splitlines() if "lock" in line]
    assert outcome.exit_code == 1 and len(of_locks) < 60
    assert run_cli("-w", str(workspace.root), "lock").exit_code == 0
    assert rules(workspace) == set()


def test_so_it_is_with_the_one_file(earlier: Workspace) -> None:
    with (earlier.facts_folder / "evidence.lock").open("a", encoding="utf-8") as file:
        file.write("x\n" * 1000)
    found = [one for one in check_workspace(earlier).problems if one.rule == "lock-line"]
    assert len(found) == 6 and "995 more lines" in found[0].en + found[-1].en


def test_a_lock_of_any_name_is_told_in_one_line_and_removed(workspace: Workspace) -> None:
    folder = os.fsencode(locks_folder(workspace))
    for name in (b"\xff\xfe", b"a\nb", b"a\x1b[31mb", "绍兴".encode(), b"-rf", b"plan (1)"):
        shutil.copy(
            lock_file(workspace, NAMES[0]),
            os.fsdecode(os.path.join(folder, name + b".lock")),  # noqa: PTH118
        )
    found = [one for one in check_workspace(workspace).problems if one.rule == "lock-vanished"]
    assert len(found) == 6 and all(is_plain(one.at.file + one.record + one.en) for one in found)
    outcome = run_cli("-w", str(workspace.root), "lock")
    assert outcome.exit_code == 0 and outcome.output.count("Removed facts/locks/") == 6
    assert rules(workspace) == set()


# -- the one file of release 1.0.0 -------------------------------------------------------------


def test_the_one_file_is_read_and_migration_asked_for(earlier: Workspace) -> None:
    asked = ("lock-divided", "warning", "facts/evidence.lock")
    assert rules(earlier) == {asked}
    edited(earlier, NAMES[1])
    assert rules(earlier) == {asked, ("lock-stale", "error", f"facts/{NAMES[1]}.yaml")}
    outcome = run_cli("-w", str(earlier.root), "check")
    assert "policykg migrate --write" in outcome.output


def test_the_one_file_is_not_left_behind_by_locking(earlier: Workspace) -> None:
    before = (earlier.facts_folder / "evidence.lock").read_bytes()
    for language, words in (("en", "run `policykg migrate --write` first"), ("zh", "请先运行")):
        outcome = run_cli("--lang", language, "-w", str(earlier.root), "lock")
        assert outcome.exit_code == 1 and words in outcome.output
    assert (earlier.facts_folder / "evidence.lock").read_bytes() == before
    assert not locks_folder(earlier).exists()


def test_migration_divides_the_lines_and_changes_none(earlier: Workspace) -> None:
    old = earlier.facts_folder / "evidence.lock"
    before = lines_of(old)
    shown = run_cli("-w", str(earlier.root), "migrate")
    assert "3 files in facts/locks" in shown.output and old.is_file()
    assert run_cli("-w", str(earlier.root), "migrate", "--write").exit_code == 0
    assert not old.exists()
    assert lines_of(*lock_files(earlier)) == before
    assert all(path.read_text("utf-8").startswith(HEADER) for path in lock_files(earlier))
    kept = earlier.root / ".policykg" / "before-migration-1" / "facts" / "evidence.lock"
    assert lines_of(kept) == before
    assert rules(earlier) == set()


def test_migration_does_not_declare_done_what_changed_or_was_never_locked(
    earlier: Workspace,
) -> None:
    old = earlier.facts_folder / "evidence.lock"
    lines = old.read_text("utf-8").splitlines(keepends=True)
    old.write_text("".join(line for line in lines if not line.startswith(NAMES[2])), "utf-8")
    edited(earlier, NAMES[1])
    assert run_cli("-w", str(earlier.root), "migrate", "--write").exit_code == 0
    assert rules(earlier) == {("lock-stale", "error", f"facts/{NAMES[1]}.yaml")}
    assert not lock_file(earlier, NAMES[2]).exists()


def test_migration_keeps_the_lock_of_a_document_that_is_missing(earlier: Workspace) -> None:
    (earlier.facts_folder / f"{NAMES[0]}.yaml").unlink()
    assert run_cli("-w", str(earlier.root), "migrate", "--write").exit_code == 0
    assert rules(earlier) == {("lock-vanished", "error", f"facts/locks/{NAMES[0]}.lock")}


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "a/b", "..", "A", ""])
def test_no_line_of_the_one_file_names_a_path(earlier: Workspace, name: str) -> None:
    with (earlier.facts_folder / "evidence.lock").open("a", encoding="utf-8") as file:
        file.write(f"{name}\tx\tpassage\t1-2\t-\t-\t0123456789abcdef\n")
    assert run_cli("-w", str(earlier.root), "migrate", "--write").exit_code == 0
    assert {path.stem for path in lock_files(earlier)} == set(NAMES)
    assert not (earlier.facts_folder / "outside.lock").exists()


def test_a_file_of_its_own_counts_more_than_the_one_file(earlier: Workspace) -> None:
    text = (earlier.facts_folder / "evidence.lock").read_text("utf-8")
    assert run_cli("-w", str(earlier.root), "migrate", "--write").exit_code == 0
    edited(earlier, NAMES[1])
    lock_workspace(earlier)
    newer = {path: path.read_bytes() for path in lock_files(earlier)}
    (earlier.facts_folder / "evidence.lock").write_text(text, encoding="utf-8")  # by a merge
    assert rules(earlier) == {("lock-divided", "warning", "facts/evidence.lock")}
    assert run_cli("-w", str(earlier.root), "migrate", "--write").exit_code == 0
    assert {path: path.read_bytes() for path in lock_files(earlier)} == newer
    assert rules(earlier) == set()


def test_a_build_is_the_same_from_the_one_file_and_from_many(earlier: Workspace) -> None:
    for path in (earlier.root / "sources").iterdir():
        path.unlink()
    one = compile_workspace(earlier).documents
    built = build_workspace(earlier).nquads()
    assert run_cli("-w", str(earlier.root), "migrate", "--write").exit_code == 0
    assert compile_workspace(open_workspace(earlier.root)).documents == one
    assert build_workspace(earlier, full=True).nquads() == built


def test_a_bundle_of_release_1_is_reproduced(earlier: Workspace, tmp_path: Path) -> None:
    build_workspace(earlier)
    bundle = tmp_path / "bundle.zip"
    outcome = run_cli("-w", str(earlier.root), "bundle", "--draft", str(bundle))
    assert outcome.exit_code == 0, outcome.output
    outcome = run_cli("reproduce", str(bundle))
    assert outcome.exit_code == 0, outcome.output
    assert "facts/evidence.lock" in outcome.output or "same" in outcome.output
