"""Locks between processes, held by the system: whoever is killed lets go at once.

Where a system has no locks of files, a file that exists stands for one; the library then looks
whether the process that made it still runs.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_HOLDER: Final = ".holder"
"""Ending of the file that names the process: a locked file cannot be read on every system."""


class Locked(Exception):
    """Another process, or another thread, holds the lock."""

    def __init__(self, pid: int | None) -> None:
        super().__init__(f"held by process {pid}" if pid else "held by another process")
        self.pid = pid


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold a lock.

    Args:
        path: The file that stands for it; made if missing, its folder must be there.
        wait: Wait until it is free.

    Raises:
        Locked: it is held, and is not waited for.
        OSError: the file cannot be made.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of weaker locks: `doctor` tells of them
        from filelock import FileLock, SoftFileLock, Timeout

    soft = path.with_name(f"{path.name}.soft")
    lock = FileLock(path) if holds_in_kernel() else SoftFileLock(soft)
    holder = path.with_name(path.name + _HOLDER)
    try:
        lock.acquire(timeout=-1 if wait else 0)
    except Timeout:
        raise Locked(_number(holder)) from None
    try:
        with suppress(OSError):
            holder.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def holds_in_kernel() -> bool:
    """Tell whether the system locks files itself: ``flock``, or what Windows has for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        from filelock import FileLock, SoftFileLock

    return not issubclass(FileLock, SoftFileLock)


def _number(holder: Path) -> int | None:
    try:
        return int(holder.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
