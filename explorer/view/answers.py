"""What a search answers, as data: the search page, the command line and ``kg.search`` show this.

What is cut says so: every group has its ``total`` beside the results that are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote as url_quote

from explorer.i18n import Language
from explorer.view.everything import Found, everything
from explorer.view.model import GraphView
from explorer.view.nearest import nearest
from explorer.view.quotes_index import marked
from explorer.view.search_index import Hit
from explorer.view.source_index import MOST_PASSAGES, Passage, SourceIndex
from explorer.view.tables import kind_of, tables_of
from graph.builds.search_lines import fold
from ontology.kinds import BY_IRI, BY_SLUG, LISTED
from ontology.terms import PK

__all__ = ["CHOICES", "PER_PAGE", "QUOTES", "SHOWN", "TEXTS", "answer_of", "results_of"]

SHOWN: Final = 12
"""Results of one kind, before one asks for all of it."""
PER_PAGE: Final = 100
"""Results of the one kind that is asked for, on a page."""
QUOTES: Final = "quotes"
"""What quotations are asked for by, as a kind is by its slug."""
TEXTS: Final = "texts"
"""What paragraphs of source texts are asked for by."""
CHOICES: Final = (*BY_SLUG, QUOTES, TEXTS)
BRIEF: Final = 500
"""Things of a kind that are counted where only the first of them are shown."""
FACTS: Final = 6
"""Facts that are named beside a quotation."""
NAMED: Final = 5
"""Documents without a text at hand that are named."""


def results_of(
    view: GraphView,
    query: str,
    texts: SourceIndex | None,
    kind: str = "",
    *,
    wait: float = -1,
    brief: bool = False,
) -> Found:
    """Return what a search finds, of one kind alone where one is named.

    Args:
        view: The graph.
        query: The words.
        texts: The source texts at hand.
        kind: One of :data:`CHOICES`, or empty.
        wait: See :meth:`explorer.view.source_index.SourceIndex.find`.
        brief: Whether only the first things of each kind are shown, so that fewer are counted.
    """
    few = {each.iri: BRIEF for each in LISTED if (each.slug != kind if kind else brief)}
    found = everything(view, query, texts, wait=wait, most=few)
    if kind:
        found.groups = {k: hits for k, hits in found.groups.items() if BY_IRI[k].slug == kind}
        found.quotes = found.quotes if kind == QUOTES else []
        if kind != TEXTS:
            found.sources = type(found.sources)(absent=found.sources.absent)
    return found


def answer_of(
    view: GraphView,
    found: Found,
    query: str,
    texts: SourceIndex | None,
    lang: Language,
    first: int = 0,
    most: int = SHOWN,
) -> dict[str, Any]:
    """Return what is shown of what was found: so many results of each group, from a place on.

    Returns:
        ``total``, ``words``, ``split``, ``dropped``, ``groups``, ``quotes``, ``texts``,
        ``kinds`` and ``near``; texts and numbers only, as JSON has them.
    """
    shown = slice(first, first + most)
    return {
        "query": query,
        "words": found.words,
        "split": [{"word": word, "pieces": pieces} for word, pieces in found.split],
        "dropped": found.dropped,
        "total": found.total,
        "more": not found.more.isdisjoint(found.groups),
        "groups": [
            {
                "kind": kind,
                "slug": BY_IRI[kind].slug,
                "name": _kind_name(kind, lang),
                "hue": BY_IRI[kind].colour,
                "total": len(hits),
                "more": kind in found.more,
                "results": [_result(view, hit, found.words, lang) for hit in hits[shown]],
            }
            for kind, hits in found.groups.items()
        ],
        "quotes": {
            "total": len(found.quotes),
            "more": False,
            "results": [_quote(view, iri, found.words, lang) for iri in found.quotes[shown]],
        },
        "texts": _texts(view, found, texts, lang, shown),
        "kinds": [_list(view, cls, lang) for cls in found.kinds],
        "near": _near(view, query, lang) if query and not found.total else [],
    }


def _kind_name(kind: str, lang: Language) -> str:
    return BY_IRI[kind].zh if lang == "zh" else BY_IRI[kind].en


def _list(view: GraphView, cls: str, lang: Language) -> dict[str, Any]:
    """Return the list of all of a kind that a word is the name of."""
    slug = BY_IRI[cls].slug
    total = len(tables_of(view).listed[cls])
    return {
        "kind": cls,
        "name": _kind_name(cls, lang),
        "total": total,
        "url": f"/{lang}/things/{slug}",
    }


def _near(view: GraphView, query: str, lang: Language) -> list[dict[str, str]]:
    return [
        {"iri": iri, "label": view.label(iri, lang), "url": view.href(iri, lang)}
        for iri in nearest(view, query)
    ]


def _result(view: GraphView, hit: Hit, words: Sequence[str], lang: Language) -> dict[str, Any]:
    label = view.label(hit.iri, lang)
    other = view.label(hit.iri, "en" if lang == "zh" else "zh")
    word = max(words, key=len, default="")
    as_written = [n for n in view.shown_names(hit.iri) if n not in (label, other)]
    names = [n for n in as_written if word and word in fold(n)][:3] or as_written[:2]
    documents = tables_of(view).documents_of.get(hit.iri, [])
    return {
        "iri": hit.iri,
        "url": view.href(hit.iri, lang),
        "label": label,
        "marked": marked(label, words),
        "other_marked": marked(other, words),
        "other": other if other != label else "",
        "names": names,
        "of_kind": _kinds_with(view, hit.iri, words, lang),
        "kind": view.label(hit.kind, lang),
        "hue": BY_IRI[kind_of(view, hit.iri)].colour,
        "documents": [view.label(d, lang) for d in documents[:3]],
        "documents_total": len(documents),
    }


def _kinds_with(
    view: GraphView, iri: str, words: Sequence[str], lang: Language
) -> list[list[tuple[str, bool]]]:
    """Return the kinds of a thing in whose labels a word is, marked: why it was found."""
    other = "en" if lang == "zh" else "zh"
    codes = dict.fromkeys(o for p in (PK.kind, PK.genre) for o in view.objects(iri, p))
    labels = [f"{view.label(code, lang)} {view.label(code, other)}" for code in codes]
    return [marked(label, words) for label in labels if any(w in fold(label) for w in words)]


def _quote(view: GraphView, iri: str, words: Sequence[str], lang: Language) -> dict[str, Any]:
    quote = view.quote(iri)
    facts = [(f, href) for f in view.subjects(PK.evidence, iri) if (href := view.href(f, lang))]
    return {
        "iri": iri,
        "url": view.href(iri, lang),
        "text": quote.exact,
        "marked": marked(quote.exact, words),
        "read_as": marked(quote.read_as, words) if quote.read_as != quote.exact else [],
        "gloss": quote.gloss,
        "gloss_state": quote.gloss_state,
        "document": view.label(quote.document, lang),
        "facts": [(view.label(f, lang), href) for f, href in facts[:FACTS]],
        "facts_total": len(facts),
    }


def _texts(
    view: GraphView, found: Found, texts: SourceIndex | None, lang: Language, shown: slice
) -> dict[str, Any]:
    sources = found.sources
    passages = texts.passages(sources.lines[shown], found.words) if texts is not None else []
    return {
        "total": sources.total,
        "listed": len(sources.lines),
        "more": sources.total > MOST_PASSAGES,
        "unread": sources.unread,
        "absent": {
            "total": len(sources.absent),
            "of": len(view.documents),
            "documents": [view.label(d, lang) for d in sources.absent[:NAMED]],
        },
        "results": [_passage(view, passage, lang) for passage in passages],
    }


def _passage(view: GraphView, passage: Passage, lang: Language) -> dict[str, Any]:
    document = passage.document
    words = passage.text.strip()
    return {
        "document": view.label(document, lang),
        "iri": document,
        # The browser goes to the words themselves where the reader shows the whole text.
        "url": f"/{lang}/reader/{url_quote(view.local(document))}#:~:text={url_quote(words, '')}",
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "marked": passage.pieces,
    }
