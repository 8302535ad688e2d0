"""The search page: what a query finds, by kind; what lies near where it finds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from explorer.kit.request import Ask, Page
from explorer.kit.routing import Table
from explorer.view.everything import everything
from explorer.view.nearest import nearest
from explorer.view.quotes_index import marked
from explorer.view.search_index import MOST, Hit
from explorer.view.tables import kind_of, tables_of
from graph.builds.search_lines import fold
from ontology.kinds import BY_IRI, BY_SLUG
from ontology.terms import PK

SHOWN: Final = 12
"""Results of one kind, before one asks for all of it."""
PER_PAGE: Final = 100
"""Results of the one kind that is asked for, on a page."""
QUOTES: Final = "quotes"
"""What quotations are asked for by, as a kind is by its slug."""
FACTS: Final = 6
"""Facts that are named beside a quotation."""


def search(ask: Ask) -> Page:
    """Show what a query finds, grouped by kind."""
    view = ask.view
    query = ask.query.get("q", "").strip()[:200]
    chosen = ask.choice("kind", [*BY_SLUG, QUOTES])
    found = everything(view, query)
    groups, quotes = found.groups, found.quotes
    if chosen and chosen != QUOTES:
        quotes = ()
    if chosen:
        groups = {k: hits for k, hits in groups.items() if BY_IRI[k].slug == chosen}
    total = sum(map(len, groups.values())) + len(quotes)
    number, size = ask.page_number(), PER_PAGE if chosen else SHOWN
    at = (number - 1) * size if chosen else 0
    shown: list[dict[str, Any]] = [
        {
            "kind": kind,
            "slug": BY_IRI[kind].slug,
            "name": ask.w(BY_IRI[kind].zh, BY_IRI[kind].en),
            "hue": BY_IRI[kind].colour,
            "total": len(hits),
            "more": len(hits) >= MOST,
            "results": [_result(ask, hit, found.words) for hit in hits[at : at + size]],
        }
        for kind, hits in groups.items()
    ]
    title = f"{query} · {ask.w('搜索', 'Search')}" if query else ask.w("搜索", "Search")
    rows = [(g["name"], r["label"], r["other"], r["iri"]) for g in shown for r in g["results"]]
    quoted = [_quote(ask, iri, found.words) for iri in quotes[at : at + size]]
    rows += [(ask.w("引文", "Quote"), q["text"], q["document"], q["iri"]) for q in quoted]
    return Page(
        "search.html",
        title,
        {
            "query": query,
            "groups": shown,
            "quotes": quoted,
            "quotes_total": len(quotes),
            "dropped": found.dropped,
            "total": total,
            "more": any(g["more"] for g in shown),
            "near": [] if total else _near(ask, query),
            "number": number,
            "last": max(1, -(-total // PER_PAGE)) if chosen else 1,
        },
        table=Table(("kind", "label", "other", "iri"), rows),
        data={
            "query": query,
            "total": total,
            "dropped": found.dropped,
            "groups": shown,
            "quotes": {"total": len(quotes), "results": quoted},
        },
        sparql=_SPARQL.format(word=_quoted(query)) if query else "",
        section="/search",
    )


def _near(ask: Ask, query: str) -> list[tuple[str, str]]:
    if not query:
        return []
    return [(ask.label(i), ask.href(i)) for i in nearest(ask.view, query)]


def _result(ask: Ask, hit: Hit, words: Sequence[str]) -> dict[str, Any]:
    view = ask.view
    label = ask.label(hit.iri)
    other = view.label(hit.iri, "en" if ask.lang == "zh" else "zh")
    word = max(words, key=len, default="")
    as_written = [n for n in view.shown_names(hit.iri) if n not in (label, other)]
    names = [n for n in as_written if word and word in fold(n)][:3] or as_written[:2]
    documents = tables_of(view).documents_of.get(hit.iri, [])
    return {
        "iri": hit.iri,
        "url": ask.href(hit.iri),
        "label": label,
        "marked": marked(label, words),
        "other_marked": marked(other, words),
        "other": other if other != label else "",
        "names": names,
        "kind": ask.label(hit.kind),
        "hue": BY_IRI[kind_of(view, hit.iri)].colour,
        "documents": [ask.label(d) for d in documents[:3]],
    }


def _quote(ask: Ask, iri: str, words: Sequence[str]) -> dict[str, Any]:
    quote = ask.view.quote(iri)
    facts = [f for f in ask.view.subjects(PK.evidence, iri) if ask.href(f)]
    return {
        "iri": iri,
        "url": ask.href(iri),
        "text": quote.exact,
        "marked": marked(quote.exact, words),
        "read_as": marked(quote.read_as, words) if quote.read_as != quote.exact else [],
        "document": ask.label(quote.document),
        "facts": [(ask.label(f), ask.href(f)) for f in facts[:FACTS]],
        "facts_total": len(facts),
    }


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


_SPARQL: Final = """# Things whose label or written name holds the words, as written.
SELECT DISTINCT ?thing ?name WHERE {{
  ?thing rdfs:label|pk:name ?name .
  FILTER(CONTAINS(LCASE(STR(?name)), LCASE("{word}")))
}} ORDER BY ?name LIMIT 200"""
