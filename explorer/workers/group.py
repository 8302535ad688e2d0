"""One loaded graph and the processes that answer queries about it, as the web process holds them.

How those processes come about differs by platform: :mod:`explorer.workers.forked` and
:mod:`explorer.workers.spawned`.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

from explorer.workers.changing import Change
from explorer.workers.line import Answer, Answered, PoolError

AGAIN: Final = "the graph is being loaded again"
CLOSE_WAIT: Final = 60.0
"""Seconds that queries of a replaced group may still take."""


class Speaking(Protocol):
    """What a worker is asked through: one question at a time."""

    @property
    def retired(self) -> bool:
        """Whether the worker has said that it has grown too large to be asked again."""

    def ask(self, request: Mapping[str, Any]) -> asyncio.Future[Answer]:
        """Send a request; what is returned gets the answer, or PoolError ``died``."""

    def send(self, frame: bytes, answered: Answered) -> None:
        """Send a request as one frame; ``answered`` is called once with what comes of it."""

    def close(self) -> None:
        """End the line at once, whatever is under way."""


class Worker(ABC):
    """A process that answers queries, and the line to it."""

    def __init__(self, pid: int, line: Speaking) -> None:
        self.pid = pid
        self.line = line
        self.lowered = False
        self.era = 0
        """Of the group when this worker was forked, see :attr:`WorkerGroup.era`."""

    def ask(self, request: Mapping[str, Any]) -> asyncio.Future[Answer]:
        """Send one request; what is returned gets the answer, or PoolError ``died``."""
        return self.line.ask(request)

    @abstractmethod
    def alive(self) -> bool:
        """Tell whether the process still answers."""


async def converse(worker: Worker, request: Mapping[str, Any]) -> Answer:
    """Send one request to a worker and read its whole answer.

    Raises:
        PoolError: ``died``.
    """
    return await worker.ask(request)


class WorkerGroup(ABC):
    """One loaded graph and its workers."""

    def __init__(self, data: Sequence[Path], options: Mapping[str, Any]) -> None:
        self.data = tuple(data)
        self.options = dict(options)
        self.about: dict[str, Any] = {}
        self.busy = 0
        self.era = 0
        """How often the graph has been changed; workers of before hold the state of before."""
        self.ended = asyncio.Event()
        """Set when this graph is gone, for whatever reason."""
        self._idle: deque[Worker] = deque()
        self._wanting: deque[asyncio.Future[None]] = deque()

    @abstractmethod
    def spare(self) -> None:
        """Start a worker ahead of the next query."""

    async def change(self, change: Change) -> bool:
        """Turn the graph into its next state; queries under way are answered from the one before.

        Returns:
            Whether that is done; else it is to be loaded by another group.
        """
        return False

    @abstractmethod
    def lower(self, worker: Worker) -> None:
        """Lower a worker's priority, so that short queries of others go first."""

    @abstractmethod
    def _kill(self, worker: Worker) -> None:
        """End a worker's process, whatever it is doing."""

    @abstractmethod
    async def _end_processes(self) -> None:
        """End all processes, and wait until they are gone."""

    async def close(self) -> None:
        """Wait until the queries under way are answered, then end all processes."""
        loop = asyncio.get_running_loop()
        until = loop.time() + CLOSE_WAIT
        while self.busy and loop.time() < until and not self.ended.is_set():
            await asyncio.sleep(0.02)
        await self._end_processes()

    def _dismiss(self) -> None:
        """Part with the idle workers; tell those who wait that there is none."""
        for worker in self._idle:
            worker.line.close()
        self._idle.clear()
        for waiting in self._wanting:
            if not waiting.done():
                waiting.set_exception(PoolError("zygote", AGAIN))
        self._wanting.clear()

    def _lay(self, worker: Worker) -> None:
        """Put a worker where the next query takes it."""
        if self.ended.is_set():
            worker.line.close()
            return
        worker.era = self.era
        self._idle.append(worker)
        self._wake()

    def _begin_era(self) -> None:
        """Replace the workers that are idle; those that are busy go when they have answered."""
        self.era += 1
        idle, self._idle = self._idle, deque()
        for worker in idle:
            self._kill(worker)
            self.spare()

    def _wake(self) -> None:
        """Tell the first who waits that a worker is there."""
        while self._wanting:
            waiting = self._wanting.popleft()
            if not waiting.done():
                waiting.set_result(None)
                return

    def borrow(self) -> Worker | None:
        """Lend a worker that is idle, if one is; end with :meth:`give_back` or :meth:`discard`."""
        while self._idle:
            worker = self._idle.popleft()
            if worker.alive():
                self.busy += 1
                return worker
            self._kill(worker)  # it ended while nobody used it
            self.spare()
        return None

    def give_back(self, worker: Worker) -> None:
        """Take back a worker that has answered."""
        self.busy -= 1
        if worker.lowered:  # priority cannot be raised again without privileges
            self._kill(worker)
        elif worker.line.retired or worker.era != self.era:
            self._kill(worker)
            self.spare()
        else:
            self._lay(worker)

    def discard(self, worker: Worker) -> None:
        """Take back a worker whose stream is in an unknown state: it is killed and replaced."""
        self.busy -= 1
        self._kill(worker)
        if not worker.lowered:
            self.spare()

    async def _take(self) -> Worker:
        while True:
            if (worker := self.borrow()) is not None:
                return worker
            if self.ended.is_set():
                raise PoolError("zygote", AGAIN)
            waiting = asyncio.get_running_loop().create_future()
            self._wanting.append(waiting)
            try:
                await waiting
            except asyncio.CancelledError:
                if not waiting.cancelled():  # it was our turn: pass it on
                    self._wake()
                raise

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[Worker]:
        """Lend a worker; one that comes back in any way but well is killed and replaced.

        Raises:
            PoolError: ``zygote`` if there is none.
        """
        self.busy += 1  # the group does not end while somebody waits for one of its workers
        try:
            worker = await self._take()
        finally:
            self.busy -= 1
        with self.lent(worker):
            yield worker

    @contextmanager
    def lent(self, worker: Worker) -> Iterator[None]:
        """Take back a borrowed worker when this ends; kill and replace it unless all went well."""
        try:
            yield
        except BaseException:
            self.discard(worker)
            raise
        self.give_back(worker)
