"""One HTTP connection: uvicorn's over httptools, with the guards that it lacks.

httptools reads fast and without limits: a head may grow for ever, a connection may say nothing,
a client may not read.  So bytes are counted here before they are parsed, a head is given to the
parser only when it is whole and well written (:mod:`explorer.connection.heads`), each request has
a parser of its own, and one timer per connection bounds every kind of waiting.
"""

from __future__ import annotations

import asyncio
import http
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from explorer.connection.cycle import Cycle
from explorer.connection.heads import END, NO_BODY, Body, Refused, check_head, check_start
from explorer.connection.shortcut import Shortcut, ShortCycle

GONE: Final = "policykg.gone"
"""Key of the scope under which a function takes what is to be called when the client has gone."""
AHEAD: Final = 64 << 10
"""Bytes of further requests that are taken in while one is answered."""
LINGER: Final = 1.0
"""Seconds in which what a refused client still sends is read and dropped, so that it gets to
read why: a socket closed before all is read resets the connection."""
DROPPED: Final = 4 << 20
"""Bytes of it."""
_CHUNK_SLACK: Final = 64 << 10
_CHUNK_OVERHEAD: Final = 16
"""Bytes of sizes, extensions and trailers that a chunked body may have: so many, and for each
byte of content so many more."""
_UPGRADE: Final = re.compile(rb"\r\nupgrade:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a connection may do nothing."""

    head: float = 20.0
    """Seconds until a request's head is complete."""
    idle: float = 30.0
    """Seconds between two requests on one connection."""
    half_closed: float = 5.0
    """Seconds for which a client that has stopped sending waits for each of its answers."""
    reading: float = 300.0
    """Seconds a client may take to read what was sent to it."""
    stop: float = 3.0
    """Seconds that requests under way get when the server stops."""
    end: float = 4.5
    """Seconds after which it ends whatever is under way: a thread may not be waited for."""
    connections: int = 512
    """Connections of one address at once."""


class Guarded(HttpToolsProtocol):
    """An HTTP connection with deadlines and limits."""

    patience = Patience()
    open_by_address: Counter[str] = Counter()
    unread: set[Guarded] = set()
    """Connections whose clients have not read all that was sent."""

    def __init__(self, *args: Any, shortcut: Shortcut | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._shortcut = shortcut

    def connection_made(self, transport: Any) -> None:
        """Begin; refuse an address that holds too many connections already."""
        super().connection_made(transport)
        self._waiting = bytearray()
        self._body: Body | None = None
        """How the body that is being read is delimited; none: a head is read."""
        self._left = 0
        self._overhead = 0
        self._in_head = False
        self._begun = self._skipping = False
        self._ending = False
        self._half_closed = False
        self._due = False
        """What came behind the request that has just been answered is about to be read."""
        self._answered = False
        self._until = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._leaving: asyncio.TimerHandle | None = None
        self._on_gone: Callable[[], object] | None = None
        self._address = self.client[0] if self.client else ""
        self.open_by_address[self._address] += 1
        if self.open_by_address[self._address] > self.patience.connections:
            transport.abort()
            return
        self._allow(self.patience.head)

    def connection_lost(self, exc: Exception | None) -> None:
        """End; whoever works for this client is told."""
        self.open_by_address[self._address] -= 1
        if not self.open_by_address[self._address]:
            del self.open_by_address[self._address]
        for timer in (self._timer, self._stalled, self._leaving):
            if timer is not None:
                timer.cancel()
        self.unread.discard(self)
        super().connection_lost(exc)
        self._tell_gone()

    def _tell_gone(self) -> None:
        tell, self._on_gone = self._on_gone, None
        if tell is not None and self._busy():
            tell()

    def _when_gone(self, tell: Callable[[], object] | None) -> None:
        self._on_gone = tell
        if self.transport.is_closing():
            self.loop.call_soon(self._tell_gone)

    # ---- time ------------------------------------------------------------------------------

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

    def _allow(self, seconds: float) -> None:
        """Let the client wait from now on; a timer that would ring too early rings again."""
        self._until = self.loop.time() + seconds
        if self._timer is not None:
            if self._timer.when() <= self._until:
                return
            self._timer.cancel()
        self._timer = self.loop.call_at(self._until, self._late)

    def _late(self) -> None:
        self._timer = None
        if self.transport.is_closing() or self._ending:
            return
        if self._busy():
            self._allow(self.patience.head)
        elif self.loop.time() < self._until:
            self._timer = self.loop.call_at(self._until, self._late)
        elif self._answered and not self._begun:
            self.transport.close()
        else:
            self._refuse(408, "the request's head came too slowly")

    def _busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    # ---- what comes in ----------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Read as much as belongs to the request at hand, and no byte of the next."""
        if self._ending:
            self._left += len(data)
            if self._left > DROPPED:
                self.transport.abort()
            return
        if self._body is not None:
            data = self._read_body(data)
        if data and not self._ending:
            self._read_head(data)

    def _read_head(self, data: bytes) -> None:
        """Keep a part of a head, or begin with the request when it is whole."""
        before = len(self._waiting)
        self._waiting += data
        if self._busy():
            if len(self._waiting) > AHEAD:
                self.flow.pause_reading()
            return
        if not self._begun:
            self._begun = self._skipping = True
            if self._answered:
                self._allow(self.patience.head)
        if self._skipping and len(self._waiting) > 1:
            self._skipping = False
            if self._waiting[:2] == b"\r\n":  # an empty line before a request is passed over
                del self._waiting[:2]
                before = 0
        end = self._waiting.find(END, max(0, before - len(END)))
        try:
            if end < 0:
                check_start(self._waiting, before)
                return
            head = bytes(self._waiting[: end + len(END)])
            rest = bytes(self._waiting[end + len(END) :])
            self._waiting.clear()
            body = check_head(head)
            if body is not NO_BODY or not self._in_short(head):
                self._begin(head, body)
        except Refused as refused:
            self._refuse(refused.status, refused.text)
            return
        if rest:
            self.data_received(rest)

    def _in_short(self, head: bytes) -> bool:
        """Let a request be answered without the application, if it can be."""
        if self._shortcut is None or self.flow.write_paused:
            return False
        cycle = ShortCycle(self)
        gone = self._shortcut(head, self.client, cycle.write)
        if gone is None:
            return False
        self.cycle = cycle  # type: ignore[assignment]  # has what a connection looks at
        self._on_gone = gone
        return True

    def _begin(self, head: bytes, body: Body) -> None:
        """Hand a whole head to a parser of its own; the application starts."""
        self._left, self._overhead = body.length, _CHUNK_SLACK
        self._body = None if body is NO_BODY or not (body.length or body.chunked) else body
        self.parser = httptools.HttpRequestParser(self)
        self._in_head = True
        # The parser would drop the body behind a wish for another protocol (Java's clients wish
        # for HTTP/2 with every request); a server that does not want to change reads on.
        head = _UPGRADE.sub(b"\r\nx-upgrade:", head)
        try:
            self.parser.feed_data(head)
        except httptools.HttpParserInvalidMethodError:
            raise Refused(501, "this method is not known here\n") from None
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            raise Refused(400, "the head of the request cannot be read\n") from None
        finally:
            self._in_head = False

    def _read_body(self, data: bytes) -> bytes:
        """Pass on what belongs to the body; return what does not."""
        assert self._body is not None
        rest = b""
        if not self._body.chunked:
            data, rest = data[: self._left], data[self._left :]
            self._left -= len(data)
        else:
            self._overhead -= len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            if not self.cycle.more_body:  # what follows the last chunk is nobody's
                return b""
            self._break_off(400, "the body of the request cannot be read\n")
            return b""
        if self._overhead < 0:
            self._break_off(413, "the chunks of the body hold more framing than content\n")
        elif not self._body.chunked and not self._left:
            self._body = None
        return rest

    def _break_off(self, status: int, text: str) -> None:
        """End a request whose body is broken: it is not answered from half of it."""
        cycle = self.cycle
        started = cycle.response_started
        cycle.disconnected = True
        cycle.message_event.set()
        self._tell_gone()
        cycle.response_complete = True
        if started:
            self.transport.abort()
        else:
            self._refuse(status, text)

    # ---- the parser's words -----------------------------------------------------------------

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; what follows a body in chunks (trailers) is none."""
        if self._in_head:
            super().on_header(name, value.rstrip(b" \t"))

    def on_message_begin(self) -> None:
        """Begin; bytes behind a body in chunks are no request, for the connection ends there."""
        if not self._in_head:
            raise ValueError("a request behind a body in chunks")
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Start the application."""
        version = self.parser.get_http_version()
        scope: Any = self.scope
        scope["method"] = self.parser.get_method().decode("ascii")
        scope["http_version"] = version
        _address(scope, self.url)
        scope[GONE] = self._when_gone
        chunked = self._body is not None and self._body.chunked
        self.cycle = Cycle(
            scope=scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=version != "1.0" and not chunked and self.parser.should_keep_alive(),
            on_response=self.on_response_complete,
        )
        self._start_asgi_task(self.cycle, self.app)

    def on_body(self, body: bytes) -> None:
        """Pass a part of a body on."""
        if self._body is not None and self._body.chunked:
            self._overhead += len(body) * _CHUNK_OVERHEAD
        super().on_body(body)

    def _should_upgrade(self) -> bool:
        return False

    # ---- the end ----------------------------------------------------------------------------

    def on_response_complete(self) -> None:
        """Go on with the next request, or close."""
        self.server_state.total_requests += 1
        self._on_gone = None
        self._answered = True
        self._begun = False
        if self._body is not None and self.cycle.more_body:
            self._linger()  # the rest of its body is not read as a request
            return
        if not self.cycle.keep_alive:
            self.transport.close()
            return
        self.flow.resume_reading()
        self._allow(self.patience.idle)
        if self._waiting:
            self._due = True
            self.loop.call_soon(self._next)
        elif self._half_closed:
            self.transport.close()

    def _next(self) -> None:
        self._due = False
        if self._busy() or self.transport.is_closing() or self._ending:
            return
        waiting = bytes(self._waiting)
        self._waiting.clear()
        self._allow(self.patience.head)
        self._read_head(waiting)
        if self._half_closed and not self._ending:
            if self._busy():
                self._leave()
            else:
                self.transport.close()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer a client that has stopped sending but may still read, for a short while."""
        if not self._due and (not self._busy() or self.cycle.more_body):
            return False
        self._half_closed = True
        if not self._waiting:
            self.cycle.keep_alive = False
        self._leave()
        return True

    def _leave(self) -> None:
        """Give the answer at hand its time, and no more."""
        if self._leaving is not None:
            self._leaving.cancel()
        self._leaving = self.loop.call_later(self.patience.half_closed, self._gone)

    def _gone(self) -> None:
        if self._busy() and not self.cycle.response_started and not self.transport.is_closing():
            self.transport.abort()

    def _refuse(self, status: int, text: str) -> None:
        """Say why and end the connection."""
        body = text.encode()
        phrase = http.HTTPStatus(status).phrase
        head = (
            f"HTTP/1.1 {status} {phrase}\r\ncontent-type: text/plain; charset=utf-8\r\n"
            f"connection: close\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self._linger()

    def _linger(self) -> None:
        """Close the sending side; read and drop for a moment what still comes."""
        self._ending = True
        self._left = 0
        self._waiting.clear()
        if not self.transport.is_closing() and self.transport.can_write_eof():
            self.transport.write_eof()
            self.flow.resume_reading()
            self.loop.call_later(LINGER, self.transport.close)
        else:
            self.transport.close()


def _address(scope: Any, target: bytes) -> None:
    """Put path and query of a request's target into a scope.

    Raises:
        Refused: 400, a target that is neither a path nor an address.
    """
    if target.startswith(b"/"):
        raw, _, query = target.partition(b"?")
    elif target == b"*":
        raw, query = b"*", b""
    else:
        try:
            found = httptools.parse_url(target)
        except httptools.HttpParserInvalidURLError:
            raise Refused(400, "the address of the request cannot be read\n") from None
        raw, query = found.path or b"/", found.query or b""
    path = raw.decode("ascii")
    scope["path"] = unquote(path) if "%" in path else path
    scope["raw_path"], scope["query_string"] = raw, query


def held() -> int:
    """Return the bytes that wait for clients to read them."""
    return sum(found.transport.get_write_buffer_size() for found in Guarded.unread)
