"""The pool of workers, seen from the web process.

Each worker answers one query at a time.  A query that passes its deadline costs a worker,
which is killed and replaced; a spare stands ready, so that the next query does not wait for
the fork.  A group is one zygote with its workers; publishing a new build starts a second
group beside the first, and the first is closed when its last query has been answered.
A zygote that dies is replaced by one that loads the same data.  Where the platform cannot fork,
each worker is a process that loads the graph itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer.workers.confinement import can_fork
from explorer.workers.forked import ForkedGroup
from explorer.workers.group import WorkerGroup
from explorer.workers.line import PoolError
from explorer.workers.spawned import SpawnedGroup

log = logging.getLogger("policykg.serve")
RESTART_WAIT = 20.0
"""Seconds a request waits for a zygote that is being replaced."""


async def start_group(
    data: Sequence[Path], workers: int, options: Mapping[str, Any]
) -> WorkerGroup:
    """Load ``data`` and start its workers, in the way that this platform can.

    Raises:
        PoolError: the data cannot be loaded; the message says why.
    """
    if can_fork():
        return await ForkedGroup.start(data, workers, options)
    return await SpawnedGroup.start(data, workers, options)


@dataclass(slots=True)
class Pool:
    """The current group, and the place where it is replaced."""

    workers: int
    options: dict[str, Any]
    current: WorkerGroup | None = None
    restarts: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _loading: asyncio.Lock = field(default_factory=asyncio.Lock)
    _closing: bool = False

    async def load(self, data: Sequence[Path], **options: Any) -> None:
        """Serve ``data`` from now on; queries under way are answered from the old graph.

        Raises:
            PoolError: the data cannot be loaded; what was served is still served.
        """
        async with self._loading:
            new = await start_group(data, self.workers, {**self.options, **options})
            old, self.current = self.current, new
            self._spawn(self._guard(new))
            if old is not None:
                self._spawn(old.close())

    async def _guard(self, group: WorkerGroup) -> None:
        """Replace a group whose zygote ends by itself."""
        await group.ended.wait()
        pause = 0.1
        while not self._closing and self.current is group:
            log.error("the process that holds the graph has ended; another one is started")
            self.restarts += 1
            async with self._loading:
                if self.current is not group:
                    break
                with suppress(PoolError):
                    self.current = await start_group(group.data, self.workers, group.options)
                    self._spawn(self._guard(self.current))
            if self.current is group:
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def about(self) -> dict[str, Any]:
        """What is loaded: ``quads``, ``graphs``, ``union``.

        Raises:
            PoolError: ``empty``.
        """
        if self.current is None:
            raise PoolError("empty", "no graph is loaded")
        return self.current.about

    async def group(self) -> WorkerGroup:
        """Return the group that serves new queries.

        Raises:
            PoolError: ``empty``, or ``zygote`` while a new one is started for too long.
        """
        if self.current is None:
            raise PoolError("empty", "no graph is loaded")
        waited = 0.0
        while self.current.ended.is_set():
            if waited >= RESTART_WAIT or self._closing:
                raise PoolError("reloading", "the graph is being loaded again")
            await asyncio.sleep(0.05)
            waited += 0.05
        return self.current

    async def close(self) -> None:
        """Let the queries under way end, then end all processes."""
        self._closing = True
        async with self._loading:
            if self.current is not None:
                await self.current.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=10)
