"""Check a workspace from the command line, and lock what is new."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ontology.files import write_whole
from policykg.cli.context import Settings

if TYPE_CHECKING:
    from loaders.problems import Report
    from loaders.workspace import Workspace


def run_check(
    workspace: Workspace, settings: Settings, files: list[Path] | None = None, *, cache: bool = True
) -> Report:
    """Check, and lock documents that are new and clean."""
    from loaders.checking.workspace import check_workspace

    report = check_workspace(workspace, files, cache=cache)
    only_new = {p.rule for p in report.errors} == {"lock-missing"}
    if only_new and files is None and write_lock(workspace):
        said = settings.say("New documents were locked in", "新文件已锁定于")
        click.echo(f"{said} {workspace.name_of(workspace.lock_file)}", err=True)
        report = check_workspace(workspace, files, cache=cache)
    return report


def write_lock(workspace: Workspace) -> bool:
    """Write the lock anew, if it changes; return whether it did."""
    from loaders.checking.workspace import lock_workspace

    text, _ = lock_workspace(workspace)
    path = workspace.lock_file
    if path.exists() and path.read_bytes() == text.encode():
        return False
    write_whole(path, text)
    return True
