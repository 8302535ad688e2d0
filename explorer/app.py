"""The web application: routes, life cycle, headers.

Every route stands in :func:`routes`; what a route does stands in a module of its own.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.convertors import register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer import pages
from explorer.access import Access, Gate
from explorer.endpoint import downloads, linked, ontologies
from explorer.endpoint import sparql as endpoint
from explorer.endpoint.accesslog import AccessLog
from explorer.endpoint.metrics import prometheus
from explorer.endpoint.patterns import readable
from explorer.endpoint.service import Ceilings, Service
from explorer.endpoint.shortcut import Shortcut
from explorer.kit.request import renew
from explorer.kit.routing import one_of
from explorer.negotiation import prefers_html
from explorer.snapshots import BuildFolder, Files, Snapshot
from explorer.workers.line import PoolError
from explorer.workers.pool import LOADING
from explorer.workers.scheduler import Budget
from graph.errors import GraphError
from graph.queries.check_terms import TermWarning, check_terms
from ontology.namespaces import prefixes_for

log = logging.getLogger("policykg.serve")


# The first step of the IRIs of things and of codes.
register_url_convertor("resource", one_of("id", "code"))

ENDPOINT = "/sparql"
FORM = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>SPARQL</title></head><body><main><h1>SPARQL</h1><form method="post" action="/sparql">
<p><label for="query">Query</label></p>
<p><textarea id="query" name="query" rows="16" cols="80">SELECT * { ?s ?p ?o }</textarea></p>
<p><button>Run</button></p></form></main></body></html>
"""


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """All settings of the server; the command line fills them."""

    workers: int = 4
    access: Access = field(default_factory=Access)
    """Who may ask."""
    budget: Budget = field(default_factory=Budget)
    ceilings: Ceilings = field(default_factory=Ceilings)
    union: bool | None = None
    """Whether the default graph is the union of all; none: for a workspace, not for files."""
    watch_seconds: float = 0.5
    """How often to look for a new build; 0: never."""
    log_queries: bool = False
    rebuilds: bool = False
    """Whether a companion builds again when facts are saved; pages then show what is wrong."""
    workspace: Path | None = None
    """Folder of the workspace, for its files; pages do without it if need be."""
    questions: Path | None = None
    """Folder of the saved questions, where it is not ``queries`` in the workspace."""
    sources: tuple[Path, ...] = ()
    """Folders of source texts, for the reader."""
    accounts: Callable[[str], Any] | None = None
    """Gives what the facts account for of a document, by its id; see
    :data:`explorer.pages.reader.accounts.ReadAccounts`."""


RETRY_SECONDS = 30.0
"""After so long a build that could not be loaded is tried again."""
CALM_SECONDS = 2.0
"""So long after an edit pages are made beforehand: who writes saves again."""
START_SECONDS = 0.5
"""The same after the start: whoever is waiting for the first page gets that one first."""
FIRST_RETRY_SECONDS = 1.0
"""After so long, and then twice as long, for queries: a process may have been killed."""


