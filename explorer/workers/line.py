"""The line to a worker: one question at a time, read as it comes, without a task of its own."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from explorer.workers import framing

DIED: Final = "the worker ended while it evaluated the query"
_AT_ONCE: Final = 64 << 10
"""Bytes that are read in one go where nothing is known of an answer yet."""


class PoolError(Exception):
    """The pool cannot answer; ``code`` names why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(slots=True)
class Answer:
    """What a worker said: a head and, unless the head has an error, a body."""

    head: dict[str, Any]
    body: bytes


Answered = Callable[[Answer | None], object]
"""Is called with the answer of a worker, or with nothing where it ended before that."""


class Sending(Protocol):
    """What takes one frame for a worker and tells what came of it."""

    def send(self, frame: bytes, answered: Answered) -> None:
        """Send a request."""


def ask_on(line: Sending, request: Mapping[str, Any]) -> asyncio.Future[Answer]:
    """Send a request; what is returned gets the answer, or :class:`PoolError` ``died``."""
    found: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    line.send(framing.pack_json(request), lambda answer: settle(found, answer))
    return found


def settle(found: asyncio.Future[Answer], answer: Answer | None) -> None:
    """Put into a future what came of a request."""
    if found.done():
        return
    if answer is None:
        found.set_exception(PoolError("died", DIED))
    else:
        found.set_result(answer)


class Line(asyncio.BufferedProtocol):
    """The socket to a worker on the event loop."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._start = bytearray(_AT_ONCE)
        self._filled = 0
        self._head: dict[str, Any] = {}
        self._body: bytearray | None = None
        self._got = 0
        self._answered: Answered | None = None
        self.retired = False
        """Whether the worker has said that it has grown too large to be asked again."""

    @classmethod
    async def on(cls, connection: socket.socket) -> Line:
        """Make a line of a socket."""
        loop = asyncio.get_running_loop()
        return (await loop.create_connection(cls, sock=connection))[1]

    def ask(self, request: Mapping[str, Any]) -> asyncio.Future[Answer]:
        """Send a request; what is returned gets the answer, or :class:`PoolError` ``died``."""
        return ask_on(self, request)

    def send(self, frame: bytes, answered: Answered) -> None:
        """Send a request as one frame; ``answered`` is called once with what comes of it."""
        if self.transport is None or self.transport.is_closing():
            answered(None)
            return
        self._answered = answered
        self.transport.write(frame)

    def close(self) -> None:
        """End the line at once, whatever is under way."""
        if self.transport is not None:
            self.transport.abort()

    # ---- what the event loop calls ------------------------------------------------------------

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """End: nothing more will be said."""
        self.transport = None
        answered, self._answered = self._answered, None
        if answered is not None:
            answered(None)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Return where the next bytes go: those of a large answer to where they stay."""
        if self._body is not None:
            return memoryview(self._body)[self._got :]
        return memoryview(self._start)[self._filled :]

    def buffer_updated(self, count: int) -> None:
        """Take the bytes that have come."""
        if self._body is not None:
            self._got += count
        else:
            self._filled += count
            self._read_start()
        if self._body is not None and self._got == len(self._body):
            self._finish()

    def _read_start(self) -> None:
        """Read the head, once it is there, and what of the body came with it."""
        size = framing.HEAD.size
        if self._filled < size:
            return
        (length,) = framing.HEAD.unpack_from(self._start)
        end = 2 * size + length
        if self._filled < end:
            if end > len(self._start):
                self._start = self._start.ljust(end, b"\0")
            return
        self._head = json.loads(self._start[size : size + length])
        self._body = bytearray(*framing.HEAD.unpack_from(self._start, size + length))
        self._got = self._filled - end
        self._body[: self._got] = memoryview(self._start)[end : self._filled]

    def _finish(self) -> None:
        assert self._body is not None
        self.retired = bool(self._head.pop("retire", False))
        answer = Answer(self._head, self._body)  # type: ignore[arg-type]  # serves, uncopied
        self._head, self._body, self._filled, self._got = {}, None, 0, 0
        if len(self._start) > _AT_ONCE:
            self._start = bytearray(_AT_ONCE)
        answered, self._answered = self._answered, None
        if answered is not None:
            answered(answer)
