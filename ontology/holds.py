"""Folders that are read for long, and that whoever clears them leaves as long as they are.

A reader holds one file of the folder: by a shared lock, which the system keeps for as long as the
file is open, and which goes with the process however that ends.  Who clears takes the whole lock
for a moment, renames the folder, and only then removes what is in it; so a reader holds the folder
or finds none there, never a part of it.  On Windows no folder can be renamed while a file in it is
open, which says the same.  Where a system has no locks of files, nothing is held.
"""

from __future__ import annotations

import os
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Final

try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None  # type: ignore[assignment]

__all__ = ["Hold", "hold", "is_held", "set_aside"]

_FLAGS: Final = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_LONGEST: Final = 10.0
"""Seconds that are waited for one who clears: it takes a moment, unless that process is stopped."""
_BETWEEN: Final = 0.005


class Hold:
    """A folder is held until this is closed, or nobody has it any more.

    A forked process holds it too, for as long as it has the descriptor open.
    """

    __slots__ = ("__weakref__", "_close", "descriptor")

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._close = weakref.finalize(self, _closed, descriptor, os.getpid())

    def close(self) -> None:
        """Let go; nothing is done the second time."""
        self._close()


def _closed(descriptor: int, process: int) -> None:
    if os.getpid() == process:  # a fork may have another file under this number
        with suppress(OSError):
            os.close(descriptor)


def hold(file: Path) -> Hold:
    """Hold the folder of a file.

    Raises:
        FileNotFoundError: It is not there, or is being cleared.
        OSError: It cannot be read.
    """
    descriptor = os.open(file, os.O_RDONLY | _FLAGS)
    try:
        _lock(descriptor, file)
        if not _is_at(descriptor, file):
            raise FileNotFoundError(str(file))
    except BaseException:
        os.close(descriptor)
        raise
    return Hold(descriptor)


def is_held(file: Path) -> bool:
    """Tell whether somebody holds the folder of a file; where that cannot be known, yes."""
    if fcntl is None:
        return True
    descriptor = _opened(file)
    if descriptor is None:
        return False
    try:
        return not _locked_whole(descriptor)
    finally:
        os.close(descriptor)


def set_aside(file: Path, aside: Path) -> bool:
    """Give the folder of a file another name, unless somebody holds it.

    Args:
        file: The file by which it is held; without it, nobody does.
        aside: What the folder is called then.

    Returns:
        Whether it bears that name now.

    Raises:
        OSError: It cannot be renamed.
    """
    descriptor = None if fcntl is None else _opened(file)
    try:
        if descriptor is not None and not _locked_whole(descriptor):
            return False
        file.parent.rename(aside)
    except PermissionError:
        if fcntl is not None:
            raise
        return False
    finally:
        if descriptor is not None:
            os.close(descriptor)
    return True


def _opened(file: Path) -> int | None:
    """Open a file to lock it whole: some network file systems want it writable for that."""
    for how in (os.O_RDWR, os.O_RDONLY):
        with suppress(OSError):
            return os.open(file, how | _FLAGS)
    return None


def _lock(descriptor: int, file: Path) -> None:
    """Share a lock; one who clears is waited for."""
    if fcntl is None:
        return
    until = time.monotonic() + _LONGEST
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return
        except (BlockingIOError, PermissionError):
            if not _is_at(descriptor, file) or time.monotonic() > until:
                raise FileNotFoundError(str(file)) from None
            time.sleep(_BETWEEN)
        except OSError:  # no locks here
            return


def _locked_whole(descriptor: int) -> bool:
    """Take the whole lock, if nobody shares it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # no locks here
        return True
    return True


def _is_at(descriptor: int, file: Path) -> bool:
    """Tell whether an open file is still the one of its name."""
    try:
        return os.path.samestat(os.fstat(descriptor), file.stat())
    except OSError:
        return False
