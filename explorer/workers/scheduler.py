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
from math import inf, log2
from typing import Any

from explorer.workers.group import Worker, WorkerGroup
from explorer.workers.line import Answer, PoolError


@dataclass(frozen=True, slots=True)
class Budget:
    """How long, how many; every field is a setting of ``policykg serve``."""

    timeout: float = 30.0
    """Seconds from the start of evaluation to the last byte of the answer."""
    patience: float = 20.0
    """Seconds a request may wait for a worker before it is sent away with 503."""
    quick: float = 0.3
    """Seconds a query may take before it moves to the heavy lane."""
    heavy: int = 4
    """Queries that may run in the heavy lane at once; each may take the memory limit."""
    queue: int = 128
    """Requests of one client that may wait."""
    total_queue: int = 1024


class Costs:
    """Seconds of evaluation that clients have used lately; half is forgotten in ten seconds."""

    HALF = 10.0
    MANY = 10_000

    def __init__(self) -> None:
        self._ranks: dict[str, float] = {}

    def of(self, client: str) -> float:
        """Return what a client has used."""
        return self._at(client, time.monotonic())

    def _at(self, client: str, now: float) -> float:
        return float(2 ** (self.rank(client) - now / self.HALF))

    def rank(self, client: str) -> float:
        """Return where a client stands among others: it grows with what was used.

        It is the binary logarithm of what would have been used at the beginning of the clock, so
        that time changes none of them.
        """
        return self._ranks.get(client, -inf)

    def add(self, client: str, seconds: float) -> None:
        """Charge a client."""
        now = time.monotonic()
        if len(self._ranks) >= self.MANY:
            least = log2(0.1) + now / self.HALF
            self._ranks = {name: rank for name, rank in self._ranks.items() if rank > least}
        spent = self._at(client, now) + seconds
        self._ranks[client] = log2(spent) + now / self.HALF if spent > 0 else -inf


