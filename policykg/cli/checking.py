"""Check a workspace from the command line, and write its lock."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loaders.problems import Report
    from loaders.workspace import Workspace
    from policykg.cli.context import Settings


def run_check(
    workspace: Workspace, settings: Settings, files: list[Path] | None = None, *, cache: bool = True
) -> Report:
    """Check; a document is locked by whoever declares it done, not by its first clean check."""
    from loaders.checking.workspace import check_workspace

    return check_workspace(workspace, files, cache=cache)


def write_lock(workspace: Workspace, documents: Collection[str] = ()) -> bool:
    """Write the lock of some documents, or of all, anew; return whether it changes."""
    from loaders.checking.workspace import lock_workspace

    text, _ = lock_workspace(workspace, documents)
    path = workspace.lock_file
    if path.exists() and path.read_bytes() == text.encode():
        return False
    _replace(path, text)
    return True


def _replace(path: Path, text: str) -> None:
    """Write a file beside its old state and put it in its place, so that neither is ever half."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(text.encode())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
