"""Workers forked from the process that holds the graph: they share its memory."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from explorer.workers import framing
from explorer.workers.changing import Change
from explorer.workers.group import Worker, WorkerGroup
from explorer.workers.line import Line, PoolError

log = logging.getLogger("policykg.serve")
_LOOK: Final = int(socket.MSG_PEEK) | int(getattr(socket, "MSG_DONTWAIT", 0))


class ForkedWorker(Worker):
    """A fork of the zygote, and the socket to it."""

    def __init__(self, pid: int, connection: socket.socket, line: Line) -> None:
        super().__init__(pid, line)
        self.connection = connection

    def alive(self) -> bool:
        """Tell whether the process at the other end still holds its socket."""
        try:
            return self.connection.recv(1, _LOOK) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False


class ForkedGroup(WorkerGroup):
    """One loaded graph: a zygote and its workers."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        control: socket.socket,
        data: Sequence[Path],
        options: Mapping[str, Any],
    ) -> None:
        super().__init__(data, options)
        self.process = process
        self.control = control
        self.pids: set[int] = set()
        self._forking: deque[socket.socket] = deque()
        self._reader: asyncio.Task[None] | None = None
        self._changing: asyncio.Future[bool] | None = None

    @classmethod
    async def start(
        cls, data: Sequence[Path], workers: int, options: Mapping[str, Any]
    ) -> ForkedGroup:
        """Load ``data`` in a new zygote and fork its workers.

        Raises:
            PoolError: the data cannot be loaded; the message says why.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # -P: a folder of the same name where the server was started is not taken for ours.
        # Started from the main thread: the parent-death signal follows the creating thread.
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "explorer.workers.zygote"], stdin=theirs.fileno()
            )
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        self = cls(process, ours, data, options)
        try:
            ours.send(json.dumps({**options, "data": [str(path) for path in data]}).encode())
            ours.setblocking(False)
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
                if "changed" in said:
                    self._changed(said)
                    continue
                connection = self._forking.popleft()
                if "pid" in said:
                    self.pids.add(said["pid"])
                    line = await Line.on(connection)
                    self._lay(ForkedWorker(said["pid"], connection, line))
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
        self._dismiss()
        for connection in self._forking:
            connection.close()
        self._forking.clear()
        if self._changing is not None and not self._changing.done():
            self._changing.set_result(False)
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

    async def change(self, change: Change) -> bool:
        """Turn the graph into its next state; see :meth:`WorkerGroup.change`."""
        if len(json.dumps(change.told)) > framing.COMMAND // 2:
            return False
        self._changing = asyncio.get_running_loop().create_future()
        while not self._tell({"change": change.told}):
            if self.ended.is_set():
                return False
            await asyncio.sleep(0.02)
        changed = await self._changing
        if changed:
            self.about = dict(change.about)
        return changed

    def _changed(self, said: Mapping[str, Any]) -> None:
        """Go on from what came of a change: whoever is forked from now on has the next state."""
        if said["changed"]:
            self._begin_era()
        else:
            log.info("the graph is loaded anew: %s", said["why"])
        if self._changing is not None and not self._changing.done():
            self._changing.set_result(said["changed"])

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

    async def _end_processes(self) -> None:
        if not self.ended.is_set():
            self.control.shutdown(socket.SHUT_WR)  # the zygote ends, and with it its workers
            await self.ended.wait()
        await asyncio.to_thread(self.process.wait)