class Every:
    """An ASGI endpoint for all methods, so that a refusal can say why."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        response = await self.answer(request)
        await response(scope, receive, send)


async def sparql(request: Request) -> Response:
    """The SPARQL endpoint; without a query, its description or the editor."""
    if request.method == "OPTIONS":
        return endpoint.options()
    service: Service = request.app.state.service
    if request.method in ("GET", "HEAD") and not request.scope["query_string"]:
        if prefers_html(endpoint.accepted(request)):
            return await editor(request)
        return endpoint.described(request, service)
    # A program may say that it takes HTML (Java's does); only a browser says that it navigates.
    person = request.headers.get("sec-fetch-mode") == "navigate"
    asked = person and request.method == "GET" and list(request.query_params) == ["query"]
    if asked and hasattr(pages, "EDITOR") and prefers_html(endpoint.accepted(request)):
        target = f"{pages.EDITOR}?{request.url.query}"
        return RedirectResponse(target, 303, {"vary": "Accept"})
    return await endpoint.answer(request, service)


async def editor(request: Request) -> Response:
    """The endpoint as people see it: the editor of the pages, or a plain form."""
    if (page := getattr(pages, "EDITOR", "")) != "":
        return RedirectResponse(page, 303, {"vary": "Accept"})
    return HTMLResponse(FORM, headers={"vary": "Accept"})


async def root(request: Request) -> Response:
    """Lead to the page of the dataset; the pages have their own."""
    return RedirectResponse("/.well-known/void", 303)


async def health(request: Request) -> Response:
    """The process lives and serves pages, whether or not queries are answered yet."""
    return PlainTextResponse("ok\n")


async def ready(request: Request) -> Response:
    """All is answered, queries too; pages are answered before that."""
    pool = request.app.state.service.pool
    if pool.current is None:
        said = f"pages are served; queries are not: {pool.failed or LOADING}"
        return PlainTextResponse(said + "\n", 503, {"retry-after": "2"})
    return PlainTextResponse(f"ready {request.app.state.service.version}\n")


def routes() -> Sequence[BaseRoute]:
    """Every route of the application, in the order in which they are tried."""
    return [
        Route(ENDPOINT, Every(sparql)),
        Route("/healthz", health),
        Route("/readyz", ready),
        Route("/metrics", prometheus),
        Route("/.well-known/void", linked.void),
        Route("/download/graph.{suffix}", downloads.download),
        Route("/data/graph.{suffix}", downloads.download),
        Route("/data/{name:path}", linked.data),
        Route("/{kind:resource}/{name}", linked.thing),
        Route("/graph/{name}", linked.named_graph),
        *ontologies.routes(),
        *pages.routes(),
        Route("/page/{name}", linked.page),
        Route("/", root, name="root"),
    ]


class Direct:
    """ASGI middleware that leads the endpoint's path past the router: it is asked most by far."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._endpoint = Every(sparql)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        asked = scope["type"] == "http" and scope["path"] == ENDPOINT and not scope["root_path"]
        await (self._endpoint if asked else self.app)(scope, receive, send)


class SecurityHeaders:
    """Headers that every answer bears."""

    HEADERS = (
        (
            b"content-security-policy",
            b"default-src 'self'; img-src 'self' data: blob:; "
            b"style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; "
            b"form-action 'self'; frame-ancestors 'none'",
        ),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"x-frame-options", b"DENY"),
    )
    _NAMES = frozenset(name for name, _ in HEADERS)

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; put the headers on its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                present = {name for name, _ in headers}
                if present.isdisjoint(self._NAMES):
                    headers.extend(self.HEADERS)
                else:
                    headers.extend(h for h in self.HEADERS if h[0] not in present)
            await send(message)

        await self.app(scope, receive, with_headers)


async def _watch(app: Starlette, source: BuildFolder | Files, seconds: float) -> None:
    """Serve a new generation as soon as it is complete; keep the old one if it is not good."""
    while True:
        await asyncio.sleep(seconds)
        if not source.changed():
            continue
        try:
            snapshot = await asyncio.to_thread(source.open)
            await app.state.load(snapshot)
            log.info("serving build %s", snapshot.version)
        except GraphError as error:
            log.error("the new build is not served: %s", error)
        except Exception as error:  # whatever it is, what is served stays, and so does the watch
            log.error("the new build is not served: %r", error)
            asyncio.get_running_loop().call_later(RETRY_SECONDS, source.forget)


async def _load_queries(service: Service, snapshot: Snapshot) -> None:
    """Load a state into workers, and answer queries from it.

    Raises:
        PoolError: it cannot be loaded.
    """
    pool = service.pool
    change = partial(snapshot.change_from, union=pool.options["union"])
    await pool.load(snapshot.files, snapshot.version, snapshot, change, **snapshot.options)
    if service.pool.version == snapshot.version:
        service.version = snapshot.version


async def _load_in_turn(service: Service, snapshot: Snapshot) -> None:
    """Load a state of a build beside the pages; try again for as long as it is the newest."""
    pause = FIRST_RETRY_SECONDS
    while True:
        try:
            await _load_queries(service, snapshot)
        except (PoolError, OSError) as error:
            log.error("queries cannot be answered from build %s: %s", snapshot.version, error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, RETRY_SECONDS)
            if service.pool.coming not in ("", snapshot.version):
                return
            continue
        if service.pool.version == snapshot.version:
            # What a query's terms are compared with is read where pages read, so early that no
            # query waits for it.
            await asyncio.to_thread(readable, snapshot)
            service.check = partial(misspelt_terms, snapshot)
            log.info("queries are answered from build %s", snapshot.version)
        return


