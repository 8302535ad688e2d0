"""The pages people see: server-rendered, every view a URL, every page also as data."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Final

from explorer.i18n import LANGUAGES
from explorer.view.search_index import index_of
from explorer.view.tables import tables_of

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from explorer.snapshots import Snapshot


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
    """
    from explorer.kit.request import plain_ask, view_of
    from explorer.pages import contents, indicators, overview, search
    from explorer.pages.leads import page as leads
    from explorer.pages.leads import pairs as leads_pairs

    view = view_of(app)
    tables = tables_of(view)
    for lang in LANGUAGES:
        overview.overview(plain_ask(app, view, lang, "/"))
    index_of(view)
    if view.triples > LARGE:
        return
    _ = tables.often
    for lang in LANGUAGES:
        for path, handler in (
            ("/leads", leads.leads),
            ("/leads/pairs", leads_pairs.pairs),
            ("/leads/tasks", leads.tasks),
            ("/indicators", indicators.index),
            ("/things", contents.contents),
        ):
            handler(plain_ask(app, view, lang, path))
    search.texts_of(plain_ask(app, view, "zh", "/search")).prepare()


EDITOR = "/query"
"""Where the endpoint sends people."""


def handlers() -> dict[Any, Any]:
    """Return what answers where no route does."""
    from explorer.kit.errors import damaged, missing, overloaded
    from explorer.workers.line import PoolError

    return {404: missing, PoolError: overloaded, sqlite3.DatabaseError: damaged}
