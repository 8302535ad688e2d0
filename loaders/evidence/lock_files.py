"""The locks of a workspace, read from their files; see :mod:`loaders.evidence.lock_paths`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from loaders.evidence.lock_paths import (
    EARLIER,
    MAX_EARLIER,
    earlier_lock,
    earlier_texts,
    lock_file,
    locked_documents,
    read_text,
    text_of_lock,
)
from loaders.evidence.lock_text import (
    MOST_LINES,
    is_line,
    more_lines,
    parse_heads,
    parse_lock,
)
from loaders.problems import Position, Problem

if TYPE_CHECKING:
    from loaders.evidence.lock import DocumentLock
    from loaders.workspace import Workspace

__all__ = ["earlier_problems", "has_lock", "load_heads", "load_lock"]


def load_lock(workspace: Workspace, document: str) -> tuple[DocumentLock | None, list[Problem]]:
    """Return the lock of a document, or none where it has none; and what is wrong with its file."""
    path = lock_file(workspace, document)
    if not os.path.lexists(path):
        earlier = earlier_texts(workspace).get(document)  # its problems are told once for all
        return (None, []) if earlier is None else (parse_lock(earlier, document, EARLIER)[0], [])
    text, problems = read_text(workspace, path)
    return (None, problems) if problems else parse_lock(text, document, workspace.name_of(path))


def has_lock(workspace: Workspace, document: str) -> bool:
    """Tell whether a document was locked, by the line that names its source text."""
    return bool(parse_heads(text_of_lock(workspace, document), document).source_sha256)


def load_heads(workspace: Workspace) -> Iterator[DocumentLock]:
    """Yield of every lock what it says of the document itself, sorted by document.

    Of each, ``lines`` and ``proofs`` are empty: they are not read.
    """
    for document in sorted(locked_documents(workspace)):
        lock = parse_heads(text_of_lock(workspace, document), document)
        if lock.source_sha256:
            yield lock


def earlier_problems(workspace: Workspace) -> list[Problem]:
    """Say that the lock of release 1.0.0 is to be taken apart, and which of its lines are none."""
    path = earlier_lock(workspace)
    if not os.path.lexists(path):
        return []
    name = workspace.name_of(path)
    text, problems = read_text(workspace, path, MAX_EARLIER)
    problems.append(
        Problem(
            "lock-divided",
            Position(name),
            "this lock holds the lines of all documents, as release 1.0.0 wrote them; each "
            "document now has a file in facts/locks, and this one is read only for documents "
            "without one: run `policykg migrate --write`, which takes it apart line by line",
            "此锁文件合记全部文献,为 1.0.0 版的形式;现在每份文献在 facts/locks 中各有一个文件,"
            "本文件只用于尚无单独锁文件的文献:请运行 policykg migrate --write,将其逐行拆分",
            severity="warning",
        )
    )
    return problems + _strange_lines(name, text)


def _strange_lines(file: str, text: str) -> list[Problem]:
    """Say which lines of the lock of release 1.0.0 are none."""
    problems = []
    wrong = last = 0
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line or line.startswith("#") or is_line(line):
            continue
        wrong, last = wrong + 1, number
        if wrong <= MOST_LINES:
            problems.append(
                Problem(
                    "lock-line",
                    Position(file, number),
                    "this is no line of a lock (a merge conflict?): run `policykg migrate "
                    "--write`, then `policykg lock`",
                    "这不是锁文件的行(合并冲突?):请先运行 policykg migrate --write,"
                    "再运行 policykg lock",
                    context=line[:80],
                )
            )
    if (more := wrong - MOST_LINES) > 0:
        problems.append(more_lines(file, last, more))
    return problems
