"""The pool of workers, seen from the web process.

Each worker answers one query at a time.  A query that passes its deadline costs a worker,
which is killed and replaced; a spare stands ready, so that the next query does not wait for
the fork.  A group is one zygote with its workers; publishing a new build starts a second
group beside the first, and the first is closed when its last query has been answered; after an
edit, the zygote changes its graph and forks other workers (:mod:`explorer.workers.changing`).
A zygote that dies is replaced by one that loads the same data.  Where the platform cannot fork,
each worker is a process that loads the graph itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer.workers.changing import Change
from explorer.workers.confinement import can_fork
from explorer.workers.forked import ForkedGroup
from explorer.workers.group import WorkerGroup
from explorer.workers.line import PoolError
from explorer.workers.spawned import SpawnedGroup

log = logging.getLogger("policykg.serve")
RESTART_WAIT = 20.0
"""Seconds a request waits for a graph that is being loaded, for the first time or again."""
LOADING = (
    "the graph is still being loaded for queries; the pages answer already. Ask again in a few "
    "seconds; /readyz says when queries are answered"
)


async def start_group(
    data: Sequence[Path], workers: int, options: Mapping[str, Any]
) -> WorkerGroup:
    """Load ``data`` and start its workers, in the way that this platform can.

    Raises:
        PoolError: the data cannot be loaded; the message says why.
    """
    try:
        if can_fork():
            return await ForkedGroup.start(data, workers, options)
        return await SpawnedGroup.start(data, workers, options)
    except OSError as error:  # no room for a process, or it was killed before it said anything
        raise PoolError("load", f"the process that loads the graph has failed: {error}") from error


@dataclass(slots=True)
class Pool:
    """The current group, and the place where it is replaced."""

    workers: int
    options: dict[str, Any]
    current: WorkerGroup | None = None
    restarts: int = 0
    version: str = ""
    """The state of the data that new queries are answered from."""
    state: Any = None
    """The same as whoever loaded it knows it."""
    coming: str = ""
    """The state that is being loaded."""
    failed: str = ""
    """Why the last state could not be loaded."""
    expected: dict[str, Any] | None = None
    """What the first state holds, told before it is loaded."""
    arriving: set[asyncio.Task[None]] = field(default_factory=set)
    """Tasks that load a state beside what is served; they end with the pool."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _loading: asyncio.Lock = field(default_factory=asyncio.Lock)
    _closing: bool = False

    async def load(
        self,
        data: Sequence[Path],
        version: str = "",
        state: Any = None,
        change: Callable[[Any], Change | None] | None = None,
        **options: Any,
    ) -> None:
        """Serve ``data`` from now on; queries under way are answered from the old graph.

        A state that is overtaken by another one before its turn has come is not loaded.

        Args:
            data: The files.
            version: Names the state of the data.
            state: The same as the caller knows it.
            change: Tells how the state that is held becomes this one, if it can be changed.
            options: What workers must know of this state.

        Raises:
            PoolError: the data cannot be loaded; what was served is still served.
        """
        self.coming = version
        async with self._loading:
            if self._closing or self.coming != version:
                return
            if change is not None and await self._changed(change(self.state)):
                assert self.current is not None
                self.current.data, self.current.options = tuple(data), {**self.options, **options}
                self._serve(version, state)
                return
            try:
                new = await start_group(data, self.workers, {**self.options, **options})
            except PoolError as error:
                if self.coming == version:
                    self.coming, self.failed = "", str(error)
                raise
            old, self.current = self.current, new
            self._serve(version, state)
            self._spawn(self._guard(new))
            if old is not None:
                self._spawn(old.close())

    async def _changed(self, change: Change | None) -> bool:
        if change is None or self.current is None or self.current.ended.is_set():
            return False
        return await self.current.change(change)

    def _serve(self, version: str, state: Any) -> None:
        self.version, self.state, self.failed = version, state, ""
        if self.coming == version:
            self.coming = ""

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
        about = self.current.about if self.current is not None else self.expected
        if about is None:
            raise PoolError("empty", "no graph is loaded")
        return about

    @property
    def ready(self) -> WorkerGroup | None:
        """The group that answers now, if none has to be waited for."""
        current = self.current
        return None if current is None or current.ended.is_set() else current

    async def group(self, version: str = "") -> WorkerGroup:
        """Return the group that serves new queries; wait for it while it is loaded.

        Args:
            version: the state of the data that is asked, if it matters and is on its way.

        Raises:
            PoolError: ``empty``, ``loading``, or ``reloading`` while it takes too long.
        """
        waited = 0.0
        while True:
            current = self.current
            late = bool(version) and self.version != version == self.coming
            if current is not None and not late and not current.ended.is_set():
                return current
            if current is None and not self.coming:
                raise PoolError("empty", self.failed or "no graph is loaded")
            if waited >= RESTART_WAIT or self._closing:
                again = "the graph is being loaded again"
                raise PoolError("reloading", again) if current else PoolError("loading", LOADING)
            await asyncio.sleep(0.05)
            waited += 0.05

    async def close(self) -> None:
        """Let the queries under way end, then end all processes."""
        self._closing = True
        for task in self.arriving:
            task.cancel()
        async with self._loading:
            if self.current is not None:
                await self.current.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=10)
