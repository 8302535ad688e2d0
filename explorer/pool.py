"""The pool of workers, seen from the web process.

Each worker answers one query at a time.  A query that passes its deadline costs a worker,
which is killed and replaced; a spare stands ready, so that the next query does not wait for
the fork.  A generation is one zygote with its workers; publishing a new build starts a second
generation beside the first, and the first is closed when its last query has been answered.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer import frames


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
                raise PoolError("died", "the worker ended while it evaluated the query")
            data += chunk
        return bytes(data)

    (size,) = frames.HEAD.unpack(await exactly(frames.HEAD.size))
    return await exactly(size)


class Generation:
    """One loaded graph: a zygote and its workers."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket, about: dict[str, Any]):
        self.process = process
        self.control = control
        self.about = about
        self.idle: asyncio.Queue[Worker] = asyncio.Queue()
        self.busy = 0
        self.closed = False
        self._asking = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    async def start(cls, data: Sequence[Path], workers: int, options: Mapping[str, Any]) -> Generation:
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
        said = json.loads(message) if message else {"error": "the process ended while it loaded"}
        if "error" in said:
            ours.close()
            process.wait()
            raise PoolError("load", said["error"])
        self = cls(process, ours, said["ready"])
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

    async def _replace(self) -> None:
        self.idle.put_nowait(await self._fork())

    async def ask(self, request: Mapping[str, Any], deadline: float) -> Answer:
        """Let an idle worker answer; the total time is bounded by ``deadline`` seconds.

        Raises:
            PoolError: ``timeout``, ``died`` or ``zygote``.
        """
        self.busy += 1
        try:
            worker = await self.idle.get()
            try:
                async with asyncio.timeout(deadline):
                    answer = await self._converse(worker, request)
            except BaseException as error:
                # Whatever ended the conversation, this worker's stream is in an unknown state.
                self._kill(worker)
                task = asyncio.create_task(self._replace())
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
                if isinstance(error, TimeoutError):
                    raise PoolError("timeout", f"stopped after {deadline:g} seconds") from None
                if isinstance(error, (ConnectionError, BrokenPipeError)):
                    raise PoolError("died", "the worker ended while it evaluated the query") from None
                raise
            self.idle.put_nowait(worker)
            return answer
        finally:
            self.busy -= 1

    async def _converse(self, worker: Worker, request: Mapping[str, Any]) -> Answer:
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

    async def ask(self, request: Mapping[str, Any], deadline: float) -> Answer:
        """See :meth:`Generation.ask`."""
        if self.current is None:
            raise PoolError("empty", "no graph is loaded")
        return await self.current.ask(request, deadline)

    async def close(self) -> None:
        """End all processes."""
        if self.current is not None:
            await self.current.close()
        await asyncio.gather(*self._old, return_exceptions=True)
