"""The pages people see: server-rendered, every view a URL, every page also as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.routing import BaseRoute


def routes() -> list[BaseRoute]:
    """Return the routes of all pages; the application splices them into its table."""
    from starlette.routing import Route

    from explorer.pages import contents, data, leads, overview, search, static, things, workbench
    from explorer.pages.shell import page

    return [
        *static.routes(),
        Route("/version", static.version),
        *page("/", overview.overview),
        *page("/page/{local}", things.thing),
        *page("/things", contents.contents),
        *page("/things/{kind}", contents.listing),
        *page("/search", search.search),
        *page("/data", data.data),
        *page("/about/cite", data.cite),
        *page("/about/ontology", data.ontology),
        *page("/about/shapes", data.shapes),
        *page("/about/changelog", data.changelog),
        *page("/leads", leads.leads),
        *page("/leads/tasks", leads.tasks),
        *page("/leads/pairs", leads.pairs),
        *workbench.routes(),
    ]


EDITOR = "/query"
"""Where the endpoint sends people."""


def handlers() -> dict[Any, Any]:
    """Return what answers where no route does."""
    from explorer.pages.errors import missing

    return {404: missing}