class Busy(Exception):
    """The request was not started, or ended for want of room; try again later."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(slots=True, eq=False)
class Waiting:
    """A request that waits for its turn."""

    begin: Callable[[], object]
    """Is called when it has it; within, nothing may wait."""
    begun: bool = False


@dataclass(slots=True)
class Scheduler:
    """Hands out turns on the quick lane, in turn between clients."""

    slots: int
    budget: Budget
    running: dict[str, int] = field(default_factory=dict)
    free: int = 0
    heavy_lanes: list[Lane] = field(default_factory=list)
    costs: Costs = field(default_factory=Costs)
    _queues: OrderedDict[str, deque[Waiting]] = field(default_factory=OrderedDict)

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
        if self.take(client):
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def begin() -> None:
            if not turn.done():  # who has just given up gives the turn back below
                turn.set_result(None)

        entry = self.enqueue(client, begin)
        try:
            async with asyncio.timeout(self.budget.patience):
                await turn
        except BaseException as error:
            self.leave(client, entry)
            if isinstance(error, TimeoutError):
                raise self.impatient() from None
            raise

    def take(self, client: str) -> bool:
        """Take a turn if one is free and nobody of this client waits for it."""
        if (
            self.free > 0
            and self.running.get(client, 0) < self._per_client
            and client not in self._queues
        ):
            self._take(client)
            return True
        return False

    def enqueue(self, client: str, begin: Callable[[], object]) -> Waiting:
        """Wait for a turn; ``begin`` is called with it, and may have to wait for ever.

        Raises:
            Busy: the queue is full.
        """
        queue = self._queues.setdefault(client, deque())
        if len(queue) >= self.budget.queue or self.waiting >= self.budget.total_queue:
            if not queue:
                del self._queues[client]
            raise Busy(f"{len(queue)} of your requests wait already", 5)
        entry = Waiting(begin)
        queue.append(entry)
        return entry

    def leave(self, client: str, entry: Waiting) -> None:
        """Wait no longer; a turn that was given already is given back."""
        if entry.begun:
            self.release(client)
        elif entry in (queue := self._queues.get(client, deque())):
            queue.remove(entry)
            if not queue:
                del self._queues[client]

    def impatient(self) -> Busy:
        """Say that no turn came in time."""
        return Busy(f"no worker was free for {self.budget.patience:g} seconds", 10)

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
        # Who has used least goes first; among equals, who has waited longest.
        for client in sorted(self._queues, key=self.costs.rank):
            if self.free <= 0:
                return
            queue = self._queues.get(client)
            if queue is None or self.running.get(client, 0) >= self._per_client:
                continue
            self._take(client)
            entry = queue.popleft()
            if queue:
                self._queues.move_to_end(client)
            else:
                del self._queues[client]
            entry.begun = True
            entry.begin()


async def run(
    scheduler: Scheduler,
    group: Callable[[], Awaitable[WorkerGroup]],
    client: str,
    request: Mapping[str, Any],
) -> tuple[Answer, float]:
    """Let a worker answer a request; return the answer and the seconds it took.

    A query whose worker was gone at once, or whose zygote died under it, is asked again, twice
    at most: most likely it was not at fault.

    Raises:
        Busy: 503. PoolError: ``timeout``, ``died``, ``zygote``.
    """
    for _ in range(2):
        try:
            return await _once(scheduler, group, client, request)
        except PoolError as error:
            if error.code not in ("zygote", "lost"):
                raise
    try:
        return await _once(scheduler, group, client, request)
    except PoolError as error:
        raise PoolError("died", str(error)) if error.code == "lost" else error from None


async def _once(
    scheduler: Scheduler,
    group: Callable[[], Awaitable[WorkerGroup]],
    client: str,
    request: Mapping[str, Any],
) -> tuple[Answer, float]:
    await scheduler.acquire(client)
    return await evaluate(Lane(scheduler, client), group, request)


async def evaluate(
    lane: Lane, group: Callable[[], Awaitable[WorkerGroup]], request: Mapping[str, Any]
) -> tuple[Answer, float]:
    """Let a worker answer a request that has its turn; return the answer and its seconds.

    Raises:
        Busy: the query stood in the way of others.
        PoolError: ``timeout``, ``died``; ``zygote``, ``lost`` where it is to be asked again.
    """
    try:
        current = await group()
        started = time.monotonic()
        async with current.lend() as worker:
            return await attend(worker.ask(request), lane, current, worker, started)
    finally:
        lane.leave()


async def attend(
    talk: asyncio.Future[Answer],
    lane: Lane,
    group: WorkerGroup,
    worker: Worker,
    started: float,
) -> tuple[Answer, float]:
    """Wait for what a worker answers; return it and the seconds since ``started``.

    Raises:
        Busy: the query stood in the way of others.
        PoolError: ``timeout``, ``died``; ``zygote``, ``lost`` where it is to be asked again.
    """
    try:
        await _enforce_deadline(talk, lane, group, worker, started)
        return talk.result(), time.monotonic() - started
    except PoolError as error:
        if error.code == "died":
            at_once = time.monotonic() - started < 0.05
            await asyncio.sleep(0.05)
            if group.ended.is_set() or at_once:
                code = "zygote" if group.ended.is_set() else "lost"
                raise PoolError(code, str(error)) from None
        raise
    finally:
        talk.cancel()


class Lane:
    """In which lane a query runs, and its way out."""

    def __init__(self, scheduler: Scheduler, client: str) -> None:
        self.scheduler = scheduler
        self.client = client
        self.heavy = False
        self.started = time.monotonic()
        self.evicted: asyncio.Future[None] | None = None
        """Done when this query must leave the heavy lane; none: it is not there."""

    def move(self) -> bool:
        """Move to the heavy lane if it has room, or if somebody there has more than a share."""
        lanes = self.scheduler.heavy_lanes
        if len(lanes) >= self.scheduler.budget.heavy and not self._make_room():
            return False
        lanes.append(self)
        self.heavy = True
        self.evicted = asyncio.get_running_loop().create_future()
        self.scheduler.release(self.client)
        return True

    def cost(self) -> float:
        """Return what this lane's client has used, queries under way included."""
        lanes = self.scheduler.heavy_lanes
        running = sum(x.age() for x in lanes if x.client == self.client and x is not self)
        return self.scheduler.costs.of(self.client) + running + self.age()

    def age(self) -> float:
        """Return the seconds since the query got its turn."""
        return time.monotonic() - self.started

    def allowance(self) -> float:
        """Return the seconds for which this query may stand in the way of others."""
        quick = self.scheduler.budget.quick
        return 2 * quick if self.scheduler.costs.of(self.client) < 1 else 0.0

    def _make_room(self) -> bool:
        """End the query of the client that has used most, if that is much more than this one."""
        lanes = self.scheduler.heavy_lanes
        greedy = max(lanes, key=lambda lane: (lane.cost(), lane.age()))
        if greedy.cost() < 2 * self.cost() + 1:
            return False
        lanes.remove(greedy)
        assert greedy.evicted is not None
        greedy.evicted.set_result(None)
        return True

    def leave(self) -> None:
        """Give back what was taken; charge the client."""
        self.scheduler.costs.add(self.client, self.age())
        if not self.heavy:
            self.scheduler.release(self.client)
        elif self in self.scheduler.heavy_lanes:
            self.scheduler.heavy_lanes.remove(self)


async def _settled(future: asyncio.Future[Any], seconds: float) -> None:
    """Wait for one future, as ``asyncio.wait`` does for many at several times the cost."""
    loop = asyncio.get_running_loop()
    waiter: asyncio.Future[None] = loop.create_future()

    def wake(*_: object) -> None:
        if not waiter.done():
            waiter.set_result(None)

    timer = loop.call_later(seconds, wake)
    future.add_done_callback(wake)
    try:
        await waiter
    finally:
        timer.cancel()
        future.remove_done_callback(wake)


async def _enforce_deadline(
    talk: asyncio.Future[Answer],
    lane: Lane,
    group: WorkerGroup,
    worker: Worker,
    started: float,
) -> None:
    """Watch a query until it is answered, past its deadline, or in the way."""
    budget = lane.scheduler.budget
    step = crowded = min(budget.quick, 0.1)
    while True:
        left = started + budget.timeout - time.monotonic()
        if left <= 0:
            raise PoolError("timeout", f"stopped after {budget.timeout:g} seconds")
        if lane.evicted is None:
            await _settled(talk, min(step, left))
        else:
            both = (talk, lane.evicted)
            await asyncio.wait(both, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        if talk.done():
            return
        if lane.evicted is not None and lane.evicted.done():
            raise Busy("your other heavy queries take the room that others need", 10)
        if lane.heavy:
            step = left
        elif lane.age() < budget.quick and not lane.scheduler.waiting:
            step = crowded
        elif lane.move():
            group.lower(worker)
            step = left
        elif lane.scheduler.waiting and lane.age() > lane.allowance():
            raise Busy("too many heavy queries run at once and others wait", 10)
        else:
            step = crowded
