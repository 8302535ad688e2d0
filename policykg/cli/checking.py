"""Check a workspace from the command line, and lock its documents."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ontology.messages import counted, escaped

if TYPE_CHECKING:
    from loaders.checking.compiler import Compiler
    from loaders.problems import Report
    from loaders.reuse.digests import Digests
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
    alongside: Compiler | None = None,
    digests: Digests | None = None,
) -> Report:
    """Check; a document is locked by whoever declares it done, not by its first clean check."""
    from loaders.checking.workspace import check_workspace

    return check_workspace(
        workspace,
        files,
        cache=cache,
        warnings=warnings,
        processes=processes,
        alongside=alongside,
        digests=digests,
    )


MOST = 10
"""So many files are named one by one."""


def lock_documents(workspace: Workspace, settings: Settings, documents: Collection[str]) -> Report:
    """Lock some documents, or all, and say what was written.

    Returns:
        What was found; with errors in it, nothing was written.
    """
    from loaders.checking.locking import lock_workspace

    locked = lock_workspace(workspace, documents)
    if locked.report.problems.error_count:
        return locked.report
    written = [settings.say(*_wrote(workspace.name_of(path))) for path in locked.written]
    removed = [settings.say(*_removed(workspace.name_of(path))) for path in locked.removed]
    said = [*written, *removed]
    for line in said[:MOST]:
        click.echo(line)
    if (more := len(said) - MOST) > 0:
        click.echo(settings.say(f"… and {more:,} more", f"……另有 {more:,} 个"))
    if locked.fresh:
        fresh = counted(locked.fresh, "lock")
        click.echo(settings.say(f"{fresh} as before", f"{locked.fresh:,} 个锁文件无需更新"))
    if names := locked.without_text:
        words = ", ".join(names[:MOST]) + (" …" if len(names) > MOST else "")
        click.echo(
            settings.say(f"without their texts, not renewed: {words}", f"无原文,未更新:{words}")
        )
    return locked.report


def _wrote(name: str) -> tuple[str, str]:
    return f"Wrote {name}", f"已写入 {name}"


def _removed(name: str) -> tuple[str, str]:
    name = escaped(name)
    return f"Removed {name}: no facts file has this document", f"已删去 {name}:已无此文献"
