"""The lock of release 1.0.0, one file for all documents, taken apart: the same lines, divided."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from loaders.evidence.lock_files import earlier_problems, load_lock
from loaders.evidence.lock_paths import earlier_lock, earlier_texts, lock_file, locks_folder
from loaders.rules.registry import VERSION
from ontology.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from loaders.workspace import Workspace

__all__ = ["divided_lock", "is_damaged", "out_of_date", "write_divided"]

_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,79}", re.ASCII)
"""Form of a document's id; what else a line may begin with names no file."""


def divided_lock(workspace: Workspace) -> dict[Path, str]:
    """Return the files that come of the one lock, each with its text.

    A document that has a file of its own keeps that: what the one lock says of it is older.
    """
    found = {
        lock_file(workspace, document): text
        for document, text in sorted(earlier_texts(workspace).items())
        if _ID.fullmatch(document)
    }
    return {path: text for path, text in found.items() if not os.path.lexists(path)}


def write_divided(workspace: Workspace, files: dict[Path, str]) -> None:
    """Write the files, then remove the one lock."""
    if files:
        locks_folder(workspace).mkdir(exist_ok=True)
    for path, text in files.items():
        write_whole(path, text)
    earlier_lock(workspace).unlink(missing_ok=True)


def is_damaged(workspace: Workspace) -> bool:
    """Tell whether the one lock is there and has lines that are none, or no others."""
    if not os.path.lexists(earlier_lock(workspace)):
        return False
    bad = any(problem.rule != "lock-divided" for problem in earlier_problems(workspace))
    return bad or not earlier_texts(workspace)


def out_of_date(workspace: Workspace, document: str) -> bool:
    """Tell whether a document has a lock, but of an earlier form or of earlier rules."""
    lock, problems = load_lock(workspace, document)
    if lock is None:
        return bool(problems)
    return bool(problems) or lock.old or not lock.header or lock.rules != VERSION
