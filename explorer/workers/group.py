"""One loaded graph: a zygote and its workers, as the web process holds them."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.workers import framing
from explorer.workers.line import Answer, Line, PoolError

CLOSE_WAIT = 60.0
"""Seconds that queries of a replaced group may still take."""


@dataclass(slots=True, eq=False)
class Worker:
    """A process that answers queries, and the socket to it."""

    pid: int
    connection: socket.socket
    line: Line
    lowered: bool = False

    def ask(self, request: Mapping[str, Any]) -> asyncio.Future[Answer]:
        """Send one request; what is returned gets the answer, or PoolError ``died``."""
        return self.line.ask(request)

    def alive(self) -> bool:
        """Tell whether the process at the other end still holds its socket."""
        try:
            return self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False


async def converse(worker: Worker, request: Mapping[str, Any]) -> Answer:
    """Send one request to a worker and read its whole answer.

    Raises:
        PoolError: ``died``.
    """
    return await worker.ask(request)


class WorkerGroup:
    """One loaded graph: a zygote and its workers."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        control: socket.socket,
        data: Sequence[Path],
        options: Mapping[str, Any],
    ):
        self.process = process
        self.control = control
        self.data = tuple(data)
        self.options = dict(options)
        self.about: dict[str, Any] = {}
        self.busy = 0
        self.ended = asyncio.Event()
        """Set when the zygote is gone, for whatever reason."""
        self.pids: set[int] = set()
        self._idle: deque[Worker] = deque()
        self._wanting: deque[asyncio.Future[None]] = deque()
        self._forking: deque[socket.socket] = deque()
        self._outbox: deque[bytes] = deque()
        self._reader: asyncio.Task[None] | None = None

    @classmethod
    async def start(
        cls, data: Sequence[Path], workers: int, options: Mapping[str, Any]
    ) -> WorkerGroup:
        """Load ``data`` in a new zygote and fork its workers.

        Raises:
            PoolError: the data cannot be loaded; the message says why.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # -P: a folder of the same name where the server was started is not taken for ours.
        # Started from the main thread: the parent-death signal follows the creating thread.
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "explorer.workers.zygote"], stdin=theirs.fileno()
        )
        theirs.close()
        ours.send(json.dumps({**options, "data": [str(path) for path in data]}).encode())
        ours.setblocking(False)
        self = cls(process, ours, data, options)
        try:
            self.about = await self._greeting()
        except BaseException:
            ours.close()
            process.kill()
            process.wait()
            raise
        self._reader = asyncio.create_task(self._listen())
        for _ in range(workers):
            self.spare()
        return self

    async def _greeting(self) -> dict[str, Any]:
        """Read what the zygote says once it has loaded the graph."""
        loop = asyncio.get_running_loop()
        head = await loop.sock_recv(self.control, 64)
        if not head:
            raise PoolError("load", "the process ended while it loaded the graph")
        (size,) = framing.HEAD.unpack(head)
        data = bytearray()
        while len(data) < size:
            packet = await loop.sock_recv(self.control, 1 << 16)
            if not packet:
                raise PoolError("load", "the process ended while it loaded the graph")
            data += packet
        said = json.loads(data)
        if "error" in said:
            raise PoolError("load", said["error"])
        about: dict[str, Any] = said["ready"]
        about["graphs"] = frozenset(about["graphs"])
        return about

    async def _listen(self) -> None:
        """Take the workers that the zygote forks; notice its end."""
        loop = asyncio.get_running_loop()
        try:
            while packet := await loop.sock_recv(self.control, 4096):
                said = json.loads(packet)
                connection = self._forking.popleft()
                if "pid" in said:
                    self.pids.add(said["pid"])
                    self._lay(Worker(said["pid"], connection, await Line.on(connection)))
                else:  # no room for a process at the moment
                    connection.close()
                    loop.call_later(0.5, self.spare)
        except OSError:
            pass
        finally:
            self._end()

    def _end(self) -> None:
        self.ended.set()
        self.control.close()
        for worker in self._idle:
            worker.line.close()
        self._idle.clear()
        for connection in self._forking:
            connection.close()
        self._forking.clear()
        for waiting in self._wanting:
            if not waiting.done():
                waiting.set_exception(PoolError("zygote", "the graph is being loaded again"))
        self._wanting.clear()
        task = asyncio.get_running_loop().run_in_executor(None, self._bury)
        task.add_done_callback(lambda done: done.exception())

    def _bury(self) -> None:
        """Reap the zygote, and those of its workers that fell to us (see ``subreaper``)."""
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pid in self.pids:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
        # A worker forked as the zygote died fell to us without its number being told.
        for _ in range(5):
            time.sleep(0.05)
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass

    # Workers

    def _tell(self, message: Mapping[str, Any], *fds: int) -> bool:
        """Send a command, or keep it for a moment while the socket is full."""
        if self.ended.is_set():
            return False
        data = json.dumps(message).encode()
        try:
            if fds:
                socket.send_fds(self.control, [data], list(fds))
            else:
                self.control.send(data)
        except BlockingIOError:
            return False
        except OSError:  # the zygote is gone; _listen sees it too
            return False
        return True

    def spare(self) -> None:
        """Fork a worker ahead of the next query."""
        if self.ended.is_set():
            return
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        sent = self._tell({"fork": True}, theirs.fileno())
        theirs.close()
        if sent:
            self._forking.append(ours)
        else:
            ours.close()
            asyncio.get_running_loop().call_later(0.02, self.spare)

    def _signal(self, what: str, pid: int) -> None:
        if not self._tell({what: pid}) and not self.ended.is_set():
            asyncio.get_running_loop().call_later(0.02, self._signal, what, pid)

    def _kill(self, worker: Worker) -> None:
        worker.line.close()
        self.pids.discard(worker.pid)
        self._signal("kill", worker.pid)

    def lower(self, worker: Worker) -> None:
        """Lower a worker's priority, so that short queries of others go first."""
        worker.lowered = True
        self._signal("lower", worker.pid)
        self.spare()

    def _lay(self, worker: Worker) -> None:
        """Put a worker where the next query takes it."""
        if self.ended.is_set():
            worker.line.close()
            return
        self._idle.append(worker)
        self._wake()

    def _wake(self) -> None:
        """Tell the first who waits that a worker is there."""
        while self._wanting:
            waiting = self._wanting.popleft()
            if not waiting.done():
                waiting.set_result(None)
                return

    async def _take(self) -> Worker:
        while True:
            while self._idle:
                worker = self._idle.popleft()
                if worker.alive():
                    return worker
                self._kill(worker)  # it ended while nobody used it
                self.spare()
            if self.ended.is_set():
                raise PoolError("zygote", "the graph is being loaded again")
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
        self.busy += 1
        try:
            worker = await self._take()
            try:
                yield worker
            except BaseException:
                # Whatever ended the conversation, this worker's stream is in an unknown state.
                self._kill(worker)
                if not worker.lowered:
                    self.spare()
                raise
            if worker.lowered:  # priority cannot be raised again without privileges
                self._kill(worker)
            elif worker.line.retired:
                self._kill(worker)
                self.spare()
            else:
                self._lay(worker)
        finally:
            self.busy -= 1

    async def close(self) -> None:
        """Wait until the queries under way are answered, then end all processes."""
        loop = asyncio.get_running_loop()
        until = loop.time() + CLOSE_WAIT
        while self.busy and loop.time() < until and not self.ended.is_set():
            await asyncio.sleep(0.02)
        if not self.ended.is_set():
            self.control.shutdown(socket.SHUT_WR)  # the zygote ends, and with it its workers
            await self.ended.wait()
        await asyncio.to_thread(self.process.wait)
