"""Where glosses and their signatures stand; loads nothing of YAML."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from loaders.workspace import Workspace

__all__ = ["gloss_files", "gloss_inputs", "gloss_names", "gloss_signatures_file", "glosses_file"]

FOLDER: Final = "glosses"
SIGNATURES: Final = "signatures"


def glosses_file(workspace: Workspace, document: str) -> Path:
    """Return where the glosses of a document stand, whether or not there are any."""
    return workspace.facts_folder / f"{FOLDER}/{document}.yaml"


def gloss_signatures_file(workspace: Workspace, document: str) -> Path:
    """Return where the signatures of a document's glosses stand."""
    return workspace.facts_folder / f"{FOLDER}/{SIGNATURES}/{document}.txt"


def gloss_inputs(workspace: Workspace, document: str) -> tuple[Path, Path]:
    """Return the files that the glosses of a document and their states are read from."""
    return glosses_file(workspace, document), gloss_signatures_file(workspace, document)


def gloss_names(workspace: Workspace, document: str) -> tuple[str, str]:
    """Return the paths of the same files as texts, which are asked for with each document."""
    folder = f"{workspace.facts_folder}{os.sep}{FOLDER}{os.sep}"
    return f"{folder}{document}.yaml", f"{folder}{SIGNATURES}{os.sep}{document}.txt"


def gloss_files(workspace: Workspace) -> Iterator[Path]:
    """Yield the files of glosses of a workspace, sorted."""
    folder = workspace.facts_folder / FOLDER
    if folder.is_dir():
        yield from sorted(folder.glob("*.yaml"))
