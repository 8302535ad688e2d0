"""The pages on which one works with the graph, rather than reads about one thing."""

from __future__ import annotations

from starlette.routing import BaseRoute


def routes() -> list[BaseRoute]:
    """Return the routes of reader, network, indicators, Sankey, queries and coverage."""
    from explorer.pages import indicators
    from explorer.pages.figures import page as figures
    from explorer.pages.leads import sankey
    from explorer.pages.network import page as network
    from explorer.pages.reader import coverage
    from explorer.pages.reader import page as reader
    from explorer.pages.sparql import page as sparql
    from explorer.pages.sparql import questions

    return [
        *reader.routes(),
        *network.routes(),
        *sparql.routes(),
        *questions.routes(),
        *indicators.routes(),
        *sankey.routes(),
        *coverage.routes(),
        *figures.routes(),
    ]
