"""Whose server is it?  Which addresses, hosts and sites may ask, before anything else is read.

A server on loopback answers the person at this machine.  Any web page that this person opens can
send requests there too, and can let its own name resolve to this machine; so a request must name
a host that is ours, and one that another site has caused is refused, unless that site was let in
by ``--cors``.  A deployment for everybody (``--public``) answers under any name, or under those
that are named, and lets people follow links to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_ADDRESS: Final = 64 << 10
"""Bytes of path and query string."""
MAX_PAGE_ADDRESS: Final = 8 << 10
"""Bytes of the address of anything that takes no query: pages, things, files."""
MAX_HEADERS: Final = 32 << 10
"""Bytes of all headers together."""
MAX_HEADER_LINES: Final = 100
MAX_FIELDS: Final = 1000
"""Fields of a query string."""
ASKED: Final = ("/sparql", "/query", "/zh/query", "/en/query")
"""Paths whose addresses may hold a whole query."""
METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
ALLOWED: Final = {
    "allow": ", ".join(METHODS),
    "access-control-allow-methods": ", ".join(METHODS),
    "access-control-allow-headers": "Accept, Content-Type, Accept-Language",
}
"""What may be sent; who may send it is another matter."""
_EXPOSED: Final = "ETag, Link, Retry-After, X-Policykg-Rows, X-Policykg-Version, X-Policykg-Warning"


PROBES: Final = frozenset({"/healthz", "/readyz"})
"""What whoever runs a public server asks it by its address, not its name; they tell nothing."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask."""

    public: bool = False
    """Whether this is a deployment for everybody, and not for the person at this machine."""
    hosts: frozenset[str] = frozenset()
    """Names under which it may be addressed beside those of loopback; none and public: any."""
    origins: frozenset[str] = frozenset()
    """Origins of other sites whose scripts may ask, such as ``https://example.org``; ``*``: all."""

    def knows_host(self, host: str) -> bool:
        """Tell whether a ``Host`` header names this server."""
        name = host_name(host)
        if name in self.hosts or (self.public and not self.hosts):
            return True
        return not self.public and is_loopback(name)

    def lets_in(self, origin: str) -> bool:
        """Tell whether another site may ask."""
        return bool(origin) and ("*" in self.origins or origin.lower() in self.origins)


def host_name(host: str) -> str:
    """Return the name in a ``Host`` header, without its port, in lower case."""
    host = host.strip().lower()
    name, colon, port = host.rpartition(":")
    if not (colon and port.isdigit()):
        name = host
    if name.startswith("[") and name.endswith("]"):
        return name[1:-1]
    return name.removesuffix(".")


