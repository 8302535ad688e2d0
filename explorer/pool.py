"""The pool of workers, seen from the web process.

Each worker answers one query at a time.  A query that passes its deadline costs a worker,
which is killed and replaced; a spare stands ready, so that the next query does not wait for
the fork.  A generation is one zygote with its workers; publishing a new build starts a second
generation beside the first, and the first is closed when its last query has been answered.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer import frames

DIED = "the worker ended while it evaluated the query"


class PoolError(Exception):
    """The pool cannot answer; ``code`` names why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(slots=True)
class Worker:
    """A process that answers queries, and the socket to it."""

    pid: int
    connection: socket.socket
    lowered: bool = False


@dataclass(slots=True)
class Answer:
    """What a worker said: a head and, unless the head has an error, a body."""

    head: dict[str, Any]
    body: bytes


async def _receive(connection: socket.socket) -> bytes:
    loop = asyncio.get_running_loop()

    async def exactly(size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            chunk = await loop.sock_recv(connection, min(size - len(data), 1 << 20))
            if not chunk:
                raise PoolError("died", DIED)
            data += chunk
        return bytes(data)

    (size,) = frames.HEAD.unpack(await exactly(frames.HEAD.size))
    return await exactly(size)


class Generation:
    """One loaded graph: a zygote and its workers."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        control: socket.socket,
        about: dict[str, Any],
        spares: int,
    ):
        self.process = process
        self.control = control
        self.about = about
        self.spares = spares
        self.idle: asyncio.Queue[Worker] = asyncio.Queue()
        self.busy = 0
        self.closed = False
        self._asking = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    async def start(
        cls, data: Sequence[Path], workers: int, options: Mapping[str, Any]
    ) -> Generation:
        """Load ``data`` in a new zygote and fork its workers.

        Raises:
            PoolError: the data cannot be loaded; the message says why.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # Started from the main thread: the parent-death signal follows the creating thread.
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "explorer.zygote",
                json.dumps({**options, "data": [str(path) for path in data]}),
            ],
            stdin=theirs.fileno(),
        )
        theirs.close()
        ours.setblocking(False)
        message = await asyncio.get_running_loop().sock_recv(ours, 1 << 22)
        nothing = {"error": "the process ended while it loaded"}
        said: dict[str, Any] = json.loads(message) if message else nothing
        if "error" in said:
            ours.close()
            process.wait()
            raise PoolError("load", said["error"])
        self = cls(process, ours, said["ready"], workers)
        for _ in range(workers):
            self.idle.put_nowait(await self._fork())
        return self

    async def _fork(self) -> Worker:
        async with self._asking:
            ours, theirs = socket.socketpair()
            socket.send_fds(self.control, [b'{"fork":true}'], [theirs.fileno()])
            theirs.close()
            ours.setblocking(False)
            said = await asyncio.get_running_loop().sock_recv(self.control, 4096)
            if not said:
                ours.close()
                raise PoolError("zygote", "the process that holds the graph has ended")
            return Worker(json.loads(said)["pid"], ours)

    def _kill(self, worker: Worker) -> None:
        worker.connection.close()
        if not self.closed:
            self.control.send(json.dumps({"kill": worker.pid}).encode())

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[Worker]:
        """Lend a worker; one that comes back in any way but well is killed and replaced.

        Raises:
            PoolError: ``died`` if the worker ended by itself, ``zygote`` if there is none.
        """
        self.busy += 1
        try:
            worker = self.idle.get_nowait() if not self.idle.empty() else await self._fork()
            try:
                yield worker
            except BaseException as error:
                # Whatever ended the conversation, this worker's stream is in an unknown state.
                self._kill(worker)
                self._spare()
                if isinstance(error, (ConnectionError, BrokenPipeError)):
                    raise PoolError("died", DIED) from None
                raise
            if worker.lowered:  # priority cannot be raised again without privileges
                self._kill(worker)
                self._spare()
            elif self.idle.qsize() >= self.spares:
                self._kill(worker)
            else:
                self.idle.put_nowait(worker)
        finally:
            self.busy -= 1

    def lower(self, worker: Worker) -> None:
        """Lower a worker's priority, so that short queries of others go first."""
        worker.lowered = True
        self._spare()
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, worker.pid, 10)

    def _spare(self) -> None:
        """Fork a worker ahead of the next query."""
        task = asyncio.create_task(self._replace())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _replace(self) -> None:
        if self.idle.qsize() < self.spares and not self.closed:
            self.idle.put_nowait(await self._fork())

    async def converse(self, worker: Worker, request: Mapping[str, Any]) -> Answer:
        """Send one request to a worker and read its whole answer."""
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(worker.connection, frames.pack_json(request))
        head = json.loads(await _receive(worker.connection))
        return Answer(head, await _receive(worker.connection))

    async def close(self) -> None:
        """Wait until the queries under way are answered, then end all processes."""
        while self.busy:
            await asyncio.sleep(0.05)
        self.closed = True
        for task in self._tasks:
            task.cancel()
        while not self.idle.empty():
            self.idle.get_nowait().connection.close()
        self.control.close()
        await asyncio.to_thread(self.process.wait)


@dataclass(slots=True)
class Pool:
    """The current generation, and the place where it is replaced."""

    workers: int
    options: dict[str, Any]
    current: Generation | None = None
    _old: set[asyncio.Task[None]] = field(default_factory=set)

    async def load(self, data: Sequence[Path]) -> None:
        """Serve ``data`` from now on; queries under way are answered from the old graph."""
        new = await Generation.start(data, self.workers, self.options)
        old, self.current = self.current, new
        if old is not None:
            task = asyncio.create_task(old.close())
            self._old.add(task)
            task.add_done_callback(self._old.discard)

    def generation(self) -> Generation:
        """Return the generation that serves new queries.

        Raises:
            PoolError: ``empty``.
        """
        if self.current is None:
            raise PoolError("empty", "no graph is loaded")
        return self.current

    async def close(self) -> None:
        """End all processes."""
        if self.current is not None:
            await self.current.close()
        await asyncio.gather(*self._old, return_exceptions=True)
