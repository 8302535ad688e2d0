"""Open the graph of a workspace, or of a server."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from graph.builds.build import open_current
from graph.errors import NoWorkspace
from graph.textgrid import DISPLAY
from policykg.kg import KG
from policykg.reader import language_of_reader
from policykg.remote import open_remote
from policykg.workspaces import find_workspace, folders


def open_graph(
    path: str | Path | None = None, *, language: Literal["zh", "en"] | None = None
) -> KG:
    """Open a built graph.

    Args:
        path: a workspace folder, or any folder within; none: the working folder; or the
            address of a SPARQL endpoint that holds a graph (``https://…/sparql``).
        language: in which a notebook shows tables and pictures from now on, ``zh`` or ``en``;
            none: that of ``POLICYKG_LANG``, or else of the system.

    Raises:
        NoWorkspace: there is no workspace.
        NoBuild: nothing was built yet.
        DamagedBuild: the build cannot be trusted; build again.
    """
    DISPLAY.language = language or language_of_reader()
    if isinstance(path, str) and path.startswith(("http://", "https://")):
        return open_remote(path)
    workspace = find_workspace(Path(path) if path is not None else None)
    if workspace is None:
        raise NoWorkspace(str(path or Path.cwd()))
    build, queries = folders(workspace)
    return KG(open_current(build), workspace, queries)
