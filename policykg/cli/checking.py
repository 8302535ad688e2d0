"""Check a workspace from the command line, and write its lock."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from ontology.files import write_whole

if TYPE_CHECKING:
    from loaders.problems import Report
    from loaders.workspace import Workspace
    from ontology.processes import Workers
    from policykg.cli.context import Settings


def run_check(
    workspace: Workspace,
    settings: Settings,
    files: list[Path] | None = None,
    *,
    cache: bool = True,
    warnings: bool = True,
    processes: Workers = None,
) -> Report:
    """Check; a document is locked by whoever declares it done, not by its first clean check."""
    from loaders.checking.workspace import check_workspace

    return check_workspace(workspace, files, cache=cache, warnings=warnings, processes=processes)


def write_lock(workspace: Workspace, documents: Collection[str] = ()) -> tuple[bool, list[str]]:
    """Write the lock of some documents, or of all, anew.

    Returns:
        Whether it changes, and the documents that keep their lines, as their texts are not here.
    """
    from loaders.checking.workspace import lock_workspace

    text, kept = lock_workspace(workspace, documents)
    path = workspace.lock_file
    if path.exists() and path.read_bytes() == text.encode():
        return False, kept
    write_whole(path, text)
    return True, kept
