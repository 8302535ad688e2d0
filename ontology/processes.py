"""Other processes: work shared among forks, which find what they need in their own memory.

The same work may be handed to an executor whose processes run elsewhere: then it is pickled.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from threading import Thread
from typing import Any, Final, TypeVar

__all__ = [
    "Elsewhere",
    "Workers",
    "collecting_rarely",
    "cores",
    "end_with",
    "runs",
    "shared",
    "without_collector",
]

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD: Final = 4
"""Batches a process that are handed out before the first of them is back."""
LOOK: Final = 2.0
"""Seconds of waiting after which it is looked whether anybody still works."""
ORPHANED: Final = 0.5
"""Seconds between two looks at whether the process that started this one still runs."""
_PR_SET_PDEATHSIG: Final = 1
REPAIRS: Final = 3
"""How often killed processes are replaced before their batch is thought to kill them."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Processes that were started by somebody else, perhaps on other machines."""

    executor: Executor
    size: int
    """How many processes it has."""
    guard: Callable[[], None]
    """Called in such a process before each batch; raises where it must not work for us."""
    alive: Callable[[], None] = lambda: None
    """Called here every few seconds of waiting; raises where nothing will come any more."""


Workers = int | Elsewhere | None
"""How many processes share some work, or which; none: as many as pay."""


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def without_collector() -> Iterator[None]:
    """Pause the cycle collector where many objects are made, and no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Look for cycles a hundredth as often, and not among the objects that are there already.

    For work that makes many objects and few cycles; forked processes do the same.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


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
    processes: Workers = None,
    chunk: int = 16,
) -> Iterator[Result]:
    """Do the same work on every item, on all cores where the system can fork.

    A process that is killed is replaced, and its batch is done again.

    Args:
        work: What is done; it and the items need be picklable only for processes elsewhere, the
            results always.
        items: On what.
        processes: How many share the work, or which; by default one a core.  With one, it is
            done here.
        chunk: How many items a process takes at a time.

    Returns:
        The results, in the order of the items, each as soon as it and those before are there.

    Raises:
        BrokenProcessPool: processes end again and again before their work is done.
    """
    if isinstance(processes, Elsewhere):
        return _elsewhere(work, items, processes, chunk)
    processes = cores() if processes is None else processes
    if processes <= 1 or len(items) <= 1 or not _can_share():
        return map(work, items)
    return _forked(work, items, processes, chunk)


# -- forked ----------------------------------------------------------------------------------


def _forked(
    work: Callable[[Item], Result], items: Sequence[Item], processes: int, chunk: int
) -> Iterator[Result]:
    import multiprocessing  # takes longer than a small check
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    global _WORK  # noqa: PLW0603 - forked processes find it there, nothing is pickled
    slices = _slices(items, chunk)
    done = repairs = 0
    while done < len(slices):
        before, _WORK = _WORK, (work, items)
        pool = ProcessPoolExecutor(
            min(processes, len(slices)),
            mp_context=multiprocessing.get_context("fork"),
            initializer=end_with,
            initargs=(os.getpid(),),
        )
        try:
            for results in _in_order(
                lambda part, pool=pool: pool.submit(_slice, part),  # type: ignore[misc]
                slices[done:],
                processes * AHEAD,
            ):
                done, repairs = done + 1, 0
                yield from results
        except BrokenProcessPool:
            repairs += 1
            if repairs > REPAIRS:
                raise
        finally:
            _WORK = before
            pool.shutdown(cancel_futures=True)


_WORK: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


def _slice(part: slice) -> list[Any]:
    assert _WORK is not None
    work, items = _WORK
    return [work(item) for item in items[part]]


def end_with(parent: int) -> None:
    """End this process with the one that has started it, also where that was killed.

    Else it would wait for work for ever, or write to files that another builder has by then.

    Args:
        parent: The number of the process that has started it.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)

    def watch() -> None:  # of other systems, and if it ended before the kernel was asked
        while os.getppid() == parent:
            time.sleep(ORPHANED)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


# -- elsewhere -------------------------------------------------------------------------------


def _elsewhere(
    work: Callable[[Item], Result], items: Sequence[Item], processes: Elsewhere, chunk: int
) -> Iterator[Result]:
    pickled = pickle.dumps(work)

    def hand_out(part: slice) -> Future[list[Result]]:
        return processes.executor.submit(_unpickled, processes.guard, pickled, list(items[part]))

    slices = _slices(items, chunk)
    batches = _in_order(hand_out, slices, processes.size * AHEAD, processes.alive)
    return (result for results in batches for result in results)


def _unpickled(guard: Callable[[], None], pickled: bytes, items: list[Any]) -> list[Any]:
    guard()
    work = _loaded(pickled)
    return [work(item) for item in items]


@lru_cache(maxsize=2)
def _loaded(pickled: bytes) -> Callable[[Any], Any]:
    """Return the work; what it has read once, it has for the next batch."""
    work: Callable[[Any], Any] = pickle.loads(pickled)
    return work


# -- both ------------------------------------------------------------------------------------


def _slices(items: Sequence[Any], chunk: int) -> list[slice]:
    return [slice(at, at + chunk) for at in range(0, len(items), chunk)]


def _in_order(
    hand_out: Callable[[slice], Future[list[Result]]],
    slices: Sequence[slice],
    ahead: int,
    alive: Callable[[], None] = lambda: None,
) -> Iterator[list[Result]]:
    """Yield the results of batches in their order; only so many wait at once."""
    waiting: deque[Future[list[Result]]] = deque()
    try:
        for part in slices:
            waiting.append(hand_out(part))
            if len(waiting) >= ahead:
                yield _waited_for(waiting.popleft(), alive)
        while waiting:
            yield _waited_for(waiting.popleft(), alive)
    finally:
        for future in waiting:
            future.cancel()


def _waited_for(future: Future[Result], alive: Callable[[], None]) -> Result:
    while not wait((future,), timeout=LOOK).done:
        alive()
    return future.result()
