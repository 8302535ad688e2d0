"""The search page: what a query finds, by kind; what lies near where it finds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from explorer.kit.cells import gloss_of
from explorer.kit.request import Ask, Page
from explorer.kit.routing import Table
from explorer.view.answers import CHOICES, PER_PAGE, SHOWN, answer_of, results_of
from explorer.view.everything import Found
from explorer.view.source_index import SourceIndex, source_index
from explorer.view.tables import tables_of
from ontology.kinds import BY_IRI, LISTED

PATIENCE: Final = 2.0
"""Seconds that a page waits for others who read source texts into the index."""
COLUMNS: Final = (
    "kind", "label", "other", "iri", "document", "start", "end", "gloss_state",
)  # fmt: skip


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
    brief = ask.format in ("html", "json")  # a table has a row for all that is counted
    found = results_of(view, query, texts, chosen, wait=PATIENCE, brief=brief)
    number, size = ask.page_number(), PER_PAGE if chosen else SHOWN
    at = (number - 1) * size if chosen else 0
    answer = answer_of(view, found, query, texts, ask.lang, at, size)
    listed = max(answer["texts"]["listed"], found.total - answer["texts"]["total"])
    title = f"{query} · {ask.w('搜索', 'Search')}" if query else ask.w("搜索", "Search")
    return Page(
        "search.html",
        title,
        {
            **answer,
            "number": number,
            "last": max(1, -(-listed // PER_PAGE)) if chosen else 1,
            "there_is": [] if found.total else _there_is(ask),
        },
        late_table=lambda: _table(ask, found, texts),
        data=answer,
        sparql=sparql_of(found.words),
        section="/search",
    )


def _table(ask: Ask, found: Found, texts: SourceIndex) -> Table:
    """Return everything that was found, a row each; of source texts, what their list shows.

    A last row says what is left out, if anything is.
    """
    view, other = ask.view, "en" if ask.lang == "zh" else "zh"
    rows: list[tuple[Any, ...]] = [
        (_name(ask, kind), ask.label(h.iri), view.label(h.iri, other), h.iri, "", None, None, "")
        for kind, hits in found.groups.items()
        for h in hits
    ]
    for iri in found.quotes:
        q = view.quote(iri)
        name = ask.w("引文", "Quote")
        place = (iri, ask.label(q.document), q.start, q.end)
        rows.append((name, q.exact, q.gloss, *place, gloss_of(view, ask.lang, quotes=[iri])[1]))
    for passage in texts.passages(found.sources.lines, found.words):
        name, document = ask.w("原文", "Source text"), passage.document
        place = (document, ask.label(document), passage.start, passage.end)
        rows.append((name, passage.text, "", *place, ""))
    if cut := _left_out(ask, found):
        rows.append((ask.w("未列全", "incomplete"), cut, "", "", "", None, None, ""))
    return Table(COLUMNS, rows)


def _left_out(ask: Ask, found: Found) -> str:
    """Say what a table of everything that was found lacks; nothing where it lacks nothing."""
    sources = found.sources
    said = [
        ask.w(
            f"{_name(ask, kind)}只列前 {len(hits):,} 项",
            f"{_name(ask, kind)}: {len(hits):,} listed",
        )
        for kind, hits in found.groups.items()
        if kind in found.more
    ]
    if sources.total > (listed := len(sources.lines)):
        zh = f"原文只列前 {listed:,} 段,共 {sources.total:,} 段"
        said.append(ask.w(zh, f"source texts: {listed:,} listed of {sources.total:,}"))
    if number := sources.unread:
        zh = f"{number:,} 份原文尚未读入,未查"
        said.append(ask.w(zh, f"source texts not read yet, and not searched: {number:,}"))
    return ask.w(";", "; ").join(said)


def _name(ask: Ask, kind: str) -> str:
    return ask.w(BY_IRI[kind].zh, BY_IRI[kind].en)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


_SPARQL: Final = """# Names and quotes that hold the words as written; capitals are no matter.
# Not asked: pinyin, short forms, kinds, places, years, titles of documents, numbers in other
# signs, source texts.
SELECT ?thing (SAMPLE(?text) AS ?words) WHERE {{
  {{ VALUES ?kind {{ {kinds} }} ?thing a ?kind ; rdfs:label|pk:name ?text }}
  UNION
  {{ ?thing a pk:Quotation ; <http://www.w3.org/ns/oa#exact> ?text }}
  FILTER({holds})
}} GROUP BY ?thing ORDER BY ?thing"""


def sparql_of(words: Sequence[str]) -> str:
    """Return the question for the part of a search that the graph itself can answer."""
    if not words:
        return ""
    holds = " && ".join(f'CONTAINS(LCASE(STR(?text)), "{_quoted(word)}")' for word in words)
    return _SPARQL.format(kinds=" ".join(f"pk:{k.name}" for k in LISTED), holds=holds)


def _there_is(ask: Ask) -> list[tuple[str, str, int]]:
    """Return the lists that are not empty: name, slug, length."""
    totals = tables_of(ask.view).totals
    return [(ask.w(k.zh, k.en), k.slug, totals[k.iri]) for k in LISTED if totals[k.iri]]
