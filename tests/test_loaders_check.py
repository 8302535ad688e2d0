"""Checking a workspace: all problems at once, only what changed anew, with or without texts."""

from __future__ import annotations

import json
import shutil
import time
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from loaders.checking.locking import lock_workspace
from loaders.checking.workspace import check_workspace
from loaders.compile import compile_workspace
from loaders.evidence.lock_paths import lock_file
from loaders.problems import Report
from loaders.workspace import Workspace, open_workspace
from tests.support.evidence_example import AUTHORITY, HEADER, TEXT

# The article ends before the tasks, so that no bracket asks for one.
SHORT = HEADER.replace("管委会〉", "社区至少建成5个。")
BODY = """
body:
  - quote: 2020年,全镇预计实现生产总值超70亿元,同比增长18.8%;财政收入完成10亿元
    period: 2020
    values:
      - {name: 生产总值, value: 超70亿元, growth: 同比增长18.8%, status: expected}
      - {name: 财政收入, value: 10亿元}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with one sound document, locked."""
    (tmp_path / "policykg.yaml").write_text("title: {zh: 例, en: Example}\n", encoding="utf-8")
    (tmp_path / "facts" / "authority").mkdir(parents=True)
    (tmp_path / "sources").mkdir()
    (tmp_path / "facts" / "qinghe.yaml").write_text(SHORT + BODY.lstrip(), encoding="utf-8")
    (tmp_path / "facts" / "authority" / "shared.yaml").write_text(AUTHORITY, encoding="utf-8")
    (tmp_path / "sources" / "qinghe.txt").write_text(TEXT, encoding="utf-8")
    found = open_workspace(tmp_path)
    relock(found)
    return found


def relock(workspace: Workspace) -> None:
    lock_workspace(workspace, unsound=True)


def locked(workspace: Workspace) -> Path:
    return lock_file(workspace, "qinghe")


def edit(workspace: Workspace, old: str, new: str) -> None:
    path = workspace.facts_folder / "qinghe.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def rules(report: Report) -> set[str]:
    return {problem.rule for problem in report.errors}


def without_texts(workspace: Workspace) -> Workspace:
    for path in (workspace.root / "sources").iterdir():
        path.unlink()
    return workspace


def test_a_sound_workspace_has_no_errors(workspace: Workspace) -> None:
    report = check_workspace(workspace)
    assert report.errors == []
    assert report.checked["value-in-quote"] == 3
    assert report.checked["quote-not-found"] == 1


def test_a_false_value_is_found(workspace: Workspace) -> None:
    edit(workspace, "value: 10亿元", "value: 12亿元")
    assert "value-in-quote" in rules(check_workspace(workspace))


def test_a_change_asks_to_be_locked(workspace: Workspace) -> None:
    edit(workspace, "name: 财政收入,", "name: 财政收入, note: checked,")
    assert rules(check_workspace(workspace)) == {"lock-stale"}
    relock(workspace)
    assert rules(check_workspace(workspace)) == set()


def test_a_deleted_record_is_missed(workspace: Workspace) -> None:
    edit(workspace, "      - {name: 财政收入, value: 10亿元}\n", "")
    assert "lock-vanished" in rules(check_workspace(workspace))


def test_a_deleted_document_is_missed(workspace: Workspace) -> None:
    (workspace.facts_folder / "qinghe.yaml").unlink()
    assert rules(check_workspace(workspace)) == {"lock-vanished"}


def test_a_clone_without_texts_checks_against_the_lock(workspace: Workspace) -> None:
    report = check_workspace(without_texts(workspace))
    assert report.errors == []
    (note,) = report.notes
    assert "could not be looked up" in note.en and "原文不在本机" in note.zh


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 超70亿元", "value: 70亿元"),
        ("quote: 2020年,全镇预计", "quote: 全镇预计"),
        ("period: 2020", "period: 2019"),
        ("status: expected", "status: actual"),
    ],
)
def test_a_clone_without_texts_sees_changes(workspace: Workspace, old: str, new: str) -> None:
    without_texts(workspace)
    edit(workspace, old, new)
    assert rules(check_workspace(workspace)) & {"lock-stale", "lock-vanished"}


