"""Check a workspace: every file, every quote, every claim; only what changed is worked anew.

What each document's findings depend on, and how they are kept, stands in
:mod:`loaders.checking.results`; a warm run compares digests and reads no file that is as it was.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.checking.document import Checked, check_document, load_case
from loaders.checking.results import Results
from loaders.evidence.lock_paths import earlier_lock, lock_file, locked_documents
from loaders.identity.document_id import already_used
from loaders.problems import Note, Position, Problem, Report
from ontology.messages import escaped

if TYPE_CHECKING:
    from loaders.checking.cache import DocumentProblems
    from loaders.checking.compiler import Compiler
    from loaders.evidence.ledgers import Ledgers
    from loaders.reuse.digests import Digests
    from loaders.workspace import Workspace
    from ontology.processes import Workers

__all__ = ["Check", "Checked", "check_document", "check_workspace", "load_case"]


def check_workspace(
    workspace: Workspace,
    files: Sequence[Path] | None = None,
    *,
    lock: bool = True,
    cache: bool = True,
    processes: Workers = None,
    warnings: bool = True,
    alongside: Compiler | None = None,
    digests: Digests | None = None,
) -> Report:
    """Check facts files against their texts, the authority files and the locks.

    Args:
        workspace: The workspace.
        files: Facts files to check instead of all.
        lock: Whether to compare with the locks in ``facts/locks``.
        cache: Whether to use and write ``.policykg/check.sqlite``.
        processes: How many processes share the work, or which; by default one a core for many
            documents.
        warnings: Whether warnings are told; a caller that only builds does without.
        alongside: Makes the parts of the graph of those documents that are checked anew.
        digests: Of the workspace's files, as far as the caller has looked at them.

    Returns:
        All findings, worst file first, and how many checks of each rule ran.
    """
    from loaders.evidence.ledgers import read_ledgers

    ledgers = read_ledgers(workspace)
    job = Results(
        workspace, ledgers.omissions,
        trusted=cache, kept=cache, alongside=alongside, digests=digests,
    )  # fmt: skip
    return Check(job, ledgers, lock=lock, warnings=warnings).run(files, processes)


@dataclass(slots=True)
class Check:
    """One run over a workspace."""

    job: Results
    ledgers: Ledgers
    lock: bool = True
    """Whether to compare with the locks."""
    warnings: bool = True
    """Whether warnings of documents without errors are told."""
    seen: Callable[[Path, Checked], None] | None = None
    """Is called with each facts file and its result."""
    ids: dict[str, str] = field(default_factory=dict)
    """Name of a facts file → the document's id; empty where it cannot be read."""
    _missing: list[str] = field(default_factory=list)
    """Names of the facts files that are not locked yet."""
    _unseen: list[int] = field(default_factory=list)
    """Of each document without its text, how many quotes could not be looked up."""

    def run(self, files: Sequence[Path] | None = None, processes: Workers = None) -> Report:
        """Check.

        Args:
            files: Facts files; none stands for all.
            processes: How many processes share the work, or which.
        """
        from loaders.evidence.ledgers import Tolerance
        from loaders.evidence.lock import lock_missing

        job, workspace = self.job, self.job.workspace
        report, tolerance = Report(), Tolerance(self.ledgers)
        loose = [*workspace.without_facts(), *self.ledgers.problems, *job.problems]
        loose += self._earlier() if self.lock else []
        chosen = workspace.facts_files() if files is None else files
        for path, result, problems in job.each(chosen, processes):
            self._take(report, result, problems)
            if result.document in tolerance.documents:
                loose += problems.listed(self.lock)
            else:
                self._add(report, problems)
            if self.seen is not None:
                self.seen(path, result)
        if not self.lock:
            report.checked.pop("lock-stale", None)
        report.made, report.reused = job.made, job.reused
        loose += _used_twice(self.ids)
        if self.lock and files is None and all(self.ids.values()):
            loose += self._orphans()  # where a file can't be read, it may be the one that is missed
        report.problems += tolerance.left(loose, self.ids)
        unlocked = tolerance.left(map(lock_missing, self._missing), self.ids)
        report.problems += tolerance.unused() if files is None else ()
        if not report.problems.error_count:
            report.problems += unlocked  # a document with errors is not done
        report.notes += _notes(self._unseen)
        return report

    def _take(self, report: Report, result: Checked, problems: DocumentProblems) -> None:
        self.ids[result.file] = result.document
        counts = report.checked  # some eighty rules of each document
        for rule, times in result.checked.items():
            counts[rule] = counts.get(rule, 0) + times
        if result.states:
            report.states[result.document] = result.states
        if self.lock and problems.missing:
            self._missing.append(result.file)
        seen = bool(result.checked.get("quote-not-found"))
        unseen = result.unseen if self.lock else (0 if seen else result.quotes)
        if unseen:
            self._unseen.append(unseen)

    def _add(self, report: Report, problems: DocumentProblems) -> None:
        tallies = problems.tallies(lock=self.lock)
        if self.warnings or any(tally.errors for tally in tallies):
            report.problems.add_kept(tallies, partial(problems.listed, self.lock))

    def _earlier(self) -> list[Problem]:
        if not os.path.lexists(earlier_lock(self.job.workspace)):
            return []
        from loaders.evidence.lock_files import earlier_problems

        return earlier_problems(self.job.workspace)

    def _orphans(self) -> Iterator[Problem]:
        workspace = self.job.workspace
        for document in sorted(locked_documents(workspace) - set(self.ids.values())):
            name = escaped(document)  # whatever a file beside the locks is called
            yield Problem(
                "lock-vanished",
                Position(escaped(workspace.name_of(lock_file(workspace, document)))),
                f"there is a lock of the document {name}, and no facts file has it: put it "
                "back, or run `policykg lock` if it was removed or renamed on purpose",
                f"有文件 {name} 的锁文件,现已没有该文件:请恢复;若有意删除或改名,"
                "请运行 policykg lock",
                record=name,
            )


def _used_twice(ids: Mapping[str, str]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for file, document in sorted(ids.items()):
        other = first.setdefault(document, file)
        if document and other != file:
            yield already_used(document, other, Position(file))


def _notes(unseen: list[int]) -> list[Note]:
    if not unseen:
        return []
    quotes = sum(unseen)
    documents = "1 document" if len(unseen) == 1 else f"{len(unseen)} documents"
    return [
        Note(
            f"{quotes} quoted passages of {documents} could not be looked up, because the source "
            "texts are not here; they were verified against the locks in facts/locks (to bring "
            "your own copy: policykg texts add FILE)",
            f"{len(unseen)} 个文件的原文不在本机,{quotes} 处所引段落按 facts/locks 中的锁文件核对"
            "(可自备原文:policykg texts add 文件)",
        )
    ]
