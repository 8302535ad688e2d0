"""The pages on which one works with the graph, rather than reads about one thing."""

from __future__ import annotations

from starlette.routing import BaseRoute


def routes() -> list[BaseRoute]:
    """Return the routes of reader, network, indicators, Sankey, queries and coverage."""
    from explorer.pages import coverage, indicators, network, questions, reader, sankey, sparql

    return [
        *reader.routes(),
        *network.routes(),
        *sparql.routes(),
        *questions.routes(),
        *indicators.routes(),
        *sankey.routes(),
        *coverage.routes(),
    ]
