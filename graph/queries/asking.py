"""A query under way, in a thread of its own.

The engine's answer may be touched only in the thread that asked: anywhere else it ends the
process.  And while the engine computes, the thread it computes in hears nothing, not even
Ctrl-C.  So each query has its thread; whoever waits for it can be interrupted, and may be any
thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from graph.rdf.store import Answer

T = TypeVar("T")
Order = Callable[[Answer], Any]

KEPT: Final = threading.BoundedSemaphore(16)
"""So many answers that nobody has read yet are kept; others are computed anew when read."""
KEPT_SECONDS: Final = 120.0


class Ended(Exception):
    """The answer was not kept; ask again."""


class Asking:
    """One evaluation of a query; what is to be done with its answer is given as functions."""

    def __init__(self, evaluate: Callable[[], Answer]) -> None:
        self._desk = _Desk()
        threading.Thread(
            target=_work, args=(evaluate, self._desk), name="policykg query", daemon=True
        ).start()

    def read(self, order: Callable[[Answer], T]) -> T:
        """Return what a function makes of the answer.

        Raises:
            Ended: the answer was not kept.
            GraphError: the query cannot be evaluated.
        """
        self._desk.put(order)
        value, error = self._desk.reply()
        if error is not None:
            raise error
        return value  # type: ignore[no-any-return]

    def __del__(self) -> None:
        self._desk.orders.put(None)


class _Desk:
    """Where orders and replies pass between the threads."""

    def __init__(self) -> None:
        self.orders: SimpleQueue[Order | None] = SimpleQueue()
        self.replies: SimpleQueue[tuple[Any, Exception | None]] = SimpleQueue()
        self._open = True
        self._lock = threading.Lock()

    def put(self, order: Order) -> None:
        with self._lock:
            if not self._open:
                raise Ended
            self.orders.put(order)

    def reply(self) -> tuple[Any, Exception | None]:
        """Wait, looking up now and then: a wait without end may be deaf to an interrupt."""
        while True:
            with suppress(Empty):
                return self.replies.get(timeout=0.2)

    def close(self) -> None:
        with self._lock:
            self._open = False
            while not self.orders.empty():
                if self.orders.get() is not None:
                    self.replies.put((None, Ended()))


def _work(evaluate: Callable[[], Answer], desk: _Desk) -> None:
    """Evaluate, say what the answer is, and keep it a while for whoever reads it."""
    try:
        answer = evaluate()
    except Exception as error:
        if desk.orders.get() is not None:
            desk.replies.put((None, _bare(error)))
        desk.close()
        return
    _obey(desk, desk.orders.get(), answer)
    if KEPT.acquire(blocking=False):
        with suppress(Empty):
            _obey(desk, desk.orders.get(timeout=KEPT_SECONDS), answer)
        KEPT.release()
    desk.close()


def _obey(desk: _Desk, order: Order | None, answer: Answer) -> None:
    if order is None:
        return
    try:
        desk.replies.put((order(answer), None))
    except Exception as error:
        desk.replies.put((None, _bare(error)))


def _bare(error: Exception) -> Exception:
    """Cut an error from its frames, which would carry the answer into another thread."""
    error.__context__ = None
    return error.with_traceback(None)
