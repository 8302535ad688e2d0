"""The search page: what a query finds, by kind; what lies near where it finds nothing."""

from __future__ import annotations

from typing import Any, Final

from explorer.kit.request import Ask, Page
from explorer.kit.routing import Table
from explorer.view.answers import CHOICES, PER_PAGE, SHOWN, answer_of, results_of
from explorer.view.everything import Found
from explorer.view.source_index import SourceIndex, source_index
from ontology.kinds import BY_IRI

PATIENCE: Final = 2.0
"""Seconds that a page waits for others who read source texts into the index."""
COLUMNS: Final = ("kind", "label", "other", "iri", "document", "start", "end")


def texts_of(ask: Ask) -> SourceIndex:
    """Return the index of the source texts that this server may read."""
    state = ask.request.app.state
    generation = state.snapshot.generation
    build = generation.folder.parent if generation is not None else None
    return source_index(ask.view, state.settings.sources, build)


def search(ask: Ask) -> Page:
    """Show what a query finds, grouped by kind."""
    view, texts = ask.view, texts_of(ask)
    query = ask.query.get("q", "").strip()[:200]
    chosen = ask.choice("kind", CHOICES)
    found = results_of(view, query, texts, chosen, wait=PATIENCE)
    number, size = ask.page_number(), PER_PAGE if chosen else SHOWN
    at = (number - 1) * size if chosen else 0
    answer = answer_of(view, found, query, texts, ask.lang, at, size)
    listed = max(answer["texts"]["listed"], found.total - answer["texts"]["total"])
    title = f"{query} · {ask.w('搜索', 'Search')}" if query else ask.w("搜索", "Search")
    return Page(
        "search.html",
        title,
        {**answer, "number": number, "last": max(1, -(-listed // PER_PAGE)) if chosen else 1},
        late_table=lambda: _table(ask, found, texts),
        data=answer,
        sparql=_SPARQL.format(word=_quoted(query)) if query else "",
        section="/search",
    )


def _table(ask: Ask, found: Found, texts: SourceIndex) -> Table:
    """Return everything that was found, a row each; of source texts, what their list shows."""
    view, other = ask.view, "en" if ask.lang == "zh" else "zh"
    rows: list[tuple[Any, ...]] = [
        (_name(ask, kind), ask.label(h.iri), view.label(h.iri, other), h.iri, "", None, None)
        for kind, hits in found.groups.items()
        for h in hits
    ]
    for iri in found.quotes:
        q = view.quote(iri)
        name = ask.w("引文", "Quote")
        rows.append((name, q.exact, q.gloss, iri, ask.label(q.document), q.start, q.end))
    for passage in texts.passages(found.sources.lines, found.words):
        name, document = ask.w("原文", "Source text"), passage.document
        place = (document, ask.label(document), passage.start, passage.end)
        rows.append((name, passage.text, "", *place))
    return Table(COLUMNS, rows)


def _name(ask: Ask, kind: str) -> str:
    return ask.w(BY_IRI[kind].zh, BY_IRI[kind].en)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


_SPARQL: Final = """# Things whose label or written name holds the words, as written.
SELECT DISTINCT ?thing ?name WHERE {{
  ?thing rdfs:label|pk:name ?name .
  FILTER(CONTAINS(LCASE(STR(?name)), LCASE("{word}")))
}} ORDER BY ?name LIMIT 200"""
