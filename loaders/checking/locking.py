"""Lock documents: write for each the places of its words, in a file of its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.checking.results import Results
from loaders.checking.workspace import Check
from loaders.evidence.lock_paths import lock_file, lock_files, locks_folder
from ontology.files import write_whole

if TYPE_CHECKING:
    from loaders.checking.document import Checked
    from loaders.problems import Report
    from loaders.workspace import Workspace

__all__ = ["Locked", "lock_workspace"]


@dataclass(slots=True)
class Locked:
    """What locking came to."""

    report: Report
    """What was found but for the locks; with errors in it, nothing was written."""
    written: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    """Locks of documents that are no longer there."""
    fresh: int = 0
    """How many documents are locked as they are."""
    without_text: list[str] = field(default_factory=list)
    """Documents that keep the lock they have, as their texts are not at hand."""


def lock_workspace(
    workspace: Workspace, documents: Collection[str] = (), *, unsound: bool = False
) -> Locked:
    """Lock documents; only files that change are written.

    Args:
        workspace: The workspace.
        documents: Ids of the documents to lock; nothing of the others is touched.  None stands
            for all, and then locks of documents that are no longer there are removed.
        unsound: Whether documents are locked although other checks fail.
    """
    from loaders.evidence.ledgers import read_ledgers

    ledgers = read_ledgers(workspace)
    job = Results(workspace, ledgers.omissions, trusted=True, kept=True)
    look = _Look(job)
    check = Check(job, ledgers, lock=False, seen=look)
    files = [path for path in workspace.facts_files() if path.stem in documents]
    out = Locked(check.run(files if documents else None))
    out.fresh, out.without_text = look.fresh, look.without_text
    if out.report.problems.error_count and not unsound:
        return out
    for path, document, digest in look.stale:
        locks_folder(workspace).mkdir(exist_ok=True)
        target = lock_file(workspace, document)
        out.written.append(write_whole(target, job.lock_text(path, digest)))
    known = set(check.ids.values())
    if not documents and all(known):  # a file that can't be read may be of any document
        out.removed = [path for path in lock_files(workspace) if path.stem not in known]
        for path in out.removed:
            path.unlink()
    return out


class _Look:
    """Notes which locks are not as they should be."""

    def __init__(self, job: Results) -> None:
        self.job = job
        self.stale: list[tuple[Path, str, str]] = []
        self.without_text: list[str] = []
        self.fresh = 0

    def __call__(self, path: Path, result: Checked) -> None:
        """Compare the digest of a document's lock with that of the one there is."""
        if not result.document:
            return
        there = self.job.locks.of(result.document)
        if not result.lock_digest:
            if there != "":
                self.without_text.append(result.document)
        elif there == result.lock_digest:
            self.fresh += 1
        else:
            self.stale.append((path, result.document, result.lock_digest))