def is_loopback(name: str) -> bool:
    """Tell whether a name can only be this machine, whatever a name server says."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


class Gate:
    """ASGI middleware that holds requests to :class:`Access` and to the limits of this module."""

    def __init__(self, app: ASGIApp, access: Access | None = None) -> None:
        self.app = app
        self.access = access or Access()

    def policy(self, scope: Scope) -> Mapping[str, str] | None:
        """Return the headers of the answer to a request that no other site has to do with.

        Returns:
            None where the request is refused, or is one of a script of another site.
        """
        headers = _headers(scope)
        if _oversized(scope) or self._stranger(scope, headers) or "origin" in headers:
            return None
        return {} if self.access.origins else _SAME_ORIGIN

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that may be answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = _oversized(scope)
        headers = {} if refusal else _headers(scope)
        refusal = refusal or self._stranger(scope, headers)
        if refusal is not None:
            status, text = refusal
            answer = PlainTextResponse(
                text, status, {"connection": "close", "cache-control": "no-store"}
            )
            await answer(scope, receive, send)
            return
        origin = headers.get("origin", "")
        if not (origin and self.access.lets_in(origin)):
            await self.app(scope, receive, self._with_policy(send))
            return
        allowed = _cors(origin if "*" not in self.access.origins else "*")
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _preflight(allowed)(scope, receive, send)
            return
        await self.app(scope, receive, _adding(send, allowed))

    def _with_policy(self, send: Send) -> Send:
        """Keep answers from being drawn into the pages of other sites, where none is let in."""
        return send if self.access.origins else _adding(send, _SAME_ORIGIN)

    def _stranger(self, scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
        host = headers.get("host")
        if host is None:
            if scope["http_version"] == "1.0":  # no browser sends such a request
                return None
            return 400, "the Host header is missing\n"
        probed = self.access.public and scope["path"] in PROBES
        if not (probed or self.access.knows_host(host)):
            return 421, (
                "this server does not answer under that name; start it with --allow-host NAME, "
                "or --public where everybody may ask\n"
            )
        if self._from_elsewhere(scope, headers, host):
            return 403, (
                "a page of another site may not ask here; start the server with --cors ORIGIN "
                "to let it in\n"
            )
        return None

    def _from_elsewhere(self, scope: Scope, headers: Mapping[str, str], host: str) -> bool:
        """Tell whether another site has caused a request that it may not cause."""
        origin = headers.get("origin", "")
        if origin and self.access.lets_in(origin):
            return False
        site = headers.get("sec-fetch-site", "")
        other = bool(origin) and not _same(origin, host)
        if not other and (site in ("", "none", "same-origin") or "*" in self.access.origins):
            return False
        if not _follows_link(scope, headers):
            return True
        # To this machine: only what a person has clicked, and nothing that runs a query.
        clicked = headers.get("sec-fetch-user") == "?1" and not _runs_query(scope)
        return not (self.access.public or site == "same-site" or clicked)


def _follows_link(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Tell whether a browser goes to a page, by itself or by a link, in a tab of its own."""
    return (
        scope["method"] in ("GET", "HEAD")
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )


def _runs_query(scope: Scope) -> bool:
    return bool(scope["query_string"]) and (
        scope["path"] in ASKED or "/questions/" in scope["path"]
    )


def _same(origin: str, host: str) -> bool:
    """Tell whether an origin is this server; a proxy in front may speak another scheme."""
    scheme, _, place = origin.lower().partition("://")
    default = {"http": ":80", "https": ":443"}.get(scheme)
    return default is not None and place.removesuffix(default) == host.lower().removesuffix(default)


def _oversized(scope: Scope) -> tuple[int, str] | None:
    """Refuse what is out of all proportion before it is read."""
    query = scope["query_string"]
    most = MAX_ADDRESS if scope["path"] in ASKED else MAX_PAGE_ADDRESS
    if len(scope.get("raw_path") or scope["path"]) + len(query) > most:
        return 414, f"an address here may have {most:,} bytes; send a long query by POST\n"
    if query.count(b"&") >= MAX_FIELDS:
        return 400, f"an address may have {MAX_FIELDS:,} fields\n"
    lines = scope["headers"]
    size = sum(len(name) + len(value) for name, value in lines)
    if len(lines) > MAX_HEADER_LINES or size > MAX_HEADERS:
        return 431, f"headers may have {MAX_HEADER_LINES} lines and {MAX_HEADERS:,} bytes\n"
    return None


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]}  # fmt: skip


_SAME_ORIGIN: Final = {"cross-origin-resource-policy": "same-origin"}


def _cors(origin: str) -> dict[str, str]:
    found = {"access-control-allow-origin": origin, "access-control-expose-headers": _EXPOSED}
    return found if origin == "*" else {**found, "vary": "Origin"}


def _preflight(allowed: Mapping[str, str]) -> Response:
    """Answer the question of a browser whether a script may ask: without credentials."""
    headers = {**allowed, **ALLOWED, "access-control-max-age": "86400"}
    return Response(status_code=204, headers=headers)


def _adding(send: Send, headers: Mapping[str, str]) -> Send:
    """Return what sends an answer with further headers; ``Vary`` is added to what stands there."""

    lines = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]

    async def adding(message: Message) -> None:
        if message["type"] == "http.response.start":
            found = list(message["headers"])
            found += lines
            message = {**message, "headers": found}
        await send(message)

    return adding
