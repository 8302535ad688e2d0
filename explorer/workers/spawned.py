"""Workers that are processes of their own, each with the whole graph, asked through pipes.

The way of platforms without fork, or without the means to hold a fork to its limits.  A worker
costs the memory and the loading time of the graph; it is killed at its deadline all the same.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from explorer.workers import framing
from explorer.workers.group import Worker, WorkerGroup
from explorer.workers.line import Answer, Answered, PoolError, ask_on

LOADING: Final = "the process ended while it loaded the graph"
PAUSE: Final = 0.5
"""Seconds after which a worker that could not be started is tried again."""
END_WAIT: Final = 5.0
_HEAD: Final = framing.HEAD.size


class PipeLine(asyncio.SubprocessProtocol):
    """The pipes to a worker: a frame says what was loaded, then two frames answer a question."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.transport: asyncio.SubprocessTransport | None = None
        self.greeting: asyncio.Future[dict[str, Any]] = loop.create_future()
        self.gone: asyncio.Future[None] = loop.create_future()
        self.retired = False
        """Whether the worker has said that it has grown too large to be asked again."""
        self._received = bytearray()
        self._answered: Answered | None = None

    @property
    def open(self) -> bool:
        """Whether the worker can be asked."""
        return self.transport is not None and not self.gone.done()

    def ask(self, request: Mapping[str, Any]) -> asyncio.Future[Answer]:
        """Send a request; what is returned gets the answer, or :class:`PoolError` ``died``."""
        return ask_on(self, request)

    def send(self, frame: bytes, answered: Answered) -> None:
        """Send a request as one frame; ``answered`` is called once with what comes of it."""
        if not self.open:
            answered(None)
            return
        self._answered = answered
        self.write(frame)

    def write(self, frame: bytes) -> None:
        """Send one frame."""
        pipe: Any = self.transport.get_pipe_transport(0) if self.transport else None
        if pipe is not None:
            pipe.write(frame)

    def close(self) -> None:
        """Kill the worker, whatever it is doing."""
        if self.transport is not None:
            with suppress(ProcessLookupError, PermissionError):
                self.transport.kill()
            self.transport.close()

    # ---- what the event loop calls ------------------------------------------------------------

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self.transport = transport

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Take the bytes that have come."""
        self._received += data
        if not self.greeting.done():
            self._read_greeting()
        elif self._answered is not None:
            self._read_answer()

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """End: the worker says nothing more, or hears nothing more."""
        self._fail()

    def process_exited(self) -> None:
        """End: the worker is gone."""
        self._fail()

    def connection_lost(self, exc: Exception | None) -> None:
        """End: the process is reaped and its pipes are closed."""
        self._fail()
        if not self.gone.done():
            self.gone.set_result(None)

    def _fail(self) -> None:
        if not self.greeting.done():
            self.greeting.set_exception(PoolError("load", LOADING))
        answered, self._answered = self._answered, None
        if answered is not None:
            answered(None)

    def _end_of_frame(self, start: int) -> int:
        """Return where the frame that starts here ends; 0 while it is not all there."""
        if len(self._received) < start + _HEAD:
            return 0
        end = start + _HEAD + int(framing.HEAD.unpack_from(self._received, start)[0])
        return end if len(self._received) >= end else 0

    def _read_greeting(self) -> None:
        if end := self._end_of_frame(0):
            self.greeting.set_result(json.loads(self._received[_HEAD:end]))
            del self._received[:end]

    def _read_answer(self) -> None:
        middle = self._end_of_frame(0)
        end = self._end_of_frame(middle) if middle else 0
        if not end or self._answered is None:
            return
        head = json.loads(self._received[_HEAD:middle])
        self.retired = bool(head.pop("retire", False))
        body = bytes(memoryview(self._received)[middle + _HEAD : end])
        self._received = bytearray()
        answered, self._answered = self._answered, None
        answered(Answer(head, body))


class SpawnedWorker(Worker):
    """A process with a graph of its own."""

    def __init__(self, pid: int, line: PipeLine) -> None:
        super().__init__(pid, line)
        self.pipes = line

    def alive(self) -> bool:
        """Tell whether the process still answers."""
        return self.pipes.open


class SpawnedGroup(WorkerGroup):
    """One graph, loaded by each of its workers."""

    def __init__(self, data: Sequence[Path], options: Mapping[str, Any]) -> None:
        super().__init__(data, options)
        self._lines: set[PipeLine] = set()
        self._starting: set[asyncio.Task[None]] = set()

    @classmethod
    async def start(
        cls, data: Sequence[Path], workers: int, options: Mapping[str, Any]
    ) -> SpawnedGroup:
        """Load ``data`` in a first worker; the others follow in the background.

        Raises:
            PoolError: the data cannot be loaded; the message says why.
        """
        self = cls(data, options)
        try:
            self.about = await self._begin()
        except BaseException:
            await self._end_processes()
            raise
        for _ in range(workers - 1):
            self.spare()
        return self

    async def _begin(self) -> dict[str, Any]:
        """Start one worker, and return what it has loaded."""
        loop = asyncio.get_running_loop()
        # -P: a folder of the same name where the server was started is not taken for ours.
        words = (sys.executable, "-P", "-m", "explorer.workers.child")
        transport, line = await loop.subprocess_exec(PipeLine, *words, stderr=None)
        self._lines.add(line)
        line.gone.add_done_callback(lambda _: self._lines.discard(line))
        options = {**self.options, "data": [str(path) for path in self.data]}
        line.write(framing.pack_json(options))
        said = await line.greeting
        if "error" in said:
            line.close()
            raise PoolError("load", said["error"])
        about: dict[str, Any] = said["ready"]
        about["graphs"] = frozenset(about["graphs"])
        self._lay(SpawnedWorker(transport.get_pid(), line))
        return about

    def spare(self) -> None:
        """Start a worker ahead of the next query."""
        if not self.ended.is_set():
            self._spawn(self._begin_or_wait())

    async def _begin_or_wait(self) -> None:
        try:
            await self._begin()
        except (PoolError, OSError):  # no memory, or no process, at the moment
            asyncio.get_running_loop().call_later(PAUSE, self.spare)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    def lower(self, worker: Worker) -> None:
        """Lower a worker's priority where the system can; start another for short queries."""
        worker.lowered = True
        with suppress(AttributeError, OSError):
            os.setpriority(os.PRIO_PROCESS, worker.pid, 10)
        self.spare()

    def _kill(self, worker: Worker) -> None:
        worker.line.close()

    async def _end_processes(self) -> None:
        self.ended.set()
        self._dismiss()
        for task in self._starting:
            task.cancel()
        lines = list(self._lines)
        for line in lines:
            line.close()
        if lines:
            await asyncio.wait([line.gone for line in lines], timeout=END_WAIT)
