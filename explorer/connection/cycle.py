"""A request and its answer: uvicorn's, which sends what is whole at once in one write."""

from __future__ import annotations

import re
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from explorer.connection.shortcut import TOGETHER

_JUDGED: Final = frozenset((b"connection", b"content-length", b"transfer-encoding"))
_WRITTEN: Final = re.compile(
    rb"(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]++: [\t -~\x80-\xff]*+\r\n)*+"
)  # fmt: skip


class Cycle(RequestResponseCycle):
    """A request and its answer; an answer that is whole at once is sent in one write."""

    held: dict[str, Any] | None = None
    """The start of an answer whose length is known, until its body is there."""

    async def send(self, message: Any) -> None:
        """Take a part of the answer."""
        if self.disconnected:
            return
        if message["type"] == "http.response.start" and not self.response_started:
            message = self._farewell(message)
            if any(name == b"content-length" for name, _ in message["headers"]):
                self.held = message
                return
        elif self.held is not None:
            start, self.held = self.held, None
            if self._send_whole(start, message):
                return
            await super().send(start)  # type: ignore[arg-type]
        await super().send(message)

    def _farewell(self, start: Any) -> Any:
        """Say so where the connection ends with this answer (RFC 9112, section 9.6).

        It ends too when an answer is ready before its request's body is read whole: what comes of
        that body later is dropped, and a client must not send its next request into it.
        """
        if self.more_body:
            self.keep_alive = False
        headers = list(start["headers"])
        if self.keep_alive or any(name.lower() == b"connection" for name, _ in headers):
            return start
        return {**start, "headers": [*headers, (b"connection", b"close")]}

    def _send_whole(self, start: dict[str, Any], message: dict[str, Any]) -> bool:
        """Send an answer that is complete; tell whether it was one."""
        body = message.get("body", b"")
        if message.get("more_body") or self.flow.write_paused:
            return False
        bare = self.scope["method"] == "HEAD"
        head = self._head(start, len(body), bare)
        if head is None:
            return False
        self.response_started = True
        self.waiting_for_100_continue = False
        if bare or not body:
            self.transport.write(head)
        elif len(body) <= TOGETHER:
            self.transport.write(b"".join((head, body)))
        else:
            self.transport.write(head)
            self.transport.write(body)
        self.response_complete = True
        self.message_event.set()
        self.on_response()
        return True

    def _head(self, start: dict[str, Any], size: int, bare: bool) -> bytes | None:
        """Return status line and headers; none where uvicorn has to judge them."""
        lines = [*self.default_headers, *start["headers"]]
        said = {name: value for name, value in lines if name in _JUDGED}
        if b"transfer-encoding" in said or not (bare or said[b"content-length"] == b"%d" % size):
            return None
        if b"close" in said.get(b"connection", b"").lower():
            self.keep_alive = False
        block = b"".join([b"%b: %b\r\n" % line for line in lines])
        if _WRITTEN.fullmatch(block) is None:
            return None
        return STATUS_LINE[start["status"]] + block + b"\r\n"