def test_a_changed_text_is_seen(workspace: Workspace) -> None:
    path = workspace.root / "sources" / "qinghe.txt"
    path.write_text(TEXT.replace("版权所有", "版权归属"), encoding="utf-8")
    assert "lock-source" in rules(check_workspace(workspace))


def test_a_changed_offset_is_seen_with_and_without_the_text(workspace: Workspace) -> None:
    text = locked(workspace).read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "\tpassage\t" in line)
    span = line.split("\t")[3]
    start, _, end = span.partition("-")
    forged = text.replace(f"passage\t{span}", f"passage\t{int(start) + 1}-{end}")
    locked(workspace).write_text(forged, encoding="utf-8")
    assert "lock-stale" in rules(check_workspace(workspace))
    assert "lock-stale" in rules(check_workspace(without_texts(workspace)))


def test_a_merge_conflict_in_the_lock_is_told(workspace: Workspace) -> None:
    with locked(workspace).open("a", encoding="utf-8") as stream:
        stream.write("<<<<<<< HEAD\n")
    assert "lock-line" in rules(check_workspace(workspace))


def test_the_lock_is_the_same_from_run_to_run(workspace: Workspace) -> None:
    before = locked(workspace).read_bytes()
    locked(workspace).unlink()
    assert lock_workspace(workspace).written == [locked(workspace)]
    assert locked(workspace).read_bytes() == before


def test_locking_without_texts_keeps_the_lines_there_are(workspace: Workspace) -> None:
    before = locked(workspace).read_bytes()
    done = lock_workspace(without_texts(workspace))
    assert (done.without_text, done.written, done.removed) == (["qinghe"], [], [])
    assert locked(workspace).read_bytes() == before


def test_a_cached_result_is_the_same_result(workspace: Workspace) -> None:
    edit(workspace, "value: 10亿元", "value: 12亿元")
    cold, warm = check_workspace(workspace), check_workspace(workspace)
    assert (workspace.root / ".policykg" / "check.sqlite").is_file()
    assert warm.problems == cold.problems
    assert warm.checked == cold.checked


def test_the_cache_forgets_what_changed(workspace: Workspace) -> None:
    check_workspace(workspace)
    for path, old, new in (
        (workspace.root / "sources" / "qinghe.txt", "预计", "已经"),
        (workspace.facts_folder / "authority" / "shared.yaml", "unit: CCY_CNY", "unit: mu"),
    ):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new), encoding="utf-8")
        assert check_workspace(workspace).errors
        path.write_text(text, encoding="utf-8")
        assert check_workspace(workspace).errors == []


@pytest.mark.parametrize(
    "rubbish", ["", "{", "SQLite format 3\0", "SQLite format 3\0" + "\x10\0\1\1" * 2000]
)
def test_a_damaged_cache_is_no_cache(workspace: Workspace, rubbish: str) -> None:
    (workspace.root / ".policykg").mkdir(exist_ok=True)
    (workspace.root / ".policykg" / "check.sqlite").write_text(rubbish, encoding="utf-8")
    assert check_workspace(workspace).errors == []


def test_two_documents_of_one_id_clash(workspace: Workspace) -> None:
    text = (workspace.facts_folder / "qinghe.yaml").read_text(encoding="utf-8")
    (workspace.facts_folder / "second.yaml").write_text(text, encoding="utf-8")
    assert "document-id" in rules(check_workspace(workspace))


def test_an_exception_tolerates_its_finding_and_no_other(workspace: Workspace) -> None:
    edit(workspace, "value: 10亿元", "value: 12亿元")
    found = next(p for p in check_workspace(workspace).errors if p.rule == "value-in-quote")
    ledger = workspace.facts_folder / "exceptions.yaml"
    record = f"qinghe/{found.record}"
    ledger.write_text(
        json.dumps({"exceptions": [{"rule": "value-in-quote", "record": record, "reason": "x"}]}),
        encoding="utf-8",
    )
    assert "value-in-quote" not in rules(check_workspace(workspace))
    edit(workspace, "value: 12亿元", "value: 10亿元")
    assert "exception-unused" in rules(check_workspace(workspace))