async def _warm(app: Starlette, snapshot: Snapshot, calm: float) -> None:
    """Have the pages of a state made beforehand, unless another one follows within some seconds."""
    await asyncio.sleep(calm)
    if app.state.newest is snapshot:
        await asyncio.to_thread(pages.warm, app)


def misspelt_terms(snapshot: Snapshot, query: str) -> Sequence[TermWarning]:
    """Return warnings of a query's terms, compared with a state of the data as pages read it now.

    The file that pages read may have been made anew since: a damaged one is.
    """
    try:
        return check_terms(query, readable(snapshot))
    except sqlite3.Error as error:  # a courtesy: the answer bears no warning this once
        if renew(snapshot):
            log.error("what pages read is damaged and made anew: %s", error)
        return ()


def _opened_beside(source: BuildFolder | Files) -> tuple[Snapshot, Sequence[BaseRoute]]:
    """Open what is served; its digests are compared while the pages are imported."""
    with ThreadPoolExecutor(1) as opener:
        opening = opener.submit(source.open)
        made = routes()
        return opening.result(), made


def create_app(
    source: BuildFolder | Files,
    settings: ServeSettings | None = None,
    more: Sequence[BaseRoute] = (),
) -> Starlette:
    """Make the application.

    Args:
        source: What is served.
        settings: How.
        more: Routes that are tried before all others, such as those of the desk.

    Raises:
        NoBuild, DamagedBuild: at start, when there is nothing that may be served.
    """
    settings = settings or ServeSettings()
    first, pages_routes = _opened_beside(source)
    opened = [first]  # until it is loaded, and no longer: a state that is held is not cleared
    service = Service.create(
        settings.workers,
        prefixes_for(first.base),
        settings.budget,
        settings.ceilings,
        union=source.union if settings.union is None else settings.union,
        # A standard endpoint knows no prefixes but those a query declares.
        query_prefixes=isinstance(source, BuildFolder),
    )
    del first

    async def load(snapshot: Snapshot) -> None:
        """Serve a state: a build's pages at once, its queries as soon as it is loaded for them."""
        app.state.newest = snapshot  # nothing is made beforehand any more of the one before
        if snapshot.generation is None:
            await _load_queries(service, snapshot)
            app.state.snapshot = snapshot
            return
        loop = asyncio.get_running_loop()
        preparing = loop.run_in_executor(None, pages.prepare, snapshot)
        renewed = hasattr(app.state, "snapshot")
        calm = CALM_SECONDS if renewed else START_SECONDS
        if renewed:
            await preparing  # pages of the state before are answered meanwhile
        else:
            service.version = snapshot.version
            service.pool.expected = snapshot.expected(service.pool.options["union"])
        app.state.snapshot = snapshot
        service.base = snapshot.base
        for work in (_load_in_turn(service, snapshot), _warm(app, snapshot, calm)):
            task = loop.create_task(work)
            service.pool.arriving.add(task)
            task.add_done_callback(service.pool.arriving.discard)

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        app.state.loop = asyncio.get_running_loop()
        await load(opened.pop() if opened else source.open())
        watcher = None
        if settings.watch_seconds:
            watcher = asyncio.create_task(_watch(app, source, settings.watch_seconds))
        try:
            yield
        finally:
            if watcher is not None:
                watcher.cancel()
            await service.pool.close()

    app = Starlette(
        routes=[*more, *pages_routes], lifespan=life, exception_handlers=pages.handlers()
    )
    app.add_middleware(Direct)
    app.add_middleware(Gate, access=settings.access)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(AccessLog, queries=settings.log_queries)
    app.state.service = service
    app.state.shortcut = Shortcut(
        service,
        Gate(app, settings.access),
        SecurityHeaders.HEADERS,
        queries=settings.log_queries,
    )
    app.state.settings = settings
    app.state.load = load
    app.state.kept = downloads.Kept()
    app.state.desk = bool(more)
    return app
