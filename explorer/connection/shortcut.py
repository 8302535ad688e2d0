"""Requests that are answered by calls alone: no parser, no task, no chain of middleware."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Protocol

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

Write = Callable[[int, bytes, bytes | memoryview], object]
"""Sends an answer that is whole: its status, its headers as they are written, its body."""
TOGETHER: Final = 64 << 10
"""Bytes of an answer that are sent in one write with its head."""


class Shortcut(Protocol):
    """What may take a request in short."""

    def __call__(
        self, head: bytes, client: tuple[str, int] | None, write: Write
    ) -> Callable[[], object] | None:
        """Begin with a request that has no body.

        Args:
            head: request line and headers, as :func:`explorer.connection.heads.check_head` has
                let them pass.
            client: address and port.
            write: is called once, later, unless the client has gone before.

        Returns:
            What is to be called when the client goes; none where the application is to answer.
        """


class _Nobody:
    def set(self) -> None:
        """Wake nobody."""


class ShortCycle:
    """A request that was taken in short, as far as its connection looks at it."""

    more_body = False
    waiting_for_100_continue = False
    message_event = _Nobody()

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.keep_alive = True
        self.disconnected = False
        self.response_started = self.response_complete = False

    def write(self, status: int, headers: bytes, body: bytes | memoryview) -> None:
        """Send the answer; the connection goes on."""
        if self.disconnected:
            return
        connection = self.connection
        lines = [STATUS_LINE[status]]
        lines += [b"%b: %b\r\n" % line for line in connection.server_state.default_headers]
        lines.append(headers)
        lines.append(b"\r\n" if self.keep_alive else b"connection: close\r\n\r\n")
        self.response_started = self.response_complete = True
        if len(body) <= TOGETHER:
            lines.append(body)  # type: ignore[arg-type]  # is joined as well
            connection.transport.write(b"".join(lines))
        else:
            connection.transport.write(b"".join(lines))
            connection.transport.write(body)
        connection.on_response_complete()
