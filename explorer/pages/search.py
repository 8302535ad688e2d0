"""The search page: what a query finds, by kind; what lies near where it finds nothing."""

from __future__ import annotations

from typing import Any, Final

from explorer.kit.request import Ask, Page
from explorer.kit.routing import Table
from explorer.view.nearest import nearest
from explorer.view.search_index import MOST, Hit, index_of
from explorer.view.tables import kind_of, tables_of
from graph.builds.search_lines import fold
from ontology.kinds import BY_IRI, BY_SLUG

SHOWN: Final = 12
"""Results of one kind, before one asks for all of it."""
PER_PAGE: Final = 100
"""Results of the one kind that is asked for, on a page."""


def search(ask: Ask) -> Page:
    """Show what a query finds, grouped by kind."""
    view = ask.view
    query = ask.query.get("q", "").strip()[:200]
    chosen = ask.choice("kind", list(BY_SLUG))
    groups = index_of(view).find(query) if query else {}
    if chosen:
        groups = {kind: hits for kind, hits in groups.items() if BY_IRI[kind].slug == chosen}
    total = sum(map(len, groups.values()))
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
            "results": [_result(ask, hit, query) for hit in hits[at : at + size]],
        }
        for kind, hits in groups.items()
    ]
    title = f"{query} · {ask.w('搜索', 'Search')}" if query else ask.w("搜索", "Search")
    rows = [(g["name"], r["label"], r["other"], r["iri"]) for g in shown for r in g["results"]]
    return Page(
        "search.html",
        title,
        {
            "query": query,
            "groups": shown,
            "total": total,
            "more": any(g["more"] for g in shown),
            "near": [] if total else _near(ask, query),
            "number": number,
            "last": max(1, -(-total // PER_PAGE)) if chosen else 1,
        },
        table=Table(("kind", "label", "other", "iri"), rows),
        data={"query": query, "total": total, "groups": shown},
        sparql=_SPARQL.format(word=_quoted(query)) if query else "",
        section="/search",
    )


def _near(ask: Ask, query: str) -> list[tuple[str, str]]:
    if not query:
        return []
    return [(ask.label(i), ask.href(i)) for i in nearest(ask.view, query)]


def _result(ask: Ask, hit: Hit, query: str) -> dict[str, Any]:
    view = ask.view
    label = ask.label(hit.iri)
    other = view.label(hit.iri, "en" if ask.lang == "zh" else "zh")
    word = fold(query)
    as_written = [n for n in view.shown_names(hit.iri) if n not in (label, other)]
    names = [n for n in as_written if word and word in fold(n)][:3] or as_written[:2]
    documents = tables_of(view).documents_of.get(hit.iri, [])
    return {
        "iri": hit.iri,
        "url": ask.href(hit.iri),
        "label": label,
        "other": other if other != label else "",
        "names": names,
        "kind": ask.label(hit.kind),
        "hue": BY_IRI[kind_of(view, hit.iri)].colour,
        "documents": [ask.label(d) for d in documents[:3]],
    }


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


_SPARQL: Final = """# Things whose label or written name holds the words, as written.
SELECT DISTINCT ?thing ?name WHERE {{
  ?thing rdfs:label|pk:name ?name .
  FILTER(CONTAINS(LCASE(STR(?name)), LCASE("{word}")))
}} ORDER BY ?name LIMIT 200"""
