"""The answer to a query, as its page shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from explorer.endpoint.protocol import ProtocolError
from explorer.kit.request import Ask
from explorer.pages.sparql.charts import chart_of
from explorer.pages.sparql.run import (
    PAGE_ROWS,
    Outcome,
    message,
    read_outcome,
    run_query,
    short,
)
from explorer.view.nearest import nearest
from graph.queries.check_terms import vocabulary
from graph.queries.query import LIMITS
from graph.queries.tokens import tokens
from ontology.namespaces import prefixes_for
from ontology.similar import closest


async def outcome_of(ask: Ask, text: str) -> Outcome:
    """Run a query in the pool; an error is an outcome too."""
    try:
        head, body = await run_query(ask.request, text)
    except ProtocolError as error:
        return Outcome("error", error=error)
    return await asyncio.to_thread(read_outcome, ask, head, body)


def result_context(
    ask: Ask, outcome: Outcome | None, text: str, heads: Sequence[str] = ()
) -> dict[str, Any]:
    """Return what the template of an answer needs.

    Args:
        ask: The request.
        outcome: The answer.
        text: The query.
        heads: What its columns are called for the reader; else their names.
    """
    number = ask.page_number()
    views = ["table"]
    heads = heads or (outcome.columns if outcome else ())
    chart = chart_of(ask, outcome, heads) if outcome and outcome.kind == "select" else None
    network_able = bool(
        outcome
        and (outcome.kind == "graph" or (outcome.kind == "select" and len(outcome.things()) > 1))
    )
    if chart:
        views.append("chart")
    if network_able:
        views.append("network")
    shown = ask.choice("view", views, "table")
    network = None
    if shown == "network" and outcome is not None:
        from explorer.pages.network.data import drawn_answer

        network = drawn_answer(ask, outcome)
    return {
        "outcome": outcome,
        "fault": message(ask, outcome.error) if outcome and outcome.error else "",
        "undeclared": undeclared(text, ask.view.base) if outcome and outcome.error else [],
        "rows": outcome.rows[(number - 1) * PAGE_ROWS : number * PAGE_ROWS] if outcome else [],
        "number": number,
        "last": max(1, -(-outcome.count // PAGE_ROWS)) if outcome else 1,
        "views": views,
        "shown_view": shown,
        "chart": chart,
        "heads": heads,
        "unknown": unknown_terms(ask, text) if outcome else [],
        "carried": [(k, v) for k, v in ask.query.multi_items() if v and k not in CHOSEN],
        "net": network,
        "downloads": _downloads(outcome, text),
        "short": lambda iri: short(iri, ask.view.base),
    }


CHOSEN: Final = ("view", "chart", "x", "y", "across", "page")
"""Parameters that say how an answer is shown."""
ASKED: Final = 12
"""Terms of a query for which nearest ones are looked for."""


def unknown_terms(ask: Ask, text: str) -> list[tuple[str, list[str]]]:
    """Return the terms of a query that stand for nothing, each with what may have been meant.

    The engine answers a query with an unknown term with nothing, and says no more.
    """
    prefixes = prefixes_for(ask.view.base)
    found: dict[str, list[str]] = {}
    for token in islice(tokens(text), LIMITS.tokens):
        prefix, colon, local = token.text.partition(":")
        if token.kind != "name" or not colon or not local or token.text in found:
            continue
        if prefix in ("pk", "code"):
            namespace = prefixes[prefix]
            if namespace + local not in vocabulary():
                found[token.text] = _alike(token.text, prefix, namespace)
        elif prefix == "id" and ask.view.iri(local) not in ask.view:
            near = nearest(ask.view, local, 3)
            found[token.text] = [f"id:{ask.view.local(iri)}" for iri in near]
        if len(found) >= ASKED:
            break
    return list(found.items())


def _alike(name: str, prefix: str, namespace: str) -> list[str]:
    names = [
        f"{prefix}:{iri.removeprefix(namespace)}"
        for iri in vocabulary()
        if iri.startswith(namespace)
    ]
    return list(closest(name, sorted(names)))


def undeclared(text: str, base: str) -> list[str]:
    """Return the prefixes that a query uses and nobody declares, the first one first.

    The engine only says where it stopped, which is behind the name.
    """
    used: dict[str, None] = {}
    known = set(prefixes_for(base))
    before = ""
    for token in islice(tokens(text), LIMITS.tokens):
        prefix, colon, _ = token.text.partition(":")
        if token.kind == "name" and colon:
            if before == "PREFIX":
                known.add(prefix)
            elif prefix and not text.startswith("//", token.start + len(prefix) + 1):
                used[prefix] = None
        before = token.text.upper() if token.kind == "word" else ""
    return [prefix for prefix in used if prefix not in known]


def _downloads(outcome: Outcome | None, text: str) -> list[tuple[str, str]]:
    if outcome is None or outcome.error is not None:
        return []
    solutions = [("CSV", "csv"), ("JSON", "json"), ("XML", "xml"), ("TSV", "tsv")]
    graphs = [("Turtle", "turtle"), ("N-Triples", "ntriples"), ("JSON-LD", "jsonld")]
    formats = graphs if outcome.kind == "graph" else solutions
    if outcome.kind == "ask":
        formats = solutions[1:3]
    return [
        (name, "/sparql?" + urlencode({"query": text, "format": kind})) for name, kind in formats
    ]
