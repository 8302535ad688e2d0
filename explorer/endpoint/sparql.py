"""The SPARQL endpoint over HTTP."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Coroutine, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from explorer import negotiation
from explorer.access import ALLOWED, METHODS
from explorer.connection.protocol import GONE
from explorer.endpoint import description
from explorer.endpoint.accesslog import QUERY
from explorer.endpoint.protocol import (
    MAX_BODY,
    Operation,
    ProtocolError,
    parameters_of,
    read_operation,
    shown,
)
from explorer.endpoint.service import Service
from explorer.reading import aside, read
from explorer.workers.line import PoolError
from graph.queries.check_terms import TermWarning
from ontology.caches import Cache

T = TypeVar("T")
CHECK_SECONDS = 0.5
"""Seconds that an answer waits for what its query's terms are compared with."""
KEPT_WARNINGS = 8_000
"""Characters of a query whose misspelt terms are remembered."""


def options() -> Response:
    """Answer OPTIONS: the methods; a browser's question for another site is answered before."""
    return Response(status_code=204, headers=ALLOWED)


def failure(error: ProtocolError, accept: str | None) -> Response:
    """Say what was wrong, in JSON or, for whoever prefers it, plain text."""
    retry = error.details.pop("retry_after", None)
    headers = {"cache-control": "no-store", "vary": "Accept"}
    if retry is not None:
        headers["retry-after"] = str(retry)
    if error.status == 405:
        headers["allow"] = ", ".join(METHODS)
    place = ""
    if "line" in error.details:
        place = f"line {error.details['line']}, column {error.details['column']}: "
    offered = {"json": "application/json", "text": "text/plain"}
    if negotiation.choose(offered, negotiation.parse_accept(accept)) == "text":
        text = f"{error.status} {error.code}: {place}{error.message}\n"
        return Response(text, error.status, headers, media_type="text/plain; charset=utf-8")
    body = {"error": error.code, "status": error.status, "message": error.message, **error.details}
    return Response(
        json.dumps(body, ensure_ascii=False) + "\n",
        error.status,
        headers,
        media_type="application/json",
    )


async def read_body(request: Request, seconds: float = 30.0) -> bytes:
    """Read a body of bounded size in bounded time.

    Raises:
        ProtocolError: 400, 408, 413.
    """
    said = request.headers.get("content-length", "0")
    if not (said.isascii() and said.isdigit() and len(said) < 20):
        raise ProtocolError(400, "content-length", "Content-Length is no number")
    too_large = ProtocolError(
        413, "body-size", f"a request may have {MAX_BODY:,} bytes", limit=MAX_BODY
    )
    if int(said) > MAX_BODY:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY:
                    raise too_large
    except TimeoutError:
        raise ProtocolError(
            408, "slow", f"the body did not arrive in {seconds:g} seconds"
        ) from None
    return bytes(body)


async def read_request(request: Request, service: Service) -> Operation:
    """Turn an HTTP request into a query operation.

    Raises:
        ProtocolError: it is none.
    """
    if request.method not in METHODS:
        raise ProtocolError(
            405, "method", f"{shown(request.method)} is not answered here: use GET or POST"
        )
    packed = request.headers.get("content-encoding", "identity")
    if request.method == "POST" and packed.lower() != "identity":
        raise ProtocolError(
            415, "content-encoding", f"{shown(packed)} is not unpacked: send it plain"
        )
    body = await read_body(request) if request.method == "POST" else b""
    try:
        query_string = request.scope["query_string"].decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(400, "encoding", f"the query string is not UTF-8: {error}") from None
    kind, accept = request.headers.get("content-type"), accepted(request)

    def operation() -> Operation:
        pairs = parameters_of(request.method, query_string, kind, body)
        return read_operation(pairs, accept, service.graphs, service.limits)

    # Where there are many graphs, to name the nearest to one that is not held takes its time.
    size = len(query_string) + len(body) + 10 * len(service.graphs)
    return await read(size, operation)


def accepted(request: Request) -> str | None:
    """Return the Accept header, its lines joined."""
    return ", ".join(request.headers.getlist("accept")) or None


def described(request: Request, service: Service) -> Response:
    """Answer a request without a query: the description of the endpoint."""
    try:
        return description.respond(request, service, accepted(request))
    except (ProtocolError, PoolError) as error:
        if isinstance(error, PoolError):
            error = ProtocolError(503, error.code, str(error), retry_after=5)
        return failure(error, accepted(request))


