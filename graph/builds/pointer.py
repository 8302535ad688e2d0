"""Which generation is served: a link to its folder, or a file with its name.

Windows lets a plain user make no symbolic links, and copies of a workspace may lose them.
Both kinds are put in place at once, and both are read everywhere.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import Final

CURRENT: Final = "current"
"""Name of the link, or of the file."""
_NAME: Final = re.compile(r"gen-\d{1,18}\Z")
_MOST: Final = 64


def read_current(folder: Path) -> str | None:
    """Return the name of the generation that is served; none where nothing says it.

    Args:
        folder: The workspace's ``build`` folder.
    """
    path = folder / CURRENT
    try:
        return str(path.readlink())
    except OSError:  # no link; Windows says so in words of its own
        return _written(path)


def current_folder(folder: Path) -> Path:
    """Return the folder of the generation that is served, or where a link to it would be."""
    return folder / (read_current(folder) or CURRENT)


def pointed(path: Path) -> Path:
    """Follow a path that is such a file, as the system follows a link."""
    name = _written(path) if path.name == CURRENT else None
    return path.with_name(name) if name else path


def write_current(folder: Path, name: str) -> None:
    """Say which generation is served; readers see the old one or the new one, never none.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    new = folder / f".{CURRENT}.new"
    new.unlink(missing_ok=True)
    if sys.platform == "win32" or not _linked(new, name):
        _write(new, name)
    current = folder / CURRENT
    if current.is_dir() and not current.is_symlink():  # a copy that followed the link
        shutil.rmtree(current)
    try:
        new.replace(current)
    except PermissionError:
        if not current.is_symlink():
            raise
        current.unlink()  # Windows puts no file in the place of a link to a folder
        new.replace(current)


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed builder has left."""
    (folder / f".{CURRENT}.new").unlink(missing_ok=True)


def _linked(new: Path, name: str) -> bool:
    try:
        new.symlink_to(name)
    except (OSError, NotImplementedError):  # not allowed, or not on this file system
        return False
    return True


def _write(new: Path, name: str) -> None:
    with new.open("w", encoding="ascii", newline="") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())


def _written(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            name = file.read(_MOST).decode("ascii").strip()
    except (OSError, ValueError):
        return None
    return name if _NAME.match(name) else None
