"""Where the lists of exceptions and of words left out stand; what reads them knows their form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loaders.workspace import Workspace

__all__ = ["ledger_files"]


def ledger_files(workspace: Workspace) -> tuple[Path, Path]:
    """Return exceptions and omissions, whether or not there are any."""
    return workspace.facts_folder / "exceptions.yaml", workspace.facts_folder / "omissions.yaml"
