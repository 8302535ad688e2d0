"""The HTTP server: uvicorn with deadlines for clients that do not send, or do not read.

uvicorn waits for a request's head without end, and drops a connection whose client has shut
down its sending side though it still reads.  Both are mended here.
"""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import socket
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

log = logging.getLogger("policykg.serve")
MAX_HEAD = 512 << 10
"""Bytes of a request line and headers; what is longer than may be answered is told so."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a connection may do nothing."""

    head: float = 20.0
    """Seconds until a request's head is complete."""
    idle: float = 30.0
    """Seconds between two requests on one connection."""
    half_closed: float = 5.0
    """Seconds for which a client that has stopped sending is still answered."""
    reading: float = 300.0
    """Seconds a client may take to read what was sent to it."""
    stop: float = 3.0
    """Seconds that requests under way get when the server stops."""
    end: float = 4.5
    """Seconds after which it ends whatever is under way: a thread may not be waited for."""
    connections: int = 512
    """Connections of one address at once."""


class Guarded(H11Protocol):
    """An HTTP connection with deadlines."""

    patience = Patience()
    open_by_address: Counter[str] = Counter()
    unread: set[Guarded] = set()
    """Connections whose clients have not read all that was sent."""

    def connection_made(self, transport: Any) -> None:
        """Begin; refuse an address that holds too many connections already."""
        super().connection_made(transport)
        self._half_closed = False
        self._deadline: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._address = self.client[0] if self.client else ""
        self.open_by_address[self._address] += 1
        if self.open_by_address[self._address] > self.patience.connections:
            transport.abort()
            return
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self.open_by_address[self._address] -= 1
        if not self.open_by_address[self._address]:
            del self.open_by_address[self._address]
        for timer in (self._deadline, self._stalled):
            if timer is not None:
                timer.cancel()
        self.unread.discard(self)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Give a client that does not read its time, and no more."""
        super().pause_writing()
        self.unread.add(self)
        self._stalled = self.loop.call_later(self.patience.reading, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the client has read."""
        super().resume_writing()
        self.unread.discard(self)
        if self._stalled is not None:
            self._stalled.cancel()

    def _expect_head(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(self.patience.head, self._head_is_late)

    def _busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _head_is_late(self) -> None:
        if self._busy() or self.transport.is_closing():
            return
        if self.timeout_keep_alive_task is None:  # the server waits for the rest of a head
            self.transport.write(
                b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\n"
                b"connection: close\r\ncontent-length: 34\r\n\r\nthe request's head came too slowly"
            )
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Read; the first byte of a further request starts its deadline."""
        if not self._busy() and self.timeout_keep_alive_task is not None:
            self._expect_head()
        super().data_received(data)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer a client that has stopped sending but may still read, for a short while."""
        if not self._busy():
            return False
        self._half_closed = True
        self.cycle.keep_alive = False
        self.loop.call_later(self.patience.half_closed, self._gone)
        return True

    def _gone(self) -> None:
        if self._busy() and not self.cycle.response_started and not self.transport.is_closing():
            self.transport.abort()

    def on_response_complete(self) -> None:
        """Close a half-closed connection once it is answered, pipelined requests and all."""
        super().on_response_complete()
        if self._half_closed and not self._busy() and not self.transport.is_closing():
            self.transport.close()


def held() -> int:
    """Return the bytes that wait for clients to read them."""
    return sum(found.transport.get_write_buffer_size() for found in Guarded.unread)


class Strict:
    """Refuses what HTTP allows a server to refuse, because proxies read it differently."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a plain request on."""
        refusal = self._refusal(scope)
        if refusal is None:
            await self.app(scope, receive, send)
            return
        status, text = refusal
        await PlainTextResponse(text, status, {"connection": "close"})(scope, receive, send)

    @staticmethod
    def _refusal(scope: Scope) -> tuple[int, str] | None:
        if scope["http_version"] not in ("1.0", "1.1"):
            return 505, "HTTP/1.1 is spoken here\n"
        names = [name for name, _ in scope["headers"]]
        if b"transfer-encoding" in names and b"content-length" in names:
            return 400, "the length of the body is given in two ways\n"
        return None


def listen(host: str, port: int) -> socket.socket:
    """Bind a listening socket.

    Raises:
        OSError: the port is taken, or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named; without it an
    # answer on a kept connection takes 44 ms.
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(2048)
    except OSError:
        found.close()
        raise
    return found


def subreaper() -> None:
    """Become the parent of orphaned grandchildren, so that none stays a zombie."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def run(app: Starlette, listening: socket.socket, *, trusted_proxies: Sequence[str] = ()) -> None:
    """Serve an application on a socket until SIGINT or SIGTERM; requests under way are answered.

    Args:
        app: the application; its life cycle is run here, so that its errors come as they are.
        listening: a bound socket, see :func:`listen`.
        trusted_proxies: addresses or networks whose ``X-Forwarded-For`` is believed.

    Raises:
        PoolError: the graph cannot be loaded.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 65536)), hard))
    subreaper()
    patience = Guarded.patience
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    app.state.service.held = held
    config = uvicorn.Config(
        Strict(app),
        http=Guarded,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies) or None,
        timeout_keep_alive=int(patience.idle),
        timeout_graceful_shutdown=int(patience.stop),
        h11_max_incomplete_event_size=MAX_HEAD,
        backlog=2048,
    )
    asyncio.run(_serve(app, Ending(config), listening))


class Ending(uvicorn.Server):
    """A server that ends in time after SIGTERM, whatever its requests are doing."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop taking requests; end for good when the time is over."""
        if not self.should_exit:
            last = threading.Timer(Guarded.patience.end, _end)
            last.daemon = True
            last.start()
        super().handle_exit(sig, frame)


def _end() -> None:
    """End the process; the workers end with it, because their parent is gone."""
    log.warning("requests that took too long were broken off")
    _flush()
    os._exit(0)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()


async def _serve(app: Starlette, server: uvicorn.Server, listening: socket.socket) -> None:
    serving = False

    def stop(*_: object) -> None:
        if not serving:  # still loading: nobody waits for an answer
            raise SystemExit(0)
        # uvicorn raises the signal again once it has stopped: that end is a good one.

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    async with app.router.lifespan_context(app):
        serving = True
        await server.serve(sockets=[listening])
