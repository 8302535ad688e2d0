"""SHA-256 of files, looked at again only when a file may have changed.

A file is as it was if its number, size, time of change and time of its entry's change are those
noted; times younger than the clocks of file systems can tell apart are not noted.  (The way of
Git's index; Git documentation, "racy-git".)
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from pathlib import Path
from typing import Final

from ontology.rows import Rows

__all__ = ["Digests"]

_TABLE: Final = "file"
_YOUNG: Final = 2_500_000_000
"""Nanoseconds: the coarsest clock of a file system in use (FAT) ticks every two seconds."""

_TICK: Final = 8_000_000
"""Nanoseconds by which the clock of files may be behind that of programs."""


class Digests:
    """SHA-256 of regular files by path, remembered in a file of rows.

    Args:
        rows: Where they are remembered.
        trusted: Whether what is remembered is used; else every file is read.
    """

    def __init__(self, rows: Rows, *, trusted: bool = True) -> None:
        self._rows = rows
        self._known = rows.read(_TABLE) if trusted else {}
        self._changed: dict[str, str | None] = {}
        self._seen: dict[str, str | None] = {}
        """Stamp and SHA-256 by path: the very text that was remembered, held once."""
        self._stamps: dict[str, str] = {}
        """Stamps of files that could not be read."""
        self._early: set[str] = set()
        self._young: set[str] = set()
        """Files that may change without another stamp."""
        self._now = time.time_ns()

    def of(self, path: Path | str) -> str | None:
        """Return the SHA-256 of a file; none where there is no regular file, or only a link."""
        key = os.fspath(path)
        if key not in self._seen:
            self._seen[key] = self._look(key)
        found = self._seen[key]
        return None if found is None else found.rpartition(" ")[2]

    def _look(self, key: str) -> str | None:
        """Return the stamp and the SHA-256 of a file, as they are remembered."""
        try:
            state = os.lstat(key)
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(state.st_mode):
            return None
        stamp = _stamp(state)
        known = self._known.pop(key, None)
        if known is not None and known.startswith(f"{stamp} "):
            return known
        try:
            with Path(key).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            self._stamps[key] = stamp
            return None
        old = max(state.st_mtime_ns, state.st_ctime_ns) < self._now - _YOUNG
        if not old:
            self._young.add(key)
        if old or known is not None:
            self._changed[key] = f"{stamp} {found}" if old else None
        return f"{stamp} {found}"

    def is_unchanged(self, path: Path | str) -> bool:
        """Tell whether a file is as it was when its SHA-256 was asked for, or is as nobody asked.

        If so, whatever was read from it since this object was made was read from that state.
        """
        key = os.fspath(path)
        if key not in self._seen:
            return True
        try:
            state = os.lstat(key)
        except (OSError, ValueError):
            return self._seen[key] is None and key not in self._stamps
        found = self._seen[key]
        stamp = self._stamps.get(key) if found is None else found.rpartition(" ")[0]
        return _stamp(state) == stamp and (
            key in self._early or state.st_ctime_ns < self._now - _TICK
        )

    def again(self) -> Digests:
        """Return digests of the same files, each to be looked at anew; nothing is read for it."""
        found = Digests(self._rows, trusted=False)
        found._known = {
            **self._known,
            **{key: seen for key, seen in self._seen.items() if seen and key not in self._young},
        }
        found._changed = self._changed
        return found

    def reading_begins(self) -> None:
        """Note that files are read from now on: what is asked for later may be younger."""
        self._early = set(self._seen)

    def save(self) -> None:
        """Remember what was found out; what is no longer there stays until it is asked for."""
        self._rows.write({_TABLE: self._changed})
        self._changed = {}


def _stamp(state: os.stat_result) -> str:
    return f"{state.st_ino} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}"
