"""Other processes: work shared among forks, which find what they need in their own memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _can_share() -> bool:
    """Tell whether forks can share work; on macOS its own libraries do not outlive a fork."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def runs(pid: int) -> bool:
    """Tell whether there is a process of this number, ours or not."""
    if sys.platform == "win32":  # there, signal 0 would be sent for real
        import ctypes

        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x1000, False, pid)  # to ask only
        if not handle:
            return False
        try:
            code = ctypes.c_ulong()
            found = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
            return bool(found) and code.value == 259  # STILL_ACTIVE
        finally:
            kernel.CloseHandle(handle)
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def shared(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    processes: int | None = None,
    chunk: int = 16,
) -> Iterator[Result]:
    """Do the same work on every item, on all cores where the system can fork.

    Args:
        work: What is done; it and the items need not be picklable, the results must be.
        items: On what.
        processes: How many share the work; by default one a core.  With one, it is done here.
        chunk: How many items a process takes at a time.

    Returns:
        The results, in the order of the items, each as soon as it and those before are there.
    """
    processes = cores() if processes is None else processes
    if processes <= 1 or len(items) <= 1 or not _can_share():
        return map(work, items)
    return _forked(work, items, processes, chunk)


def _forked(
    work: Callable[[Item], Result], items: Sequence[Item], processes: int, chunk: int
) -> Iterator[Result]:
    import multiprocessing  # takes longer than a small check

    global _WORK  # noqa: PLW0603 - forked processes find it there, nothing is pickled
    before, _WORK = _WORK, (work, items)
    slices = [slice(at, at + chunk) for at in range(0, len(items), chunk)]
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            for results in pool.imap(_slice, slices):
                yield from results
    finally:
        _WORK = before


_WORK: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


def _slice(part: slice) -> list[Any]:
    assert _WORK is not None
    work, items = _WORK
    return [work(item) for item in items[part]]
