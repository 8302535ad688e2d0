"""Who may use a worker when: quick and heavy lanes, fairness between clients, full queues.

Every query starts in the quick lane.  One that is not answered after ``quick`` seconds moves to
the heavy lane: it keeps its worker, now at a lower priority, and the quick lane gets a fresh one.
When the heavy lane is full and somebody waits, a query that outstayed the quick lane is ended
with 503.  So a second client's ``ASK`` stays quick however many hogs run.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.pool import Answer, Generation, PoolError, Worker


@dataclass(frozen=True, slots=True)
class Budget:
    """How long, how many; every field is a setting of ``policykg serve``."""

    timeout: float = 30.0
    """Seconds from the start of evaluation to the last byte of the answer."""
    patience: float = 20.0
    """Seconds a request may wait for a worker before it is sent away with 503."""
    quick: float = 0.5
    heavy: int = 4
    """Queries that may run in the heavy lane at once; each may take the memory limit."""
    queue: int = 128
    """Requests of one client that may wait."""
    total_queue: int = 1024


class Busy(Exception):
    """The request was not started, or ended for want of room; try again later."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(slots=True)
class _Waiting:
    future: asyncio.Future[None]


@dataclass(slots=True)
class Scheduler:
    """Hands out turns on the quick lane, in turn between clients."""

    slots: int
    budget: Budget
    running: dict[str, int] = field(default_factory=dict)
    free: int = 0
    heavy: int = 0
    _queues: OrderedDict[str, deque[_Waiting]] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self.free = self.slots

    @property
    def waiting(self) -> int:
        """Requests without a worker."""
        return sum(map(len, self._queues.values()))

    @property
    def _per_client(self) -> int:
        # One slot is always left for somebody else.
        return max(1, self.slots - 1)

    async def acquire(self, client: str) -> None:
        """Wait for a turn.

        Raises:
            Busy: the queue is full, or patience ran out.
        """
        if (
            self.free > 0
            and self.running.get(client, 0) < self._per_client
            and client not in self._queues
        ):
            self._take(client)
            return
        queue = self._queues.setdefault(client, deque())
        if len(queue) >= self.budget.queue or self.waiting >= self.budget.total_queue:
            if not queue:
                del self._queues[client]
            raise Busy(f"{len(queue)} of your requests wait already", 5)
        entry = _Waiting(asyncio.get_running_loop().create_future())
        queue.append(entry)
        try:
            async with asyncio.timeout(self.budget.patience):
                await entry.future
        except BaseException as error:
            if entry.future.done() and not entry.future.cancelled():
                self.release(client)
            elif client in self._queues and entry in self._queues[client]:
                self._queues[client].remove(entry)
                if not self._queues[client]:
                    del self._queues[client]
            if isinstance(error, TimeoutError):
                raise Busy(f"no worker was free for {self.budget.patience:g} seconds", 10) from None
            raise

    def _take(self, client: str) -> None:
        self.free -= 1
        self.running[client] = self.running.get(client, 0) + 1

    def release(self, client: str) -> None:
        """Give a turn back and pass it on."""
        self.free += 1
        left = self.running.get(client, 0) - 1
        if left > 0:
            self.running[client] = left
        else:
            self.running.pop(client, None)
        self._pass_on()

    def _pass_on(self) -> None:
        for client in list(self._queues):
            if self.free <= 0:
                return
            queue = self._queues[client]
            while queue and queue[0].future.done():
                queue.popleft()
            if queue and self.running.get(client, 0) < self._per_client:
                self._take(client)
                queue.popleft().future.set_result(None)
                self._queues.move_to_end(client)
            if not queue:
                del self._queues[client]


async def run(
    scheduler: Scheduler,
    generation: Callable[[], Generation],
    client: str,
    request: Mapping[str, Any],
) -> tuple[Answer, float]:
    """Let a worker answer a request; return the answer and the seconds it took.

    Raises:
        Busy: 503. PoolError: ``timeout``, ``died``, ``zygote``.
    """
    budget = scheduler.budget
    await scheduler.acquire(client)
    lane = _Lane(scheduler, client)
    started = time.monotonic()
    try:
        current = generation()
        async with current.lend() as worker:
            talk = asyncio.ensure_future(current.converse(worker, request))
            try:
                await _mind(talk, lane, current, worker, started, budget)
                return await talk, time.monotonic() - started
            finally:
                if not talk.done():
                    talk.cancel()
    finally:
        lane.leave()


class _Lane:
    """In which lane a query runs, and its way out."""

    def __init__(self, scheduler: Scheduler, client: str) -> None:
        self.scheduler = scheduler
        self.client = client
        self.heavy = False

    def move(self) -> bool:
        """Move to the heavy lane if it has room."""
        if self.scheduler.heavy >= self.scheduler.budget.heavy:
            return False
        self.scheduler.heavy += 1
        self.heavy = True
        self.scheduler.release(self.client)
        return True

    def leave(self) -> None:
        if self.heavy:
            self.scheduler.heavy -= 1
        else:
            self.scheduler.release(self.client)


async def _mind(
    talk: Awaitable[Answer],
    lane: _Lane,
    generation: Generation,
    worker: Worker,
    started: float,
    budget: Budget,
) -> None:
    """Watch a query until it is answered, past its deadline, or in the way."""
    step = budget.quick
    while True:
        left = started + budget.timeout - time.monotonic()
        if left <= 0:
            raise PoolError("timeout", f"stopped after {budget.timeout:g} seconds")
        done, _ = await asyncio.wait([asyncio.ensure_future(talk)], timeout=min(step, left))
        if done:
            return
        if lane.heavy:
            step = left
        elif lane.move():
            generation.lower(worker)
            step = left
        elif lane.scheduler.waiting:
            raise Busy("too many heavy queries run at once and others wait", 10)
        else:
            step = 0.1