def test_an_exception_without_a_reason_is_refused(workspace: Workspace) -> None:
    ledger = workspace.facts_folder / "exceptions.yaml"
    ledger.write_text("exceptions:\n  - {rule: numbering, record: qinghe}\n", encoding="utf-8")
    assert check_workspace(workspace).errors


def test_many_documents_give_the_same_in_one_process_and_in_two(workspace: Workspace) -> None:
    text = (workspace.facts_folder / "qinghe.yaml").read_text(encoding="utf-8")
    for number in range(4):
        copy = text.replace("id: qinghe", f"id: copy-{number}").replace("10亿元}", "11亿元}")
        (workspace.facts_folder / f"copy-{number}.yaml").write_text(copy, encoding="utf-8")
    one = check_workspace(workspace, cache=False, processes=1)
    two = check_workspace(workspace, cache=False, processes=2)
    assert one.problems == two.problems
    assert one.checked == two.checked


def test_the_worst_file_comes_first(workspace: Workspace) -> None:
    text = (workspace.facts_folder / "qinghe.yaml").read_text(encoding="utf-8")
    worse = text.replace("id: qinghe", "id: worse").replace("亿元", "万元")
    (workspace.facts_folder / "worse.yaml").write_text(worse, encoding="utf-8")
    assert check_workspace(workspace).problems[0].at.file == "facts/worse.yaml"


def test_the_five_documents_are_sound(sources: Path, root: Path) -> None:
    workspace = open_workspace(root, [sources])
    report = check_workspace(workspace, lock=False, cache=False)
    assert [f"{p.at} {p.rule} {p.record}" for p in report.problems] == []


def test_only_the_edited_file_is_checked_again(root: Path, tmp_path: Path) -> None:
    shutil.copy(root / "policykg.yaml", tmp_path)
    shutil.copytree(root / "facts", tmp_path / "facts")
    workspace = open_workspace(tmp_path)
    time.sleep(0.05)  # files as young as the clock can tell are not trusted to be as they were read
    reports = [check_workspace(workspace), check_workspace(workspace)]
    path = tmp_path / "facts" / "xiaolan-2022.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    reports.append(check_workspace(workspace))
    assert [(report.made, report.reused) for report in reports] == [(5, 0), (0, 5), (1, 4)]


