"""Queries that are answered at once, without a task of their own.

Most queries take less than a task with its timers costs.  So a request begins with calls alone:
it takes its turn, its question goes to a worker, and the answer calls back.  What is not answered
in a moment goes on in a task, under the rules of all others (:mod:`explorer.workers.scheduler`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from explorer.workers.group import Worker, WorkerGroup
from explorer.workers.line import Answer, PoolError, settle
from explorer.workers.pool import Pool
from explorer.workers.scheduler import Lane, Scheduler, Waiting, attend, evaluate, run

MOMENT: Final = 0.1
"""Seconds after which a query gets a task that watches it."""

Outcome = tuple[Answer, float] | Exception
"""An answer and the seconds it took; or Busy, PoolError, or what nobody expected."""


class Errand:
    """One question on its way: it waits for its turn, is with a worker, or in a task."""

    __slots__ = (
        "began", "client", "done", "entered", "frame", "group", "lane", "quick", "request", "talk",
        "task", "waiting", "work", "worker",
    )  # fmt: skip

    def __init__(
        self,
        quick: Quick,
        client: str,
        question: tuple[bytes, Mapping[str, Any]],
        done: Callable[[Outcome], object],
    ) -> None:
        self.quick = quick
        self.client = client
        self.frame, self.request = question
        self.done = done
        self.began = time.monotonic()
        """When it began to wait, and then when its question went to a worker."""
        self.waiting: Waiting | None = None
        self.lane: Lane | None = None
        self.group: WorkerGroup | None = None
        self.worker: Worker | None = None
        self.talk: asyncio.Future[Answer] | None = None
        self.task: asyncio.Task[None] | None = None
        self.work: Coroutine[Any, Any, tuple[Answer, float]] | None = None
        self.entered = False
        """Whether the task has begun, and so gives back turn and worker in the end."""

    def start(self) -> None:
        """Ask a worker: the turn has come."""
        self.lane = Lane(self.quick.scheduler, self.client)
        self.began = self.lane.started
        group = self.quick.pool.ready
        worker = group.borrow() if group is not None else None
        if group is None or worker is None:
            self._go_on(evaluate(self.lane, self.quick.pool.group, self.request))
            return
        self.group, self.worker = group, worker
        worker.line.send(self.frame, self._answered)

    def _answered(self, answer: Answer | None) -> None:
        if self.talk is not None:
            settle(self.talk, answer)
        elif answer is None:
            self.watch(died=True)
        elif self.group is not None and self.worker is not None and self.lane is not None:
            self.quick.forget(self)
            self.group.give_back(self.worker)
            self.lane.leave()
            self.done((answer, time.monotonic() - self.began))

    def watch(self, *, died: bool = False) -> None:
        """Go on in a task: this takes longer, or its worker has ended."""
        if self.group is None or self.worker is None or self.lane is None:
            return
        self.talk = asyncio.get_running_loop().create_future()
        if died:
            settle(self.talk, None)
        self._go_on(self._watched(self.talk, self.lane, self.group, self.worker))

    async def _watched(
        self, talk: asyncio.Future[Answer], lane: Lane, group: WorkerGroup, worker: Worker
    ) -> tuple[Answer, float]:
        try:
            with group.lent(worker):
                return await attend(talk, lane, group, worker, self.began)
        finally:
            lane.leave()

    def _go_on(self, work: Coroutine[Any, Any, tuple[Answer, float]]) -> None:
        self.quick.forget(self)
        self.work = work
        self.task = asyncio.get_running_loop().create_task(self._finish(work))

    async def _finish(self, work: Coroutine[Any, Any, tuple[Answer, float]]) -> None:
        self.entered = True
        try:
            try:
                outcome: Outcome = await work
            except PoolError as error:
                if error.code not in ("zygote", "lost"):
                    raise
                quick = self.quick
                outcome = await run(quick.scheduler, quick.pool.group, self.client, self.request)
        except Exception as error:  # whoever asked says what it means
            outcome = error
        self.done(outcome)

    def cancel(self) -> None:
        """Stop: nobody waits for the answer any more; ``done`` is not called."""
        self.quick.forget(self)
        if self.task is not None:
            self.task.cancel()
        if self.work is not None and not self.entered:
            self.work.close()
        if self.entered:
            return
        if self.lane is None:
            self.leave_queue()
            return
        if self.group is not None and self.worker is not None:
            self.group.discard(self.worker)
        self.lane.leave()

    def leave_queue(self) -> None:
        """Wait no longer for a turn."""
        if self.waiting is not None:
            self.quick.scheduler.leave(self.client, self.waiting)


class Quick:
    """Begins requests without a task, and looks after those that take longer."""

    def __init__(self, scheduler: Scheduler, pool: Pool) -> None:
        self.scheduler = scheduler
        self.pool = pool
        self._under_way: dict[Errand, None] = {}
        self._sweep_at: asyncio.TimerHandle | None = None

    def begin(
        self,
        client: str,
        question: tuple[bytes, Mapping[str, Any]],
        done: Callable[[Outcome], object],
    ) -> Errand:
        """Begin with a question; ``done`` is called later with what came of it.

        Args:
            client: who asks, for fairness.
            question: the request as the frame that a worker takes, and as it is.
            done: is called once, unless the errand is cancelled.

        Raises:
            Busy: too many wait already.
        """
        errand = Errand(self, client, question, done)
        if self.scheduler.take(client):
            self._under_way[errand] = None
            errand.start()
        else:
            errand.waiting = self.scheduler.enqueue(client, errand.start)
            self._under_way[errand] = None
        if self._sweep_at is None:
            self._sweep_later()
        return errand

    def forget(self, errand: Errand) -> None:
        """Look no longer after an errand."""
        self._under_way.pop(errand, None)

    def _sweep_later(self) -> None:
        moment = min(self.scheduler.budget.quick, MOMENT)
        loop = asyncio.get_running_loop()
        self._sweep_at = loop.call_later(moment / 2, self._sweep, moment)

    def _sweep(self, moment: float) -> None:
        """Give a task to what was not answered in a moment; send away who waited too long."""
        self._sweep_at = None
        now = time.monotonic()
        for errand in list(self._under_way):
            age = now - errand.began
            if errand.lane is not None:
                if age > moment / 2:
                    errand.watch()
            elif age > self.scheduler.budget.patience:
                self.forget(errand)
                errand.leave_queue()
                errand.done(self.scheduler.impatient())
        if self._under_way:
            self._sweep_later()
