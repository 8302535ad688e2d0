"""Check a workspace from the command line, and lock what is new."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

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
