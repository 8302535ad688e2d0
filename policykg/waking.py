"""Wakes a watch as soon as a file is saved, where the system tells of it (Linux, inotify).

It is a hint and no more: whoever waits looks at the files in any case, and after a while also
where nothing was told: a folder on a network, a system without it, too many folders.
"""

from __future__ import annotations

import ctypes
import os
import select
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

__all__ = ["Waking"]

_CLOSED_WRITTEN: Final = 0x08
_MOVED: Final = 0xC0
_MADE: Final = 0x100
_GONE: Final = 0x200
_ATTRIBUTES: Final = 0x4
_CHANGES: Final = _CLOSED_WRITTEN | _MOVED | _MADE | _GONE | _ATTRIBUTES
_READ: Final = 1 << 16
_SETTLE: Final = 0.02
"""Seconds in which an editor that writes a file anew puts it in its place."""


class Waking:
    """Waits until something changes in some folders."""

    def __init__(self) -> None:
        self._watched: set[str] = set()
        self._file = -1
        if sys.platform == "linux":
            with suppress(OSError, AttributeError):
                self._library = ctypes.CDLL(None, use_errno=True)
                self._file = self._library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)

    def close(self) -> None:
        """Let go of what was watched."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    @property
    def is_told(self) -> bool:
        """Whether the system tells of what changes."""
        return self._file >= 0 and bool(self._watched)

    def follow(self, folders: Iterable[str]) -> None:
        """Follow further folders, each without those below it."""
        if self._file < 0:
            return
        for folder in folders:
            if folder not in self._watched:
                path = os.fsencode(folder)
                if self._library.inotify_add_watch(self._file, path, _CHANGES) >= 0:
                    self._watched.add(folder)

    def wait(self, seconds: float, at_least: float = 0.0) -> None:
        """Wait until something has changed, or for some seconds.

        Args:
            seconds: The longest wait.
            at_least: Where something changes all the time, so long in any case.
        """
        if not self.is_told:
            time.sleep(seconds)
            return
        ready, _, _ = select.select([self._file], [], [], seconds)
        if not ready:
            return
        time.sleep(max(min(_SETTLE, seconds), at_least))
        with suppress(BlockingIOError):
            while os.read(self._file, _READ):
                pass
