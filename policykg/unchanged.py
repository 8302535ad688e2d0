"""Whether anything at all has changed since the last build: told from stamps, nothing is read.

A file is as it was if its number, size, time of change and time of its entry's change are as they
were.  All files of a workspace, the folders of source texts and this program are put into one
digest before they are read; it is kept when the check has found no error, and when the build is
served.  Where a file is younger than the clocks of file systems can tell apart, nothing is kept.
(The way of Git's index; Git documentation, "racy-git".)
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.builds.pointer import read_current
from loaders.reuse.code import code_digest
from ontology.rows import Rows

if TYPE_CHECKING:
    from graph.builds.build import Generation
    from loaders.workspace import Workspace

__all__ = ["LastRun", "files_of"]

_TABLE: Final = "last"
_CHECKED: Final = "checked"
_BUILT: Final = "built"
YOUNG: Final = 2_500_000_000
"""Nanoseconds: the coarsest clock of a file system in use (FAT) ticks every two seconds."""


def files_of(workspace: Workspace) -> Rows:
    """Return where it is kept what is known of the workspace's files."""
    return Rows(workspace.root / ".policykg" / "files.sqlite")


class LastRun:
    """What the last check and the last build were made of, compared with what is there.

    Args:
        workspace: The workspace.
        rows: Where it is kept.
        trusted: Whether what is kept is used; what comes of this run is kept in any case.
    """

    def __init__(self, workspace: Workspace, rows: Rows, *, trusted: bool = True) -> None:
        self._rows, self._trusted = rows, trusted
        self._served = read_current(workspace.build_folder)
        self._key = _digest_of(workspace)

    @property
    def is_checked(self) -> bool:
        """Whether a check of all that is there has found no error."""
        return self._trusted and bool(self._key) and self._row(_CHECKED).get("key") == self._key

    def checked(self) -> None:
        """Keep that a check of all that is there has found no error."""
        self._keep(_CHECKED, {})

    def is_first(self, folder: Path) -> bool:
        """Tell whether nobody has built since this was made; else the files may be newer.

        Args:
            folder: The build folder.
        """
        return self._served == read_current(folder)

    def is_built(self, folder: Path, depends: str) -> tuple[str, str] | None:
        """Return the name of the build that was made of all that is there, if one was, and the
        checksum of its manifest.

        Args:
            folder: The build folder.
            depends: What else a build depends on.
        """
        row = self._row(_BUILT) if self._trusted and self._key else {}
        if (row.get("key"), row.get("folder"), row.get("by")) != (self._key, str(folder), depends):
            return None
        return str(row.get("generation")), str(row.get("sha256"))

    def built(self, generation: Generation, folder: Path, depends: str) -> None:
        """Keep which build was made of all that is there; see :meth:`is_built`."""
        from graph.builds.manifest import manifest_checksum

        name, told = generation.folder.name, {"folder": str(folder), "by": depends}
        self._keep(_BUILT, told | {"generation": name, "sha256": manifest_checksum(folder / name)})

    def _row(self, name: str) -> dict[str, Any]:
        try:
            told = json.loads(self._rows.get(_TABLE, name) or "{}")
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}

    def _keep(self, name: str, told: dict[str, str]) -> None:
        row = json.dumps({"key": self._key, **told}) if self._key else None
        self._rows.write({_TABLE: {name: row}})


def _digest_of(workspace: Workspace) -> str:
    """Return a digest of all that a check and a build are made of; empty where it cannot be told.

    That is where a link or a pipe stands among the files, or one of them has just been changed.
    """
    from loaders.workspace import SETTINGS_FILE

    oldest = time.time_ns() - YOUNG
    folders = (workspace.facts_folder, *workspace.source_folders)
    places = [str(workspace.root / SETTINGS_FILE), *map(str, folders)]
    found = [f"{code_digest()} {workspace.root}", *places]
    try:
        for place in places:
            for name, state in sorted(_files(place)):
                if not stat.S_ISREG(state.st_mode):
                    return ""
                if max(state.st_mtime_ns, state.st_ctime_ns) >= oldest:
                    return ""
                found.append(
                    f"{state.st_ino} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {name}"
                )
    except OSError:  # it was removed, or cannot be looked at
        return ""
    text = "\n".join(found)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _files(place: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield a file, or all that is below a folder, with its stamp; links are not followed."""
    state = os.lstat(place)
    if not stat.S_ISDIR(state.st_mode):
        yield place, state
        return
    todo = [place]
    while todo:
        with os.scandir(todo.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    todo.append(entry.path)
                else:
                    yield entry.path, entry.stat(follow_symlinks=False)
