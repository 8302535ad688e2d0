"""Plain questions to the endpoint: ``GET /sparql?…`` by a program, taken as soon as they are read.

What such a request has to pass (:mod:`explorer.access`, the protocol, the lexical guard) depends
on its headers or on its query string; programs send both again and again, so what came of it is
remembered for both, as long as the same graphs are served.  Whatever is not plain, or is refused,
goes the long way through the application, which says why.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from explorer.access import MAX_FIELDS, Gate
from explorer.connection.shortcut import Write
from explorer.endpoint.accesslog import note
from explorer.endpoint.protocol import ProtocolError, parameters_of, read_operation
from explorer.endpoint.service import Service
from explorer.endpoint.sparql import accepted, client_of, endpoint_address, failure, known_warning
from explorer.endpoint.sparql import success as written
from explorer.workers import framing
from explorer.workers.line import Answer, PoolError
from explorer.workers.quick import Errand, Outcome
from explorer.workers.scheduler import Busy

log = logging.getLogger("policykg.serve")
MAX_SHORT: Final = 8 << 10
"""Bytes of a head that is taken in short."""
REMEMBERED: Final = 256
"""Blocks of headers, and query strings, of which it is remembered what they ask for."""
PLAIN: Final = frozenset(
    b"host accept accept-charset accept-encoding accept-language cache-control connection dnt "
    b"pragma referer user-agent".split()
)
"""Headers of requests that are taken in short; the application knows what others mean."""
_BEGIN: Final = b"GET /sparql?"
_END: Final = b" HTTP/1.1"


@dataclass(frozen=True, slots=True, eq=False)
class Manner:
    """What the headers of a request ask for."""

    accept: str | None
    address: str
    """The endpoint, as it was addressed."""
    policy: bytes
    """Headers of every answer, as they are written."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What a query string asks for, from a client with some manner."""

    query: str
    asked: tuple[bytes, Mapping[str, Any]]


class Shortcut:
    """Takes plain questions.

    Args:
        service: answers them.
        gate: holds requests to the rules of access.
        headers: what every answer of the server bears.
        queries: whether the log has queries.
    """

    def __init__(
        self,
        service: Service,
        gate: Gate,
        headers: Iterable[tuple[bytes, bytes]],
        *,
        queries: bool = False,
    ) -> None:
        self.service = service
        self.gate = gate
        self.headers = tuple(headers)
        self.queries = queries
        self._manner = lru_cache(maxsize=REMEMBERED)(self._read_headers)
        self._question = lru_cache(maxsize=REMEMBERED)(self._read_query)

    def __call__(
        self, head: bytes, client: tuple[str, int] | None, write: Write
    ) -> Callable[[], object] | None:
        """Begin with a request, if it is a plain question."""
        end = head.find(b"\r\n")
        if len(head) > MAX_SHORT or not (
            head.startswith(_BEGIN) and head.endswith(_END, 0, end) and client is not None
        ):
            return None
        service = self.service
        manner = self._manner(head[end + 2 :])
        if manner is None or service.crowded:
            return None
        string = head[len(_BEGIN) : end - len(_END)]
        try:
            found = self._question(string, manner, service.graphs, service.base)
            warning = known_warning(found.query, service)
            if warning is None:
                return None
            given = _Given(self, found, manner, client, write, warning)
            given.errand = service.quick.begin(client_of(client), found.asked, given.done)
        except (ProtocolError, PoolError, Busy):
            return None
        return given.gone

    def _read_headers(self, block: bytes) -> Manner | None:
        lines = [line.partition(b":") for line in block.split(b"\r\n") if line]
        headers = [(name.lower(), value.strip(b" \t")) for name, _, value in lines]
        names = {name for name, _ in headers}
        leaves = any(name == b"connection" and value.lower() != b"keep-alive"
                     for name, value in headers)  # fmt: skip
        if leaves or b"host" not in names or not names <= PLAIN:
            return None
        scope = {
            "type": "http", "method": "GET", "http_version": "1.1", "scheme": "http",
            "path": "/sparql", "query_string": b"", "headers": headers,
        }  # fmt: skip
        policy = self.gate.policy(scope)
        if policy is None:
            return None
        more = [(name.encode(), value.encode()) for name, value in policy.items()]
        request = Request(scope)
        return Manner(
            accepted(request), endpoint_address(request), lines_of((*self.headers, *more))
        )

    def _read_query(
        self, string: bytes, manner: Manner, graphs: frozenset[str], base: str
    ) -> Question:
        if string.count(b"&") >= MAX_FIELDS:
            raise ProtocolError(400, "fields", f"an address may have {MAX_FIELDS:,} fields")
        pairs = parameters_of("GET", string.decode("ascii"), None, b"")
        operation = read_operation(pairs, manner.accept, graphs, self.service.limits)
        most = self.service.ceilings
        request = operation.request(most.rows, most.bytes, base or manner.address)
        return Question(operation.query, (framing.pack_json(request), request))


def lines_of(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Write headers as they are sent."""
    return b"".join([b"%b: %b\r\n" % line for line in headers])


class _Given:
    """A question that was taken, until it is answered."""

    __slots__ = (
        "client", "errand", "found", "manner", "shortcut", "started", "warning", "write",
    )  # fmt: skip

    def __init__(
        self,
        shortcut: Shortcut,
        found: Question,
        manner: Manner,
        client: tuple[str, int],
        write: Write,
        warning: str,
    ) -> None:
        self.shortcut = shortcut
        self.found = found
        self.manner = manner
        self.client = client
        self.write = write
        self.warning = warning
        self.started = time.monotonic()
        self.errand: Errand | None = None

    def done(self, outcome: Outcome) -> None:
        """Answer the client."""
        rows = 0
        try:
            said = self._said(outcome)
            rows = said.head["rows"]
            response = written(said.head, said.body, self.shortcut.service)
            if self.warning:
                response.headers["x-policykg-warning"] = self.warning
        except ProtocolError as error:
            response = failure(error, self.manner.accept)
        except Exception:
            log.exception("a question could not be answered")
            response = PlainTextResponse("Internal Server Error", 500)
        headers = lines_of(response.raw_headers) + self.manner.policy
        self._count(response, rows)
        self.write(response.status_code, headers, response.body)

    def _said(self, outcome: Outcome) -> Answer:
        service = self.shortcut.service
        if isinstance(outcome, tuple):
            return service.settle(*outcome, self.found.query)
        if isinstance(outcome, Busy | PoolError):
            raise service.unanswered(outcome)
        raise outcome

    def gone(self) -> None:
        """Stop: the client has gone."""
        if self.errand is not None:
            self.errand.cancel()
        self._count(Response(status_code=499), 0)

    def _count(self, response: Response, rows: int) -> None:
        seconds = time.monotonic() - self.started
        self.shortcut.service.metrics.count(response.status_code, rows, seconds)
        query = self.found.query if self.shortcut.queries else None
        note(
            self.client[0],
            "GET '/sparql'",
            response.status_code,
            len(response.body),
            seconds,
            query,
        )
