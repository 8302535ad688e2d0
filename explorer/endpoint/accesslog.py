"""The access log: who asked for which path, with what outcome; never the query, unless told."""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("policykg.access")
QUERY = "policykg.query"
"""Key of the scope under which the endpoint leaves the text of a query."""


class AccessLog:
    """Write one line for each request."""

    def __init__(self, app: ASGIApp, queries: bool = False) -> None:
        self.app = app
        self.queries = queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and note what became of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.monotonic()
        status = sent = 0

        async def counted(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counted)
        finally:
            client = scope["client"][0] if scope.get("client") else "-"
            query = scope.get(QUERY) if self.queries else None
            what = f"{scope['method']} {scope['path']!r}"
            note(client, what, status, sent, time.monotonic() - started, query)


def note(
    client: str, what: str, status: int, sent: int, seconds: float, query: str | None = None
) -> None:
    """Write one line: who asked for what, the outcome and its bytes; a query where one is given."""
    if log.isEnabledFor(logging.INFO):  # as log.info does, but for looking who calls
        line = f"{client} {what} {status} {sent} {seconds * 1000:.1f}ms"
        if query is not None:
            line += f" {query!r}"
        log.handle(logging.LogRecord(log.name, logging.INFO, "", 0, line, (), None))