def client_of(client: tuple[str, int] | None) -> str:
    """Name who asks, for fairness: an address; on this machine itself, a connection."""
    if client is None:
        return "unknown"
    host, port = client
    local = host == "::1" or host.startswith("127.")
    return f"{host}:{port}" if local else host


def endpoint_address(request: Request) -> str:
    """Return the address of the endpoint as it was asked."""
    host = request.headers.get("host")
    if host is None:
        return str(request.url.replace(query="", fragment=""))
    return f"{request.scope['scheme']}://{host}{request.scope['path']}"


class Gone(Exception):
    """The client has gone before its query was answered."""


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Do some work, but stop where the client has gone: nobody waits for the answer.

    Raises:
        Gone: it has.
    """
    when_gone = request.scope.get(GONE)
    task = asyncio.current_task()
    if when_gone is None or task is None:  # another server than ours, such as that of a test
        return await _beside_listening(request, work)
    gone = False

    def leave() -> None:
        nonlocal gone
        gone = True
        task.cancel()

    when_gone(leave)
    try:
        return await work
    except asyncio.CancelledError:
        if not gone:
            raise
        task.uncancel()
        raise Gone from None
    finally:
        when_gone(None)


async def _beside_listening(request: Request, work: Coroutine[Any, Any, T]) -> T:
    doing = asyncio.ensure_future(work)
    listening = asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait((doing, listening), return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise Gone
        return doing.result()
    finally:
        listening.cancel()
        if not doing.done():
            doing.cancel()
            await asyncio.wait([doing])


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def answer(request: Request, service: Service) -> Response:
    """Answer one request to the endpoint that holds a query."""
    accept = accepted(request)
    started = time.monotonic()
    rows = 0
    try:
        operation = await read_request(request, service)
        request.scope[QUERY] = operation.query
        address = "" if service.base else endpoint_address(request)
        work = service.answer(operation, client_of(request.client), address)
        said = await unless_gone(request, work)
        rows = said.head["rows"]
        response = success(said.head, said.body, service)
        await _warn(response, operation.query, service)
    except ProtocolError as error:
        response = failure(error, accept)
    except PoolError as error:
        response = failure(ProtocolError(503, error.code, str(error), retry_after=5), accept)
    except (Gone, ClientDisconnect):
        response = Response(status_code=499)  # nobody reads it; it stands in the log
    service.metrics.count(response.status_code, rows, time.monotonic() - started)
    return response


async def _warn(response: Response, query: str, service: Service) -> None:
    """Name misspelt terms of ours in a header: SPARQL answers them with nothing and no error."""
    text = known_warning(query, service)
    if text is None and service.check is not None:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                text = await aside(_warnings, service.check, query)
        except TimeoutError:  # a courtesy: the answer does not wait for it
            return
        if len(query) <= KEPT_WARNINGS:
            _WARNINGS.put((service.version, query), text)
    if text:
        response.headers["x-policykg-warning"] = text


def known_warning(query: str, service: Service) -> str | None:
    """Return the misspelt terms of a query as far as they are known; none: not looked for yet."""
    return "" if service.check is None else _WARNINGS.get((service.version, query))


_WARNINGS: Cache[tuple[str, str], str] = Cache("warnings", most=4 << 20)


def _warnings(check: Callable[[str], Sequence[TermWarning]], query: str) -> str:
    try:
        warnings = check(query)
    except (ValueError, KeyError):  # a query the engine takes and our reader of terms does not
        return ""
    text = " | ".join(warning.en for warning in warnings[:5])
    return shown(text.encode("ascii", "replace").decode(), 2000)


def success(head: dict[str, Any], body: bytes, service: Service) -> Response:
    """Send an answer of a worker."""
    chosen = head["format"]
    offered = negotiation.GRAPHS if head["kind"] == "graph" else negotiation.SOLUTIONS
    lines = [
        *_constant(offered[chosen], service.version),
        (b"x-policykg-rows", b"%d" % head["rows"]),
        (b"content-length", b"%d" % len(body)),
    ]
    return Whole(body, lines)


@lru_cache(maxsize=64)
def _constant(content_type: str, version: str) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers that answers in one format share as long as one build is served."""
    return (
        (b"vary", b"Accept"),
        (b"cache-control", b"no-cache"),
        (b"x-policykg-version", version.encode("latin-1")),
        (b"content-type", content_type.encode("latin-1")),
    )


class Whole(Response):
    """An answer whose headers are written already."""

    def __init__(self, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        self.status_code = 200
        self.background = None
        self.body = memoryview(body)
        self.raw_headers = headers
