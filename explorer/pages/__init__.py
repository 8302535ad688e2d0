"""The pages people see: server-rendered, every view a URL, every page also as data."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from explorer.i18n import LANGUAGES
from explorer.kit.turns import TURNS
from explorer.view.quotes_index import quotes_of
from explorer.view.search_index import index_of
from explorer.view.tables import tables_of

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from explorer.kit.request import Handler
    from explorer.snapshots import Snapshot
    from explorer.view.model import GraphView
    from explorer.view.source_index import SourceIndex


LARGE: Final = 5_000_000
"""Statements from which on lists of everything are made only when somebody asks for one."""


def routes() -> list[BaseRoute]:
    """Return the routes of all pages; the application splices them into its table."""
    from starlette.routing import Route

    from explorer.kit import static
    from explorer.kit.routing import page
    from explorer.pages import contents, data, overview, search, workbench
    from explorer.pages.leads import page as leads
    from explorer.pages.leads import pairs as leads_pairs
    from explorer.pages.lists import assignments, compare, over_time, suggested
    from explorer.pages.things import page as things

    return [
        *static.routes(),
        Route("/version", static.version),
        *page("/", overview.overview),
        *page("/page/{local}", things.thing),
        *page("/things", contents.contents),
        *page("/things/{kind}", contents.listing),
        *page("/search", search.search, keep=False),  # the source texts lie outside the graph
        *page("/data", data.data),
        *page("/about/cite", data.cite),
        *page("/about/ontology", data.ontology),
        *page("/about/shapes", data.shapes),
        *page("/about/changelog", data.changelog),
        *page("/leads", leads.leads),
        *page("/assignments", assignments.assignments),
        *page("/compare", compare.compare),
        *page("/over-time", over_time.over_time),
        *suggested.routes(),
        *page("/leads/tasks", leads.tasks),
        *page("/leads/pairs", leads_pairs.pairs),
        *workbench.routes(),
    ]


def prepare(snapshot: Snapshot) -> None:
    """Read a state that is about to be served as pages see it; whoever asks early waits for it."""
    from explorer.kit.request import view_at

    view_at(snapshot)


def warm(app: Any) -> None:
    """Work out what the first pages of a new state show, so that its first visitor need not wait.

    Pages are answered meanwhile: the overview comes first, which most ask for first, then the
    search, then what is shown of all documents at once, then the index of source texts; of a very
    large graph, what is shown at once only when it is asked for, since it takes much memory.
    Each step waits while pages are made for somebody, and nothing more is made of a state that
    another one follows.
    """
    from explorer.kit.request import view_at

    newest = app.state.newest
    for work in _warming(app, view_at(newest)):
        if not TURNS.wait(lambda: app.state.newest is newest):
            return
        work()


def _warming(app: Any, view: GraphView) -> Iterator[Callable[[], object]]:
    from explorer.kit.request import plain_ask
    from explorer.pages import contents, indicators, overview, search
    from explorer.pages.leads import page as leads
    from explorer.pages.leads import pairs as leads_pairs

    def made(handler: Handler, path: str) -> Iterator[Callable[[], object]]:
        for lang in LANGUAGES:
            yield partial(handler, plain_ask(app, view, lang, path))

    yield from made(overview.overview, "/")
    yield lambda: index_of(view)
    yield lambda: quotes_of(view)
    texts = search.texts_of(plain_ask(app, view, "zh", "/search"))
    if view.triples > LARGE:
        yield from _read(texts)
        return
    yield lambda: tables_of(view).often
    yield from made(leads.leads, "/leads")
    yield from made(leads_pairs.pairs, "/leads/pairs")
    yield from made(leads.tasks, "/leads/tasks")
    yield from made(indicators.index, "/indicators")
    yield from made(contents.contents, "/things")
    yield from _read(texts)


def _read(texts: SourceIndex) -> Iterator[Callable[[], object]]:
    """Yield the steps by which source texts are read into their index, a few texts each."""
    steps, left = texts.steps(), True

    def read() -> None:
        nonlocal left
        left = next(steps, None) is not None

    while left:
        yield read


EDITOR = "/query"
"""Where the endpoint sends people."""


def handlers() -> dict[Any, Any]:
    """Return what answers where no route does."""
    from explorer.kit.errors import damaged, missing, overloaded
    from explorer.workers.line import PoolError

    return {404: missing, PoolError: overloaded, sqlite3.DatabaseError: damaged}
