"""Searches names, kinds and quotations at once, and says which words it had to drop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from explorer.view.model import GraphView
from explorer.view.quotes_index import quotes_of, search_words
from explorer.view.search_index import MOST, Hit, index_of
from explorer.view.tables import kind_of
from ontology.terms import PK

OF_KIND: Final = 30
"""How well a thing fits that a word finds by its kind alone: after those found by name."""
BY_WORDS: Final = 60
"""The same of a thing that is found by the quotations it rests on, and other words."""

QUOTES: Final = 4_000
"""Quotations of one word whose facts are put together with those of other words."""


@dataclass(slots=True)
class Found:
    """What a search finds."""

    words: list[str] = field(default_factory=list)
    """The words that were looked for, folded."""
    dropped: list[str] = field(default_factory=list)
    """Words left out because nothing fits all of them together."""
    groups: dict[str, list[Hit]] = field(default_factory=dict)
    """Things by kind, the best first."""
    quotes: Sequence[str] = ()
    """Quotations in the order of the texts."""

    @property
    def total(self) -> int:
        """Things and quotations together."""
        return sum(map(len, self.groups.values())) + len(self.quotes)


def everything(view: GraphView, query: str) -> Found:
    """Return what fits all words of a query; if nothing does, without the rarest of them."""
    words = search_words(query)
    found = _found(view, words)
    dropped: list[str] = []
    while not found.total and len(words) > 1:
        alone = {word: _found(view, [word]).total for word in words}
        least = min(reversed(words), key=alone.__getitem__)
        words = [word for word in words if word != least]
        dropped.append(least)
        found = _found(view, words)
    found.dropped = dropped
    return found


def _found(view: GraphView, words: Sequence[str]) -> Found:
    if not words:
        return Found()
    quotes = quotes_of(view)
    groups = {kind: list(hits) for kind, hits in index_of(view).find(" ".join(words)).items()}
    known = {hit.iri for hits in groups.values() for hit in hits}
    extra = dict.fromkeys(quotes.of_kind(view, words) - known, OF_KIND)
    if len(words) > 1:
        for iri in _across(view, words) - known:
            extra.setdefault(iri, BY_WORDS)
    listed = index_of(view).shelves
    for iri, score in extra.items():
        if (kind := kind_of(view, iri)) in listed:
            hit = Hit(score, score, len(view.label(iri, "zh")), iri, kind)
            groups.setdefault(kind, []).append(hit)
    groups = {kind: sorted(hits)[:MOST] for kind, hits in groups.items()}
    ordered = dict(sorted(groups.items(), key=lambda pair: pair[1][0]))
    return Found(list(words), [], ordered, quotes.find(words))


def _across(view: GraphView, words: Sequence[str]) -> set[str]:
    """Return things that every word fits somewhere: by name, kind, place or quotation."""
    index, quotes = index_of(view), quotes_of(view)
    left: set[str] | None = None
    all_places = view.made.setdefault("places", frozenset(view.of_type(PK.Place)))
    for word in words:
        fits = {iri for kind in index.shelves for iri in index.all_of(kind, word)}
        places = fits & all_places
        fits |= quotes.of_kind(view, [word])
        fits |= {iri for place in places for iri in view.subjects(PK.jurisdiction, place)}
        for quote in quotes.find([word])[:QUOTES]:
            fits.update(view.subjects(PK.evidence, quote))
        left = fits if left is None else left & fits
        if not left:
            return set()
    return left or set()
