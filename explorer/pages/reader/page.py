"""The reader: a document with every quote highlighted, and the facts beside the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from starlette.routing import BaseRoute

from explorer.kit.request import Ask, NotFound, Page
from explorer.kit.routing import Table, page
from explorer.pages.reader.notes import QuoteNote, kind_of, notes_of
from explorer.pages.reader.paragraph_html import paragraph_html
from explorer.pages.reader.text import (
    EditorialReading,
    Paragraph,
    Stretch,
    bounds,
    known_text,
    paragraphs,
)
from explorer.view.memo import per_view
from explorer.view.model import GraphView, Quote, local_name
from explorer.view.texts import source_of
from ontology.palette import HIGHLIGHTS
from ontology.terms import DCTERMS, PK, PROV


def readings_of(view: GraphView, document: str) -> list[EditorialReading]:
    """Return the readings of a document."""
    return [
        EditorialReading(
            view.text(r, PK.raw), view.text(r, PK.reading), local_name(view.object(r, PK.certainty))
        )
        for r in view.subjects(PK.statedIn, document)
        if view.is_a(r, PK.Reading)
    ]


def quotes_of(view: GraphView, document: str) -> list[Quote]:
    """Return all quotes of a document in its order."""
    found = [view.quote(q) for q in view.subjects(PROV.wasQuotedFrom, document)]
    return sorted((q for q in found if q.exact), key=lambda q: (q.start, q.end))


def passages_of(view: GraphView, document: str) -> list[Quote]:
    """Return the passages of a document: places without words of their own."""
    found = (q for q in view.subjects(PROV.wasQuotedFrom, document) if view.is_a(q, PK.Passage))
    return sorted((view.quote(q) for q in found), key=lambda q: (q.start, q.end))


def facts_on(view: GraphView, quotes: Iterable[Quote]) -> set[str]:
    """Return the facts that rest on quotes, each once however many quotes it has.

    A fact is whatever a document states or an editor infers from it: all that has a ``pk:basis``.
    """
    return {fact for quote in quotes for fact in view.subjects(PK.evidence, quote.iri)}


def source_language(view: GraphView, document: str) -> str:
    """Return the language tag of a document's own words."""
    tags = {tag.lower() for tag in view.texts(document, DCTERMS.language)}
    if "zh-hant" in tags:
        return "zh-Hant"
    return "zh-Hans" if not tags or any(tag.startswith("zh") for tag in tags) else min(tags)


def reader(ask: Ask) -> Page:
    """Show a document."""
    view = ask.view
    document = view.iri(ask.params["local"])
    if not view.is_a(document, PK.Document):
        raise NotFound(ask.params["local"])
    quotes, readings = quotes_of(view, document), readings_of(view, document)
    folders = ask.request.app.state.settings.sources
    whole, excerpts = source_of(view, document, folders), ask.query.get("view") == "excerpt"
    text = None if excerpts else whole
    found, notes, outside, share = _matter(view, document, ask.lang, text)
    facts = facts_on(view, quotes)
    counts = Counter(kind_of(view, fact)[0] for fact in facts)
    label = ask.label(document)
    return Page(
        "reader.html",
        label,
        {
            "document": document,
            "paragraphs": found,
            "notes": notes,
            "kinds": HIGHLIGHTS,
            "counts": counts,
            "has_text": text is not None,
            "outside": outside,
            "share": share,
            "readings": readings,
            "paragraph_html": paragraph_html,
            "facts": len(facts),
            "source_lang": source_language(view, document),
            "excerpts_chosen": excerpts and whole is not None,
            "coverage": ask.url(f"/coverage/{ask.params['local']}"),
        },
        late_table=lambda: _table(quotes, notes),
        section="/things",
        sparql=_sparql(ask, document),
        description=ask.w(f"{label}:全文与依据", f"{label}: the text and its facts"),
    )


class Matter(NamedTuple):
    """A document cut into pieces, and what is said beside them."""

    paragraphs: list[Paragraph]
    notes: dict[str, QuoteNote]
    outside: int
    """Characters of the source before and after the article."""
    share: float | None
    """Which share of the text is quoted, where the text is at hand."""


@per_view
def _matter(view: GraphView, document: str, lang: str, text: str | None) -> Matter:
    """Cut a document at its quotes: once for each language and state of the data."""
    quotes, readings = quotes_of(view, document), readings_of(view, document)
    if text is None:
        outside, stretches = 0, known_text(quotes)
    else:
        start, end = bounds(text, [*quotes, *passages_of(view, document)])
        outside = len(text[:start].strip()) + len(text[end:].strip())
        stretches = [Stretch(start, text[start:end])]
    found = paragraphs(stretches, [*quotes, *passages_of(view, document)], readings)
    _skip_contents(found)
    told = (p for para in found for p in para.pieces if p.quotes or p.passage)
    covered = sum(p.end - p.start for p in told)
    length = sum(p.end - p.start for para in found for p in para.pieces)
    share = covered / length if text is not None and length else None
    return Matter(found, notes_of(view, quotes, lang), outside, share)


def _skip_contents(found: list[Paragraph]) -> None:
    """Let a quote that spans paragraphs begin in one of them only."""
    seen: set[str] = set()
    for paragraph in found:
        paragraph.quotes = [q for q in paragraph.quotes if q.iri not in seen]
        seen.update(q.iri for q in paragraph.quotes)


def _table(quotes: Sequence[Quote], notes: dict[str, QuoteNote]) -> Table:
    rows = [
        (
            q.start,
            q.end,
            q.exact,
            q.read_as,
            f.cls,
            f.label,
            f.iri,
            "inferred" if f.inferred else "",
        )
        for q in quotes
        for f in notes[q.iri].facts
    ]
    return Table(("start", "end", "words", "read_as", "class", "fact", "iri", "basis"), rows)


def _sparql(ask: Ask, document: str) -> str:
    return f"""SELECT ?start ?end ?words ?fact ?label WHERE {{
  ?quote prov:wasQuotedFrom <{document}> ; oa:exact ?words ; oa:start ?start ; oa:end ?end .
  ?fact pk:evidence ?quote ; rdfs:label ?label .
  FILTER(langMatches(lang(?label), "{"zh" if ask.lang == "zh" else "en"}"))
}} ORDER BY ?start ?end ?fact"""


def routes() -> list[BaseRoute]:
    """Return the routes of the reader."""
    return page("/reader/{local}", reader)


__all__ = ["passages_of", "reader", "routes"]
