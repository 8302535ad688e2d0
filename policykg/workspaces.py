"""Where the workspace is, and its folders; cheap to import."""

from __future__ import annotations

from pathlib import Path

WORKSPACE_FILE = "policykg.yaml"


def find_workspace(start: Path | None = None) -> Path | None:
    """Return the folder with ``policykg.yaml`` at or above a folder, or nothing."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / WORKSPACE_FILE).is_file():
            return folder
    return None


def folders(workspace: Path) -> tuple[Path, Path]:
    """Return where a workspace keeps its builds and its saved questions."""
    text = (workspace / WORKSPACE_FILE).read_bytes()
    if b"build" not in text and b"queries" not in text:
        return workspace / "build", workspace / "queries"
    from loaders.workspace import open_workspace  # takes a while to load; seldom needed

    found = open_workspace(workspace)
    return found.build_folder, found.queries_folder