def test_a_lock_may_outgrow_a_facts_file(workspace: Workspace) -> None:
    gone = "qinghe\tgone\tpassage\t1-2\t-\t-\t0123456789abcdef\n"
    with locked(workspace).open("a", encoding="utf-8") as lock:
        lock.write(gone * (5 * 1024 * 1024 // len(gone)))
    assert rules(check_workspace(workspace)) == {"lock-vanished", "lock-verdict"}


def test_a_lock_that_is_no_file_is_told(workspace: Workspace) -> None:
    locked(workspace).unlink()
    locked(workspace).mkdir()
    assert "file-irregular" in rules(check_workspace(workspace))


def test_a_lock_written_anew_is_read_anew_by_the_next_build(workspace: Workspace) -> None:
    alone = without_texts(workspace)
    first = compile_workspace(alone).documents["qinghe"]
    text = locked(workspace).read_text(encoding="utf-8")
    locked(workspace).unlink()
    without = compile_workspace(alone).documents["qinghe"]
    locked(workspace).write_text(text, encoding="utf-8")
    assert compile_workspace(alone).documents["qinghe"] == first != without


@pytest.mark.parametrize(
    ("identity", "rule"),
    [("authority", "document-id"), ("qinghe-town", "document-id"), ("other", "document-file")],
)
def test_what_the_build_refuses_of_an_id_the_check_tells(
    workspace: Workspace, identity: str, rule: str
) -> None:
    edit(workspace, "  id: qinghe", f"  id: {identity}")
    found = [p for p in check_workspace(workspace).errors if p.rule == rule]
    assert [(p.at.file, p.at.line) for p in found] == [("facts/qinghe.yaml", 2)]
    built = [p for p in compile_workspace(workspace).problems if p.rule == rule]
    assert built == found


def test_a_new_document_is_not_asked_for_its_lock_while_something_is_wrong(
    workspace: Workspace,
) -> None:
    locked(workspace).unlink()
    report = check_workspace(workspace)
    assert report.errors == []
    assert "lock-missing" in {problem.rule for problem in report.problems}
    path = workspace.facts_files()[0]
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("超70亿元", "超71亿元", 1), encoding="utf-8")
    problems = check_workspace(workspace).problems
    assert "lock-missing" not in {problem.rule for problem in problems}


def test_a_file_that_cannot_be_read_is_not_missed_in_the_lock(workspace: Workspace) -> None:
    check_workspace(workspace)
    path = workspace.facts_files()[0]
    path.write_bytes(path.read_bytes() + b"\n- [\n")
    assert {problem.rule for problem in check_workspace(workspace).problems} == {"yaml-syntax"}


def test_a_broken_authority_file_is_all_that_is_said(workspace: Workspace) -> None:
    path = workspace.authority_files()[0]
    path.write_bytes(path.read_bytes() + b"\n  - x\n")
    found = check_workspace(workspace).problems
    assert {
        (problem.rule, problem.at.file) for problem in found if problem.severity == "error"
    } == {("yaml-syntax", workspace.name_of(path))}


def test_a_workspace_without_its_facts_is_no_empty_one(workspace: Workspace) -> None:
    workspace.facts_folder.rename(workspace.root / "elsewhere")
    assert {problem.rule for problem in check_workspace(workspace).problems} == {"workspace-facts"}
    assert "workspace-facts" in {problem.rule for problem in compile_workspace(workspace).problems}


def test_an_unknown_name_is_said_once_with_all_its_lines(workspace: Workspace) -> None:
    path = workspace.facts_files()[0]
    again = "  - quote: 常住人口10~12万\n    of: 无名镇\n    period: 2020\n"
    again += "    values: [{name: 常住人口, en: People, value: 10~12万}]\n"
    text = path.read_text(encoding="utf-8")
    text = text.replace("    period: 2020\n", "    of: 无名镇\n    period: 2020\n")
    path.write_text(text + again, encoding="utf-8")
    unknown = [p for p in check_workspace(workspace).problems if p.rule == "reference-unknown"]
    assert [problem.recorded for problem in unknown] == ["无名镇"]
    assert "(also line " in unknown[0].en


def test_a_source_file_that_was_never_seen_is_missed_by_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    with as_file(files("policykg") / "example") as example:
        shutil.copytree(example, folder)
    facts = folder / "facts" / "qingxi-plan.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("qingxi-plan.txt", "qingxi-plam.txt"), encoding="utf-8")
    for lock in (True, False):
        report = check_workspace(open_workspace(folder), lock=lock, cache=False)
        missing = [problem for problem in report.errors if problem.rule == "source-missing"]
        assert len(missing) == 1
        assert missing[0].recorded == "qingxi-plam.txt"
        assert "qingxi-plan.txt" in missing[0].en and "qingxi-plan.txt" in missing[0].zh


def test_a_document_in_a_language_without_a_package_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    with as_file(files("policykg") / "example") as example:
        shutil.copytree(example, folder)
    facts = folder / "facts" / "qingxi-plan.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("language: zh-hans", "language: en"), encoding="utf-8")
    report = check_workspace(open_workspace(folder), cache=False)
    assert [problem.rule for problem in report.errors] == ["language-unknown"]
    assert "language-unknown" in {
        problem.rule for problem in compile_workspace(open_workspace(folder)).problems
    }
