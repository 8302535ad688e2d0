"""Check a workspace: every file, every quote, every claim; only what changed is worked anew.

What each document's findings depend on, and how they are kept, stands in
:mod:`loaders.checking.results`; a warm run compares digests and reads no file that is as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.checking.document import Checked, check_document, load_case
from loaders.checking.results import Results
from loaders.identity.document_id import already_used
from loaders.problems import Note, Position, Problem, Report

if TYPE_CHECKING:
    from loaders.workspace import Workspace
    from ontology.processes import Workers

__all__ = ["Checked", "check_document", "check_workspace", "load_case", "lock_workspace"]


def check_workspace(
    workspace: Workspace,
    files: Sequence[Path] | None = None,
    *,
    lock: bool = True,
    cache: bool = True,
    processes: Workers = None,
    warnings: bool = True,
) -> Report:
    """Check facts files against their texts, the authority files and the lock.

    Args:
        workspace: The workspace.
        files: Facts files to check instead of all.
        lock: Whether to compare with ``facts/evidence.lock``.
        cache: Whether to use and write ``.policykg/check.sqlite``.
        processes: How many processes share the work, or which; by default one a core for many
            documents.
        warnings: Whether warnings are told; a caller that only builds does without.

    Returns:
        All findings, worst file first, and how many checks of each rule ran.
    """
    from loaders.evidence.ledgers import read_ledgers, tolerate

    chosen = list(files) if files is not None else workspace.facts_files()
    ledgers = read_ledgers(workspace)
    report = Report(problems=[*workspace.without_facts(), *ledgers.problems])
    job = Results(workspace, ledgers.omissions, trusted=cache, kept=cache)
    report.problems += [*(job.lock_problems() if lock else ()), *job.problems]
    results = job.of(chosen, processes, warnings=warnings or bool(ledgers.exceptions))
    report.made, report.reused = job.made, job.reused
    results = results if lock else [_without_lock(result) for result in results]
    ids: dict[str, str] = {}
    files_of: dict[str, str] = {}
    for result in results:
        report.problems += result.problems
        for rule, times in result.checked.items():
            report.count(rule, times)
        if result.states:
            report.states[result.document] = result.states
        ids[result.file] = result.document
        other = files_of.setdefault(result.document, result.file)
        if result.document and other != result.file:
            report.problems.append(already_used(result.document, other, Position(result.file)))
    whole = files is None
    if lock and whole and all(ids.values()):  # one that can't be read may be what is missed
        report.problems += _orphans(job, ids)
    found = tolerate(report.problems, ids, ledgers, whole)
    if any(p.severity == "error" for p in found):
        # A document with errors is not done: it is not asked for its lock.
        found = [problem for problem in found if problem.rule != "lock-missing"]
    report.problems = _sorted(found)
    report.notes += _notes(results)
    return report


def _without_lock(result: Checked) -> Checked:
    """Leave out of a result what comes of comparing it with the lock."""
    checked = {rule: times for rule, times in result.checked.items() if rule != "lock-stale"}
    problems = [problem for problem in result.problems if not problem.rule.startswith("lock-")]
    seen = bool(result.checked.get("quote-not-found"))
    unseen = 0 if seen else result.quotes
    return replace(result, checked=checked, problems=problems, unseen=unseen)


def _orphans(job: Results, ids: dict[str, str]) -> list[Problem]:
    name = job.workspace.name_of(job.workspace.lock_file)
    return [
        Problem(
            "lock-vanished",
            Position(name),
            f"the lock knows the document {document}, no facts file has it: put it back, or run "
            "`policykg lock` if it was removed on purpose",
            f"锁文件中有文件 {document},现已没有:请恢复;若有意删除,请运行 policykg lock",
            record=document,
        )
        for document in sorted(job.locked() - set(ids.values()))
    ]


def _notes(results: list[Checked]) -> list[Note]:
    unseen = [result for result in results if result.unseen]
    if not unseen:
        return []
    quotes = sum(result.unseen for result in unseen)
    documents = "1 document" if len(unseen) == 1 else f"{len(unseen)} documents"
    return [
        Note(
            f"{quotes} quoted passages of {documents} could not be looked up, because the source "
            "texts are not here; they were verified against facts/evidence.lock (to bring your own "
            "copy: policykg texts add FILE)",
            f"{len(unseen)} 个文件的原文不在本机,{quotes} 处所引段落按 facts/evidence.lock 核对"
            "(可自备原文:policykg texts add 文件)",
        )
    ]


def _sorted(problems: list[Problem]) -> list[Problem]:
    weight: dict[str, int] = {}
    for problem in problems:
        more = 1000 if problem.severity == "error" else 1
        weight[problem.at.file] = weight.get(problem.at.file, 0) + more
    return sorted(
        problems,
        key=lambda p: (-weight[p.at.file], p.at.file, p.at.line, p.at.column, p.rule, p.record),
    )


# -- the lock --------------------------------------------------------------------------------


def lock_workspace(workspace: Workspace, documents: Collection[str] = ()) -> tuple[str, list[str]]:
    """Return the text of the lock as it should be now, and the documents it could not renew.

    Args:
        workspace: The workspace.
        documents: Ids of the documents to lock; the others keep the lines that they have.  None
            stands for all.

    Returns:
        The text; and the documents whose source text is not at hand, which keep their lines.
    """
    from loaders.evidence.ledgers import read_ledgers
    from loaders.evidence.lock import HEADER

    job = Results(workspace, read_ledgers(workspace).omissions, trusted=True, kept=True)
    files = workspace.facts_files()
    blocks: dict[str, str] = {}
    kept = []
    for path, result in zip(files, job.of(files), strict=True):
        chosen = not documents or result.document in documents
        lines = job.lock_of(path, result) if chosen else ""
        if lines:
            blocks[result.document] = lines
        elif result.document in job.locked():
            if chosen:
                kept.append(result.document)
            blocks[result.document] = "\n".join(job.lines_of(result.document)) + "\n"
    return HEADER + "".join(text for _, text in sorted(blocks.items())), kept
