"""How much of a document is spoken for: sentences under quotes, and those under none."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Final

from starlette.routing import BaseRoute

from explorer.kit.request import Ask, NotFound, Page
from explorer.kit.routing import Table, page
from explorer.pages.reader.accounts import accounts_of
from explorer.pages.reader.notes import class_name, kind_of, own_class
from explorer.pages.reader.page import facts_on, passages_of, quotes_of, source_language
from explorer.pages.reader.text import bounds
from explorer.view.model import Quote
from explorer.view.texts import source_of
from ontology.palette import HIGHLIGHTS
from ontology.terms import PK

WORDS: Final = 400
"""Words that the page lists; the JSON has them all."""
AROUND: Final = 14
"""Signs shown around words that no fact uses."""
_RUN: Final = re.compile(r"[^\0\n\u3002\uff1b;!?\uff01\uff1f]+")
_CORE: Final = re.compile(r"\w(?:.*\w)?")
_SAYS: Final = re.compile(r"\d|[^\W\d_]{2}")
_SENTENCE: Final = re.compile(r"[^\u3002\uff1b;!?\uff01\uff1f\n]*[\u3002\uff1b;!?\uff01\uff1f\n]?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the article."""

    start: int
    end: int
    text: str
    share: float
    """Which share of its characters lies under a quote."""


def sentences(text: str, start: int, end: int, quotes: list[Quote]) -> list[Sentence]:
    """Cut an article into sentences and say how much of each is quoted."""
    covered = bytearray(len(text))
    for quote in quotes:
        covered[quote.start : quote.end] = b"\1" * (quote.end - quote.start)
    found = []
    for match in _SENTENCE.finditer(text, start, end):
        words = match[0].strip()
        if len(words) < 2:
            continue
        low = match.start() + match[0].index(words[0])
        high = low + len(words)
        bare = sum(not char.isspace() for char in words)
        held = sum(covered[i] for i in range(low, high) if not text[i].isspace())
        found.append(Sentence(low, high, words, held / bare))
    return found


@dataclass(frozen=True, slots=True)
class Bare:
    """Words that no quote covers, with what stands around them on their line."""

    start: int
    end: int
    text: str
    before: str
    after: str


def bare_words(text: str, start: int, end: int, quotes: list[Quote]) -> list[Bare]:
    """Return the words of an article that lie under no quote, in the order of the text.

    Line breaks and the ends of sentences divide them; what is only punctuation, or a single
    sign that joins two quotes, says nothing and is left out.
    """
    signs = list(text)
    for quote in quotes:
        signs[quote.start : quote.end] = "\0" * (quote.end - quote.start)
    found = []
    for match in _RUN.finditer("".join(signs), start, end):
        inner = _CORE.search(match[0])
        if inner is None or not _SAYS.search(inner[0]):
            continue
        low, high = match.start() + inner.start(), match.start() + inner.end()
        before = text[max(0, low - AROUND) : low].rpartition("\n")[2]
        after = text[high : high + AROUND].partition("\n")[0]
        found.append(Bare(low, high, text[low:high], before.lstrip(), after.rstrip()))
    return found


def coverage(ask: Ask) -> Page:
    """Show how much of a document the facts speak for."""
    view = ask.view
    document = view.iri(ask.params["local"])
    if not view.is_a(document, PK.Document):
        raise NotFound(ask.params["local"])
    quotes = quotes_of(view, document)
    text = source_of(view, document, ask.request.app.state.settings.sources)
    found, words = [], list[Bare]()
    if text is not None:
        places = sorted([*quotes, *passages_of(view, document)], key=lambda q: (q.start, q.end))
        extent = bounds(text, places)
        found = sentences(text, *extent, places)
        words = bare_words(text, *extent, places)
    settings = ask.request.app.state.settings
    # Whoever may not read the text sees no accounts of it.
    accounts = accounts_of(view, document, settings.accounts, ask.lang) if text else None
    facts = facts_on(view, quotes)
    kinds = Counter(kind_of(view, f)[0] for f in facts)
    classes = Counter(own_class(view, f) for f in facts)
    rules = Counter(rule for q in quotes for rule in (q.rules or ("none",)))
    inferred = Counter(name for f in facts for name in view.texts(f, PK.inferredField))
    label = ask.label(document)
    told = [s for s in found if s.share > 0]
    rows = [(s.start, s.end, round(s.share, 3)) for s in found]
    return Page(
        "coverage.html",
        ask.w(f"{label}:覆盖情况", f"Coverage of {label}"),
        {
            "document": document,
            "has_text": text is not None,
            "accounts": accounts,
            "sentences": found,
            "share": len(told) / len(found) if found else 0.0,
            "words": words[:WORDS],
            "words_total": len(words),
            "signs": sum(len(w.text) for w in words),
            "facts": len(facts),
            "quotes": len(quotes),
            "kinds": [(HIGHLIGHTS[k][:2], n) for k, n in kinds.most_common()],
            "classes": [(class_name(c, ask.lang), n) for c, n in sorted(
                classes.items(), key=lambda i: (-i[1], i[0]))],
            "rules": sorted(rules.items(), key=lambda i: (-i[1], i[0])),
            "inferred": sorted(inferred.items(), key=lambda i: (-i[1], i[0])),
            "source_lang": source_language(view, document),
            "reader": ask.url(f"/reader/{ask.params['local']}"),
        },
        table=Table(("start", "end", "share"), rows) if rows else None,
        data={
            "sentences": [dict(zip(("start", "end", "share"), row, strict=True)) for row in rows],
            "unused": [{"start": w.start, "end": w.end, "text": w.text} for w in words],
            "facts": dict(sorted(classes.items())),
            "rules": dict(sorted(rules.items())),
            "inferred": dict(sorted(inferred.items())),
            **({} if accounts is None else {"accounts": asdict(accounts)}),
        },
        section="/data",
    )  # fmt: skip


def routes() -> list[BaseRoute]:
    """Return the route of coverage."""
    return page("/coverage/{local}", coverage)


__all__ = ["Sentence", "coverage", "routes", "sentences"]
